"""Recording a visit and changing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

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
from waystation.registry.reference import queries as reference
from waystation.services.centres import queries, rules
from waystation.services.centres.models import Visit

from .checking import Beside, missing, sealed

VISIT_CODES = {
    "mode": "visit_mode",
    "visitor_type": "visitor_type",
    "reason": "visit_reason",
    "next_step": "next_step",
    "language": "language",
    "sex": "sex",
    "age_band": "age_band",
    "community": "community",
    "place": "municipality",
}


VISIT_NEEDS = ("mode", "visitor_type", "reason")


def _visit_refusals(
    values: Mapping[str, Any], zone: str, opened_on: date | None
) -> list[Refusal | None]:
    codes = [
        reference.refusal_of_code(code_list, str(values.get(name) or ""), name)
        for name, code_list in VISIT_CODES.items()
    ]
    topics = [reference.refusal_of_code("topic", code, "topics") for code in values["topics"]]
    return [
        *missing(values, VISIT_NEEDS),
        *codes,
        *topics,
        rules.refusal_of_day(values["day"], today_in(zone), opened_on),
        rules.refusal_of_times(values["started_at"], values.get("ended_at")),
        rules.refusal_of_minutes(values.get("minutes")),
        rules.refusal_of_topics(list(values["topics"]), bool(values.get("informed"))),
        rules.refusal_of_text(str(values.get("advice") or ""), "advice"),
        rules.refusal_of_visitor(
            values.get("person_id") is not None,
            values.get("sex") or "",
            values.get("age_band") or "",
            values.get("community") or "",
        ),
        rules.refusal_of_interpreter(bool(values.get("interpreter")), values.get("language") or ""),
    ]


VISIT_PLAIN = (
    "started_at",
    "ended_at",
    "minutes",
    "mode",
    "person_id",
    "sex",
    "age_band",
    "community",
    "place",
    "visitor_type",
    "reason",
    "topics",
    "informed",
    "counselled",
    "next_step",
    "language",
    "interpreter",
)


BLANKS: dict[str, Any] = {
    "ended_at": None,
    "minutes": None,
    "person_id": None,
    "sex": "",
    "age_band": "",
    "community": "",
    "place": "",
    "topics": [],
    "informed": False,
    "counselled": False,
    "next_step": "",
    "language": "",
    "interpreter": False,
    "advice": "",
}


@transaction.atomic
def record_visit(
    user: access.Anyone, office_id: UUID, *, id: UUID | None = None, **values: Any
) -> Visit:
    """Record a visit to the centre of an office.

    ``values``: started_at, ended_at, minutes, mode, person_id, sex, age_band, community, place,
    visitor_type, reason, topics, informed, counselled, advice, next_step, language,
    interpreter; only mode, visitor_type and reason are needed. The same ``id`` with the same
    content returns the visit that is there already.

    Raises NotAllowed, Refusals with one sentence per field, NotSeen for a person of another
    office, Conflict where the ``id`` was used for something else.
    """
    me = access.require(user, "visit.record", office_id)
    office = access.the_office(office_id)
    given = {**BLANKS, **values}
    given["topics"] = list(given["topics"] or [])
    there = Visit.objects.filter(id=id).first() if id else None
    given["started_at"] = given.get("started_at") or (there.started_at if there else now())
    given["day"] = given["started_at"].astimezone(ZoneInfo(office.zone)).date()
    if given["person_id"] is not None:
        given["person_id"] = people.require_person(user, given["person_id"], office_id)
    if there is not None:
        return _same_visit(there, office_id, given)
    refuse(_visit_refusals(given, office.zone, office.opened_on))
    visit = Visit(
        id=id or new_key(),
        organisation_id=me.organisation_id,
        office_id=office_id,
        created_by=me,
        created_at=now(),
        changed_at=now(),
        day=given["day"],
        **{name: given[name] for name in VISIT_PLAIN if name in given},
    )
    visit.advice = sealed(visit, "centres_visit", "advice", given["advice"])
    visit.save(force_insert=True)
    if visit.person_id:
        files.note_contact(user, visit.person_id, visit.day)
    audit.log(me, "visit.record", "centres.Visit", visit.id, office_id=office_id)
    return visit


@transaction.atomic
def record_visit_of(
    user: access.Anyone,
    office_id: UUID,
    newcomer: Mapping[str, Any] | None,
    *,
    id: UUID | None = None,
    **values: Any,
) -> Visit:
    """Record a visit and, for a newcomer with a name, open the file with it: both or neither.

    Raises what record_visit and people's record_person raise.
    """
    if newcomer is not None:
        there = Visit.objects.filter(id=id, office_id=office_id).first() if id else None
        known = there.person_id if there is not None else None
        person_id = known or files.record_person(user, office_id, **newcomer).id
        values |= {"person_id": person_id, "sex": "", "age_band": "", "community": ""}
    return record_visit(user, office_id, id=id, **values)


def _same_visit(there: Visit, office_id: UUID, given: Mapping[str, Any]) -> Visit:
    """Return the visit that the key made before. Of another office's visit nothing is said."""
    same = there.office_id == office_id and all(
        getattr(there, name) == given[name] for name in VISIT_PLAIN if name in given
    )
    if not same or queries.advice_of(there) != given["advice"]:
        raise Conflict(
            N_("A different visit was recorded with this key already. Nothing was changed."),
            code="key_used",
        )
    return there


@transaction.atomic
def edit_visit(
    user: access.Anyone, visit_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Visit:
    """Change a visit. ``seen`` is what the editor had before them, field by field.

    Raises Conflict with both values where somebody else changed the same field meanwhile.
    """
    visit = queries.visits_seen_by(user).select_for_update().filter(id=visit_id).first()
    if visit is None:
        raise queries.not_seen()
    me = access.require(user, "visit.record", visit.office_id)
    office = access.the_office(visit.office_id)
    advice = queries.advice_of(visit)
    beside = Beside(visit, VISIT_PLAIN, advice=advice)
    changed = merge_edit(beside, seen, proposed)
    if not changed:
        return visit
    values = {name: getattr(beside, name) for name in (*VISIT_PLAIN, "advice")}
    values["day"] = values["started_at"].astimezone(ZoneInfo(office.zone)).date()
    refuse(_visit_refusals(values, office.zone, office.opened_on))
    if "person_id" in changed and values["person_id"] is not None:
        values["person_id"] = people.require_person(user, values["person_id"], visit.office_id)
    for name in VISIT_PLAIN:
        setattr(visit, name, values[name])
    visit.day = values["day"]
    if "advice" in changed:
        visit.advice = sealed(visit, "centres_visit", "advice", values["advice"])
    visit.version += 1
    visit.changed_at = now()
    visit.save()
    audit.log(
        me,
        "visit.edit",
        "centres.Visit",
        visit.id,
        office_id=visit.office_id,
        fields=sorted(changed),
    )
    return visit
