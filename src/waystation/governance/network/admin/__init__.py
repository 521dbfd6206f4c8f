"""The Network's registers in the back room: read there, written through the same actions."""

from . import advice

__all__ = ["advice"]
