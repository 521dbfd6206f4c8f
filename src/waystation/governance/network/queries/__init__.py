"""Reading the Network: one file for each noun; other rooms and pages ask these."""

from . import people

__all__ = ["people"]
