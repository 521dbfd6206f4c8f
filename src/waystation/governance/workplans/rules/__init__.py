"""Rules, without a database."""
