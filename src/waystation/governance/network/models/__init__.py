"""The records of the Network, one file for each noun."""

from .members import Member, Network
from .seats import Incumbency, Seat

__all__ = ["Incumbency", "Member", "Network", "Seat"]
