"""Database objects besides Django's tables: triggers, and indexes for one database only.

An app lists its own in ``schema.py`` as ``SCHEMA``; ``migrate`` installs them after each run
(site/config/schema.py). They are plain SQL, so that each app can declare its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

VERBS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Trigger:
    """A trigger that refuses ``verb`` on a row of ``table`` if ``when`` is true.

    ``when`` is SQL over OLD and NEW that both databases accept, "" for every row. ``why`` follows
    the table's name in the error message; neither may contain a quotation mark.
    """

    table: str
    verb: str
    suffix: str
    why: str
    when: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_{self.suffix}"

    def names(self, vendor: str) -> list[str]:
        """Return the names of the triggers in the database."""
        return [self.name]

    def statements(self, vendor: str) -> list[str]:
        """Return the SQL that creates or replaces this trigger."""
        if vendor == "sqlite":
            condition = f"WHEN {self.when} " if self.when else ""
            return [
                f'DROP TRIGGER IF EXISTS "{self.name}"',
                f'CREATE TRIGGER "{self.name}" BEFORE {self.verb} ON "{self.table}" {condition}'
                f"BEGIN SELECT RAISE(ABORT, '{self.table}: {self.why}'); END",
            ]
        body = f"RAISE EXCEPTION '{self.table}: {self.why}';"
        if self.when:
            row = "OLD" if self.verb == "DELETE" else "NEW"
            body = f"IF {self.when} THEN {body} END IF; RETURN {row};"
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}_fn"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$body$ BEGIN {body} END $body$",
            f'CREATE OR REPLACE TRIGGER "{self.name}" BEFORE {self.verb} ON "{self.table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{self.name}_fn"()',
        ]


@dataclass(frozen=True)
class StampTrigger:
    """Triggers that write a new random value into the row ``name`` of ``stamps`` at any change.

    See ``foundation/access/stamps.py``.
    """

    table: str
    stamps: str
    name: str

    def names(self, vendor: str) -> list[str]:
        """Return the names of the triggers in the database."""
        if vendor == "sqlite":
            return [f"{self.table}_stamp_{verb.lower()}" for verb in VERBS]
        return [f"{self.table}_stamp"]

    def _write(self, value: str) -> str:
        return (
            f"INSERT INTO \"{self.stamps}\" (id, value) VALUES ('{self.name}', {value}) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET value = excluded.value;"
        )

    def statements(self, vendor: str) -> list[str]:
        """Return the SQL that creates or replaces these triggers."""
        if vendor == "sqlite":
            made = []
            for trigger, verb in zip(self.names(vendor), VERBS, strict=True):
                made.append(f'DROP TRIGGER IF EXISTS "{trigger}"')
                made.append(
                    f'CREATE TRIGGER "{trigger}" AFTER {verb} ON "{self.table}" '
                    f"BEGIN {self._write('hex(randomblob(16))')} END"
                )
            return made
        [trigger] = self.names(vendor)
        return [
            f'CREATE OR REPLACE FUNCTION "{trigger}_fn"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$body$ BEGIN {self._write('gen_random_uuid()::text')} RETURN NULL; END $body$",
            f'CREATE OR REPLACE TRIGGER "{trigger}" AFTER {" OR ".join(VERBS)} ON "{self.table}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{trigger}_fn"()',
        ]


@dataclass(frozen=True)
class PostgresIndex:
    """An index for PostgreSQL only; SQLite's planner would use it for the wrong queries."""

    table: str
    name: str
    columns: str

    def statements(self, vendor: str) -> list[str]:
        """Return the SQL that creates this index if it does not exist."""
        if vendor == "sqlite":
            return []
        return [f'CREATE INDEX IF NOT EXISTS "{self.name}" ON "{self.table}" ({self.columns})']


def append_only(table: str, *, verbs: Iterable[str] = ("UPDATE", "DELETE")) -> list[Trigger]:
    """Return the triggers that make the rows of ``table`` immutable once written."""
    return [
        Trigger(table, verb, f"no_{verb.lower()}", f"append-only: {verb} refused") for verb in verbs
    ]


def never_deleted(table: str) -> list[Trigger]:
    """Return the trigger that forbids deleting rows of ``table``; updates remain possible."""
    return append_only(table, verbs=["DELETE"])
