"""Layer 4: what the records add up to, and who answers for it."""
