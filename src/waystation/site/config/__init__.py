"""Settings, addresses, the server's entry and the command line."""
