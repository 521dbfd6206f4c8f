"""Partners, institutions and entities of the United Nations, and their focal points."""
