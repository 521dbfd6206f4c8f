"""Personal files: identities under all spellings of a name, and access to them."""
