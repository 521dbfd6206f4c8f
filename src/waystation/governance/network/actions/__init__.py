"""What people of the Network do, one file for each noun."""

from . import members

__all__ = ["members"]
