"""Purposes of secrets that several apps derive from an organisation's key."""

COVER_PRICES = "prices of covers"
"""By which disclosure control chooses the cells that it hides besides (``analysis.sdc.prices``)."""
