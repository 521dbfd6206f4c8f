"""Daily profiles."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.shared.periods import today_in
from waystation.services.centres.models import Profile

from .marks import after_mark


@transaction.atomic
def open_profile(user: access.AnyUser, profile_id: UUID) -> Profile:
    """Return one profile, and log that this user read it. Raises NotSeen."""
    profile = profile_visible_to(user, profile_id)
    audit.log(
        access.signed_in(user),
        "profile.read",
        "centres.Profile",
        profile.id,
        office_id=profile.office_id,
    )
    return profile


def skills_of(profile: Profile) -> str:
    """Return the sealed skills of a profile that the user may see already."""
    return read_sealed(profile, "skills")


def profiles_visible_to(user: access.AnyUser) -> QuerySet[Profile]:
    """Return the daily profiles of the user's offices, latest first."""
    return access.scoped(Profile.objects.all(), user, "visit.read").order_by("-day", "-id")


def profile_visible_to(user: access.AnyUser, profile_id: UUID) -> Profile:
    """Return one profile. Raises NotSeen outside the user's offices."""
    profile = profiles_visible_to(user).filter(id=profile_id).first()
    if profile is None:
        raise not_seen()
    return profile


def profile_of_today(user: access.AnyUser, person_id: UUID) -> UUID | None:
    """Return the key of the profile that a person has of today already, if there is one."""
    found = profiles_visible_to(user).filter(person_id=person_id).select_related("office").first()
    return found.id if found is not None and found.day == today_in(found.office.zone) else None


def profiles_after(user: access.AnyUser, after: str, size: int) -> list[Profile]:
    """Return a page of profiles that begins after a mark."""
    return list(after_mark(profiles_visible_to(user), after)[:size])
