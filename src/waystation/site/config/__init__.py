"""Settings, URLs, the server's entry point and the command line."""
