"""The conditions of a vacancy in words, with the fact by which a candidate fails each.

The gates of ``analysis.matching`` are grouped into conditions as people name them: four activities
of German are one condition, "German B2".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from waystation.analysis import matching
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.words import N_
from waystation.registry.reference import queries as reference
from waystation.services.labour.fields import VACANCY
from waystation.services.labour.rules.demand import ACTIVITIES

from . import demand

DAY = Field("day", "date", "")
SIMILAR = N_("Similar: in the same minor group of ISCO-08, as waiters and bartenders are.")


@dataclass(frozen=True)
class Condition:
    """A condition of a vacancy: how many it excludes, and who would pass without it.

    ``subject`` is the language, the document or the like; ``asked`` is the requirement. ``only``
    and ``fails`` are the profiles that fail only this condition, and all that fail it.
    """

    kind: str
    subject: str
    asked: dict[str, str]
    failing: int
    failing_only: int
    only: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.subject}"


def subject_of(gate: matching.Gate, names: Mapping[str, str]) -> tuple[str, str, tuple[str, str]]:
    """Return the kind of a gate, its subject, and its requirement."""
    if gate.kind == "pathway":  # one of some: one condition
        named = ", ".join(names.get(one, one) for one in gate.asked.split(", "))
        return gate.kind, "open", ("", named)
    if gate.kind == "language":
        language, activity, level = gate.asked.split(" ")
        return gate.kind, language, (activity, level)
    return gate.kind, gate.asked, ("", gate.asked)


def conditions_of(
    asked: matching.Vacancy, pool: matching.Pool, names: Mapping[str, str]
) -> tuple[Condition, ...]:
    """Return the conditions of a vacancy with how many each excludes, and it alone.

    ``names`` are those of the pathways, by key.
    """
    wanted: dict[tuple[str, str], dict[str, str]] = {}
    failing: dict[tuple[str, str], list[str]] = defaultdict(list)
    only: dict[tuple[str, str], list[str]] = defaultdict(list)
    for segment, present in pool.segments:
        groups: dict[tuple[str, str], Any] = {}
        for gate, passes in matching.gates_of(asked, segment):
            kind, subject, (what, level) = subject_of(gate, names)
            wanted.setdefault((kind, subject), {})[what] = level
            before = groups.get((kind, subject), np.zeros(segment.rows, bool))
            groups[kind, subject] = before | ~passes
        number = sum((one.astype(np.int16) for one in groups.values()), np.zeros(segment.rows))
        for key, fails in groups.items():
            failing[key] += [segment.ids[row] for row in np.flatnonzero(present & fails)]
            alone = np.flatnonzero(present & fails & (number == 1))
            only[key] += [segment.ids[row] for row in alone]
    return tuple(
        Condition(kind, subject, asked_, len(failing[kind, subject]), len(only[kind, subject]),
                  tuple(sorted(only[kind, subject])), tuple(failing[kind, subject]))
        for (kind, subject), asked_ in wanted.items()
    )  # fmt: skip


# --- in words --------------------------------------------------------------------------------


def condition_in_words(kind: str, subject: str, asked: dict[str, str]) -> str:
    """Return a condition as people say it, in the reader's language: "German B2"."""
    if kind == "language":
        return f"{reference.label('language', subject)} {demand.levels_in_words(asked)}"
    if kind == "start":
        return _("Can begin by {day}").format(day=day_in_words(subject))
    if kind == "destination":
        return _("Wants to work in {country}").format(country=reference.label("country", subject))
    if kind == "document":
        return reference.label("work_document", subject)
    if kind == "free":
        return _("Is not at work")
    if kind == "related":
        return _("Similar occupation or a skill that is needed")
    return _("An open pathway: {names}").format(names=asked.get("", ""))


def condition_in_short(kind: str, subject: str, asked: dict[str, str]) -> str:
    """Return the name of a condition within a sentence: "Fails only the name"."""
    if kind == "start":
        return _("the start by {day}").format(day=day_in_words(subject))
    if kind == "destination":
        return _("the destination {country}").format(country=reference.label("country", subject))
    if kind == "free":
        return _("availability")
    if kind == "related":
        return _("occupation and skills")
    if kind == "pathway":
        return _("the open pathway")
    return condition_in_words(kind, subject, asked)


def conditions_in_words(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """Return conditions as pages show them."""
    return [
        {
            "key": one.key,
            "words": condition_in_words(one.kind, one.subject, one.asked),
            "hint": _(SIMILAR) if one.kind == "related" else "",
            "failing": one.failing,
            "failing_only": one.failing_only,
        }
        for one in conditions
    ]


def day_in_words(day: str) -> str:
    """Return the day of a condition as pages show it."""
    return DAY.words(date.fromisoformat(day))


def failed_conditions(
    failed: Sequence[matching.Gate], names: Mapping[str, str]
) -> dict[tuple[str, str], dict[str, str]]:
    """Return failed gates grouped into conditions: what each asks, by kind and subject."""
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for gate in failed:
        kind, subject, (what, level) = subject_of(gate, names)
        groups.setdefault((kind, subject), {})[what] = level
    return groups


def failed_in_words(
    failed: Sequence[matching.Gate], names: Mapping[str, str], candidate: matching.Candidate
) -> list[str]:
    """Return the conditions that one candidate fails, each with the fact: "German B2 (B1)"."""
    found = []
    for (kind, subject), asked in failed_conditions(failed, names).items():
        words, fact = (
            condition_in_words(kind, subject, asked),
            facts_of(kind, subject, candidate, asked),
        )
        found.append(f"{words} ({fact})" if fact else words)
    return found


def facts_of(
    kind: str, subject: str, candidate: matching.Candidate, asked: Mapping[str, str]
) -> str:
    """Return the fact of a candidate that fails a condition: the level, the day, the wish."""
    if kind == "language":
        have = {
            activity: matching.CEFR[level]
            for (language, activity), level in candidate.languages.items()
            if language == subject and level
        }
        known = {one: have[one] for one in have if one in dict(ACTIVITIES)}
        if not known:
            return _("not known")
        return demand.levels_in_words(dict.fromkeys(asked, _("not known")) | known)
    if kind == "start":
        return DAY.words(candidate.starts_from) if candidate.starts_from else ""
    if kind == "destination":
        return ", ".join(reference.label("country", one) for one in sorted(candidate.destinations))
    if kind == "related":
        return occupations_of(candidate) or _("not known")
    if kind == "free" and candidate.at_work_since:
        return _("at work since {day}").format(day=DAY.words(candidate.at_work_since))
    return _("not there")


def occupations_of(candidate: matching.Candidate) -> str:
    """Return the occupations of a candidate in words, the main one first, else ""."""
    codes = [candidate.occupation, *sorted(candidate.further)]
    return ", ".join(VACANCY["occupation"].words(code) for code in codes if code)


def as_stored(one: Condition) -> dict[str, Any]:
    """Return a condition as a list stores it: without who fails it."""
    return {name: value for name, value in asdict(one).items() if name not in ("only", "fails")}
