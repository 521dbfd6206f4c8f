"""Decisions of the Network that need no database, one file for each noun."""
