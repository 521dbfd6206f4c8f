"""Displacement tracking: operations, rounds, samples, estimates and findings."""
