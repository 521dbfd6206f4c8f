"""When a consent is valid, what it allows, and the texts that are read out."""
