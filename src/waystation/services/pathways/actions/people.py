"""A person's eligibility, take-ups, stays abroad and circular migration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.analysis import mobility
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.records.values import values_of, write_values
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.services.pathways import queries
from waystation.services.pathways.fields import CONDITION, PARTICIPANT, SAID, STAY, TAKE_UP
from waystation.services.pathways.models import (
    Assessment,
    Edition,
    History,
    Participant,
    Stay,
    TakeUp,
)
from waystation.services.pathways.queries.pathways import codes_on
from waystation.services.pathways.queries.people import HOME, OPEN
from waystation.services.pathways.rules import conditions, eligibility
from waystation.services.pathways.transitions import TAKE_UP_WORKFLOW

KIND = "pathways.Assessment"
YEARS_AT_HOME = 2  # before the first stay abroad, of a person whose year of birth is not known


@transaction.atomic
def assess_person(
    user: access.AnyUser, person_id: UUID, edition_id: UUID, **said: Any
) -> Assessment:
    """Check a person against a published edition and keep what was found, rule by rule.

    ``said`` are answers of ``fields.SAID``: what the person says or shows today. Raises NotSeen,
    NotAllowed, Refusals.
    """
    office_id = people.office_of(user, person_id)
    person_id = people.require_person(user, person_id, office_id)
    me = access.require(user, "mobility.record", office_id)
    edition = queries.edition_visible_to(user, edition_id)
    given = SAID.complete(said)
    SAID.refuse(
        given,
        eligibility.refusal_to_assess(edition.state),
        conditions.refusal_of_occupations(given["occupation"], "occupation"),
    )
    day = today_in()
    results = _results(user, person_id, edition, given, day)
    before = Assessment.objects.filter(
        person_id=person_id, edition__pathway_id=edition.pathway_id, latest=True
    )
    for one in before.select_for_update():
        one.latest = False
        one.save(update_fields=["latest"])
    assessment = Assessment.begin(
        me,
        office_id,
        person_id=person_id,
        edition=edition,
        day=day,
        outcome=eligibility.outcome_of(one["outcome"] for one in results),
        lacks=eligibility.lacks_of(results),
    )
    write_sealed(assessment, "results", json.dumps(results))
    assessment.save(force_insert=True)
    audit.log(
        me, "eligibility.record", KIND, assessment.id, office_id=office_id,
        outcome=assessment.outcome,
    )  # fmt: skip
    return assessment


def _results(
    user: access.AnyUser, person_id: UUID, edition: Edition, said: Mapping[str, Any], day: date
) -> list[dict[str, Any]]:
    facts = queries.facts_of(user, person_id, said, day)
    shortage = codes_on(edition.pathway_id, "occupations", day)
    found = []
    for one in queries.conditions_of(edition):
        judged = eligibility.judge(values_of(one, CONDITION), facts, shortage)
        fact = judged.fact
        found.append(
            {
                "condition": one.id.hex,
                "kind": one.kind,
                "language": one.language if one.kind == "language" else "",
                "wording": one.wording,
                "outcome": judged.outcome,
                "fact": {
                    "value": fact.value,
                    "source": fact.source,
                    "on": fact.on.isoformat() if fact.on else "",
                }
                if fact
                else None,
                "source": one.source or edition.source,
                "confirmed": one.confirmed,
            }
        )
    return found


# What is taken up


@transaction.atomic
def take_up(
    user: access.AnyUser,
    person_id: UUID,
    pathway_id: UUID,
    *,
    applied_on: date | None,
    key: UUID | None = None,
) -> TakeUp:
    """Record that a person has applied for a pathway.

    Raises NotSeen, NotAllowed, Refusals, and Conflict while an application is under way.
    """
    office_id = people.office_of(user, person_id)
    person_id = people.require_person(user, person_id, office_id)
    me = access.require(user, "mobility.record", office_id)
    pathway = queries.pathway_visible_to(user, pathway_id)
    there = recorded_before(TakeUp, key)
    if there is not None:
        if (there.person_id, there.pathway_id) == (person_id, pathway.id):
            return there
        raise Conflict(
            N_("Another record has already been saved with this key. Nothing was changed."),
            code="key_used",
        )
    refuse(
        [
            *TAKE_UP.only("applied_on").refusals({"applied_on": applied_on}),
            eligibility.refusal_of_step(applied_on, None, today_in(), "applied_on"),
        ]
    )
    open_ones = TakeUp.objects.filter(person_id=person_id, pathway=pathway, state__in=OPEN)
    if open_ones.exists():
        raise Conflict(N_("This person has already applied for this pathway."), code="take_up_open")
    made = TakeUp.begin(
        me, office_id, key, person_id=person_id, pathway=pathway, applied_on=applied_on
    )
    made.save(force_insert=True)
    audit.log(me, "take_up.record", "pathways.TakeUp", made.id, office_id=office_id)
    return made


def change_take_up_state(
    user: access.AnyUser, take_up_id: UUID, transition: str, **values: Any
) -> TakeUp:
    """Note that it was granted, that the person left, or why it ended. Raises NotSeen, Refusals."""
    rows = queries.take_ups_visible_to(user)
    row: TakeUp = TAKE_UP_WORKFLOW.perform(user, rows, take_up_id, transition, **values)
    return row


# Stays


@transaction.atomic
def record_stay(
    user: access.AnyUser, person_id: UUID, *, key: UUID | None = None, **values: Any
) -> Stay:
    """Record a person's stay abroad; ``values`` are those of ``fields.STAY``.

    The person's migration history is evaluated again. Raises NotSeen, NotAllowed, Refusals.
    """
    office_id = people.office_of(user, person_id)
    person_id = people.require_person(user, person_id, office_id)
    me = access.require(user, "mobility.record", office_id)
    given = STAY.complete(values)
    there = recorded_before(Stay, key)
    if there is not None:
        return require_same(there, STAY, given)
    refuse(_stay_refusals(given))
    stay = Stay.begin(me, office_id, key, history=_history(me, office_id, person_id))
    write_values(stay, STAY, given)
    stay.save(force_insert=True)
    _evaluate(stay.history)
    audit.log(me, "stay.record", "pathways.Stay", stay.id, office_id=office_id)
    audit.log(me, "history.edit", "pathways.History", stay.history_id, office_id=office_id)
    return stay


def _stay_refusals(given: Mapping[str, Any]) -> list[Refusal | None]:
    return [
        *STAY.refusals(given),
        eligibility.refusal_of_stay(
            given["starts_on"], given["ends_on"], given["country"], HOME, today_in()
        ),
    ]


def _history(me: Any, office_id: UUID, person_id: UUID) -> History:
    found = History.objects.select_for_update().filter(person_id=person_id).first()
    if found is not None:
        return found
    made = History.begin(me, office_id, person_id=person_id, evaluated_on=today_in())
    made.save(force_insert=True)
    return made


@transaction.atomic
def edit_stay(
    user: access.AnyUser, stay_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Stay:
    """Correct a stay. Raises NotSeen, NotAllowed, Refusals, Conflict for the same field."""
    queries.stay_visible_to(user, stay_id)
    stay = Stay.objects.select_for_update(of=("self",)).select_related("history").get(id=stay_id)
    me = access.require(user, "mobility.record", stay.office_id)
    draft = Draft(**values_of(stay, STAY))
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return stay
    refuse(_stay_refusals(draft.values))
    write_values(stay, STAY, draft.values)
    stay.touch()
    stay.save()
    _evaluate(stay.history)
    audit.log(
        me, "stay.edit", "pathways.Stay", stay.id, office_id=stay.office_id, fields=sorted(changed)
    )
    audit.log(me, "history.edit", "pathways.History", stay.history_id, office_id=stay.office_id)
    return stay


def _evaluate(history: History) -> bool:
    """Record what the stays of a person add up to today; return whether that is new."""
    stays = list(history.stays.all())
    today = today_in()
    person = people.plain_of(history.organisation_id, [history.person_id])[history.person_id]
    first = min((one.starts_on for one in stays), default=today)
    born = date(person.birth_year or first.year - YEARS_AT_HOME, 1, 1)
    told = [mobility.Stay(one.country, one.starts_on, one.ends_on) for one in stays]
    found = mobility.circularity(mobility.with_home(told, HOME, born, today), HOME, today)
    values = {
        "kind": found.kind,
        "crossings": found.crossings,
        "stays_abroad": len(stays),
        "skill_gained": any(bool(one.skill) for one in stays),
        "skill_returned": any(bool(one.skill) and one.skill_used == "yes" for one in stays),
    }
    changed = [name for name, value in values.items() if getattr(history, name) != value]
    if changed:
        for name in changed:
            setattr(history, name, values[name])
        history.evaluated_on = today
        history.touch()
        history.save()
    return bool(changed)


def evaluate_histories() -> int:
    """Evaluate all histories again, because ongoing stays get longer; return how many changed."""
    count = 0
    for key in History.objects.filter(stays__isnull=False).distinct().values_list("id", flat=True):
        with transaction.atomic():
            history = History.objects.select_for_update().get(id=key)
            if not _evaluate(history):
                continue
            audit.log(
                None,
                "history.edit",
                "pathways.History",
                history.id,
                organisation_id=history.organisation_id,
                office_id=history.office_id,
            )
            count += 1
    return count


# Of one person


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Reassign one file's records to another file; return the keys moved."""
    moved: list[UUID] = []
    with transaction.atomic():
        for model in (Assessment, TakeUp):
            rows: Any = model.objects.filter(organisation_id=organisation_id, person_id=from_id)
            for row in (rows if only is None else rows.filter(id__in=only)).select_for_update():
                row.person_id = to_id
                row.touch()
                row.save()
                moved.append(row.id)
        moved += _move_participants(organisation_id, from_id, to_id, only)
        moved += _move_stays(organisation_id, from_id, to_id, only)
    return moved


def _move_participants(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    rows = Participant.objects.filter(organisation_id=organisation_id, person_id=from_id)
    there = Participant.objects.filter(person_id=to_id).values("partnership_id")
    rows = rows.exclude(partnership_id__in=there)  # a person is in a partnership once
    moved = []
    for row in (rows if only is None else rows.filter(id__in=only)).select_for_update():
        row.person_id = to_id
        row.touch()
        row.save()
        moved.append(row.id)
    return moved


def _move_stays(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    rows = Stay.objects.filter(organisation_id=organisation_id, history__person_id=from_id)
    rows = (rows if only is None else rows.filter(id__in=only)).select_related("history")
    moved, source, target = [], None, None
    for row in rows.select_for_update(of=("self",)):
        source = row.history
        target = target or _history_like(source, to_id)
        row.history = target
        row.touch()
        row.save()
        moved.append(row.id)
    for history in (source, target):
        if history is not None:
            _evaluate(history)
    return moved


def _history_like(source: History, person_id: UUID) -> History:
    found = History.objects.filter(person_id=person_id).first()
    if found is not None:
        return found
    made = History.begin(
        None, source.office_id, organisation_id=source.organisation_id, person_id=person_id
    )
    made.evaluated_on = today_in()
    made.save(force_insert=True)
    return made


def erase_person(organisation_id: UUID, person_id: UUID) -> int:
    """Remove what describes a person; the rows stay counted."""
    mine = {"organisation_id": organisation_id, "person_id": person_id}
    count = Assessment.objects.filter(**mine).update(results=b"", lacks=[])
    count += Participant.objects.filter(**mine).update(**PARTICIPANT.erased)
    stays = Stay.objects.filter(organisation_id=organisation_id, history__person_id=person_id)
    return count + stays.update(**STAY.erased)
