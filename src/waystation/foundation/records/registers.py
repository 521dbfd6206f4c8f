"""What a register is: one kind of entry with its own model, rule and words.

The pages, the list, the form and the history are the same for all registers; what makes an
entry right, and how its row looks in the database, belongs to each of them.
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
    """One register: its model, what is typed, what the list shows, and who may.

    Words are English sources (``N_``). ``codes`` names the code list of a field; ``choices``
    the function that offers its values to a user (also for foreign keys). ``refusal`` is the
    register's rule; ``state`` the word that stands behind an entry, with its colour.
    """

    key: str
    model: type[OfficeRecord]
    noun: str  # in the audit trail: "norm" gives "norm.record", "norm.change"
    title: str
    lead: str
    add: str
    empty: str
    read: str
    write: str
    named: str  # the field that names an entry
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    refusal: Rule
    filters: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    state: State | None = None
    paragraph: str = ""  # where the Terms of Reference ask for it
    append_only: bool = False
    search: tuple[str, ...] = ()
    day: str = ""  # the date of an entry that a period is asked of
    begin: str = ""  # the permission to add an entry, where it is another than to write

    @property
    def adds(self) -> str:
        """Return the permission to add an entry."""
        return self.begin or self.write

    @property
    def kind(self) -> str:
        """Return the name of its entries in the audit trail."""
        meta = self.model._meta
        return f"{meta.app_label}.{meta.object_name}"

    def attribute(self, name: str) -> str:
        """Return the attribute that holds a field's value: a foreign key's is its key."""
        return str(self.model._meta.get_field(name).attname)  # type: ignore[union-attr]

    def words_of(self, name: str) -> Mapping[str, str] | None:
        """Return the fixed words of a field's values (English sources), None if it has none."""
        choices = getattr(self.model._meta.get_field(name), "choices", None)
        return {str(key): str(label) for key, label in choices} if choices else None
