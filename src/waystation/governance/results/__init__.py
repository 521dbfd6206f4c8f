"""Indicators, targets and figures."""
