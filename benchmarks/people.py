"""A million people: how long search and a person's file take, beside the bare engine.

    python -m benchmarks.people --people 1000000             (SQLite in a fresh folder)
    DATABASE_URL=postgresql://… python -m benchmarks.people  (a fresh PostgreSQL database)

The files are written by a fast path of its own (sorted rows, executemany or COPY), but sealed and
hashed by the product's functions; search and reading are the product's own queries, with their
row in the audit trail. Appends a section to benchmarks/results/people.md.
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
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.filling import CYRILLIC, fill

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


def share(times: list[float], part: float) -> float:
    return sorted(times)[min(int(len(times) * part), len(times) - 1)] * 1000


def look_before_create(user, sample: list, number: int) -> tuple[list[float], int]:
    """Describe people who have a file, with slips, and strangers; return times and how many."""
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
    times, again = [], 0
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
            one = Proposed((Name(*name),), birth_year=year, municipality="xk-prishtine")
            start = time.perf_counter()
            found = likely_files(user, office, one)
            times.append(time.perf_counter() - start)
            again += known and bool(found) and found[0].id == key
    return times, again


def measure(made: dict, searches: int) -> list[str]:
    from django.db import connection

    from waystation.registry.people import queries

    user, sample = made["user"], made["sample"]
    draw = random.Random(7)
    times: dict[str, list[float]] = {}
    hits = 0
    for kind, text in typed(sample, draw, searches):
        start = time.perf_counter()
        found = queries.search(user, text)
        times.setdefault(kind, []).append(time.perf_counter() - start)
        hits += bool(found)
    everything = [one for kind in times.values() for one in kind]
    linked, again = look_before_create(user, sample, searches * 4)
    bare = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM people_searchtoken ORDER BY handle DESC LIMIT 2000")
        some = [token for (token,) in cursor.fetchall()]
        for token in draw.sample(some, min(500, len(some))):
            start = time.perf_counter()
            cursor.execute(
                "SELECT p.id FROM people_searchtoken t JOIN people_person p ON p.handle = t.handle "
                "WHERE t.token = %s LIMIT 20",
                [token],
            )
            cursor.fetchall()
            bare.append(time.perf_counter() - start)
    files, pages, lists = [], [], []
    from django.conf import settings
    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for key, *_ in draw.sample(sample, min(100, len(sample))):
        start = time.perf_counter()
        queries.person_seen_by(user, key)
        files.append(time.perf_counter() - start)
        try:
            where = reverse("people:person", args=[key])
        except NoReverseMatch:
            continue
        start = time.perf_counter()
        answer = client.get(where)
        pages.append(time.perf_counter() - start)
        assert answer.status_code == 200, answer.status_code
    for _ in range(20):
        start = time.perf_counter()
        queries.people_seen_by(user)
        lists.append(time.perf_counter() - start)
    lines = [
        "",
        "| what | median | p95 | slowest |",
        "| --- | ---: | ---: | ---: |",
    ]
    named = [(f"search: {kind}", some) for kind, some in times.items()]
    named += [
        ("**search, all kinds**", everything),
        ("**who may it be, before a file is opened (linkage)**", linked),
        ("bare engine: one token joined to its files", bare),
        ("a person's file, read and written down", files),
        ("a person's page through Django", pages),
        ("first page of the list of people", lists),
    ]
    for label, some in named:
        if some:
            lines.append(
                f"| {label} | {share(some, 0.5):.1f} ms | {share(some, 0.95):.1f} ms "
                f"| {share(some, 1):.1f} ms |"
            )
    lines += [
        "",
        f"Linkage: {again} of {len(linked) // 2} people described with a slip, in another script "
        "or with the year only were the first shown; as many strangers were looked for too.",
        "",
        f"{hits} of {len(everything)} searches found somebody. Ratio of search to the bare lookup: "
        f"{share(everything, 0.5) / share(bare, 0.5):.0f}× at the median, "
        f"{share(everything, 0.95) / share(bare, 0.95):.0f}× at p95.",
    ]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--offices", type=int, default=8)
    parser.add_argument("--searches", type=int, default=40, help="of each kind")
    options = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        os.environ["WAYSTATION_STATE"] = tempfile.mkdtemp(prefix="waystation-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    made = fill(options.people, options.offices)
    lines = measure(made, options.searches)
    from waystation.foundation.shared.periods import today_in

    engine = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    if connection.vendor == "sqlite":
        import sqlite3

        engine += f" {sqlite3.sqlite_version}"
        size = Path(connection.settings_dict["NAME"]).stat().st_size
    else:
        engine += f" {connection.pg_version // 10000}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            (size,) = cursor.fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    text = "\n".join(
        [
            f"## {engine}, {options.people:,} people in {options.offices} offices",
            "",
            f"{today_in():%d.%m.%Y}, {platform.machine()}, {os.cpu_count()} cores shared with "
            f"other work (load {os.getloadavg()[0]:.1f}), Python {platform.python_version()}.",
            f"Written in {made['seconds']:.0f} s ({made['tokens']:,} search tokens, "
            f"{size / 2**20:,.0f} MB on disk); peak memory of the whole run {peak:,.0f} MB.",
            *lines,
            "",
        ]
    )
    print(text)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n" + text)


if __name__ == "__main__":
    sys.exit(main())
