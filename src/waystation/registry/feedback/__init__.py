"""Feedback and complaints: taken from anybody, answered by a deadline, never by who is meant."""
