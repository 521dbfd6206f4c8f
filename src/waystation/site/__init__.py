"""Layer 5: the pages, the API, the commands and the settings."""
