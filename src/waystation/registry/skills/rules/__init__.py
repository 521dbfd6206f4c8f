"""Validation of profiles, and of job titles to code."""
