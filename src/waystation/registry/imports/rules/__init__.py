"""What a sheet from outside says: its rows, its columns, its cells. No database."""

from . import cells, columns, keys, sheets

__all__ = ["cells", "columns", "keys", "sheets"]
