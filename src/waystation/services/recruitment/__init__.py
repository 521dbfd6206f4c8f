"""Ethical recruitment: who was checked, what workers pay, and what went wrong."""
