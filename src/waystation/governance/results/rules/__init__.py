"""Validation of indicators, figures and targets, without the database."""
