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

from collections.abc import Sequence
from dataclasses import replace

from .binding import HINT, IN_SENTENCE, LEAST, Binder
from .by_value import verdict_by_value
from .comparing import (
    CONTRADICTED,
    NO_FACT,
    OTHER_UNIT,
    OTHER_VINTAGE,
    OTHER_YEAR,
    PRECISION_LOST,
    SAYS_SO,
    SUPPORTED,
    VERDICTS,
    Verdict,
    agrees,
    closest,
    same_number,
    verdict_of_subject,
)
from .concepts import kind_of
from .figures import Figure
from .fitting import Context, fits, place_fits, same_group
from .register import Fact
from .subjects import Subject


def judge(figure: Figure, binder: Binder, without: frozenset[str] = frozenset()) -> Verdict:
    """Return the verdict on a figure. A sentence that names several subjects means the one whose
    words are nearest; of two equally near the one whose value matches.
    """
    context = binder.context(figure)
    beside = binder.compared(figure)
    if beside is not None and not without:
        found = verdict_of_subject(figure, context, beside)
        if found.name in {SUPPORTED, CONTRADICTED, PRECISION_LOST, OTHER_VINTAGE}:
            return Verdict(found.name, found.fact, found.against, LEAST)
    ranked = [one for one in binder.ranked(figure, context) if one[1].key not in without]
    good = [(score, one) for score, one in ranked if score >= LEAST]
    if not good:
        hinted = _verdict_from_hint(figure, context, binder, ranked)
        if hinted is not None:
            return hinted
        alone = (
            _only_value(figure, context, binder, ranked)
            or _repeated(figure, context, binder)
            or verdict_by_value(figure, context, binder, _digits(figure))
        )
        return alone or Verdict(
            NO_FACT, _nearest_of(figure, ranked, binder), score=ranked[0][0] if ranked else 0.0
        )
    top = good[0][0]
    first = good[0][1]
    alike = any(fits(figure, one) for one in first.facts)
    close = [
        (score, one) for score, one in good
        if score >= top - 0.12
        and not (alike and binder.narrower(first, one, context))
        and not (alike and _digits(figure) < 3 and _says_less(one, first, context, binder))
    ]  # fmt: skip
    verdicts = [(verdict_of_subject(figure, context, one), score) for score, one in close]
    nearest = verdicts[0]
    order = {SUPPORTED: 0, CONTRADICTED: 0, PRECISION_LOST: 0, OTHER_VINTAGE: 1, OTHER_YEAR: 1,
             OTHER_UNIT: 2, NO_FACT: 3}  # fmt: skip
    best = min(verdicts, key=lambda one: (order[one[0].name], -one[1]))
    chosen, score = best if order[best[0].name] < order[nearest[0].name] else nearest
    if chosen.name == NO_FACT:
        least = LEAST * (0.4 if _digits(figure) > 2 else 0.5)
        near = binder.beside(chosen.fact, [one for score, one in ranked if score >= least])
        near += [
            one for score, one in ranked if score >= least and binder.done(figure, one, context)
        ]
        other = _other_unit(figure, context, near)
        if other is not None:
            return Verdict(OTHER_UNIT, other, score=score)
        alone = (
            _at_its_place(figure, context, binder, close)
            or _only_value(figure, context, binder, ranked)
            or _of_named(figure, context, binder, good)
            or _repeated(figure, context, binder)
            or verdict_by_value(figure, context, binder, _digits(figure))
        )
        if alone is not None:
            return alone
    return Verdict(chosen.name, chosen.fact, chosen.against, score)


def _says_less(one: Subject, first: Subject, context: Context, binder: Binder) -> bool:
    """Return whether the figure's clause names what tells the first subject from another one, and
    nothing of the other alone: "shelters took in 37 of them", of the victims in shelters.
    """
    return binder.says_more(first, one, context) and not binder.says_more(one, first, context)


def _at_its_place(
    figure: Figure, context: Context, binder: Binder, close: Sequence[tuple[float, Subject]]
) -> Verdict | None:
    """Return the verdict of a subject of one place only that the sentence names in full, where the
    sentence names no country: "the quota was 25,000 visas", in Germany.
    """
    if any(kind_of(one) == "place" for one in context.places) or context.elsewhere:
        return None
    for _score, one in close:
        places = {fact.place for fact in one.facts}
        if len(places) == 1 and binder.named(one, context):
            found = verdict_of_subject(
                figure, replace(context, places=context.places | places), one
            )
            if found.name in {*SAYS_SO, OTHER_YEAR, OTHER_VINTAGE}:
                return Verdict(found.name, found.fact, found.against, LEAST)
    return None


def _verdict_from_hint(
    figure: Figure, context: Context, binder: Binder, ranked: Sequence[tuple[float, Subject]]
) -> Verdict | None:
    """Return the verdict of a subject that the words name only in part, where its value agrees."""
    telling = _digits(figure) if figure.kind != "fraction" else 17
    single = telling < 2 and not binder.unique(figure, agrees)
    for score, one in ranked:
        if score < HINT:
            break
        if single and not (figure.kind == "duration" and binder.alone(figure, one)):
            continue
        found = verdict_of_subject(figure, context, one)
        if found.name == OTHER_UNIT and found.fact:
            same_kind = found.fact.kind == figure.kind  # dollars for euros
            if telling < (2 if same_kind else 3):
                continue
        if found.name != NO_FACT:
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
    if full is not None and not any(fits(figure, one) for one in full.facts):
        full = None  # a rank is no share of GDP
    single = telling < 2 and not binder.unique(figure, agrees)
    if single and figure.kind != "duration":
        return None
    silent = not binder.speaks(context)
    best: tuple[float, Verdict] | None = None
    for one in binder.subjects:
        near = binder.nearness(one, context)
        if single and not binder.alone(figure, one):
            continue
        if (
            near < IN_SENTENCE
            and silent
            and telling > 2
            and (
                (near <= 0 and binder.alone(figure, one))  # the only fact in hours
                or binder.source_named(context, one)  # "the Central Bank's 1.336 billion"
            )
        ):
            near = IN_SENTENCE
        sole = (
            silent
            and near < IN_SENTENCE
            and (telling > 2 or binder.placed(context, one))
            and binder.unique(figure, agrees)
            and not binder.speaks_of_others(context, one)
        )
        spanned = context.period.first != context.period.last and any(
            fact.period == context.period for fact in one.facts
        )
        hedged = figure.qualifier and any(
            fact.qualifier == figure.qualifier and agrees(figure, fact) for fact in one.facts
        )
        if (spanned or hedged) and binder.unique(figure, agrees):
            sole = True  # "EUR 32 million for 2024-2027", "up to 15,000"
        if (
            (near <= 0 and not sole)
            or (near < IN_SENTENCE and not (silent or sole))
            or binder.set_apart(figure, one)
        ):
            continue
        if full is not None and not spanned and not binder.says_more(one, full, context):
            continue
        found = verdict_of_subject(figure, context, one)
        sure = found.name in SAYS_SO
        if (near <= 0 or spanned) and not sure:
            continue
        if found.name == OTHER_UNIT and near < IN_SENTENCE and _of_other_base(figure, found.fact):
            continue  # "27 per cent of the population", after 27 per cent of the budget
        unit = found.name == OTHER_UNIT and silent and full is None
        precise = telling > 2 and found.name in {OTHER_VINTAGE, OTHER_YEAR, OTHER_UNIT}
        if sure or precise or (unit and figure.kind in {"percent", "points", "money"}):
            score = near + (1 if sure else 0)
            if best is None or score > best[0]:
                best = (score, Verdict(found.name, found.fact, found.against, near))
    return best[1] if best else None


def _of_named(
    figure: Figure, context: Context, binder: Binder, scored: Sequence[tuple[float, Subject]]
) -> Verdict | None:
    """Return the verdict of a subject that the sentence names farther away than another one, or
    after one that cannot be counted so, where its value agrees and no other figure of the sentence
    has it: "the population of 1.7 million had shrunk to 1,602,515 when the census takers returned".
    """
    if _digits(figure) < 2:
        return None
    top, first = scored[0]
    other_kind = not any(fits(figure, one) for one in first.facts)
    for score, one in scored:
        near = _digits(figure) > 2 and (binder.named(one, context) or score > top - 0.2)
        if (
            not (other_kind or near)
            or binder.set_apart(figure, one)
            or (not other_kind and binder.narrower(first, one, context))
        ):
            continue
        found = verdict_of_subject(figure, context, one)
        if found.name in SAYS_SO and found.fact not in binder.stated(figure):
            return Verdict(found.name, found.fact, found.against, LEAST)
    return None


def _repeated(figure: Figure, context: Context, binder: Binder) -> Verdict | None:
    """Return the verdict of the subject of the same number shortly before, as in "500 businesses"
    should have read "over 500", or of the figure before where the sentence names no subject: "in
    2011 there were 1.74 million".
    """
    same = binder.same_before(figure, 2)
    if same and _digits(figure) < 3 and binder.names_another(figure, context, same):
        same = None  # small numbers come again by chance
    before = [same]
    silent = not binder.speaks(context)
    if _digits(figure) > 1 and (silent or binder.goes_on(figure) or binder.adds(figure, context)):
        before.append(binder.last_before(figure))
    if (_digits(figure) > 2 or figure.step < 1) and silent:
        before.append(binder.same_before(figure, 40))
    telling = _digits(figure) > 2 or figure.kind in {"percent", "points", "money", "duration"}
    accepted = {*SAYS_SO, OTHER_UNIT, OTHER_VINTAGE} if telling else SAYS_SO
    for one in before:
        if one is None:
            continue
        named = {key: 1.0 for name in one.names for key in name.keys}
        places = context.places
        if not any(kind_of(key) == "place" for key in places):
            places |= binder.place_before(figure, one)
        found = verdict_of_subject(
            figure, replace(context, weights=named | context.weights, places=places), one
        )  # it goes on about the same group, at the same place
        another = found.name == OTHER_UNIT and _of_other_base(figure, found.fact)
        if found.name in accepted and not another:
            return found
    return None


def _of_other_base(figure: Figure, fact: Fact | None) -> bool:
    """Return whether figure and fact are shares of different things."""
    shares = figure.kind in {"percent", "points", "fraction"}
    return bool(shares and figure.denominator and fact and fact.denominator)


def _digits(figure: Figure) -> int:
    """Return how many digits of a figure tell it from others: 2 of "1,200", 4 of "34.12"."""
    if figure.kind == "fraction":
        return 2
    written = len(str(figure.value.normalize()).replace(".", "").partition("E")[0].strip("0-"))
    return max(written, 2 if 10 <= abs(figure.value) < 100 else 0)


def _other_unit(figure: Figure, context: Context, subjects: Sequence[Subject]) -> Fact | None:
    for subject in subjects:
        for fact in subject.facts:
            if (
                place_fits(fact, context)
                and same_group(figure, fact, context)
                and not fits(figure, fact)
                and same_number(figure, fact)
            ):
                return fact
    return None


def _nearest_of(
    figure: Figure, ranked: Sequence[tuple[float, Subject]], binder: Binder
) -> Fact | None:
    if ranked:
        return closest(figure, ranked[0][1].facts)
    every = [fact for subject in binder.subjects for fact in subject.facts]
    return closest(figure, every)


__all__ = ["VERDICTS", "Verdict", "judge"]
