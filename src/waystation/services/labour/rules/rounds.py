"""Validation of placement rounds, and the reason why a person got no place. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

MODES = (
    (
        "stable",
        N_("Stable: no candidate and employer would both rather have each other than their result"),
    ),
    ("optimal", N_("Optimal: the highest total score")),
)
STATES = (
    ("waiting", N_("Waiting")),
    ("done", N_("Done")),
    ("impossible", N_("A least share cannot be met")),
)
TONES = {"waiting": "a", "done": "g", "impossible": "r"}
GROUPS = (
    ("women", N_("Women")),
    ("under_30", N_("People under 30")),
    ("returned", N_("Returned migrants")),
    ("displaced", N_("Displaced persons")),
    ("minority", N_("Communities other than the largest")),
)
"""Groups for which a least share may be asked. They change no score and no rank."""
REASONS = (
    ("placed", N_("Placed")),
    ("at_work", N_("Already at work")),
    ("gates", N_("Does not meet the conditions of any vacancy in this round")),
    ("others", N_("Others scored higher")),
    ("lottery", N_("Equal score: the lottery decided")),
    ("floor", N_("A least share went first")),
    ("total", N_("Not placed, because the total score is higher this way")),
)
RETURNED = ("returnee_voluntary", "returnee_forced")
LARGEST_COMMUNITY = "albanian"
MOST_VACANCIES = 2000
MOST_SEED = 2**31 - 1


def refusals_of_round(
    title: str, mode: str, vacancies: int, seed: int | None, floors: Mapping[str, float]
) -> list[Refusal | None]:
    """Return what is wrong with a round before it runs."""
    return [
        Refusal(N_("Give the round a name."), field="title", code="title")
        if not title.strip()
        else None,
        Refusal(
            N_("Choose between 1 and {most} vacancies."),
            field="vacancies",
            code="vacancies",
            most=MOST_VACANCIES,
        )
        if not 1 <= vacancies <= MOST_VACANCIES
        else None,
        Refusal(
            N_("The seed is a number from 0 to {most}."),
            field="seed",
            code="seed",
            most=MOST_SEED,
        )
        if seed is not None and not 0 <= seed <= MOST_SEED
        else None,
        Refusal(
            N_("A least share is asked in an optimal round only."), field="mode", code="floor_mode"
        )
        if floors and mode != "optimal"
        else None,
        *(
            Refusal(
                N_("A least share is above 0 and at most 100 per cent."),
                field=f"floor_{group}",
                code="floor_share",
            )
            for group, share in floors.items()
            if not 0 < share <= 1
        ),
    ]


class Person(Protocol):
    """The data that decide membership of a group; no score uses them."""

    @property
    def sex(self) -> str: ...

    @property
    def birth_year(self) -> int | None: ...

    @property
    def community(self) -> str: ...

    @property
    def migration_status(self) -> str: ...


def in_group(person: Person, group: str, today: date) -> bool:
    """Return whether a person belongs to a group that can have a minimum share."""
    if group == "women":
        return person.sex == "female"
    if group == "under_30":
        return person.birth_year is not None and today.year - person.birth_year < 30
    if group == "returned":
        return person.migration_status in RETURNED
    if group == "displaced":
        return person.migration_status == "idp"
    return bool(person.community) and person.community != LARGEST_COMMUNITY


def reason_unplaced(
    score: float | None, offers: Sequence[tuple[float, float, bool]], *, floors: bool, stable: bool
) -> str:
    """Return why a candidate got no place.

    ``offers``: for each vacancy whose gates they pass, their score, the lowest score that was
    placed there, and whether all openings went. ``score`` None: they pass no gates at all.
    """
    if score is None or not offers:
        return "gates"
    full = [(own, least) for own, least, is_full in offers if is_full]
    if any(own > least for own, least in full) or len(full) < len(offers):
        return "floor" if floors else "total"
    if any(own == least for own, least in full):
        return "lottery" if stable else "total"
    return "others"
