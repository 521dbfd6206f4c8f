"""Deadlines of answers, disclosure, matching services, and access to links."""
