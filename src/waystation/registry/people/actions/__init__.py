"""Every write to a person's file."""

from .files import edit_person, note_contact, record_person

__all__ = ["edit_person", "note_contact", "record_person"]
