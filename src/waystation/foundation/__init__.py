"""Layer 0: who may do what, what leaves the system on paper, and the plain kit."""
