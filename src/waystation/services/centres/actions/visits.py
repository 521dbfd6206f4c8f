"""Recording, editing and withdrawing visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.typed import key_in
from waystation.registry.factsheets import queries as factsheets
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.services.centres import queries, rules
from waystation.services.centres.fields import OF_THE_UNKNOWN, VISIT
from waystation.services.centres.models import Visit
from waystation.services.centres.transitions import VISIT_WORKFLOW

from .call_backs import follow_visit

DESCRIBED = {"person_id", "started_at", "topics"}
FOLLOWED = {"editions", "next_step", "call_back_on"}
"""What else of a visit follows from a change of these: its day, its call-back, its citations."""


def _refusals(values: Mapping[str, Any], office: access.Office) -> list[Refusal | None]:
    return [
        *VISIT.refusals(values),
        rules.refusal_of_day(values["day"], today_in(office.zone), office.opened_on),
        rules.refusal_of_times(values["started_at"], values["ended_at"]),
        rules.refusal_of_minutes(values["minutes"]),
        rules.refusal_of_topics(values["topics"], values["informed"]),
        rules.refusal_of_visitor(
            values["person_id"] is not None, *(values[name] for name in OF_THE_UNKNOWN)
        ),
        rules.refusal_of_interpreter(values["interpreter"], values["language"]),
        rules.refusal_of_call_back(values["next_step"], values["call_back_on"], values["day"]),
        _refusal_of_editions(values["editions"], office, values["day"]),
    ]


def _refusal_of_editions(keys: list[str], office: access.Office, day: date) -> Refusal | None:
    if not keys:
        return None
    asked = [key for key in map(key_in, keys) if key]
    known = factsheets.editions_of(office.organisation_id, asked)
    days = {str(one.id): one.valid_from for one in known if one.valid_from}
    return rules.refusal_of_editions(keys, days, day)


def _file_visited(
    user: access.AnyUser, office: access.Office, values: Mapping[str, Any]
) -> people.ActiveFile | None:
    """Return the visitor's file, if there is one. Raises NotSeen for that of another office."""
    person_id = values.get("person_id")
    return None if person_id is None else people.active_file(user, person_id, office.id)


def _complete_values(
    office: access.Office,
    values: Mapping[str, Any],
    file: people.ActiveFile | None,
    there: Visit | None,
) -> dict[str, Any]:
    """Return all values of a visit: what was not given is blank, the day is the office's own."""
    given = VISIT.complete(values)
    given["started_at"] = given["started_at"] or (there.started_at if there else now())
    given["day"] = given["started_at"].astimezone(ZoneInfo(office.zone)).date()
    given["informed"] = given["informed"] or bool(given["topics"])
    given["editions"] = sorted(set(given["editions"]))
    given["call_back_on"] = rules.call_back_due(
        given["next_step"], given["call_back_on"], given["day"]
    )
    given["person_id"] = file and file.id
    return given


@transaction.atomic
def record_visit(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Visit:
    """Record a visit to the centre of an office; ``values`` are those of ``fields.VISIT``.

    The same ``key`` with the same content returns the visit that is there already. Raises
    NotAllowed, Refusals with one sentence per field, NotSeen for a person of another office,
    Conflict where the ``key`` was used for something else.
    """
    me = access.require(user, "visit.record", office_id)
    office = access.the_office(office_id, me)
    there = recorded_before(Visit, key)
    file = _file_visited(user, office, values)
    given = _complete_values(office, values, file, there)
    if there is not None:
        return require_same(there, VISIT, {**given, "office_id": office_id})
    refuse(_refusals(given, office))
    visit = Visit.begin(me, office_id, key, day=given["day"])
    write_values(visit, VISIT, given)
    visit.save(force_insert=True)
    follow_visit(me, visit, new=True)
    if file is not None:
        files.note_contact(user, file.id, visit.day, file.last_contact_on)
    audit.log(me, "visit.record", "centres.Visit", visit.id, office_id=office_id)
    return visit


def _file_of(newcomer: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers for a new file, with what the visit says of the visitor.

    A visit of a person with a file says nothing of sex and community itself: what was typed there
    would be lost. An age cannot become a year of birth, and is refused where there is none.
    """
    refuse([rules.refusal_of_age(values.get("age_band", ""), newcomer.get("birth_year"))])
    spoken = values.get("language", "")
    return {
        **newcomer,
        "sex": newcomer.get("sex") or values.get("sex", ""),
        "community": newcomer.get("community") or values.get("community", ""),
        "languages": newcomer.get("languages") or ([spoken] if spoken else []),
    }


def check_visit(
    user: access.AnyUser,
    office_id: UUID,
    newcomer: Mapping[str, Any] | None,
    *,
    key: UUID | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Return the values that ``record_visit_of`` would save, or raise what it would refuse.

    Nothing is written and nothing locked.
    """
    me = access.require(user, "visit.record", office_id)
    office = access.the_office(office_id, me)
    refusals: list[Refusal | None] = []
    if newcomer is not None:
        refusals += _refusals_of_newcomer(user, office_id, newcomer, values)
        values |= {"person_id": None, **dict.fromkeys(OF_THE_UNKNOWN, "")}
    there = recorded_before(Visit, key)
    given = _complete_values(office, values, _file_visited(user, office, values), there)
    refuse([*refusals, *_refusals(given, office)])
    return given


def _refusals_of_newcomer(
    user: access.AnyUser, office_id: UUID, newcomer: Mapping[str, Any], values: Mapping[str, Any]
) -> list[Refusal]:
    """Return what is wrong with a new file, to be shown together with what is wrong with the visit.

    Raises NotAllowed and NotSeen.
    """
    try:
        files.check_person(user, office_id, **_file_of(newcomer, values))
    except (NotAllowed, NotSeen):
        raise
    except Refusal as refusal:
        return refusal.all
    return []


@transaction.atomic
def record_visit_of(
    user: access.AnyUser,
    office_id: UUID,
    newcomer: Mapping[str, Any] | None,
    *,
    key: UUID | None = None,
    **values: Any,
) -> Visit:
    """Record a visit and, for a newcomer with a name, open the file with it: both or neither.

    Raises what record_visit and people's record_person raise.
    """
    if newcomer is not None:
        there = Visit.objects.filter(id=key, office_id=office_id).first() if key else None
        known = there.person_id if there is not None else None
        person_id = known or files.record_person(user, office_id, **_file_of(newcomer, values)).id
        values |= {"person_id": person_id, **dict.fromkeys(OF_THE_UNKNOWN, "")}
    return record_visit(user, office_id, key=key, **values)


@transaction.atomic
def edit_visit(
    user: access.AnyUser, visit_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Visit:
    """Edit a visit. ``seen`` are the values that the editor saw, by field.

    Raises Conflict with both values if somebody else changed the same field, or if ``seen`` lacks a
    changed field.
    """
    visit = queries.visits_visible_to(user).select_for_update().filter(id=visit_id).first()
    if visit is None:
        raise queries.not_seen()
    me = access.require(user, "visit.record", visit.office_id)
    office = access.the_office(visit.office_id, me)
    draft = Draft(**values_of(visit, VISIT))
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return visit
    values = draft.values
    if changed.keys() & (DESCRIBED | FOLLOWED):
        values = _complete_values(office, values, _file_visited(user, office, values), visit)
    else:
        values["day"] = visit.day
    refuse(_refusals(values, office))
    write_values(visit, VISIT, values)
    visit.day = values["day"]
    visit.touch()
    visit.save()
    follow_visit(me, visit)
    audit.log(
        me,
        "visit.edit",
        "centres.Visit",
        visit.id,
        office_id=visit.office_id,
        fields=sorted(changed),
    )
    return visit


def change_visit_state(
    user: access.AnyUser, visit_id: UUID, transition: str, **values: Any
) -> Visit:
    """Withdraw a visit with a reason, or restore it. Raises NotSeen, NotAllowed, Refusals."""
    visits = queries.visits_visible_to(user)
    visit: Visit = VISIT_WORKFLOW.perform(user, visits, visit_id, transition, **values)
    return visit
