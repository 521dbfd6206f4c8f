"""Validation of policies, measures, assessments and arrangements. No database, no clock."""
