"""The pages of reports: drafts and editions."""
