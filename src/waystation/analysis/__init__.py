"""Layer 1: pure statistics. Arrays and tables in, results out; no Django, no database."""
