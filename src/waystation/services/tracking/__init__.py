"""Displacement tracking: operations, rounds, samples, estimates and what was found."""
