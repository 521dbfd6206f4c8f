"""What people of the Network do, one file for each noun."""

from . import advice, members

__all__ = ["advice", "members"]
