"""The pages of results: dashboard, indicators, drafts, editions."""
