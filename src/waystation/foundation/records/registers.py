"""Declares registers: one kind of entry each, with its own model, rule and labels.

Pages, list, form and history are the same for all registers; the rule for valid entries and the
database table are each register's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.errors import Refusal

Choices = Callable[[Any], Sequence[tuple[str, str]]]
Rule = Callable[[Mapping[str, Any], date], Refusal | None]
State = Callable[[Mapping[str, Any], date], tuple[str, str] | None]


@dataclass(frozen=True)
class Register:
    """One register: its model, fields, list columns and permissions.

    Labels are English sources (``N_``). ``codes`` names the code list of a field; ``choices`` the
    function that returns a user's choices (also for foreign keys). ``refusal`` is the register's
    rule; ``state`` returns the word shown next to an entry, with its colour.
    """

    key: str
    model: type[OfficeRecord]
    noun: str  # in the audit log: "norm" gives "norm.record", "norm.change"
    title: str
    lead: str
    add: str
    empty: str
    read: str
    write: str
    named: str  # the field with the entry's name
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    refusal: Rule
    filters: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    state: State | None = None
    paragraph: str = ""  # the paragraph of the Terms of Reference that requires it
    append_only: bool = False
    search: tuple[str, ...] = ()
    search_numbers: tuple[str, ...] = ()  # the fields with a number that a search may name
    day: str = ""  # the entry's date, which periods are based on
    begin: str = ""  # the permission to add an entry, if not the same as to edit
    money: tuple[str, ...] = ()  # the fields with amounts of money

    @property
    def adds(self) -> str:
        """Return the permission to add an entry."""
        return self.begin or self.write

    @property
    def kind(self) -> str:
        """Return the name of its entries in the audit log."""
        meta = self.model._meta
        return f"{meta.app_label}.{meta.object_name}"

    def attribute(self, name: str) -> str:
        """Return the attribute with a field's value: for a foreign key, its id."""
        return str(self.model._meta.get_field(name).attname)  # type: ignore[union-attr]

    def words_of(self, name: str) -> Mapping[str, str] | None:
        """Return the labels of a field's fixed values (English sources), None if it has none."""
        choices = getattr(self.model._meta.get_field(name), "choices", None)
        return {str(key): str(label) for key, label in choices} if choices else None
