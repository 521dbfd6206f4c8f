"""A million people: how long search and a person's file take, beside the bare engine.

    python -m benchmarks.people --people 1000000             (SQLite in a fresh folder)
    DATABASE_URL=postgresql://… python -m benchmarks.people  (a fresh PostgreSQL database)

The files are written by a fast path of its own (sorted rows, executemany or COPY), but sealed and
hashed by the product's functions; search and reading are the product's own queries, with their
row in the audit trail. Appends a section to benchmarks/results/people.md.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).parent / "results" / "people.md"


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


def fill(people: int, offices: int) -> dict:
    """Write the files and return what the measurements need."""
    from django.db import connection

    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User
    from waystation.foundation.access.queries import keyring
    from waystation.foundation.shared.keys import new_key
    from waystation.foundation.shared.periods import today_in
    from waystation.foundation.shared.sealing import keyed_hash
    from waystation.registry.people.actions.files import packed
    from waystation.registry.people.queries.files import PSEUDONYM, TABLE
    from waystation.registry.people.queries.finding import SEARCH
    from waystation.registry.people.rules import finding, numbers
    from waystation.registry.people.rules.identity import Identity, Name

    mission = access.open_organisation("bench", "Benchmark mission")
    user = User.objects.create_user("bench@example.org", full_name="Arta", organisation=mission)
    places = []
    for number in range(offices):
        office = access.open_office(mission, f"o{number}", f"Office {number}", date(2020, 1, 1))
        access.give_role(None, user, office, "counsellor", date(2020, 1, 1))
        places.append(office)
    ring = keyring(mission.id)
    search, hidden = ring.derive(SEARCH), ring.derive(PSEUDONYM)
    numbering = ring.derive("file number")
    draw = random.Random(20261122)
    given, given_weight, family, family_weight = names(draw)
    moment = datetime.now(UTC)
    columns = [
        "id", "organisation_id", "office_id", "created_at", "created_by_id", "changed_at",
        "version", "number", "handle", "pseudonym", "sealed", "tokens", "made_of", "sex",
        "birth_year", "community", "nationality", "municipality", "migration_status",
        "languages", "household_id", "household_role", "last_contact_on", "keep_until",
        "merged_into_id", "erased_at",
    ]  # fmt: skip
    on_sqlite = connection.vendor == "sqlite"
    as_key = (lambda key: key.hex) if on_sqlite else str
    tokens = np.empty(people * 40, dtype=np.int64)
    handles = np.empty(people * 40, dtype=np.int64)
    filled, sample, started = 0, [], time.perf_counter()
    today = today_in()
    later = today.replace(year=today.year + 5, day=min(today.day, 28))

    def rows():
        nonlocal filled
        firsts = draw.choices(given, given_weight, k=people)
        lasts = draw.choices(family, family_weight, k=people)
        for count, (first, last) in enumerate(zip(firsts, lasts, strict=True), 1):
            if count % 10 == 0:
                first, last = (w.lower().translate(CYRILLIC).title() for w in (first, last))
            key, year = new_key(), draw.randint(1940, 2018)
            kept = Identity((Name(first, last),))
            office = places[count % offices]
            plain = json.dumps(kept.as_json(), ensure_ascii=False, separators=(",", ":")).encode()
            mine = finding.tokens_of(search, office.id, kept, year)
            handle = 2026 * 10**8 + count
            tokens[filled : filled + len(mine)] = list(mine)
            handles[filled : filled + len(mine)] = handle
            filled += len(mine)
            if count % max(people // 400, 1) == 0:
                sample.append((key, first, last, year))
            yield (
                as_key(key), as_key(mission.id), as_key(office.id), moment, as_key(user.id),
                moment, 1, numbers.file_number(2026, count, numbering), handle,
                keyed_hash(hidden, key.bytes, 16).hex(),
                ring.seal(plain, table=TABLE, column="sealed", row=str(key)), packed(mine), b"",
                draw.choice(("female", "male")), year, "", "", "xk-prishtine", "", "[]", None,
                "", today, later, None, None,
            )  # fmt: skip

    def write(table, names_of, content):
        listed = ", ".join(names_of)
        with connection.cursor() as cursor:
            if on_sqlite:
                marks = ", ".join("?" * len(names_of))
                raw = connection.connection
                while block := list(itertools.islice(content, 50_000)):
                    raw.execute("BEGIN IMMEDIATE")
                    raw.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", block)
                    raw.execute("COMMIT")
            else:
                with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                    for row in content:
                        copy.write_row(row)

    if on_sqlite:
        connection.ensure_connection()
        connection.connection.execute("PRAGMA synchronous=OFF")
        plain_row = lambda row: tuple(  # noqa: E731
            str(v) if isinstance(v, datetime | date) else v for v in row
        )
        write("people_person", columns, map(plain_row, rows()))
    else:
        write("people_person", columns, rows())
    print(f"{people:,} files sealed and written in {time.perf_counter() - started:.0f} s")
    order = np.lexsort((handles[:filled], tokens[:filled]))
    ordered = zip(tokens[order].tolist(), handles[order].tolist(), strict=True)
    write("people_searchtoken", ["token", "handle"], ordered)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if on_sqlite:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA synchronous=FULL")
    seconds = time.perf_counter() - started
    print(f"with {filled:,} search tokens in {seconds:.0f} s")
    return {"user": user, "sample": sample, "seconds": seconds, "tokens": filled}


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
