"""Claims: the figures of a text, checked against a register of facts. No Django, no database.

``check(text, facts, language)`` finds every figure of a text, binds it to a fact of the register
by subject, unit, year and place, and gives one of seven verdicts. Languages: English, Albanian,
Serbian in both scripts, German. A rule is in the module of its step:

===============  ===================================================================================
of the text      ``word`` (a Word file), ``folding`` (one spelling), ``recognising`` (the language),
                 ``sentences``, ``tables`` (rows, headings, captions)
its words        ``languages`` (number words, prepositions, patterns: one table a language),
                 ``concepts`` and ``concepts.csv`` (what words mean, in four languages)
its figures      ``others`` (dates, years, articles: numbers that are no figures), then ``grammar``
                 with ``quantities``, ``shapes``, ``doubts``, ``units``, ``nouns``, ``qualifying``,
                 ``joining``; the result is a ``figures.Reading``
the register     ``reshaping`` (one row a value), ``columns`` and ``guessing`` (what columns hold),
                 ``cells``, ``completing``, ``register`` (facts), ``subjects`` (facts of one thing)
of one figure    ``periods`` (its year) with ``relative`` ("a year earlier") and ``bracketed``,
                 ``places``, ``contexts`` (the words near it), ``binding`` (how well each subject
                 fits them), ``fitting`` (whether figure and fact can be the same), ``judged``
                 (the figures before it)
the verdict      ``comparing`` (against one subject), ``verdicts`` (against all)
===============  ===================================================================================

A rule that needs a word asks the table of the text's language: "a" is "but" in Serbian only. The
patterns of ``units`` and ``others`` are of all languages at once, as are those of ``cells``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from .binding import Binder
from .cells import Period, period
from .figures import Figure, Reading, ends_of
from .grammar import read
from .recognising import language_of_text
from .register import Fact, RegisterError, facts_of, load, number
from .verdicts import VERDICTS, Verdict, judge

IN_WORDS = {
    "supported": "supported",
    "other_year": "other year",
    "other_vintage": "other vintage",
    "other_unit": "other unit or denominator",
    "contradicted": "contradicted by another source",
    "precision_lost": "precision lost",
    "no_fact": "no fact",
}


@dataclass(frozen=True)
class Checked:
    """A figure with its verdict."""

    figure: Figure
    verdict: Verdict
    period: Period

    @property
    def known(self) -> bool:
        """Return whether a fact says what the figure says."""
        return self.verdict.name in {"supported", "contradicted", "precision_lost"}

    def as_json(self) -> dict[str, Any]:
        """Return what the command and the API answer for one figure."""
        figure, verdict = self.figure, self.verdict
        unit = figure.unit
        if figure.kind == "percent" and figure.denominator:
            unit = f"percent of {_plural_of(figure.denominator)}"
        elif figure.kind == "count":
            unit = _plural_of(figure.noun)
        return {
            "span": [figure.start, figure.end],
            "text": figure.text,
            "value": number(figure.value),
            "upper": number(figure.upper),
            "kind": figure.kind,
            "unit": unit,
            "qualifier": figure.qualifier,
            "year": _years(self.period),
            "verdict": verdict.name,
            "says": IN_WORDS[verdict.name],
            "fact": verdict.fact.as_json() if verdict.fact else None,
            "against": verdict.against.as_json() if verdict.against else None,
        }


def _plural_of(concept: str) -> str:
    """Return how the answer names what is counted: "returnees", "GDP", "" for nothing."""
    plurals = {
        "": "", "people": "people", "staff": "staff", "child": "children", "woman": "women",
        "man": "men", "business": "businesses", "youth": "young people", "house": "houses",
        "population": "population", "displaced": "displaced people", "gdp": "GDP", "gni": "GNI",
        "msc": "MSC", "agency": "agencies", "vacancy": "vacancies", "entity": "entities",
        "community": "communities", "municipality": "municipalities", "export": "exports",
        "import": "imports", "working_age": "working age population",
    }  # fmt: skip
    return plurals.get(concept, f"{concept.replace('_', ' ')}s")


def _years(period: Period) -> int | str | None:
    if period.first is None:
        return None
    return period.first if period.first == period.last else f"{period.first}-{period.last}"


def check(text: str, facts: Sequence[Fact], language: str = "") -> list[Checked]:
    """Return every figure of a text with its verdict, in the order of the text.

    ``language`` is en, sq, sr or de; without it the language is recognised.
    """
    reading = read(text, language)
    binder = Binder(reading, facts)
    found = [part for one in reading.figures for part in _judge_ends(one, binder)]
    found = [_look_again(one, binder) for one in found]
    found = [one for one in found if one.known or not binder.in_a_name(one.figure)]
    found += [one for one in (_judge(weak, binder) for weak in reading.weak) if one.known]
    return sorted(found, key=lambda one: one.figure.start)


def _judge_ends(figure: Figure, binder: Binder) -> list[Checked]:
    """Return the verdict on a figure; on both ends of a range where the register has one of them
    as a value of its own: "between 2,800 and 3,400", of the lowest and of the highest pay.
    """
    ends = ends_of(figure)
    if not ends:
        return [_judge(figure, binder)]
    apart = [Checked(one, judge(one, binder), binder.context(one).period) for one in ends]
    known = [
        one for one in apart if one.known and one.verdict.fact and one.verdict.fact.upper is None
    ]
    if not any(len(one.figure.text.strip("0.,")) > 1 for one in known):
        return [_judge(figure, binder)]
    low, high = apart
    binder.remember(figure, (low if low.known else high).verdict.fact)
    return apart


def _judge(figure: Figure, binder: Binder) -> Checked:
    verdict = judge(figure, binder)
    if verdict.name == "no_fact" and figure.alternative is not None:
        # "1.500" may be read in two ways: the one that a fact supports is meant.
        other = replace(figure, value=figure.alternative, step=Decimal(1), alternative=None)
        second = judge(other, binder)
        if second.name != "no_fact":
            figure, verdict = other, second
    binder.remember(figure, verdict.fact if verdict.name != "no_fact" else None)
    return Checked(figure, verdict, binder.context(figure).period)


def _look_again(checked: Checked, binder: Binder) -> Checked:
    """Return the verdict without the subjects that other figures of the sentence state: in "they
    paid EUR 3,100, seven times the minimum wage of EUR 425" the wage is not what they paid.
    """
    figure = checked.figure
    without = binder.stated_beside(figure) if checked.verdict.name == "no_fact" else frozenset()
    if not without:
        return checked
    verdict = judge(figure, binder, without)
    if verdict.name not in {"supported", "contradicted", "precision_lost"}:
        return checked
    binder.remember(figure, verdict.fact)
    return replace(checked, verdict=verdict)


__all__ = [
    "VERDICTS",
    "Checked",
    "Fact",
    "Figure",
    "Reading",
    "RegisterError",
    "Verdict",
    "check",
    "facts_of",
    "language_of_text",
    "load",
    "period",
    "read",
]
