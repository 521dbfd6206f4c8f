"""Indicators, targets and figures: what the records add up to."""
