"""Who may be a member of the Network, without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.organisations.rules import UN_KINDS

from .refusals import first, refusal_of_missing, unless

# What a member does in an activity of the work plan, as its profile prints it.
ROLES = [
    ("lead", N_("Lead")),
    ("partner", N_("Partner")),
    ("implementing", N_("Implementing")),
    ("contributing", N_("Contributing")),
]


def refusal_to_join(
    kind: str, mandate: str, opted_in_on: date | None, active: bool, today: date
) -> Refusal | None:
    """Say why an entity cannot join: not of the UN system, no mandate, no wish, already in."""
    return first(
        unless(
            kind in UN_KINDS,
            N_(
                "Only entities of the UN system are members. Invite others to meetings, or enter "
                "them as stakeholders."
            ),
            "entity",
            "not_un_system",
            paragraph="84",
        ),
        unless(not active, N_("This entity is already a member."), "entity", "member_already"),
        refusal_of_missing(
            mandate,
            "mandate",
            N_("Say why migration is of relevance to this entity's mandate."),
            paragraph="84",
        ),
        refusal_of_missing(
            opted_in_on,
            "opted_in_on",
            N_("Give the day on which the entity said that it wishes to belong."),
            code="wish_missing",
            paragraph="84",
        ),
        unless(
            opted_in_on is None or opted_in_on <= today,
            N_("The wish to belong cannot lie in the future."),
            "opted_in_on",
            "wish_ahead",
        ),
    )


def refusal_of_ended(ends_on: date | None) -> Refusal | None:
    """Say that a membership ends once."""
    sentence = N_("This membership has already ended.")
    return unless(ends_on is None, sentence, "ends_on", "member_ended")


def refusal_to_leave(starts_on: date, ends_on: date | None, why: str) -> Refusal | None:
    """Say why a membership cannot end so: it needs a reason and a day after it began."""
    return first(
        unless(
            ends_on is None or ends_on >= starts_on,
            N_("A membership ends after it began, on {day}."),
            "ends_on",
            "left_before_joining",
            day=starts_on,
        ),
        refusal_of_missing(why, "why", N_("Say why the membership ends.")),
    )


PROFILE_FIELDS = [
    ("name", N_("Name")),
    ("acronym", N_("Acronym")),
    ("mandate", N_("Mandate")),
    ("expertise", N_("Expertise")),
    ("activities", N_("Present activities")),
    ("plan", N_("Part in the plan")),
]


@dataclass(frozen=True)
class ProfileChange:
    """How a member's profile differs between two editions: "joined", "left", or which fields."""

    name: str
    how: str
    fields: tuple[str, ...] = ()


def profiles_changed(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[ProfileChange]:
    """Return the differences of the profiles, by the name of the member (ToR 46)."""
    old = {one["entity"]: one for one in before}
    new = {one["entity"]: one for one in after}
    found = [ProfileChange(old[key]["name"], "left") for key in old.keys() - new.keys()]
    found += [ProfileChange(new[key]["name"], "joined") for key in new.keys() - old.keys()]
    for key in old.keys() & new.keys():
        fields = tuple(
            name for name, _ in PROFILE_FIELDS if old[key].get(name) != new[key].get(name)
        )
        if fields:
            found.append(ProfileChange(new[key]["name"], "changed", fields))
    return sorted(found, key=lambda one: one.name)
