"""The daily profile of a person."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import actions as trail
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.services.centres import rules
from waystation.services.centres.models import Profile

from .checking import collected, declinable, sealed

PROFILE_CODES = {
    "education": "education",
    "occupation": "occupation",
    "work_status": "work_status",
    "destination": "country",
    "intention": "intention",
    "horizon": "horizon",
}


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
    day = day or today
    given = {name: str(answers.get(name) or "") for name in PROFILE_CODES}
    given["been_abroad"] = str(answers.get("been_abroad") or "")
    drivers, means = list(answers.get("drivers") or []), list(answers.get("means") or [])
    skills = str(answers.get("skills") or "")
    there = Profile.objects.filter(id=id).first() if id else None
    if there is not None:
        same = there.office_id == office_id and all(
            getattr(there, name) == value for name, value in given.items()
        )
        if same and there.person_id == person_id and there.day == day:
            return there
        raise Conflict(
            N_("A different profile was recorded with this key already. Nothing was changed."),
            code="key_used",
        )
    collected(
        [
            rules.refusal_of_day(day, today, office.opened_on),
            *(declinable(PROFILE_CODES[name], given[name], name) for name in PROFILE_CODES),
            *(declinable("driver", code, "drivers") for code in drivers),
            *(declinable("means", code, "means") for code in means),
            rules.refusal_of_horizon(given["intention"], given["horizon"]),
            rules.refusal_of_text(skills, "skills"),
            rules.refusal_of_been_abroad(given["been_abroad"]),
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
        drivers=drivers,
        means=means,
        **given,
    )
    profile.skills = sealed(profile, "centres_profile", "skills", skills)
    profile.save(force_insert=True)
    files.note_contact(user, person_id, day)
    trail.log(me, "profile.record", "centres.Profile", profile.id, office_id=office_id)
    return profile


def record_profile_of(user: access.Anyone, person_id: UUID, **answers: Any) -> Profile:
    """Record today's profile of a person in the office where the person's file is kept."""
    office_id = people.office_of(user, person_id)
    return record_profile(user, office_id, person_id=person_id, **answers)
