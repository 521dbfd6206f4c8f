"""Daily profiles."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from waystation.foundation.access import queries as access
from waystation.foundation.access import sealed
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import today_in
from waystation.registry.reference import queries as reference
from waystation.services.centres.models import Profile
from waystation.services.centres.rules import DECLINED

from .marks import mark_in, not_seen


@transaction.atomic
def open_profile(user: access.Anyone, profile_id: UUID) -> Profile:
    """Return one profile, and write down that this user read it. Raises NotSeen."""
    profile = profile_seen_by(user, profile_id)
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
    if not profile.skills:
        return ""
    ring = access.keyring(profile.organisation_id)
    return ring.open(
        bytes(profile.skills), table="centres_profile", column="skills", row=str(profile.id)
    ).decode()


def profiles_seen_by(user: access.Anyone) -> QuerySet[Profile]:
    """Return the daily profiles of the user's offices, latest first."""
    return access.scoped(Profile.objects.all(), user, "visit.read").order_by("-day", "-id")


def profile_seen_by(user: access.Anyone, profile_id: UUID) -> Profile:
    """Return one profile. Raises NotSeen outside the user's offices."""
    profile = profiles_seen_by(user).filter(id=profile_id).first()
    if profile is None:
        raise not_seen()
    return profile


PROFILE_ANSWERS = (
    ("education", "education", _lazy("Education")),
    ("work_status", "work_status", _lazy("Work")),
    ("occupation", "occupation", _lazy("Occupation")),
    ("intention", "intention", _lazy("Intention now")),
    ("horizon", "horizon", _lazy("When")),
    ("destination", "country", _lazy("Where to")),
)


def profile_of_today(user: access.Anyone, person_id: UUID) -> UUID | None:
    """Return the key of the profile that a person has of today already, if there is one."""
    found = profiles_seen_by(user).filter(person_id=person_id).select_related("office").first()
    return found.id if found is not None and found.day == today_in(found.office.zone) else None


def profile_answers(profile: Profile) -> list[tuple[str, str]]:
    """Return a profile as question and answer; what was declined is shown as such."""
    declined = _("Did not want to say")
    rows = [
        (
            str(label),
            declined
            if getattr(profile, name) == DECLINED
            else reference.label(code_list, getattr(profile, name)),
        )
        for name, code_list, label in PROFILE_ANSWERS
        if getattr(profile, name)
    ]
    if profile.been_abroad:
        words = {"yes": _("Yes"), "no": _("No"), DECLINED: declined}
        rows.append((_("Has lived abroad"), words[profile.been_abroad]))
    for name, code_list, label in (
        ("drivers", "driver", _("Reasons")),
        ("means", "means", _("Means")),
    ):
        chosen = getattr(profile, name)
        if chosen:
            rows.append((label, ", ".join(reference.label(code_list, code) for code in chosen)))
    if profile.skills:
        words_of_their_own = sealed.readable(lambda: skills_of(profile))
        rows.append((_("Skills, in the person's own words"), words_of_their_own))
    return rows


def profiles_after(user: access.Anyone, after: str, size: int) -> list[Profile]:
    """Return a page of profiles that begins after a mark."""
    rows = profiles_seen_by(user)
    if mark := mark_in(after):
        rows = rows.filter(Q(day__lt=mark[0]) | Q(day=mark[0], id__lt=mark[1]))
    return list(rows[:size])
