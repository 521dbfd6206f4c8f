"""What is done with knowledge: enter it, correct it, add a newer number beside an older one."""

from .facts import load_dated_facts
from .registers import change_entry, record_entry

__all__ = ["change_entry", "load_dated_facts", "record_entry"]
