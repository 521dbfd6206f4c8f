"""Reading the Network: one file for each noun; other rooms and pages ask these."""

from . import advice, people

__all__ = ["advice", "people"]
