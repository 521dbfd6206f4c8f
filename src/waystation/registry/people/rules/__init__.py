"""Rules for personal files, and for finding people."""
