"""Waystation: a record is made once, at the front line; everything above reads it."""

__version__ = "0.1.0"
