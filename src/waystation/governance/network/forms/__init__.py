"""From typed text to values, one file for each noun."""

from . import members, terms

__all__ = ["members", "terms"]
