"""The interface by which an app provides its records as facts.

A fact table has one row per record. Its standard columns are the same everywhere and identify
nobody; an app adds a small set of codes and measures of its own. Facts are derived: reading them
again from the records always gives the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

ColumnKind = Literal["key", "date", "code", "codes", "number", "yes_no"]
FILE, OPENS_FILE = "people.Person", "person.read"
"""The kind of a person's file in the audit log, and the permission to open it."""


@dataclass(frozen=True)
class Column:
    """One column: its kind, the code list of its values, and its label.

    ``known_of``: a yes/no column that says whether the value of another column is known.
    """

    name: str
    kind: ColumnKind
    label: str
    code_list: str | None = None
    known_of: str = ""


STANDARD = (
    Column("record", "key", "Record"),  # the record's UUID as text
    Column("version", "number", "Version"),
    Column("date", "date", "Date"),  # the record's date, in the office's own time zone
    Column("office", "key", "Office"),  # the office's UUID as text
    Column("place", "code", "Municipality", "municipality"),
    Column("person", "key", "Person"),  # keyed pseudonym in hex, never a name; null if unknown
    Column("sex", "code", "Sex", "sex"),
    Column("age_band", "code", "Age", "age_band"),
    Column("community", "code", "Community", "community"),
    Column("nationality", "code", "Nationality", "country"),
    Column("migration_status", "code", "Displacement or migration status", "migration_status"),
)

Read = Callable[[UUID, Sequence[UUID] | None], Any]
Affected = Callable[[UUID, Sequence[UUID]], Sequence[UUID]]


@dataclass(frozen=True)
class FactTable:
    """An app's fact table: its columns, how to read them, and which changes affect them.

    ``read(organisation, ids)`` returns a ``pyarrow.Table`` with STANDARD and ``columns``, for all
    records or only for ``ids`` (deleted records are absent). ``subject_kind`` is the record's kind
    in the audit log, e.g. "centres.Visit": an entry with that kind and id means that the fact may
    have changed. ``follows`` maps other kinds to a function that returns the records affected when
    those change. ``kept_in`` names the offices that can have such records, if not all can.
    ``of_institutions``: no record is about a person or a household, so that small numbers need not
    be suppressed. ``one_by_one``: whoever holds the permissions may open every record of an
    office; not so where nobody reads what is about themselves.
    """

    key: str
    label: str
    subject_kind: str
    permission: str
    columns: Sequence[Column]
    read: Read
    follows: Mapping[str, Affected] = field(default_factory=dict)
    kept_in: Callable[[UUID], Collection[UUID]] | None = None
    of_institutions: bool = False
    one_by_one: bool = True

    @property
    def all_columns(self) -> tuple[Column, ...]:
        return (*STANDARD, *self.columns)

    @property
    def permissions(self) -> tuple[str, ...]:
        """Return what opens a record: its own permission, and that of the person's file."""
        return (self.permission, OPENS_FILE) if FILE in self.follows else (self.permission,)
