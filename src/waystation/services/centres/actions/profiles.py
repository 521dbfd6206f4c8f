"""The daily profile of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.services.centres import queries, rules
from waystation.services.centres.fields import PROFILE
from waystation.services.centres.models import Profile


def _refusals(given: Mapping[str, Any]) -> list[Refusal | None]:
    return [
        *PROFILE.refusals(given),
        rules.refusal_of_horizon(given["intention"], given["horizon"]),
    ]


@transaction.atomic
def record_profile(
    user: access.AnyUser,
    office_id: UUID,
    *,
    person_id: UUID,
    key: UUID | None = None,
    day: date | None = None,
    **answers: Any,
) -> Profile:
    """Record the daily profile of a person: at most one per person and day.

    Every answer may be left out or be "declined". Raises Refusals, NotSeen, Conflict.
    """
    me = access.require(user, "visit.record", office_id)
    office = access.the_office(office_id, me)
    person_id, last_contact_on = people.active_file(user, person_id, office_id)
    today = today_in(office.zone)
    given = PROFILE.complete(answers)
    there = recorded_before(Profile, key)
    if there is not None:
        when = {"day": day} if day is not None else {}
        same = {**given, **when, "office_id": office_id, "person_id": person_id}
        return require_same(there, PROFILE, same)
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
    profile = Profile.begin(me, office_id, key, person_id=person_id, day=day)
    write_values(profile, PROFILE, given)
    profile.save(force_insert=True)
    files.note_contact(user, person_id, day, last_contact_on)
    audit.log(me, "profile.record", "centres.Profile", profile.id, office_id=office_id)
    return profile


@transaction.atomic
def edit_profile(
    user: access.AnyUser, profile_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Profile:
    """Edit a daily profile; its person and day cannot change. ``seen`` is what the editor saw.

    Raises Conflict with both values if somebody else changed the same answer.
    """
    profile = queries.profiles_visible_to(user).select_for_update().filter(id=profile_id).first()
    if profile is None:
        raise queries.not_seen()
    me = access.require(user, "visit.record", profile.office_id)
    draft = Draft(**values_of(profile, PROFILE))
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return profile
    given = PROFILE.complete(draft.values)
    refuse(_refusals(given))
    write_values(profile, PROFILE, given)
    profile.touch()
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


def record_profile_of(user: access.AnyUser, person_id: UUID, **answers: Any) -> Profile:
    """Record a person's profile of today in the office of the person's file."""
    office_id = people.office_of(user, person_id)
    return record_profile(user, office_id, person_id=person_id, **answers)
