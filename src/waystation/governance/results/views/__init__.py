"""The pages of results: the dashboard and the indicators."""
