"""Floor 0: who may do what, what leaves the house on paper, and the plain kit."""
