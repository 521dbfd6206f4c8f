"""Knowledge as documents: the migration profile, and survey modules as forms."""
