"""Withdrawn consents, merged files and erased files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now
from waystation.registry.privacy import queries as privacy
from waystation.registry.skills import queries
from waystation.registry.skills.fields import PROFILE
from waystation.registry.skills.models import Profile, ProfileLink
from waystation.registry.skills.rules.profiles import PURPOSE
from waystation.registry.skills.sections import SECTIONS
from waystation.registry.skills.transitions import (
    ERASED,
    KIND,
    MERGED,
    NO_CONSENT,
    PROFILE_WORKFLOW,
)


def _log(verb: str, profile: Profile, **detail: Any) -> None:
    audit.log(
        None,
        verb,
        KIND,
        profile.id,
        organisation_id=profile.organisation_id,
        office_id=profile.office_id,
        **detail,
    )


def _close(profile: Profile, reason: str) -> None:
    profile.closed_for = reason
    PROFILE_WORKFLOW.take(profile, "end", detail={"reason": reason})
    links = ProfileLink.objects.filter(profile=profile, revoked_at__isnull=True)
    links.update(revoked_at=now(), changed_at=now())


@transaction.atomic
def close_for_consent(organisation_id: UUID, consent_id: UUID) -> int:
    """Close the profile of a person whose consent to matching ended; return how many.

    Called when a consent is withdrawn or refused. A newer yes outweighs it.
    """
    ended = privacy.consents_that_ended().filter(organisation_id=organisation_id, id=consent_id)
    consent = ended.filter(purpose=PURPOSE).first()
    if consent is None or queries.has_agreed(consent.person_id):
        return 0
    rows = Profile.objects.select_for_update(of=("self",)).filter(
        organisation_id=organisation_id, person_id=consent.person_id, state="open"
    )
    found = list(rows)
    for profile in found:
        _close(profile, NO_CONSENT)
    return len(found)


def close_expired() -> int:
    """Close the profiles whose consent has expired; runs each morning.

    They were not matched in the meantime: consent is checked at every request.
    """
    rows = queries.with_agreement(Profile.objects.filter(state="open"))
    keys = [row.id for row in rows.order_by("id") if not queries.is_agreed(row)]
    for key in keys:
        with transaction.atomic():
            profile = Profile.objects.select_for_update(of=("self",)).get(id=key)
            if profile.state == "open" and not queries.has_agreed(profile.person_id):
                _close(profile, NO_CONSENT)
    return len(keys)


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Let profiles follow a merge, or its undoing; return the keys that moved.

    Of two open profiles the one of the file that stays is left open.
    """
    rows = Profile.objects.filter(organisation_id=organisation_id, person_id=from_id)
    if only is not None:
        rows = rows.filter(id__in=only)
    moved = []
    with transaction.atomic():
        taken = Profile.objects.filter(person_id=to_id, state="open").exists()
        for row in rows.select_for_update(of=("self",)):
            if row.state == "open" and taken:
                _close(row, MERGED)
            row.person_id = to_id
            row.touch()
            row.save(update_fields=["person_id", "changed_at", "version"])
            _log("profile.follow", row, fields=["person"])
            moved.append(row.id)
    return moved


def erase_person(organisation_id: UUID, person_id: UUID) -> int:
    """Delete all that a person's profiles say; of a profile only its days are left."""
    rows = Profile.objects.filter(organisation_id=organisation_id, person_id=person_id)
    keys = list(rows.values_list("id", flat=True))
    for section in SECTIONS.values():
        section.model.objects.filter(profile_id__in=keys).delete()
    ProfileLink.objects.filter(profile_id__in=keys).delete()
    moment = now()
    rows.filter(state="open").update(state="closed", closed_at=moment, closed_for=ERASED)
    blank = {one.name: b"" if one.sealed else one.blank for one in PROFILE}
    return rows.update(**blank, destination_key="", changed_at=moment)
