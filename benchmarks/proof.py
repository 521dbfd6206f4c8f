"""What the proofs cost: rows of the audit log and records verified a second, and per write.

    python -m benchmarks.proof --entries 300000 --visits 20000   (SQLite)
    DATABASE_URL=postgresql://… python -m benchmarks.proof

The log is filled with entries as the program writes them (the same digests, many to a statement).
A write is ``record_visit`` with everything it does, measured in turns with the proofs and without
them (entries hashed as before: SHA-256 over RFC 8785, no digest of the record), on the clock and in
processor time. Appends a section to benchmarks/results/proof.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

RESULTS = Path(__file__).parent / "results" / "proof.md"
BEGUN = datetime(2026, 1, 1, 8, tzinfo=UTC)


def prepare() -> tuple[Any, Any]:
    """Make a database with an organisation, an office and a counsellor; return the last two."""
    from django.core.management import call_command

    from waystation.foundation.access import actions as access

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)
    organisation = access.open_organisation("bench", "Bench")
    office = access.open_office(organisation, "one", "One", date(2020, 1, 1))
    user = access.open_account(None, organisation, "arta@example.org", "Arta", None)
    access.give_role(None, user, office, "counsellor", date(2020, 1, 1))
    return office, user


def fill_log(user: Any, office: Any, entries: int) -> None:
    """Add entries as visits and reads write them, a third of them with a record's digest."""
    from django.db import connection, transaction

    from waystation.foundation.audit import chain
    from waystation.foundation.shared.keys import new_key

    with transaction.atomic(), connection.cursor() as cursor:
        number, previous = chain.end_of(cursor, user.organisation_id)
        rows = []
        for place in range(1, entries + 1):
            key = new_key()
            written = place % 3 == 0
            entry = chain.NewEntry(
                user.organisation_id, number + place, BEGUN + timedelta(seconds=place), office.id,
                user.id, "page", "bench.write" if written else "visit.read", "centres.Visit", key,
                {"fields": ["minutes", "reason"]} if written else {},
                f"bench.Gone {key.hex} {os.urandom(16).hex()}" if written else "",
            )  # fmt: skip
            digest = chain.digest_of(previous, entry)
            rows.append(
                [field.get_db_prep_save(one, connection)
                 for field, one in zip(chain.FIELDS, (*entry, digest), strict=True)]
            )  # fmt: skip
            previous = digest
            if len(rows) == 5000 or place == entries:
                cursor.executemany(chain.WRITE, rows)
                rows = []
        chain_key = chain.in_sql(user.organisation_id)
        cursor.execute(chain.MOVE, [number + entries, previous, chain_key])


def record(user: Any, office: Any, at: datetime) -> Any:
    """Record a visit of somebody unknown with ordinary answers."""
    from waystation.services.centres import actions

    return actions.record_visit(
        user, office.id, mode="walk_in", visitor_type="potential_migrant", reason="work_abroad",
        minutes=20, started_at=at, sex="female", age_band="", topics=["study"], informed=True,
        advice="Bring the contract, and come back on Monday.",
    )  # fmt: skip


def timed(what: Callable[[], Any]) -> tuple[float, float]:
    """Return how long it takes: on the clock, in processor time of all of our processes."""
    clock, processor = time.perf_counter(), processor_time()
    what()
    return time.perf_counter() - clock, processor_time() - processor


def processor_time() -> float:
    """Return the processor time of this process and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def as_before() -> Any:
    """Return a patch under which a write costs what it cost before the proofs."""
    import rfc8785

    from waystation.foundation.access import inserting
    from waystation.foundation.audit import chain, content

    def digest_of(previous: bytes, entry: Any) -> bytes:
        told = {
            "organisation": str(entry.organisation_id), "number": entry.number,
            "at": entry.at.astimezone(UTC).isoformat(), "office": str(entry.office_id),
            "user": str(entry.user_id), "channel": entry.channel, "verb": entry.verb,
            "subject_kind": entry.subject_kind, "subject": str(entry.subject_id),
            "detail": entry.detail,
        }  # fmt: skip
        return hashlib.sha256(previous + rfc8785.dumps(told)).digest()

    stack = mock.patch.multiple(chain, digest_of=digest_of)
    quiet = mock.patch.multiple(content, note=lambda *args, **kwargs: None)
    planned = inserting._statement

    @cache
    def plain(model: Any) -> Any:
        """Return a model's INSERT without the row that comes back for its digest."""
        found = planned(model)
        return found and (found[0].partition(" RETURNING ")[0], found[1])

    both = ExitStack()
    for one in (stack, quiet, mock.patch.multiple(inserting, _statement=plain)):
        both.enter_context(one)
    return both


def cost_of_a_write(user: Any, office: Any, pairs: int) -> dict[str, float]:
    """Return the median cost of a write with the proofs and without, in milliseconds.

    The digests written without them do not fit, so that this part comes last.
    """
    found: dict[str, list[float]] = {}
    for number in range(pairs):
        for name in ("with", "without") if number % 2 else ("without", "with"):
            at = BEGUN + timedelta(minutes=number)
            if name == "with":
                clock, processor = timed(lambda at=at: record(user, office, at))
            else:
                with as_before():
                    clock, processor = timed(lambda at=at: record(user, office, at))
            found.setdefault(f"{name} clock", []).append(clock * 1000)
            found.setdefault(f"{name} processor", []).append(processor * 1000)
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> None:
    """Fill, measure and write down."""
    options = argparse.ArgumentParser()
    options.add_argument("--entries", type=int, default=300_000)
    options.add_argument("--visits", type=int, default=20_000)
    options.add_argument("--writes", type=int, default=400, help="pairs of writes")
    chosen = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WAYSTATION_STATE"] = folder
        import django

        django.setup()
        measured(chosen)


def measured(chosen: argparse.Namespace) -> None:
    from django.db import connection, transaction

    from waystation.foundation.audit import chain, content, verifying
    from waystation.foundation.audit.parts import walked_in_parts
    from waystation.services.centres.models import Visit

    office, user = prepare()
    organisation = user.organisation_id
    fill_log(user, office, chosen.entries)
    chain_clock, chain_processor = min(
        (timed(lambda: chain.problems_of_chain(organisation)) for _ in range(3)),
        key=lambda one: one[1],
    )
    gather = verifying.Known
    parts = [timed(lambda: walked_in_parts(organisation, gather())) for _ in range(3)]
    parts_clock, parts_processor = (min(column) for column in zip(*parts, strict=True))
    first = record(user, office, BEGUN)
    with transaction.atomic():
        Visit.objects.bulk_create(_copies(first, chosen.visits), batch_size=500)
        from waystation.foundation.audit import actions as audit

        audit.log(user, "bench.fill", "centres.Visit", None)
    records_clock, records_processor = min(
        (timed(lambda: [None for _ in content.walk(Visit, organisation)]) for _ in range(3)),
        key=lambda one: one[1],
    )
    whole_clock, _ = timed(lambda: verifying.verify_organisation(organisation))
    problems = [
        one
        for one in verifying.verify_organisation(organisation).sentences
        if "bench.Gone" not in one
    ]
    if problems:
        raise SystemExit(problems)
    entries = chain.walk_chain(organisation).number
    cost = cost_of_a_write(user, office, chosen.writes)
    text = f"""
## {connection.vendor}, {datetime.now(UTC):%Y-%m-%d}

{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}; \
{os.getloadavg()[0]:.0f} other processes wanted the processors meanwhile.

| | a second, on the clock | a second of processor time |
|---|---|---|
| audit entries verified, one process | {chosen.entries / chain_clock:,.0f} | \
{chosen.entries / chain_processor:,.0f} |
| audit entries verified, a process for each core | {chosen.entries / parts_clock:,.0f} | \
{chosen.entries / parts_processor:,.0f}, so {os.cpu_count()} idle cores verify \
{(os.cpu_count() or 1) * chosen.entries / parts_processor:,.0f} |
| records verified (visits) | {chosen.visits / records_clock:,.0f} | \
{chosen.visits / records_processor:,.0f} |

`verified` over {entries:,} entries and {chosen.visits:,} records: {whole_clock:.1f} s.

| recording a visit, median of {chosen.writes} | clock | processor |
|---|---|---|
| with the proofs | {cost["with clock"]:.2f} ms | {cost["with processor"]:.2f} ms |
| without | {cost["without clock"]:.2f} ms | {cost["without processor"]:.2f} ms |
| difference | {cost["with clock"] / cost["without clock"] - 1:+.1%} | \
{cost["with processor"] / cost["without processor"] - 1:+.1%} |
"""
    print(text)
    with RESULTS.open("a") as file:
        file.write(text)


def _copies(visit: Any, number: int) -> list[Any]:
    from copy import copy

    from waystation.foundation.shared.keys import new_key

    made = []
    for place in range(number):
        one = copy(visit)
        one.id, one.minutes, one.advice = new_key(), 1 + place % 60, b""
        made.append(one)
    return made


if __name__ == "__main__":
    main()
