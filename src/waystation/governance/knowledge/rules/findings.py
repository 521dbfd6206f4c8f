"""Validation of findings, their uses and their dissemination."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


def _refusal_of_missing(values: Mapping[str, Any], *fields: tuple[str, str]) -> Refusal | None:
    for field, sentence in fields:
        value = values.get(field)
        if value is None or not str(value).strip():
            return Refusal(sentence, field=field, code=f"{field}_missing")
    return None


def refusal_of_finding(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a finding cannot be recorded, or None: it needs a study."""
    return _refusal_of_missing(
        values,
        ("statement", N_("Say in one sentence what was found.")),
        ("document", N_("Choose the study in the library that found it.")),
        ("topic", N_("Choose a topic.")),
    )


def refusal_of_use(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why the use of a finding cannot be recorded, or None."""
    refusal = _refusal_of_missing(
        values,
        ("finding", N_("Choose the finding.")),
        ("title", N_("Name what used it.")),
        ("used_on", N_("Enter the day.")),
    )
    if refusal:
        return refusal
    return _not_later(values, "used_on", today)


def refusal_of_dissemination(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a dissemination cannot be recorded, or None."""
    refusal = _refusal_of_missing(
        values,
        ("document", N_("Choose the document in the library.")),
        ("recipient", N_("Enter the recipient.")),
        ("sent_on", N_("Enter the day.")),
    )
    if refusal:
        return refusal
    if "@" in str(values["recipient"]):
        return Refusal(
            N_("Name an organisation or a list. Addresses of persons do not belong here."),
            field="recipient",
            code="recipient_is_a_person",
        )
    return _not_later(values, "sent_on", today)


def refusal_of_stakeholder(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a stakeholder cannot be recorded, or None."""
    return _refusal_of_missing(
        values,
        ("name", N_("Name the organisation.")),
        ("topic", N_("Choose a topic.")),
    )


def _not_later(values: Mapping[str, Any], field: str, today: date) -> Refusal | None:
    if values[field] <= today:
        return None
    return Refusal(N_("This date is in the future."), field=field, code=f"{field}_in_future")
