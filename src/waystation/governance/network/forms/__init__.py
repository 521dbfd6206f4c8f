"""From typed text to values, one file for each noun."""

from . import meetings, members, terms

__all__ = ["meetings", "members", "terms"]
