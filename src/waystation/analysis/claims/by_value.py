"""A figure that is bound by its value: one subject only has it, and its clause names no other.

Words of a text and of a register differ, and a label is often in another language than the text;
a value of three or more digits seldom occurs twice. So the fact with exactly this value, in this
unit, year and place, is meant, unless the figure's own clause names another subject in full, or
the words right after the figure name something else than the fact.
"""

from __future__ import annotations

from collections.abc import Sequence

from .binding import Binder
from .comparing import OTHER_VINTAGE, OTHER_YEAR, SAYS_SO, Verdict, agrees, verdict_of_subject
from .concepts import kind_of
from .contexts import CLAUSE
from .figures import Figure
from .fitting import OPPOSITES, Context, fits
from .subjects import Subject, is_frame

TELLING = 3
"""The least number of digits that tell a value from others."""
PART = 0.5
_OPEN = frozenset({"company_share", "number", "people", "total"})
_PARTS = frozenset({"woman", "man", "child", "youth", "elderly"})


def verdict_by_value(
    figure: Figure, context: Context, binder: Binder, telling: int
) -> Verdict | None:
    """Return the verdict of the only subject that has the value of a figure, if it may be meant."""
    if figure.kind in {"rank", "times", "fraction"} or telling < 2:
        return None
    every = [(one, verdict_of_subject(figure, context, one)) for one in binder.subjects]
    found = [one for one in every if one[1].name in SAYS_SO]
    if not found and telling >= TELLING and binder.unique(figure, agrees):
        found = [one for one in every if one[1].name in {OTHER_VINTAGE, OTHER_YEAR}]
    if len(found) > 1:
        found = [one for one in found if _shared(one[0], context, CLAUSE)]
    if len(found) != 1:
        return None
    subject, verdict = found[0]
    alone = binder.alone(figure, subject)
    precise = figure.step < 1 or (figure.kind == "money" and figure.value >= 1000)
    framed = precise and binder.unique(figure, agrees) and _shares_frame(subject, context)
    unknown = binder.wordless(subject) and binder.unique(figure, agrees)
    if telling < TELLING and not (_shared(subject, context, PART) or alone or framed or unknown):
        return None
    if (
        binder.set_apart(figure, subject)
        or _opposed(subject, context)
        or _of_a_part(subject, context)
    ):
        return None
    rivals = [
        one for one in binder.subjects
        if one is not subject
        and any(fits(figure, fact) for fact in one.facts)
        and _names_in_full(one, context)
        and not _names_in_full(subject, context)
    ]  # fmt: skip
    if rivals and not _says_more(subject, rivals, context):
        return None
    return Verdict(verdict.name, verdict.fact, verdict.against, PART)


def _topics(subject: Subject) -> set[str]:
    return {key for name in subject.names for key in name.keys if not is_frame(key)}


def _shared(subject: Subject, context: Context, least: float) -> bool:
    """Return whether the text near a figure names a topic of a subject."""
    return any(context.weights.get(key, 0.0) >= least for key in _topics(subject))


def _shares_frame(subject: Subject, context: Context) -> bool:
    """Return whether the clause has any word of a subject, a general one too: "abroad"."""
    return any(
        context.clause.get(key, 0.0) > PART and kind_of(key) in {"region", "weak", "denominator"}
        for name in subject.names
        for key in name.keys - _OPEN
    )


def _names_in_full(subject: Subject, context: Context) -> bool:
    """Return whether the figure's own clause names all of one of a subject's names."""
    every = [{key for key in name.keys if not is_frame(key)} for name in subject.names]
    return any(
        topics and all(context.clause.get(key, 0.0) > PART for key in topics) for topics in every
    )


def _says_more(subject: Subject, rivals: Sequence[Subject], context: Context) -> bool:
    """Return whether the clause names a topic of the subject that none of its rivals has."""
    others = set().union(*(_topics(one) for one in rivals))
    return any(context.clause.get(key, 0.0) > PART for key in _topics(subject) - others - _PARTS)


def _of_a_part(subject: Subject, context: Context) -> bool:
    """Return whether the clause is about a part of the subject's population, such as youth."""
    named = {one for one in _PARTS if context.clause.get(one, 0.0) > PART}
    return bool(named - {key for name in subject.names for key in name.keys})


def _opposed(subject: Subject, context: Context) -> bool:
    """Return whether the clause speaks of the opposite of a subject: "left", of immigrants."""
    own = _topics(subject)
    for pair in OPPOSITES:
        for one, other in (pair, pair[::-1]):
            if one in own and other not in own and context.clause.get(other, 0.0) > PART:
                return not context.clause.get(one)
    return False
