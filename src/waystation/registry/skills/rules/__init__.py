"""What may be written into a profile, and what may be coded."""
