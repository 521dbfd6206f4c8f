"""Importing existing Excel and CSV sheets as records: mapping, validation, loading, undoing."""
