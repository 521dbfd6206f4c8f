"""The value of a series on a day, the valid source of a year, and rankings. No database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

PEERS = ("XKX", "ALB", "BIH", "MKD", "MNE", "SRB")
"""The economies of the Western Balkans."""
_STRETCH = re.compile(r"^\s*(\d{4})\s*(?:[-–]\s*(\d{4})?)?\s+(\S.*?)\s*$")


@dataclass(frozen=True)
class Value:
    """One published value: for a year, by a source, on the day it was published."""

    year: int
    value: Decimal
    source: str
    vintage: date
    corrected_from: Decimal | None = None


@dataclass(frozen=True)
class Stretch:
    """The years for which one source of a stitched series holds; no end means until now."""

    first: int
    last: int | None
    source: str

    def covers(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


def stretches(text: str) -> list[Stretch]:
    """Return which source holds for which years, from lines like "2004-2012 Central Bank".

    Raises Refusal for a line that is not understood, and for years that two sources claim.
    """
    found: list[Stretch] = []
    for line in filter(str.strip, text.splitlines()):
        hit = _STRETCH.match(line)
        if hit is None:
            raise Refusal(
                N_("“{line}” is not understood. Write the years, then the source: "
                   "2004-2012 Central Bank of Kosovo."),
                field="stitched", code="stretch_unclear", line=line.strip()[:80],
            )  # fmt: skip
        first = int(hit[1])
        last = int(hit[2]) if hit[2] else (None if re.match(r"\s*\d{4}\s*[-–]", line) else first)
        found.append(Stretch(first, last, hit[3]))
    found.sort(key=lambda one: one.first)
    for before, after in pairwise(found):
        if before.last is None or after.first <= before.last:
            raise Refusal(
                N_("Two sources hold for {year}. Each year belongs to one source."),
                field="stitched", code="stretch_twice", year=after.first,
            )  # fmt: skip
    return found


def as_of(values: Iterable[Value], day: date) -> dict[tuple[str, int], Value]:
    """Return each source's values on a day: for each year, the newest vintage by then."""
    found: dict[tuple[str, int], Value] = {}
    for one in values:
        if one.vintage > day:
            continue
        before = found.get((one.source, one.year))
        if before is None or one.vintage > before.vintage:
            found[one.source, one.year] = one
    return found


def line_of(
    values: Iterable[Value], day: date, stitched: Sequence[Stretch] = ()
) -> dict[int, Value]:
    """Return one value a year as of a day.

    In a stitched series the source named for the year holds; without, the source that published
    last. A year that a stitched series gives to a source without a value has none.
    """
    known = as_of(values, day)
    by_year: dict[int, list[Value]] = defaultdict(list)
    for one in known.values():
        by_year[one.year].append(one)
    found = {}
    for year, offered in sorted(by_year.items()):
        if stitched:
            wanted = next((one.source for one in stitched if one.covers(year)), None)
            offered = [one for one in offered if one.source == wanted]
        if offered:
            found[year] = max(offered, key=lambda one: (one.vintage, one.source))
    return found


def history_of(values: Iterable[Value], year: int) -> list[Value]:
    """Return how the value of a year was published over time, the oldest first."""
    rows = [one for one in values if one.year == year]
    return sorted(rows, key=lambda one: (one.vintage, one.source))


def apply_corrections(
    line: Mapping[int, Value], corrections: Mapping[tuple[str, int], tuple[Decimal, Decimal]]
) -> dict[int, Value]:
    """Return a line with its sources' errors corrected, as long as they still occur.

    ``corrections`` maps (source, year) to the source's value and the right one.
    """
    found = dict(line)
    for year, one in line.items():
        known = corrections.get((one.source, year))
        if known and one.value == known[0]:
            found[year] = Value(year, known[1], one.source, one.vintage, one.value)
    return found


def expectation(published: Decimal, now: Decimal | None) -> Refusal | None:
    """Return a refusal when the source no longer makes an error that we correct, or None.

    A correction is an expectation about the source: once it is mended, the correction must go.
    """
    if now is None or now == published:
        return None
    return Refusal(
        N_("The source now says {now}, no longer {published}. Remove the correction."),
        code="source_mended", now=f"{now.normalize():f}", published=f"{published.normalize():f}",
    )  # fmt: skip


@dataclass(frozen=True)
class Rank:
    """Where an economy ranks among those with a value, the highest first."""

    place: int
    among: int


def rank_of(geo: str, values: Mapping[str, Decimal], peers: Sequence[str] = PEERS) -> Rank:
    """Return the rank of an economy among its peers. Raises Refusal while a peer has no value:
    a rank among those who happen to be loaded is no rank.
    """
    missing = [one for one in peers if one not in values]
    if missing:
        raise Refusal(
            N_(
                "No rank: there is no value for {missing}. "
                "Load the values of these economies first."
            ),
            code="peers_missing", missing=", ".join(missing),
        )  # fmt: skip
    higher = sum(values[one] > values[geo] for one in peers)
    return Rank(higher + 1, len(peers))


def refusal_of_series(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a series cannot be described like this, or None."""
    for field, sentence in (
        ("key", N_("Give the series a short name.")),
        ("name", N_("Give the series its name.")),
        ("unit", N_("Give the unit: people, EUR, percent of GDP.")),
    ):
        if not str(values.get(field) or "").strip():
            return Refusal(sentence, field=field, code=f"{field}_missing")
    try:
        stretches(str(values.get("stitched") or ""))
    except Refusal as refusal:
        return refusal
    return None


def refusal_of_correction(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why an error of a source cannot be recorded like this, or None."""
    if not str(values.get("reason") or "").strip():
        return Refusal(
            N_("Say how we know that the source is wrong."), field="reason", code="reason_missing"
        )
    if values.get("published") is not None and values.get("published") == values.get("corrected"):
        return Refusal(
            N_("Both values are the same. There is nothing to correct."),
            field="corrected",
            code="nothing_corrected",
        )
    return None
