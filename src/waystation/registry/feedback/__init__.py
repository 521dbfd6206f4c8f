"""Feedback and complaints from anybody, answered by a deadline, never by the person concerned."""
