"""The kinds of rules of an edition, and the parameters of each kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.words import N_

KINDS = (
    ("nationality", N_("Nationality")),
    ("residence", N_("Place of residence")),
    ("age", N_("Age")),
    ("occupation", N_("Occupation")),
    ("shortage", N_("Shortage occupation")),
    ("language", N_("Language")),
    ("education", N_("Education")),
    ("qualification", N_("Vocational qualification")),
    ("recognition", N_("Recognition of the qualification")),
    ("offer", N_("Contract or binding offer")),
    ("pay", N_("Pay")),
    ("funds", N_("Means of subsistence")),
    ("document", N_("Document")),
    ("start", N_("Earliest start")),
    ("other", N_("Other")),
)
ASKS = {
    "nationality": ("countries",),
    "residence": ("countries",),
    "occupation": ("occupations",),
    "language": ("language", "level"),
    "education": ("education",),
    "pay": ("amount",),
    "funds": ("amount",),
}
"""What must be filled in for a rule of this kind to be decidable; an age needs one of two."""
SAID_OF = {
    "nationality": ("nationality",),
    "occupation": ("occupation",),
    "shortage": ("occupation",),
    "language": ("language", "level"),
    "education": ("education",),
    "qualification": ("qualification",),
    "recognition": ("recognition",),
    "offer": ("offer",),
    "pay": ("pay",),
    "funds": ("funds",),
    "document": ("passport",),
    "start": ("start",),
}
"""What a person is asked at a check because of a rule of this kind (``fields.SAID``)."""
MOST_CONDITIONS = 40
ISCO = re.compile(r"[0-9]{1,4}")
SHORT_IN = re.compile(r"([A-Z]{2}:)?[0-9]{1,4}")
"""An occupation that is short everywhere, or in one state: "7212", "DE:7212"."""
COUNTRY = re.compile(r"[A-Z]{2}")
MISSING = N_("A rule of this kind needs this, so that it can be decided. Fill it in.")


def asked_by(kinds: Iterable[str]) -> list[str]:
    """Return the questions to a person for rules of these kinds, each once."""
    return list(dict.fromkeys(name for kind in kinds for name in SAID_OF.get(kind, ())))


def codes_in(text: str) -> list[str]:
    """Return the codes of a text with one code a line, or with commas or spaces between."""
    return [one for one in re.split(r"[\s,;]+", text.strip()) if one]


def refusals_of_condition(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Say why a rule cannot be decided: what its kind asks for is missing, or makes no sense."""
    asked = ASKS.get(values["kind"], ())
    return [
        *(Refusal(MISSING, field=name, code="missing") for name in asked if not values[name]),
        _refusal_of_ages(values),
        refusal_of_occupations(values["occupations"], "occupations"),
        Refusal(N_("The amount must be more than 0."), field="amount", code="amount")
        if values["amount"] is not None and values["amount"] <= 0
        else None,
    ]


def _refusal_of_ages(values: Mapping[str, Any]) -> Refusal | None:
    least, most = values["least_age"], values["most_age"]
    if values["kind"] == "age" and least is None and most is None:
        return Refusal(
            N_("Give the least age, the highest, or both."), field="least_age", code="age"
        )
    if least is not None and most is not None and least > most:
        return Refusal(N_("The highest age is below the least one."), field="most_age", code="ages")
    return None


def refusal_of_occupations(text: str, field: str) -> Refusal | None:
    """Refuse an invalid ISCO-08 code: it has one to four digits."""
    wrong = [one for one in codes_in(text) if not ISCO.fullmatch(one)]
    if not wrong:
        return None
    return Refusal(
        N_('"{value}" is not an ISCO-08 code. A code has one to four digits.'),
        field=field,
        code="isco",
        value=wrong[0][:20],
    )


def refusal_of_second_draft(there: bool) -> Refusal | None:
    """Refuse a second draft of the same pathway."""
    if not there:
        return None
    return Conflict(
        N_("There is already a draft. Publish it or drop it first."), code="draft_there"
    )


def refusal_to_change(state: str) -> Refusal | None:
    """Refuse a change of rules that were published or dropped."""
    if state == "draft":
        return None
    return Refusal(
        N_("These rules were published and do not change. Draft a new edition."), code="frozen"
    )


def refusal_to_publish(number: int, valid_from: date, last: date | None) -> Refusal | None:
    """Refuse to publish an edition without rules, or one that begins before the one before."""
    if not number:
        return Refusal(N_("An edition needs at least one rule."), code="no_rules")
    if last is not None and valid_from <= last:
        return Refusal(
            N_("It must start after the previous edition, which is valid from {day}."),
            code="validity",
            day=last,
        )
    return None


def refusal_of_list(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Say why a dated list cannot be recorded: its codes are not of its kind."""
    pattern = COUNTRY if values["kind"] == "states" else SHORT_IN
    codes = codes_in(values["codes"] or "")
    wrong = [one for one in codes if not pattern.fullmatch(one)]
    if codes and not wrong:
        return None
    return Refusal(
        N_("Give at least one code, one a line; this one cannot be read: {value}."),
        field="codes",
        code="codes",
        value=(wrong or ["–"])[0][:20],
    )


def refusal_of_quota(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Say why a quota cannot be recorded: its period, or places used without their day."""
    start, end = values["starts_on"], values["ends_on"]
    if start and end and end < start:
        return Refusal(
            N_("The end is before the start. Check both."), field="ends_on", code="end_before_start"
        )
    if (values["used"] is None) != (values["used_on"] is None):
        return Refusal(
            N_("Say how many places are used, and by which day."), field="used_on", code="used_on"
        )
    return None


def refusal_of_arrangement(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Say why an arrangement cannot be recorded: it ends before it begins."""
    start, end = values["in_force_from"] or values["signed_on"], values["ends_on"]
    if start and end and end < start:
        return Refusal(
            N_("The end is before the start. Check both."), field="ends_on", code="end_before_start"
        )
    return None
