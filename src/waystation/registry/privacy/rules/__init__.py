"""Validity and effect of consents, and the texts to read out."""
