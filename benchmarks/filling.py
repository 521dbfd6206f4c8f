"""Filling a database with a million people's files, in a few minutes.

The rows are those that ``people.actions.record_person`` would write: sealed, hashed and numbered
by the product's own functions, but each name's tokens and plain text are made once, the rows go in
by executemany or COPY, and the indexes are built when the rows are there. ``same_as_the_action``
opens a sample of files by the action and compares every column with the row made here.
"""

from __future__ import annotations

import itertools
import json
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np

MUNICIPALITY = "xk-prishtine"


def words(text: str) -> list[str]:
    return text.split()


GIVEN = words(
    "Besim Arben Agron Shpresa Shqipe Arta Blerta Valon Driton Ardian Fatmir Teuta Vlora "
    "Luan Xhemajl Xhevdet Gjon Gjergj Liridon Albana Mirjeta Ymer Ilir Dardan Petrit "
    "Qendrim Labinot Milan Jovan Jelena Dragana Đorđe Đurđa Slobodan Nikola Marija Milica "
    "Zoran Nebojša Ljiljana Mehmet Ahmet Cemal Emine Fatma Hasan Hüseyin Ayşe Mustafa Elif "
    "Orhan Džemail Sabina Amra Selma Adnan Emir Samir Jasmina Senad Kujtim Naim Bajram "
    "Ramadan Sebahate Merita Flutura "
)
STEMS = words(
    "Kras Ber Gash Hot Hox Mor Shal Thaq Rexh Bytyq Jash Kelm Lim Mus Nik Pren Ram Sad Tah "
    "Veliq Zek Avd Bunj Cak Dauf Elez Fej Gjon Halil Ibrah Jak Kast Leku Mal Osman Pet Qor "
    "Rustem Selim Tod Uk Vuč Xhem Ymer Žuj Ban Cvet Đor Jovan Mark Milos Pavl Rad Stank "
    "Vas Yılm Demir Kaya Öz "
)
ENDINGS = words("i a aj iqi ani isha olli ović ić evski oğlu oviq ari ushi eli ")
CYRILLIC = str.maketrans("abvgdežzijklmnoprstćufhcčšđ", "абвгдежзијклмнопрстћуфхцчшђ")


def names(draw: random.Random) -> tuple[list[str], list[float], list[str], list[float]]:
    """Return given and family names with weights that fall as 1/rank, as real ones do."""
    family = [stem + ending for stem in STEMS for ending in ENDINGS]
    draw.shuffle(family)
    return (
        GIVEN,
        [1 / rank for rank in range(1, len(GIVEN) + 1)],
        family,
        [1 / (rank + 4) for rank in range(1, len(family) + 1)],
    )


def mission(offices: int) -> tuple[Any, list[UUID]]:
    """Return a user of a new organisation who may read and record in each of its offices."""
    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User

    mission = access.open_organisation("bench", "Benchmark mission")
    user = User.objects.create_user("bench@example.org", full_name="Arta", organisation=mission)
    places = []
    for number in range(offices):
        office = access.open_office(mission, f"o{number}", f"Office {number}", date(2020, 1, 1))
        access.give_role(None, user, office, "counsellor", date(2020, 1, 1))
        places.append(office.id)
    return user, places


class Writer:
    """Makes the rows of files, each name's part of them once."""

    def __init__(self, user: Any, offices: list[UUID]) -> None:
        from waystation.foundation.access.queries import keyring
        from waystation.foundation.shared.periods import now, today_in
        from waystation.registry.people.actions.files import keep_until
        from waystation.registry.people.queries.files import PSEUDONYM
        from waystation.registry.people.queries.finding import SEARCH

        self.user, self.offices = user, offices
        self.ring = keyring(user.organisation_id)
        self.search, self.hidden = self.ring.derive(SEARCH), self.ring.derive(PSEUDONYM)
        self.numbering, self.opened = (
            self.ring.derive("file number"),
            self.ring.derive("file as opened"),
        )
        self.moment, self.today = now(), today_in()
        self.later = keep_until(self.today)
        self.plain = lru_cache(None)(self._plain)
        self.name_tokens = lru_cache(None)(self._name_tokens)
        self.year_tokens = lru_cache(None)(self._year_tokens)

    def _plain(self, first: str, last: str) -> tuple[bytes, str]:
        """Return what is sealed, and the middle of what the file was opened with."""
        from waystation.registry.people.rules.identity import Identity, Name

        content = Identity((Name(first, last),)).as_json()
        sealed = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        del content["birth_date"]
        content |= {"languages": [], "migration_status": "", "municipality": MUNICIPALITY}
        content |= {"nationality": ""}
        return sealed, json.dumps(content, sort_keys=True)[1:-1]

    def _name_tokens(self, office: UUID, first: str, last: str) -> bytes:
        from waystation.registry.people.rules import finding
        from waystation.registry.people.rules.identity import Identity, Name

        found = finding.tokens_of(self.search, office, Identity((Name(first, last),)), None)
        return np.array(sorted(found), dtype=np.int64).tobytes()

    def _year_tokens(self, office: UUID, name: str, year: int) -> bytes:
        from waystation.foundation.shared import fold
        from waystation.registry.people.rules import finding

        found: set[int] = set()
        for word in fold.parts(name):
            found |= finding.year_tokens(self.search, office, word, year)
        return np.array(sorted(found), dtype=np.int64).tobytes()

    def tokens(self, office: UUID, first: str, last: str, year: int) -> np.ndarray:
        """Return what ``finding.tokens_of`` gives, sorted."""
        return np.unique(
            np.frombuffer(
                self.name_tokens(office, first, last)
                + self.year_tokens(office, first, year)
                + self.year_tokens(office, last, year),
                dtype=np.int64,
            )
        )

    def row(
        self, key: UUID, count: int, office: UUID, first: str, last: str, year: int, sex: str
    ) -> tuple[dict[str, Any], np.ndarray]:
        """Return the columns of the ``count``-th file of the year, and its tokens."""
        from waystation.foundation.shared.sealing import keyed_hash
        from waystation.registry.people.queries.files import TABLE
        from waystation.registry.people.rules import numbers

        sealed, _ = self.plain(first, last)
        mine = self.tokens(office, first, last, year)
        columns = {
            "id": key,
            "organisation_id": self.user.organisation_id,
            "office_id": office,
            "created_at": self.moment,
            "created_by_id": self.user.id,
            "changed_at": self.moment,
            "version": 1,
            "number": numbers.file_number(self.today.year, count, self.numbering),
            "handle": self.today.year * 10**8 + count,
            "pseudonym": keyed_hash(self.hidden, key.bytes, 16).hex(),
            "sealed": self.ring.seal(sealed, table=TABLE, column="sealed", row=str(key)),
            "tokens": mine.astype(">i8").tobytes(),
            "made_of": self.made_of(office, first, last, year, sex),
            "sex": sex,
            "birth_year": year,
            "community": "",
            "nationality": "",
            "municipality": MUNICIPALITY,
            "migration_status": "",
            "languages": "[]",
            "household_id": None,
            "household_role": "",
            "last_contact_on": self.today,
            "keep_until": self.later,
            "merged_into_id": None,
            "erased_at": None,
        }
        return columns, mine

    def made_of(self, office: UUID, first: str, last: str, year: int, sex: str) -> bytes:
        """Return the keyed hash of the answers, spliced into a text made once for each name."""
        from waystation.foundation.shared.sealing import keyed_hash

        content = (
            f'{{"birth_date": null, "birth_year": {year}, "community": "", '
            f'{self.plain(first, last)[1]}, "office": "{office}", "sex": "{sex}"}}'
        )
        return keyed_hash(self.opened, content.encode(), 16)


def same_as_the_action(writer: Writer, draw: random.Random, number: int = 40) -> int:
    """Open files by the action and compare each column with the row made here.

    Returns how many were opened: they are part of the file. Raises AssertionError.
    """
    from django.db import connection

    from waystation.registry.people import actions
    from waystation.registry.people.queries.files import TABLE

    given, given_weight, family, family_weight = names(draw)
    for count in range(1, number + 1):
        first = draw.choices(given, given_weight)[0]
        last = draw.choices(family, family_weight)[0]
        office, year = draw.choice(writer.offices), draw.randint(1940, 2018)
        sex = draw.choice(("female", "male"))
        made = actions.record_person(
            writer.user, office, given=first, family=last, birth_year=year, sex=sex,
            municipality=MUNICIPALITY, somebody_else=True,
        )  # fmt: skip
        columns, mine = writer.row(made.id, count, office, first, last, year, sex)
        for name, value in columns.items():
            there = getattr(made, name)
            if name in {"created_at", "changed_at"}:
                continue
            if name == "sealed":
                there, value = (
                    writer.ring.open(bytes(one), table=TABLE, column=name, row=str(made.id))
                    for one in (there, value)
                )
            if name == "languages":
                value = json.loads(value)
            assert there == value, (name, there, value)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT token FROM people_searchtoken WHERE handle = %s ORDER BY token",
                [made.handle],
            )
            assert [token for (token,) in cursor.fetchall()] == mine.tolist()
    return number


def fill(people: int, offices: int) -> dict[str, Any]:
    """Write the files; return the user, how long it took and how many tokens there are."""
    from django.db import connection

    from waystation.foundation.shared.keys import new_key
    from waystation.registry.people.models import NumberSeries

    started = time.perf_counter()
    busy = time.process_time()
    user, places = mission(offices)
    writer, draw = Writer(user, places), random.Random(20261122)
    opened = same_as_the_action(writer, draw)
    print(f"{opened} files are the same by the action and by the fast path", flush=True)
    given, given_weight, family, family_weight = names(draw)
    number = people - opened
    tokens = np.empty(number * 40, dtype=np.int64)
    handles = np.empty(number * 40, dtype=np.int64)
    filled = 0

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal filled
        firsts = draw.choices(given, given_weight, k=number)
        lasts = draw.choices(family, family_weight, k=number)
        for count, (first, last) in enumerate(zip(firsts, lasts, strict=True), opened + 1):
            if count % 10 == 0:
                first, last = (w.lower().translate(CYRILLIC).title() for w in (first, last))
            columns, mine = writer.row(
                new_key(), count, places[count % offices], first, last,
                draw.randint(1940, 2018), "male" if draw.random() < 0.5 else "female",
            )  # fmt: skip
            tokens[filled : filled + len(mine)] = mine
            handles[filled : filled + len(mine)] = columns["handle"]
            filled += len(mine)
            yield tuple(columns.values())
            if count % 100_000 == 0:
                print(f"{count:,} in {time.perf_counter() - started:.0f} s", flush=True)

    listed = list(writer.row(new_key(), 1, places[0], "A", "B", 2000, "male")[0])
    with bulk(connection) as write:
        write("people_person", listed, rows())
        order = np.lexsort((handles[:filled], tokens[:filled]))
        ordered = zip(tokens[order].tolist(), handles[order].tolist(), strict=True)
        write("people_searchtoken", ["token", "handle"], ordered)
    NumberSeries.objects.filter(organisation_id=user.organisation_id).update(last=people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    return {"user": user, "seconds": seconds, "busy": busy, "tokens": filled}


@contextmanager
def bulk(connection: Any) -> Iterator[Any]:
    """Give a way to write many rows; the indexes of their tables are built when all are there."""
    if connection.vendor == "sqlite":
        yield from _bulk_on_sqlite(connection)
    else:
        yield from _bulk_on_postgresql(connection)


def _bulk_on_sqlite(connection: Any) -> Iterator[Any]:
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("PRAGMA cache_size=-400000")
    raw.execute("PRAGMA foreign_keys=OFF")
    later = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('people_person', 'people_searchtoken')"
    ).fetchall()
    for name, _ in later:
        raw.execute(f'DROP INDEX "{name}"')

    def as_text(value: Any) -> Any:
        if isinstance(value, UUID):
            return value.hex
        if isinstance(value, datetime):
            return str(value.replace(tzinfo=None))
        return str(value) if isinstance(value, date) else value

    def write(table: str, columns: list[str], content: Iterable[tuple[Any, ...]]) -> None:
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        if table == "people_person":
            content = (tuple(map(as_text, row)) for row in content)
        content = iter(content)
        while block := list(itertools.islice(content, 50_000)):
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(sql, block)
            raw.execute("COMMIT")

    yield write
    for _, sql in later:
        raw.execute(sql)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _bulk_on_postgresql(connection: Any) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT c.conname, c.conrelid::regclass::text, pg_get_constraintdef(c.oid) "
            "FROM pg_constraint c WHERE c.contype IN ('u', 'p') AND c.conrelid IN "
            "('people_person'::regclass, 'people_searchtoken'::regclass) AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid)"
        )
        constraints = cursor.fetchall()
        for name, table, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "WHERE i.indrelid IN ('people_person'::regclass, 'people_searchtoken'::regclass) "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)"
        )
        later = cursor.fetchall()
        for name, _ in later:
            cursor.execute(f"DROP INDEX {name}")

        def write(table: str, columns: list[str], content: Iterable[tuple[Any, ...]]) -> None:
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in content:
                    copy.write_row(row)

        yield write
        for name, table, sql in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {sql}')
        for _, sql in later:
            cursor.execute(sql)
        cursor.execute("SET session_replication_role = origin")
