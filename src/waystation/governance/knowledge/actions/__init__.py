"""What is done with knowledge: enter it, correct it, add a newer number beside an older one."""

from waystation.foundation.records.actions import change_entry, record_entry

from .facts import load_dated_facts

__all__ = ["change_entry", "load_dated_facts", "record_entry"]
