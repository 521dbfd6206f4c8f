"""The pages of reports to UNKT."""
