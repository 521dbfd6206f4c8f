"""Validation of employers and vacancies. No database, no clock of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from waystation.analysis.matching import CEFR
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SIZES = (
    ("micro", N_("1 to 9 people")),
    ("small", N_("10 to 49 people")),
    ("medium", N_("50 to 249 people")),
    ("large", N_("250 people or more")),
)
"""Classes of Commission Recommendation 2003/361/EC."""
CONTRACTS = (
    ("permanent", N_("Permanent")),
    ("fixed", N_("Fixed term")),
    ("seasonal", N_("Seasonal")),
    ("apprentice", N_("Apprenticeship")),
    ("self", N_("Service contract")),
)
PROVIDED = (
    ("free", N_("Provided free of charge")),
    ("paid", N_("Provided, deducted from pay")),
    ("help", N_("Help to find it")),
    ("none", N_("Not provided")),
)
PERIODS = (("month", N_("a month")), ("hour", N_("an hour")))
CURRENCIES = (("EUR", "EUR"), ("CHF", "CHF"), ("USD", "USD"))
ACTIVITIES = (
    ("listening", N_("Listening")),
    ("reading", N_("Reading")),
    ("speaking", N_("Speaking")),
    ("writing", N_("Writing")),
)
"""As employers ask for them; "speaking" is the lower of a candidate's two spoken activities."""
LEVELS = tuple((one, one) for one in CEFR[1:])

MOST_OPENINGS = 500
MOST_SKILLS = 40
LONGEST_SKILL = 300
MOST_LANGUAGES = 5
MOST_HOURS = Decimal(60)  # a week; the Working Time Directive allows 48 on average
MOST_PAY = Decimal(1_000_000)


def refusals_of_numbers(
    openings: int | None, hours: Decimal | None, pay: Decimal | None
) -> list[Refusal | None]:
    """Return what is wrong with the numbers of a vacancy."""
    return [
        Refusal(
            N_("Say how many people are wanted: 1 to {most}."),
            field="openings",
            code="openings",
            most=MOST_OPENINGS,
        )
        if openings is None or not 1 <= openings <= MOST_OPENINGS
        else None,
        Refusal(
            N_("Working hours are between 1 and {most} a week."),
            field="hours",
            code="hours",
            most=MOST_HOURS,
        )
        if hours is not None and not 1 <= hours <= MOST_HOURS
        else None,
        Refusal(
            N_("Pay cannot be negative, and is below {most}."),
            field="pay",
            code="pay",
            most=MOST_PAY,
        )
        if pay is not None and not 0 <= pay < MOST_PAY
        else None,
    ]


def refusal_of_email(email: str) -> Refusal | None:
    """Refuse an address of the contact person that cannot be one."""
    if not email or EMAIL.fullmatch(email):
        return None
    return Refusal(
        N_("This is not an e-mail address. Example: name@example.com"),
        field="contact_email",
        code="email",
    )


def refusal_of_skills(skills: Sequence[str], field: str) -> Refusal | None:
    """Refuse too many skills, or one that is too long."""
    if len(skills) > MOST_SKILLS:
        return Refusal(
            N_("These are {count} skills. Name {most} at most: what the work needs."),
            field=field,
            code="many_skills",
            count=len(skills),
            most=MOST_SKILLS,
        )
    for one in skills:
        if len(one) > LONGEST_SKILL:
            return Refusal(
                N_("A skill has {most} characters at most."),
                field=field,
                code="long_skill",
                most=LONGEST_SKILL,
            )
    return None


def refusal_of_overlap(must: Collection[str], nice: Collection[str]) -> Refusal | None:
    """Refuse a skill that is both required and only desirable."""
    both = sorted(set(must) & set(nice))
    if not both:
        return None
    return Refusal(
        N_("“{skill}” is both needed and welcome. Choose one of them."),
        field="nice_to_have",
        code="skill_twice",
        skill=both[0][:60],
    )


def refusal_of_languages(languages: Mapping[str, Any], known: Collection[str]) -> Refusal | None:
    """Refuse a language, an activity or a level that there is not: "B7" is none."""
    if len(languages) > MOST_LANGUAGES:
        return Refusal(
            N_("Ask for {most} languages at most."),
            field="languages",
            code="many_languages",
            most=MOST_LANGUAGES,
        )
    for language, levels in languages.items():
        if language not in known or not isinstance(levels, Mapping):
            return Refusal(
                N_("There is no language “{given}” in the list."),
                field="languages",
                code="language",
                given=str(language)[:20],
            )
        for activity, level in levels.items():
            if activity not in dict(ACTIVITIES):
                return Refusal(
                    N_("“{given}” is not a language activity. Give levels for: {names}."),
                    field="languages",
                    code="activity",
                    given=str(activity)[:20],
                    names=", ".join(dict(ACTIVITIES)),
                )
            if level not in CEFR:
                return Refusal(
                    N_("There is no level “{given}”. The levels are A1, A2, B1, B2, C1 and C2."),
                    field="languages",
                    code="level",
                    given=str(level)[:20],
                )
        if not any(levels.values()):
            return Refusal(
                N_("Choose at least one level for each language, or leave the language out."),
                field="languages",
                code="no_level",
            )
    return None


def refusal_of_payers(costs: Sequence[Mapping[str, Any]]) -> Refusal | None:
    """Refuse a cost without a payer."""
    if all(one.get("payer") for one in costs):
        return None
    return Refusal(N_("Say who pays each cost that has an amount."), field="costs", code="no_payer")


def tidy_languages(languages: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the languages with a level, sorted, without blanks."""
    found = {}
    for language in sorted(languages):
        levels = {one: languages[language].get(one, "") for one, _name in ACTIVITIES}
        if kept := {one: level for one, level in levels.items() if level}:
            found[language] = kept
    return found


def tidy_costs(costs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the costs with a payer or an amount, sorted by kind."""
    filled_in = (dict(one) for one in costs if one["payer"] or one["amount"] is not None)
    return sorted(filled_in, key=lambda one: str(one["kind"]))


def tidy_skills(skills: Sequence[str]) -> list[str]:
    """Return skills without blanks and duplicates, in their order."""
    return list(dict.fromkeys(" ".join(one.split()) for one in skills if one.strip()))


def refusal_of_start(starts_on: date | None, today: date, *, is_new: bool) -> Refusal | None:
    """Refuse a new vacancy that has begun already."""
    if starts_on is None or not is_new or starts_on >= today:
        return None
    return Refusal(
        N_("The work would already have started. Choose a later date."),
        field="starts_on",
        code="start",
    )


def refusals_to_publish_incomplete(values: Mapping[str, Any]) -> list[Refusal]:
    """Return what is missing before publication: pay, hours, the start, and who pays what.

    General principles and operational guidelines for fair recruitment (ILO 2019), principle 8:
    terms are specified in an appropriate, verifiable and easily understandable manner.
    """
    sentences = (
        ("pay", N_("Say what is paid before you publish.")),
        ("hours", N_("Say how many hours are worked before you publish.")),
        ("starts_on", N_("Say when the work begins before you publish.")),
        ("costs", N_("Say who pays each cost before you publish.")),
    )
    return [
        Refusal(sentence, field=name, code=f"no_{name}")
        for name, sentence in sentences
        if not values.get(name)
    ]


def refusal_to_publish_own_correction(publisher: UUID, corrected_by: UUID | None) -> Refusal | None:
    """Refuse publication by the corrector of a refused vacancy: a second person reviews it."""
    if corrected_by is None or publisher != corrected_by:
        return None
    return Refusal(
        N_("You corrected this vacancy yourself. A second person reviews it and publishes it."),
        code="second_person",
    )


def refusal_to_withdraw_as_employer(state: str, *, by_employer: bool) -> Refusal | None:
    """Refuse an employer's withdrawal of anything but its own draft.

    Withdrawing a draft twice is not refused.
    """
    if by_employer and state in ("draft", "withdrawn"):
        return None
    return Refusal(
        N_("Only a draft of your own can be withdrawn here. Speak with your office."),
        code="not_own_draft",
    )


def refusal_to_fill(placed: int) -> Refusal | None:
    """Refuse to mark a vacancy as filled without a placement."""
    if placed:
        return None
    return Refusal(
        N_("No one has a contract for this vacancy yet. Close it instead."), code="nobody_placed"
    )
