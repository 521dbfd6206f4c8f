"""One figure against the facts of one subject: what they say of it.

The rules are those of ``verdicts``: what matches, which year is meant, which vintage is newest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .cells import Period, sortable
from .concepts import kind_of
from .figures import Figure
from .fitting import Context, fits, place_fits, same_group, unit_class, with_related
from .folding import fold_text
from .register import Fact
from .relative import LATEST
from .sentences import years_of
from .subjects import Subject

SUPPORTED, OTHER_YEAR, OTHER_VINTAGE, OTHER_UNIT = (
    "supported",
    "other_year",
    "other_vintage",
    "other_unit",
)
CONTRADICTED, PRECISION_LOST, NO_FACT = "contradicted", "precision_lost", "no_fact"
VERDICTS = (SUPPORTED, OTHER_YEAR, OTHER_VINTAGE, OTHER_UNIT, CONTRADICTED, PRECISION_LOST, NO_FACT)
_NEARLY = frozenset({"about", "almost", "estimate"})
_MORE = frozenset({"over", "at_least"})
_LESS = frozenset({"up_to", "under"})
SAYS_SO = frozenset({SUPPORTED, CONTRADICTED, PRECISION_LOST})
_THINGS = frozenset({"topic", "thing"})
_GENERAL = frozenset(
    {"number", "company_share", "rate", "average", "annual", "monthly", "total", "net", "gross"}
)
_BELOW = frozenset({"almost", "under"})


@dataclass(frozen=True)
class Verdict:
    """The verdict, the fact it rests on or the nearest one, and the fact that contradicts it."""

    name: str
    fact: Fact | None
    against: Fact | None = None
    score: float = 0.0


def matches(figure: Figure, value: Decimal) -> bool:
    """Return whether a written figure says a value, to half a unit of its last written digit."""
    half = figure.step / 2
    low = figure.value * 100 if figure.kind == "fraction" else figure.value
    high = figure.upper
    if figure.kind == "fraction":
        half = Decimal("0.5")
    if high is not None:
        low_edge, high_edge = min(low, high), max(low, high)
        return low_edge - half <= value <= high_edge + half
    return any(abs(abs(low) - abs(one)) <= half for one in (value,) if _signs_agree(low, one))


def agrees(figure: Figure, fact: Fact) -> bool:
    """Return whether a figure says the value of a fact; of a range both ends, or what is in it."""
    if fact.upper is None:
        return matches(figure, fact.value)
    if figure.upper is None:
        half = figure.step / 2
        return fact.value - half <= figure.value <= fact.upper + half
    low = replace(figure, upper=None)
    return matches(low, fact.value) and matches(replace(low, value=figure.upper), fact.upper)


def _signs_agree(written: Decimal, value: Decimal) -> bool:
    """A fall of 30 % is written "30" or "-30"; a written minus needs a negative value."""
    return written >= 0 or value <= 0


def drops_qualifier(figure: Figure, fact: Fact) -> bool:
    """Return whether the figure lost the source's qualifier."""
    if fact.upper is not None and figure.upper is None:
        return figure.qualifier not in _NEARLY  # one number of a range
    if {fact.qualifier, figure.qualifier} == _BELOW:
        return False  # "just under 20 %" and "almost 20 %"
    for group in (_NEARLY, _MORE, _LESS):
        if fact.qualifier in group:
            return figure.qualifier not in group and not (
                figure.upper is not None and group is _NEARLY
            )
    return False


def vintage_order(fact: Fact) -> tuple[int, str, int]:
    return (0 if fact.superseded else 1, sortable(fact.vintage), fact.order)


def newest(facts: Sequence[Fact]) -> list[Fact]:
    """Return the newest vintage of each source and period."""
    groups: dict[tuple[str, Period, str, str], list[Fact]] = defaultdict(list)
    for one in facts:
        groups[one.source_key, one.period, one.unit_name, one.place].append(one)
    found = []
    for group in groups.values():
        if len({one.vintage for one in group}) > 1 or any(one.superseded for one in group):
            found.append(max(group, key=vintage_order))
        else:
            found.extend(group)
    return [one for one in found if not one.superseded] or found


def _of_another_thing(context: Context, subject: Subject) -> bool:
    """Return whether the words just after a figure name another thing than the subject: "EUR 500
    of rent" is not what was paid for electricity.
    """
    named = with_related({key for name in subject.names for key in name.keys})
    if not context.thing or context.thing in named or kind_of(context.thing) not in _THINGS:
        return False
    return all(
        any(
            kind_of(key) in {*_THINGS, "weak"}
            and key not in _GENERAL
            and not context.weights.get(key)
            for key in name.keys
        )
        for name in subject.names
    )


def verdict_of_subject(figure: Figure, context: Context, subject: Subject) -> Verdict:
    here = [
        one for one in subject.facts
        if place_fits(one, context) and same_group(figure, one, context)
    ]  # fmt: skip
    if not here or _of_another_thing(context, subject):
        return Verdict(NO_FACT, closest(figure, subject.facts))
    found = [_of_place(figure, context, one) for one in _by_place(here, context)]
    return next((one for one in found if one.name != NO_FACT), found[0])


def _by_place(facts: Sequence[Fact], context: Context) -> list[list[Fact]]:
    """Return the facts of the place that is named; where none is, those of each place that the
    text before leads to, the likeliest first.
    """
    named = [one for one in facts if one.place and one.place in context.places]
    home = [one for one in facts if one.place in {"kosovo", ""}]
    if named or any(kind_of(one) == "place" for one in context.places):
        return [named or home or list(facts)]
    tiers = [[one for one in facts if one.place in places] for places in context.around]
    rest = [one for one in facts if not any(one in tier for tier in tiers)]
    return [one for one in (*tiers, home, rest) if one]


def _of_place(figure: Figure, context: Context, here: Sequence[Fact]) -> Verdict:
    alike = [one for one in here if fits(figure, one)]
    if not alike:
        other = next((one for one in here if same_number(figure, one)), None)
        return Verdict(OTHER_UNIT, other) if other else Verdict(NO_FACT, closest(figure, here))
    meant = _facts_of_period(alike, context.period)
    current = newest(meant)
    hits = [one for one in current if agrees(figure, one)]
    if hits:
        return _verdict_of_match(figure, hits, current)
    older = [one for one in meant if one not in current and agrees(figure, one)]
    if older:
        return Verdict(OTHER_VINTAGE, max(older, key=vintage_order), _now(current))
    for period in context.others:
        there = newest(_facts_of_period(alike, period))
        if hits := [one for one in there if agrees(figure, one)]:
            return _verdict_of_match(figure, hits, there)
    others = [one for one in newest(alike) if one not in meant and agrees(figure, one)]
    others = others or [one for one in alike if one not in meant and agrees(figure, one)]
    if others:
        nearest = min(abs(abs(one.value) - abs(figure.value)) for one in others)
        exact = [one for one in others if abs(abs(one.value) - abs(figure.value)) == nearest]
        fact = max(exact, key=lambda one: one.period.last or 0)
        return Verdict(OTHER_YEAR, fact, _now(current) if context.period.known else None)
    unit = next((one for one in here if one not in alike and same_number(figure, one)), None)
    if unit:
        return Verdict(OTHER_UNIT, unit)
    return Verdict(NO_FACT, closest(figure, current or alike))


def _now(current: Sequence[Fact]) -> Fact | None:
    """Return what holds for the year that is meant, of the newest vintage; None where unknown."""
    dated = [one for one in current if one.period.known]
    return max(dated, key=vintage_order, default=None)


def _facts_of_period(facts: Sequence[Fact], period: Period) -> list[Fact]:
    """Return the facts of the year that is meant: the sentence's, else the latest there is."""
    undated = [one for one in facts if not one.period.known]
    dated = [one for one in facts if one.period.known]
    if period.before is not None:
        latest = max((one.period.last or 0 for one in dated), default=0)
        before = min(period.before, latest if period.before == LATEST else period.before)
        that_year = [one for one in dated if one.period.last == before - period.ago]
        if period.ago > 1 and that_year:
            return that_year + undated
        dated = [one for one in dated if (one.period.last or 0) < before] or dated
    if period.known and period.first is not None and period.last is not None:
        exact = [one for one in dated if period in {one.period, *_periods_in(one)}]
        if exact:
            return exact + undated
        if period.first == period.last:
            return [one for one in dated if one.period.covers(period.last)] + undated
        return [
            one for one in dated
            if one.period.first is not None and one.period.last is not None
            and one.period.first <= period.last and period.first <= one.period.last
            and one.period.first != one.period.last
        ] + undated  # fmt: skip
    if not dated:
        return undated
    latest = max(one.period.last or 0 for one in dated)
    return [one for one in dated if one.period.last == latest] + undated


def _periods_in(fact: Fact) -> set[Period]:
    """Return the periods that the name of a fact gives it: "relocations since 2020" of 2023."""
    named = years_of(fold_text(fact.label))
    since = named.known and re.search(
        r"\b(?:since|from|nga|prej|od|seit) (?:19|20)\d\d", fold_text(fact.label)
    )
    return {named, Period(named.first, fact.period.last)} if since else {named}


def _verdict_of_match(figure: Figure, hits: Sequence[Fact], current: Sequence[Fact]) -> Verdict:
    hits = sorted(hits, key=lambda one: one.order)
    sources = {one.source_key for one in hits}
    against = [one for one in current if one.source_key not in sources and not agrees(figure, one)]
    whole = [one for one in hits if not drops_qualifier(figure, one)]
    fact = (whole or list(hits))[0]
    if against:
        return Verdict(CONTRADICTED, fact, against[0])
    return Verdict(SUPPORTED if whole else PRECISION_LOST, fact)


def same_number(figure: Figure, fact: Fact) -> bool:
    if unit_class(figure.kind) in {"times", "rank"} or fact.kind in {"times", "rank"}:
        return False
    if figure.value == 0:
        return False
    if figure.kind == "fraction" and abs(figure.value - fact.value) < Decimal("0.01"):
        return True
    return agrees(figure, fact) or _same_digits(figure, fact)


def _same_digits(figure: Figure, fact: Fact) -> bool:
    """Return whether a figure has the digits of a fact of another kind, three at least, with
    another scale: "EUR 18.1 million" of 18.1 %.
    """
    digits = f"{abs(figure.value):f}".replace(".", "").strip("0")
    if len(digits) < 3 or unit_class(figure.kind) == unit_class(fact.kind):
        return False
    return any(
        matches(replace(figure, value=figure.value / size, step=figure.step / size), fact.value)
        or matches(figure, fact.value / size)
        for size in (10**3, 10**6, 10**9)
    )


def closest(figure: Figure, facts: Sequence[Fact]) -> Fact | None:
    known = [one for one in facts if fits(figure, one)] or list(facts)
    return min(
        known,
        key=lambda one: (
            abs(abs(one.value) - abs(figure.value)),
            -(one.period.last or 0),
            not one.vintage,
        ),
        default=None,
    )
