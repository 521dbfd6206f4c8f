# ruff: noqa: E501  the table of results is written as it is read
"""Facts, indicators and freezing at size, beside the bare engine. Bounded: a few minutes.

python -m benchmarks.indicators            # everything; writes results/indicators.md
python -m benchmarks.indicators cold 1     # (used by itself) one cold process
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
STATE = Path(os.environ.get("BENCH_STATE") or tempfile.gettempdir()) / "waystation-bench-results"
os.environ["WAYSTATION_STATE"] = str(STATE)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
VISITS = int(os.environ.get("BENCH_VISITS", "1000000"))
PEOPLE = VISITS * 3 // 10
YEAR = "2026"


def peak() -> float:
    """Return the highest memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows_of(count: int, offices: list[str], seed: int = 7):
    """Return made-up visit facts as Arrow: nobody in them exists."""
    import numpy as np
    import pyarrow as pa

    from waystation.services.centres import facts

    draw = np.random.default_rng(seed)
    start = uuid.UUID("01900000-0000-7000-8000-000000000000").int
    keys = [uuid.UUID(int=start + (i << 40)).hex for i in range(count)]
    day = np.datetime64(date(2026, 1, 1)) + np.sort(draw.integers(0, 365, count))
    person = draw.integers(0, PEOPLE, count)
    anonymous = draw.random(count) < 0.12

    def pick(values: list[str], missing: float = 0.0):
        chosen = draw.integers(0, len(values), count)
        mask = draw.random(count) < missing
        return pa.DictionaryArray.from_arrays(pa.array(chosen, mask=mask), pa.array(values)).cast(
            pa.string()
        )

    topics = ["irregular_risks", "work_home", "legal_emigration", "recognition", "health"]
    made = {
        "record": pa.array(keys),
        "version": pa.array(np.ones(count, dtype=np.int64)),
        "date": pa.array(day.astype("datetime64[D]")),
        "office": pick(offices),
        "place": pick([f"xk-{i}" for i in range(38)], 0.05),
        "person": pa.array([f"{one:032x}" for one in person.tolist()], mask=anonymous),
        "sex": pick(["female", "male", "male"], 0.02),
        "age_band": pick(["15-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"], 0.05),
        "community": pick(["ALB", "SRB", "BOS"], 0.4),
        "nationality": pick(["XK", "AF", "SY"], 0.1),
        "migration_status": pick(["resident", "returnee_forced", "transit"], 0.2),
        "reason": pick(["work_abroad", "work_home", "recognition", "return", "rights"]),
        "visitor_type": pick(["potential_migrant", "returnee", "in_transit"]),
        "mode": pick(["walk_in", "phone", "online", "outreach"]),
        "next_step": pick(["none", "refer", "come_back"], 0.3),
        "language": pick(["sq", "sr", "en"], 0.1),
        "topics": pa.array([topics[i % 5 : i % 5 + i % 3] for i in range(count)]),
        "informed": pa.array(draw.random(count) < 0.7),
        "counselled": pa.array(draw.random(count) < 0.4),
        "interpreter": pa.array(draw.random(count) < 0.1),
        "known": pa.array(~anonymous),
        "minutes": pa.array(draw.integers(5, 90, count)),
    }
    names = [column.name for column in facts.VISITS.all_columns]
    kinds = {column.name: facts.TYPES[column.kind] for column in facts.VISITS.all_columns}
    arrays = []
    for name in names:
        if name in made:
            one = made[name]
            one = one.cast(kinds[name]) if one.type != kinds[name] else one
        else:
            one = pa.nulls(count, kinds[name])
        arrays.append(one)
    return pa.table(arrays, names=names)


def mission():
    """Return an organisation, its offices and a programme manager in a database of its own."""
    import django

    django.setup()
    from django.core.management import call_command

    from waystation.foundation.access import actions
    from waystation.foundation.access.models import User

    call_command("migrate", verbosity=0)
    organisation = actions.open_organisation("bench", "Bench")
    offices = [
        actions.open_office(organisation, f"o{i}", f"Office {i}", date(2020, 1, 1))
        for i in range(4)
    ]
    user = User.objects.filter(email="bench@example.org").first()
    if user is None:
        user = User.objects.create_user(
            "bench@example.org", "x" * 20, full_name="Bench", organisation=organisation
        )
        for office in offices:
            actions.give_role(None, user, office, "programme_manager", date(2020, 1, 1))
    return organisation, offices, user


def with_base(count: int):
    """Lay a base of ``count`` made-up visits under a database without visits."""
    organisation, offices, _user = mission()
    from waystation.governance.results import actions
    from waystation.governance.results.queries import bases, columns, store

    actions.load_shipped_indicators(organisation.id)
    table = store.tables()["centres.visits"]
    number, digest = store.audit_queries.chain_head(organisation.id)
    started = time.perf_counter()
    rows = rows_of(count, [one.id.hex for one in offices])
    made = time.perf_counter()
    arrays = {
        column.name: (
            columns.records_of(rows.column("record"))
            if column.name == "record"
            else columns.encode(rows.column(column.name), column)
        )
        for column in table.all_columns
    }
    with bases.alone(bases.folder_of(organisation.id, table.key)):
        base = bases.write_base(organisation.id, table, number, digest, arrays)
    written = time.perf_counter()
    import pyarrow.parquet as pq

    pq.write_table(rows, STATE / "plain.parquet", compression="zstd")
    size = sum(one.stat().st_size for one in base.folder.iterdir()) / 1e6
    return {
        "making_up": made - started,
        "base_seconds": written - made,
        "base_mb": size,
        "rows": base.rows,
    }


def counted() -> dict[str, float]:
    """Count all visit indicators of a year, first in this process and then again."""
    started = time.perf_counter()
    import django

    django.setup()
    from waystation.foundation.access.models import User
    from waystation.foundation.shared.periods import parse
    from waystation.governance.results import queries

    user = User.objects.get(email="bench@example.org")
    ready = time.perf_counter()
    keys = [
        key
        for key, one in queries.indicators_by_key(user).items()
        if one.definition.source == "centres.visits"
    ]
    found = queries.figures(user, keys, parse(YEAR))
    cold = time.perf_counter()
    again, months = [], []
    for _ in range(5):
        at = time.perf_counter()
        queries.figures(user, keys, parse(YEAR))
        again.append(time.perf_counter() - at)
    for _ in range(3):
        at = time.perf_counter()
        queries.figures(user, keys, parse(YEAR), monthly=True)
        months.append(time.perf_counter() - at)
    return {
        "indicators": len(keys),
        "imports": ready - started,
        "cold": cold - ready,
        "whole": cold - started,
        "warm": statistics.median(again),
        "monthly": statistics.median(months),
        "people": found["people_served"].total.value or 0,
        "mb": peak(),
    }


def bare() -> dict[str, float]:
    """The same questions asked of DuckDB over plain Parquet, one statement."""
    import duckdb

    started = time.perf_counter()
    import django

    django.setup()
    from waystation.governance.results.queries import store
    from waystation.governance.results.rules import expressions

    table = store.tables()["centres.visits"]
    columns = {one.name: one for one in table.all_columns}
    shipped = json.loads((Path(store.__file__).parents[1] / "indicators.json").read_text("utf-8"))
    parts = []
    for one in shipped:
        if one["source"] != "centres.visits":
            continue
        where = expressions.to_sql(one.get("where"), columns)
        kind = one["measure"]["kind"]
        what = {"rows": "count(*)", "median": "median(minutes)"}.get(kind, "count(DISTINCT person)")
        parts.append(f"{what} FILTER ({where})")
        if one.get("numerator"):
            chosen = expressions.to_sql(one["numerator"], columns)
            parts.append(f"{what} FILTER ({where} AND {chosen})")
    sql = f"SELECT {', '.join(parts)} FROM '{STATE / 'plain.parquet'}' WHERE year(date) = 2026"
    times = []
    with duckdb.connect() as engine:
        engine.execute("SET threads = 2")
        for _ in range(3):
            at = time.perf_counter()
            engine.execute(sql).fetchall()
            times.append(time.perf_counter() - at)
    return {"first": times[0], "again": min(times), "mb": peak(), "setup": at - started}


def freeze(figures: int = 200) -> dict[str, float]:
    """Publish a report of ``figures`` figures over the base, count it again, verify it."""
    import django

    django.setup()
    from waystation.foundation.access.models import User
    from waystation.governance.reports import actions as reports
    from waystation.governance.reports import queries as published
    from waystation.governance.results import queries

    user = User.objects.get(email="bench@example.org")
    keys = [
        key
        for key, one in queries.indicators_by_key(user).items()
        if one.definition.source == "centres.visits"
    ]
    months = [f"2026-{i:02d}" for i in range(1, 13)]
    wanted = [f"[{key} {month}]" for month in months for key in keys][:figures]
    report = reports.draft_report(
        user,
        f"Bench {time.time()}",
        date(2026, 1, 1),
        date(2026, 12, 31),
        audience="partners",
        blocks=[("text", {"text": " ".join(wanted)})],
    )
    started = time.perf_counter()
    edition = reports.publish_report(user, report.id)
    frozen = time.perf_counter()
    again = published.recompute(edition)
    counted_again = time.perf_counter()
    problems = published.verify_editions()
    verified = time.perf_counter()
    kept = edition.lineages.get()
    return {
        "figures": len(again.verdicts),
        "publish": frozen - started,
        "again": counted_again - frozen,
        "verify": verified - counted_again,
        "same": len(again.numbers("same")),
        "problems": len(problems),
        "lineage_mb": (len(kept.rows) + len(kept.members)) / 1e6,
        "mb": peak(),
    }


def in_a_new_process(what: str, visits: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.indicators", what],
        env=os.environ | {"BENCH_VISITS": str(visits)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    import shutil

    shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir(parents=True)
    million = in_a_new_process("base", VISITS)
    cold = in_a_new_process("count", VISITS)
    engine = in_a_new_process("bare", VISITS)
    shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir(parents=True)
    in_a_new_process("base", 50_000)
    frozen = in_a_new_process("freeze", 50_000)
    shutil.rmtree(STATE, ignore_errors=True)
    load = os.getloadavg()[0]
    lines = f"""# Facts, indicators, freezing

Machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load
average {load:.1f} while measuring (other work ran beside it when this is above 1).
Run it with `python -m benchmarks.indicators`.

| What | Result | Goal |
|---|---|---|
| Base of {million["rows"]:,.0f} visits written | {million["base_seconds"]:.1f} s, {million["base_mb"]:.0f} MB | |
| {cold["indicators"]:.0f} indicators of a year, cold process: count alone | {cold["cold"]:.2f} s | under 2 s |
| the same with starting Python and Django | {cold["whole"]:.2f} s | |
| the same, warm | {cold["warm"] * 1000:.0f} ms | under 300 ms |
| the same by month, warm | {cold["monthly"] * 1000:.0f} ms | |
| peak memory of that process | {cold["mb"]:.0f} MB | |
| bare DuckDB over plain Parquet, one statement, 2 threads: first / again | {engine["first"]:.2f} s / {engine["again"]:.2f} s | |
| ratio to the bare engine (ours warm ÷ theirs again) | {cold["warm"] / engine["again"]:.2f} | |
| Freezing {frozen["figures"]:.0f} figures over 50,000 visits, cold facts | {frozen["publish"]:.2f} s | under 5 s |
| counting that edition again ({frozen["same"]:.0f} same) | {frozen["again"]:.2f} s | |
| verifying it ({frozen["problems"]:.0f} problems) | {frozen["verify"]:.2f} s | |
| its lineage | {frozen["lineage_mb"]:.1f} MB | |
| peak memory of that process | {frozen["mb"]:.0f} MB | |

The bare engine answers every indicator over the same rows in one statement and keeps no
lineage, no scoping and no anonymous rule; the ratio says what ours costs beside it.
"""
    (HERE / "results" / "indicators.md").write_text(lines)
    print(lines)


if __name__ == "__main__":
    kind = sys.argv[1] if len(sys.argv) > 1 else ""
    if not kind:
        main()
    else:
        work = {"base": lambda: with_base(VISITS), "count": counted, "bare": bare, "freeze": freeze}
        print(json.dumps(work[kind]()))
