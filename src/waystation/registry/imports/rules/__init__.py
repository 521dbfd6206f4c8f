"""The content of an uploaded sheet: its rows, columns and cells. No database."""

from . import cells, columns, keys, sheets

__all__ = ["cells", "columns", "keys", "sheets"]
