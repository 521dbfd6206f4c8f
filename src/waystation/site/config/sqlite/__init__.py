"""A safe SQLite backend: a library without the WAL-reset bug, and a queue for writers."""
