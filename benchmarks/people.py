"""A million people: how long search and a person's file take, beside the bare engine.

    python -m benchmarks.people --people 1000000 --keep FOLDER   (SQLite)
    DATABASE_URL=postgresql://… python -m benchmarks.people --keep FOLDER
    … --keep FOLDER --filled                                     (measure again, without filling)

The files are written by ``benchmarks.filling``. Search and reading are the product's own queries,
with their row in the audit trail. Each is measured on the clock and in processor time, that of
PostgreSQL's own process included. Appends a section to benchmarks/results/people.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.filling import CYRILLIC, MUNICIPALITY, fill

RESULTS = Path(__file__).parent / "results" / "people.md"


def sample_of(user: Any, number: int) -> list[tuple[UUID, str, str, int]]:
    """Return some of the files there are, opened: key, given and family name, year of birth."""
    from waystation.foundation.access.queries import keyring
    from waystation.registry.people.models import Person
    from waystation.registry.people.queries.files import open_identity

    ring = keyring(user.organisation_id)
    last = Person.objects.order_by("-handle").values_list("handle", flat=True)[0]
    first = Person.objects.order_by("handle").values_list("handle", flat=True)[0]
    step = max((last - first) // number, 1)
    found = Person.objects.filter(handle__in=range(first, last + 1, step))
    opened = []
    for key, sealed, year in found.order_by("handle").values_list("id", "sealed", "birth_year"):
        main = open_identity(ring, key, sealed).main
        opened.append((key, main.given, main.family, year))
    return opened


def typed(sample: list, draw: random.Random, number: int) -> list[tuple[str, str]]:
    """Return searches as people type them: (kind, text)."""
    found = []
    for _ in range(number):
        _, first, last, year = draw.choice(sample)
        slip = draw.randrange(1, len(last) - 1)
        found += [
            ("given and family name", f"{first} {last}"),
            ("the same without marks, turned", f"{last} {first}".lower()),
            ("in Cyrillic", f"{first} {last}".lower().translate(CYRILLIC)),
            ("begun to type", f"{first} {last[:3]}"),
            ("a letter left out", f"{first} {last[:slip]}{last[slip + 1 :]}"),
            ("family name only", last),
            ("family name and year", f"{last} {year}"),
            ("nobody of that name", f"Zzyx{first} Qwrt{last}"),
        ]
    return found


class Times:
    """How long one kind of work took: on the clock, of this process, of the database's process."""

    def __init__(self, backend: int) -> None:
        self.backend = Path(f"/proc/{backend}/schedstat") if backend else None
        self.clock: list[float] = []
        self.busy: list[float] = []

    def _of_the_database(self) -> float:
        return int(self.backend.read_text().split()[0]) / 1e9 if self.backend else 0.0

    def of(self, work: Callable[[], Any]) -> Any:
        there, busy, clock = self._of_the_database(), time.process_time(), time.perf_counter()
        found = work()
        self.clock.append(time.perf_counter() - clock)
        self.busy.append(time.process_time() - busy + self._of_the_database() - there)
        return found

    def line(self, label: str) -> str:
        parts = [share(self.busy, 0.5), share(self.busy, 0.95)]
        parts += [share(self.clock, one) for one in (0.5, 0.95, 1)]
        return f"| {label} | " + " | ".join(f"{one:.1f}" for one in parts) + " |"


def share(times: list[float], part: float) -> float:
    return sorted(times)[min(int(len(times) * part), len(times) - 1)] * 1000


def look_before_create(user: Any, sample: list, number: int, times: Times) -> int:
    """Describe people who have a file, with slips, and strangers; return how many come first."""
    from waystation.foundation.access import queries as access
    from waystation.registry.people.models import Person
    from waystation.registry.people.queries import likely_files
    from waystation.registry.people.rules.identity import Name
    from waystation.registry.people.rules.likeness import Proposed

    offices = dict(
        Person.objects.filter(id__in=[one[0] for one in sample]).values_list("id", "office_id")
    )
    somewhere = access.offices_where(user, "person.read")[0]
    draw = random.Random(11)
    again = 0
    for turn in range(number):
        key, first, last, year = draw.choice(sample)
        slip = draw.randrange(1, len(last) - 1)
        described = [
            (first, last), (first, last[:slip] + last[slip + 1 :]),
            tuple(word.lower().translate(CYRILLIC).title() for word in (first, last)),
        ][turn % 3]  # fmt: skip
        for name, office, known in (
            (described, offices[key], True),
            ((f"Zz{first[::-1]}", draw.choice(sample)[2]), somewhere, False),
        ):
            one = Proposed((Name(*name),), birth_year=year, municipality=MUNICIPALITY)
            found = times.of(lambda who=one, where=office: likely_files(user, where, who))
            again += known and bool(found) and found[0].id == key
    return again


def measure(user: Any, searches: int) -> list[str]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from waystation.registry.people import queries

    sample = sample_of(user, 400)
    backend = 0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (backend,) = cursor.fetchone()
    draw = random.Random(7)
    kinds: dict[str, Times] = {}
    everything, linked, bare, files, pages, lists, boxes = (Times(backend) for _ in range(7))
    look_before_create(user, sample, 30, Times(backend))  # a process that has worked before
    hits = 0
    todo = typed(sample, draw, searches)
    for kind, text in todo:
        times = kinds.setdefault(kind, Times(backend))
        hits += bool(times.of(lambda what=text: queries.search(user, what)))
    for times in kinds.values():
        everything.clock += times.clock
        everything.busy += times.busy
    again = look_before_create(user, sample, searches * 4, linked)
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM people_searchtoken ORDER BY handle DESC LIMIT 2000")
        some = [token for (token,) in cursor.fetchall()]
        for token in draw.sample(some, min(500, len(some))):
            bare.of(
                lambda one=token: cursor.execute(
                    "SELECT p.id FROM people_searchtoken t "
                    "JOIN people_person p ON p.handle = t.handle WHERE t.token = %s LIMIT 20",
                    [one],
                ).fetchall()
            )
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    for key, *_ in draw.sample(sample, min(60, len(sample))):
        files.of(lambda one=key: queries.person_visible_to(user, one))
        answer = pages.of(lambda one=key: client.get(reverse("people:person", args=[one])))
        assert answer.status_code == 200, answer.status_code
    for _, text in draw.sample(todo, min(120, len(todo))):
        answer = boxes.of(
            lambda what=text: client.get(
                reverse("people:search"), {"q": what}, HTTP_HX_REQUEST="true"
            )
        )
        assert answer.status_code == 200, answer.status_code
    for _ in range(20):
        lists.of(lambda: queries.people_visible_to(user))
    ratios = [share(everything.clock, one) / share(bare.clock, one) for one in (0.5, 0.95)]
    return [
        "",
        "| what, in ms | processor, median | p95 | clock, median | p95 | slowest |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(times.line(f"search: {kind}") for kind, times in kinds.items()),
        everything.line("**search, all kinds**"),
        boxes.line("the same through the page that answers while one types"),
        linked.line("**who may it be, before a file is opened (linkage)**"),
        bare.line("bare engine: one token joined to its files"),
        files.line("a person's file, read and written down"),
        pages.line("a person's page through Django"),
        lists.line("first page of the list of people"),
        "",
        f"Linkage: {again} of {len(linked.clock) // 2} people described with a slip, in another "
        "script or with the year only were the first shown; as many strangers were looked for too. "
        f"{hits} of {len(everything.clock)} searches found somebody. Ratio of search to the bare "
        f"lookup on the clock: {ratios[0]:.0f}× at the median, {ratios[1]:.0f}× at p95.",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--offices", type=int, default=8)
    parser.add_argument("--searches", type=int, default=40, help="of each kind")
    parser.add_argument("--keep", default="", help="where keys and SQLite's file are kept")
    parser.add_argument("--filled", action="store_true", help="the files are there already")
    options = parser.parse_args()
    os.environ["WAYSTATION_STATE"] = options.keep or tempfile.mkdtemp(prefix="waystation-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from waystation.foundation.access.models import Office, User
    from waystation.foundation.shared.periods import today_in
    from waystation.registry.people.models import Person

    written = "Filled before."
    call_command("migrate", verbosity=0)
    if not options.filled:
        made = fill(options.people, options.offices)
        written = (
            f"Written in {made['seconds']:.0f} s ({made['busy']:.0f} s of processor time, "
            f"{made['tokens']:,} search tokens)."
        )
    lines = measure(User.objects.get(email="bench@example.org"), options.searches)
    if connection.vendor == "sqlite":
        import sqlite3

        engine = f"SQLite {sqlite3.sqlite_version}"
        size = Path(connection.settings_dict["NAME"]).stat().st_size
    else:
        engine = f"PostgreSQL {connection.pg_version // 10000}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            (size,) = cursor.fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    text = "\n".join(
        [
            f"## {engine}, {Person.objects.count():,} people in {Office.objects.count()} offices",
            "",
            f"{today_in():%d.%m.%Y}, {platform.machine()}, {os.cpu_count()} cores shared with "
            f"other work (load {os.getloadavg()[0]:.1f}), Python {platform.python_version()}. "
            f"{written} {size / 2**20:,.0f} MB on disk; peak memory of the run {peak:,.0f} MB.",
            *lines,
            "",
        ]
    )
    print(text)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n" + text)


if __name__ == "__main__":
    sys.exit(main())
