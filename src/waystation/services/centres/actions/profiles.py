"""The daily profile of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.services.centres import queries, rules
from waystation.services.centres.models import Profile

from .checking import Beside, declinable, sealed

PROFILE_CODES = {
    "education": "education",
    "occupation": "occupation",
    "work_status": "work_status",
    "destination": "country",
    "intention": "intention",
    "horizon": "horizon",
}


PROFILE_PLAIN = (*PROFILE_CODES, "been_abroad", "drivers", "means")


def _tidied(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as they are kept: nothing is None, lists are lists."""
    words = (*PROFILE_CODES, "been_abroad", "skills")
    return {name: str(answers.get(name) or "") for name in words} | {
        name: list(answers.get(name) or []) for name in ("drivers", "means")
    }


def _refusals(given: Mapping[str, Any]) -> list[Refusal | None]:
    return [
        *(declinable(PROFILE_CODES[name], given[name], name) for name in PROFILE_CODES),
        *(declinable("driver", code, "drivers") for code in given["drivers"]),
        *(declinable("means", code, "means") for code in given["means"]),
        rules.refusal_of_horizon(given["intention"], given["horizon"]),
        rules.refusal_of_text(given["skills"], "skills"),
        rules.refusal_of_been_abroad(given["been_abroad"]),
    ]


@transaction.atomic
def record_profile(
    user: access.Anyone,
    office_id: UUID,
    *,
    person_id: UUID,
    id: UUID | None = None,
    day: date | None = None,
    **answers: Any,
) -> Profile:
    """Record the daily profile of a person: at most one per person and day.

    Every answer may be left out or be "declined". Raises Refusals, NotSeen, Conflict.
    """
    me = access.require(user, "visit.record", office_id)
    office = access.the_office(office_id)
    person_id = people.require_person(user, person_id, office_id)
    today = today_in(office.zone)
    given = _tidied(answers)
    there = Profile.objects.filter(id=id).first() if id else None
    if there is not None:
        return _same_profile(there, office_id, person_id, day, given)
    day = day or today
    refuse(
        [
            rules.refusal_of_day(day, today, office.opened_on),
            *_refusals(given),
            rules.refusal_of_second_profile(
                Profile.objects.filter(person_id=person_id, day=day).exists(), day
            ),
        ]
    )
    profile = Profile(
        id=id or new_key(),
        organisation_id=me.organisation_id,
        office_id=office_id,
        created_by=me,
        created_at=now(),
        changed_at=now(),
        person_id=person_id,
        day=day,
        **{name: given[name] for name in PROFILE_PLAIN},
    )
    profile.skills = sealed(profile, "centres_profile", "skills", given["skills"])
    profile.save(force_insert=True)
    files.note_contact(user, person_id, day)
    audit.log(me, "profile.record", "centres.Profile", profile.id, office_id=office_id)
    return profile


def _same_profile(
    there: Profile, office_id: UUID, person_id: UUID, day: date | None, given: Mapping[str, Any]
) -> Profile:
    """Return the profile that the key made before. Of another office's nothing is said."""
    same = (there.office_id, there.person_id) == (office_id, person_id) and day in {None, there.day}
    if (
        not same
        or any(getattr(there, name) != given[name] for name in PROFILE_PLAIN)
        or queries.skills_of(there) != given["skills"]
    ):
        raise Conflict(
            N_("A different profile was recorded with this key already. Nothing was changed."),
            code="key_used",
        )
    return there


@transaction.atomic
def edit_profile(
    user: access.Anyone, profile_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Profile:
    """Change a daily profile; its person and its day stay. ``seen`` is what the editor had.

    Raises Conflict with both values where somebody else changed the same answer meanwhile.
    """
    profile = queries.profiles_seen_by(user).select_for_update().filter(id=profile_id).first()
    if profile is None:
        raise queries.not_seen()
    me = access.require(user, "visit.record", profile.office_id)
    beside = Beside(profile, PROFILE_PLAIN, skills=queries.skills_of(profile))
    changed = merge_edit(beside, seen, proposed)
    if not changed:
        return profile
    given = _tidied(beside.__dict__)
    refuse(_refusals(given))
    for name in PROFILE_PLAIN:
        setattr(profile, name, given[name])
    if "skills" in changed:
        profile.skills = sealed(profile, "centres_profile", "skills", given["skills"])
    profile.version += 1
    profile.changed_at = now()
    profile.save()
    audit.log(
        me,
        "profile.edit",
        "centres.Profile",
        profile.id,
        office_id=profile.office_id,
        fields=sorted(changed),
    )
    return profile


def record_profile_of(user: access.Anyone, person_id: UUID, **answers: Any) -> Profile:
    """Record today's profile of a person in the office where the person's file is kept."""
    office_id = people.office_of(user, person_id)
    return record_profile(user, office_id, person_id=person_id, **answers)
