"""Who may be a member of the Network, decided without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.organisations.rules import UN_KINDS

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
    if kind not in UN_KINDS:
        return Refusal(
            N_(
                "Only entities of the UN system are members. Invite others to meetings, or enter "
                "them as stakeholders."
            ),
            field="entity",
            code="not_un_system",
            paragraph="84",
        )
    if active:
        return Refusal(
            N_("This entity is a member already."), field="entity", code="member_already"
        )
    if not mandate.strip():
        return Refusal(
            N_("Say why migration is of relevance to this entity's mandate."),
            field="mandate",
            code="mandate_missing",
            paragraph="84",
        )
    if opted_in_on is None:
        return Refusal(
            N_("Give the day on which the entity said that it wishes to belong."),
            field="opted_in_on",
            code="wish_missing",
            paragraph="84",
        )
    if opted_in_on > today:
        return Refusal(
            N_("The wish to belong cannot lie in the future."),
            field="opted_in_on",
            code="wish_ahead",
        )
    return None


def refusal_to_leave(starts_on: date, ends_on: date, why: str) -> Refusal | None:
    """Say why a membership cannot end so: it needs a reason and a day after it began."""
    if ends_on < starts_on:
        return Refusal(
            N_("A membership ends after it began, on {day}."),
            field="ends_on",
            code="left_before_joining",
            day=f"{starts_on:%d.%m.%Y}",
        )
    if not why.strip():
        return Refusal(N_("Say why the membership ends."), field="why", code="why_missing")
    return None


def annex_differs(last: list[dict[str, Any]] | None, now: list[dict[str, Any]]) -> bool:
    """Return whether the register says something else than the last edition of Annex I."""
    return last is not None and last != now


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
    """Return what is different in the profiles, by the name of the member (ToR 46)."""
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
