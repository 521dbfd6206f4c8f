"""SQLite as it is safe: a library that does not corrupt its WAL, and writers in a queue."""
