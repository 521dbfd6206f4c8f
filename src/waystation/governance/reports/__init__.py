"""Reports: drafts, immutable editions, and verification of their figures."""
