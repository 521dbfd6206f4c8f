"""IATI: write, check and read 10,000 activities, and the memory that takes.

    python -m benchmarks.iati --activities 10000 --rules standard.json

Each activity has donors, two sectors, tags, two budgets, three payments and a result with figures
by sex. Without ``--rules`` our own shorter ruleset is asked. Times are of the processor, so that
what else the machine does is not in them; the wall clock is printed beside.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from waystation.analysis.iati import check, read_ruleset, rulesets_with, sets_of
from waystation.analysis.iati.reading import read_activity
from waystation.analysis.iati.records import (
    Activity,
    Baseline,
    Budget,
    Indicator,
    Org,
    Payment,
    Period,
    Result,
    Share,
    Tag,
    Value,
)
from waystation.analysis.iati.writing import write

D = Decimal


def activities(number: int) -> Iterator[Activity]:
    """Yield made-up activities, one after the other."""
    period = Period(
        date(2024, 1, 1),
        date(2024, 12, 31),
        (Value(D(1000)),),
        (Value(D(990)), Value(D(480), (("sex", "female"),)), Value(D(510), (("sex", "male"),))),
    )
    indicator = Indicator("Assisted", "1", baselines=(Baseline(2023, D(0)),), periods=(period,))
    for at in range(number):
        yield Activity(
            identifier=f"XM-DAC-47066-B.{at:06d}",
            title=f"Project {at}",
            reporting=Org("IOM", "XM-DAC-47066", "40"),
            description="Information, advice and referral for migrants",
            dates=(("1", date(2024, 1, 1)), ("2", date(2024, 2, 1)), ("3", date(2026, 12, 31))),
            partners=(Org("European Commission", "", "40", "1"), Org("IOM", "", "40", "4")),
            scope="4",
            countries=(Share("XK", D(100)),),
            places=("Prishtinë",),
            sectors=(Share("15190", D(60), "1"), Share("16010", D(40), "1")),
            tags=(Tag("10.7", "3"), Tag("GCM5", "99", "urn:x:gcm", "Regular pathways")),
            budgets=tuple(
                Budget(date(y, 1, 1), date(y, 12, 31), D(100000), "EUR", date(y, 1, 1))
                for y in (2024, 2025)
            ),
            payments=tuple(
                Payment("4", date(2024, m, 1), D(1000), "EUR", date(2024, m, 1), "Staff")
                for m in (3, 6, 9)
            ),
            results=(Result("Migrants are informed", "1", (indicator,)),),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activities", type=int, default=10_000)
    parser.add_argument("--rules", type=Path)
    asked = parser.parse_args()
    published = read_ruleset(asked.rules.read_bytes()) if asked.rules else None
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "activities.xml"

        def written() -> int:
            with path.open("wb") as file:
                return write(file, activities(asked.activities), now)

        def read() -> int:
            report = check(
                path,
                rulesets_with(published),
                sets_of(now),
                take=lambda record, verdict: read_activity(record, verdict.number),
            )
            assert not report.findings, report.findings[:3]
            return report.taken

        for name, work in (("write", written), ("check and read", read)):
            wall, own = time.perf_counter(), time.process_time()
            number = work()
            print(
                f"{name}: {number} activities, {time.process_time() - own:.1f} s of processor, "
                f"{time.perf_counter() - wall:.1f} s, {path.stat().st_size / 1e6:.1f} MB"
            )
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
