"""Frameworks, indicators, figures, report editions."""
