"""Indicators, figures, report editions: what the records add up to, and proof that they do."""
