"""Forms and their submissions, stored exactly as received."""
