"""The verdict on a figure: one of seven, by rules that can be explained to an author.

1. A figure matches a value when they differ by at most half a unit of its last written digit.
2. Without a year in its sentence the latest one in the register is meant.
3. ``contradicted``: it matches one source while another source's newest value for the same thing
   differs, also when the sentence names its source. It ranks above ``precision_lost``.
4. ``precision_lost``: it matches, but the source's "about", "up to" or "over" was dropped.
5. ``other_vintage``: it matches an earlier publication of the same year's value.
6. ``other_year``: it matches the value of another year.
7. ``other_unit``: it matches in number, but not in unit or denominator.
8. ``no_fact``: every other mismatch, also the right number of another subject.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .binding import HINT, IN_SENTENCE, LEAST, Binder
from .cells import Period
from .concepts import kind_of
from .figures import Figure
from .fitting import Context, fits, place_fits, same_group, unit_class
from .folding import fold_text
from .periods import LATEST
from .register import Fact
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


def _signs_agree(written: Decimal, value: Decimal) -> bool:
    """A fall of 30 % is written "30" or "-30"; a written minus needs a negative value."""
    return written >= 0 or value <= 0


def drops_qualifier(figure: Figure, fact: Fact) -> bool:
    """Return whether the figure lost the source's qualifier."""
    if {fact.qualifier, figure.qualifier} == _BELOW:
        return False  # "just under 20 %" and "almost 20 %"
    for group in (_NEARLY, _MORE, _LESS):
        if fact.qualifier in group:
            return figure.qualifier not in group and not (
                figure.upper is not None and group is _NEARLY
            )
    return False


def vintage_order(fact: Fact) -> tuple[int, str, int]:
    return (0 if fact.superseded else 1, fact.vintage, fact.order)


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


def judge(figure: Figure, binder: Binder) -> Verdict:
    """Return the verdict on a figure. A sentence that names several subjects means the one whose
    words are nearest; of two equally near the one whose value matches.
    """
    context = binder.context(figure)
    beside = binder.compared(figure)
    if beside is not None:
        found = _of_subject(figure, context, beside)
        if found.name in {SUPPORTED, CONTRADICTED, PRECISION_LOST, OTHER_VINTAGE}:
            return Verdict(found.name, found.fact, found.against, LEAST)
    ranked = binder.ranked(figure, context)
    good = [(score, one) for score, one in ranked if score >= LEAST]
    if not good:
        hinted = _verdict_from_hint(figure, context, ranked)
        if hinted is not None:
            return hinted
        alone = _only_value(figure, context, binder, ranked)
        return alone or Verdict(
            NO_FACT, _nearest_of(figure, ranked, binder), score=ranked[0][0] if ranked else 0.0
        )
    top = good[0][0]
    close = [
        (score, one) for score, one in good
        if score >= top - 0.12 and not binder.narrower(good[0][1], one, context)
    ]  # fmt: skip
    verdicts = [(_of_subject(figure, context, one), score) for score, one in close]
    first = verdicts[0]
    order = {SUPPORTED: 0, CONTRADICTED: 0, PRECISION_LOST: 0, OTHER_VINTAGE: 1, OTHER_YEAR: 1,
             OTHER_UNIT: 2, NO_FACT: 3}  # fmt: skip
    best = min(verdicts, key=lambda one: (order[one[0].name], -one[1]))
    chosen, score = best if order[best[0].name] < order[first[0].name] else first
    if chosen.name == NO_FACT:
        near = binder.beside(chosen.fact, [one for score, one in ranked if score >= LEAST / 2])
        other = _other_unit(figure, context, near)
        if other is not None:
            return Verdict(OTHER_UNIT, other, score=score)
        alone = _only_value(figure, context, binder, ranked)
        if alone is not None:
            return alone
    return Verdict(chosen.name, chosen.fact, chosen.against, score)


def _verdict_from_hint(
    figure: Figure, context: Context, ranked: Sequence[tuple[float, Subject]]
) -> Verdict | None:
    """Return the verdict of a subject that the words name only in part, where its value agrees."""
    telling = _digits(figure) if figure.kind != "fraction" else 17
    if telling < 2:
        return None
    for score, one in ranked:
        if score < HINT:
            break
        found = _of_subject(figure, context, one)
        if found.name != NO_FACT and (found.name != OTHER_UNIT or telling > 2):
            return Verdict(found.name, found.fact, found.against, score)
    return None


def _only_value(
    figure: Figure, context: Context, binder: Binder, ranked: Sequence[tuple[float, Subject]]
) -> Verdict | None:
    """Return the verdict of a subject that a sentence half names, or that the sentences before it
    are about, where its value, unit, year and place agree and the sentence names no other subject
    in full: "Among people under 25 the rate was higher, at 17.3%."
    """
    telling = _digits(figure)
    full = ranked[0][1] if ranked and binder.named(ranked[0][1], context) else None
    if telling < 2:
        return None
    silent = not binder.speaks(context)
    best: tuple[float, Verdict] | None = None
    for one in binder.subjects:
        near = binder.nearness(one, context)
        if near <= 0 and silent and telling > 2 and binder.alone(figure, one):
            near = IN_SENTENCE  # the only fact in hours
        if near <= 0 or (near < IN_SENTENCE and not silent) or binder.set_apart(figure, one):
            continue
        if full is not None and not binder.says_more(one, full, context):
            continue
        found = _of_subject(figure, context, one)
        sure = found.name in {SUPPORTED, CONTRADICTED, PRECISION_LOST}
        unit = found.name == OTHER_UNIT and silent and full is None
        precise = telling > 2 and found.name in {OTHER_VINTAGE, OTHER_YEAR, OTHER_UNIT}
        if sure or precise or (unit and figure.kind in {"percent", "points", "money"}):
            score = near + (1 if sure else 0)
            if best is None or score > best[0]:
                best = (score, Verdict(found.name, found.fact, found.against, near))
    return best[1] if best else None


def _digits(figure: Figure) -> int:
    """Return how many digits of a figure tell it from others: 2 of "1,200", 4 of "34.12"."""
    if figure.kind == "fraction":
        return 2
    written = len(str(figure.value.normalize()).replace(".", "").partition("E")[0].strip("0-"))
    return max(written, 2 if 10 <= abs(figure.value) < 100 else 0)


def _of_another_thing(context: Context, subject: Subject) -> bool:
    """Return whether the words just after a figure name another thing than the subject: "EUR 500
    of rent" is not what was paid for electricity.
    """
    named = {key for name in subject.names for key in name.keys}
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


def _of_subject(figure: Figure, context: Context, subject: Subject) -> Verdict:
    here = [
        one for one in subject.facts
        if place_fits(one, context) and same_group(figure, one, context)
    ]  # fmt: skip
    if not here or _of_another_thing(context, subject):
        return Verdict(NO_FACT, _closest(figure, subject.facts))
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
        other = next((one for one in here if _same_number(figure, one)), None)
        return Verdict(OTHER_UNIT, other) if other else Verdict(NO_FACT, _closest(figure, here))
    meant = _facts_of_period(alike, context.period)
    current = newest(meant)
    hits = [one for one in current if matches(figure, one.value)]
    if hits:
        return _verdict_of_match(figure, hits, current)
    older = [one for one in meant if one not in current and matches(figure, one.value)]
    if older:
        return Verdict(OTHER_VINTAGE, max(older, key=vintage_order))
    others = [one for one in newest(alike) if one not in meant and matches(figure, one.value)]
    others = others or [one for one in alike if one not in meant and matches(figure, one.value)]
    if others:
        nearest = min(abs(abs(one.value) - abs(figure.value)) for one in others)
        exact = [one for one in others if abs(abs(one.value) - abs(figure.value)) == nearest]
        return Verdict(OTHER_YEAR, max(exact, key=lambda one: one.period.last or 0))
    unit = next((one for one in here if one not in alike and _same_number(figure, one)), None)
    if unit:
        return Verdict(OTHER_UNIT, unit)
    return Verdict(NO_FACT, _closest(figure, meant or alike))


def _facts_of_period(facts: Sequence[Fact], period: Period) -> list[Fact]:
    """Return the facts of the year that is meant: the sentence's, else the latest there is."""
    undated = [one for one in facts if not one.period.known]
    dated = [one for one in facts if one.period.known]
    if period.before is not None:
        latest = max((one.period.last or 0 for one in dated), default=0)
        before = min(period.before, latest if period.before == LATEST else period.before)
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
    sources = {one.source_key for one in hits}
    against = [
        one for one in current if one.source_key not in sources and not matches(figure, one.value)
    ]
    whole = [one for one in hits if not drops_qualifier(figure, one)]
    fact = (whole or list(hits))[0]
    if against:
        return Verdict(CONTRADICTED, fact, against[0])
    return Verdict(SUPPORTED if whole else PRECISION_LOST, fact)


def _same_number(figure: Figure, fact: Fact) -> bool:
    if unit_class(figure.kind) in {"times", "rank"} or fact.kind in {"times", "rank"}:
        return False
    if figure.value == 0:
        return False
    return matches(figure, fact.value) or (
        figure.kind == "fraction" and abs(figure.value - fact.value) < Decimal("0.01")
    )


def _other_unit(figure: Figure, context: Context, subjects: Sequence[Subject]) -> Fact | None:
    for subject in subjects:
        for fact in subject.facts:
            if (
                place_fits(fact, context)
                and same_group(figure, fact, context)
                and not fits(figure, fact)
                and _same_number(figure, fact)
            ):
                return fact
    return None


def _closest(figure: Figure, facts: Sequence[Fact]) -> Fact | None:
    known = [one for one in facts if fits(figure, one)] or list(facts)
    return min(
        known,
        key=lambda one: (abs(abs(one.value) - abs(figure.value)), -(one.period.last or 0)),
        default=None,
    )


def _nearest_of(
    figure: Figure, ranked: Sequence[tuple[float, Subject]], binder: Binder
) -> Fact | None:
    if ranked:
        return _closest(figure, ranked[0][1].facts)
    every = [fact for subject in binder.subjects for fact in subject.facts]
    return _closest(figure, every)
