"""Skills mobility partnerships: partners and costs; participants, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_
from waystation.registry.organisations import queries as organisations
from waystation.registry.people import queries as people
from waystation.services.pathways import queries
from waystation.services.pathways.fields import COST, PARTICIPANT, PARTNER, PARTNERSHIP
from waystation.services.pathways.models import CostLine, Participant, Partner, Partnership
from waystation.services.pathways.rules import conditions, eligibility
from waystation.services.pathways.transitions import PARTICIPANT_WORKFLOW, PARTNERSHIP_WORKFLOW

KIND = "pathways.Partnership"


def _refusals(given: Mapping[str, Any]) -> list[Refusal | None]:
    return [
        *PARTNERSHIP.refusals(given),
        in_order(given["starts_on"], given["ends_on"], "ends_on"),
        conditions.refusal_of_occupations(given["occupations"], "occupations"),
        *(
            Refusal(N_("The number of places cannot be below 0."), field=name, code="negative")
            for name in ("home_places", "abroad_places")
            if given[name] is not None and given[name] < 0
        ),
    ]


@transaction.atomic
def record_partnership(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Partnership:
    """Record a partnership; ``values`` are those of ``fields.PARTNERSHIP``.

    The same key with the same content is the record already there. Raises NotAllowed, Refusals,
    Conflict for a name that is there.
    """
    me = access.require(user, "partnership.manage", office_id)
    given = strip_texts(PARTNERSHIP.complete(values))
    refuse(_refusals(given))
    there = recorded_before(Partnership, key)
    if there is not None:
        return require_same(there, PARTNERSHIP, {**given, "office_id": office_id})
    same = Partnership.objects.filter(organisation_id=me.organisation_id, name=given["name"])
    if same.exists():
        raise Conflict(
            N_("{name} already exists. Open it and change it."), code="known", name=given["name"]
        )
    partnership = Partnership.begin(me, office_id, key)
    write_values(partnership, PARTNERSHIP, given)
    partnership.save(force_insert=True)
    audit.log(me, "partnership.record", KIND, partnership.id, office_id=office_id)
    return partnership


def _lock_partnership(user: access.AnyUser, partnership_id: UUID) -> tuple[Any, Partnership]:
    queries.partnership_visible_to(user, partnership_id)
    partnership = Partnership.objects.select_for_update().get(id=partnership_id)
    return access.require(user, "partnership.manage", partnership.office_id), partnership


@transaction.atomic
def edit_partnership(
    user: access.AnyUser, partnership_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Partnership:
    """Change a partnership, its results included. Raises NotSeen, NotAllowed, Refusals."""
    me, partnership = _lock_partnership(user, partnership_id)
    changed = merge_edit(partnership, seen, strip_texts(proposed))
    if not changed:
        return partnership
    refuse(_refusals(values_of(partnership, PARTNERSHIP)))
    partnership.touch()
    partnership.save()
    audit.log(
        me,
        "partnership.edit",
        KIND,
        partnership.id,
        office_id=partnership.office_id,
        fields=sorted(changed),
    )
    return partnership


def change_partnership_state(
    user: access.AnyUser, partnership_id: UUID, transition: str, **values: Any
) -> Partnership:
    """Begin a partnership, or end it. Raises NotSeen, NotAllowed."""
    rows = queries.partnerships_visible_to(user)
    row: Partnership = PARTNERSHIP_WORKFLOW.perform(
        user, rows, partnership_id, transition, **values
    )
    return row


@transaction.atomic
def add_partner(
    user: access.AnyUser, partnership_id: UUID, entity_id: UUID, **values: Any
) -> Partner:
    """Name an organisation and its role. Named twice it is one. Raises NotSeen, Refusals."""
    me, partnership = _lock_partnership(user, partnership_id)
    given = PARTNER.complete(values)
    PARTNER.refuse(given)
    if not organisations.entities_of(me.organisation_id).filter(id=entity_id).exists():
        raise queries.not_seen()
    there = partnership.partners.filter(entity_id=entity_id, role=given["role"]).first()
    if there is not None:
        return there
    partner = Partner.begin(me, partnership.office_id, partnership=partnership)
    partner.entity_id = entity_id
    write_values(partner, PARTNER, given)
    partner.save(force_insert=True)
    audit.log(
        me, "partnership.partner", KIND, partnership.id, office_id=partnership.office_id,
        role=partner.role,
    )  # fmt: skip
    return partner


@transaction.atomic
def add_cost(user: access.AnyUser, partnership_id: UUID, **values: Any) -> CostLine:
    """Record a cost and its payer. Raises Refusal if a worker would pay for recruitment."""
    me, partnership = _lock_partnership(user, partnership_id)
    given = strip_texts(COST.complete(values))
    COST.refuse(given, eligibility.refusal_of_cost(given["item"], given["payer"], given["amount"]))
    line = CostLine.begin(me, partnership.office_id, partnership=partnership)
    write_values(line, COST, given)
    line.save(force_insert=True)
    audit.log(
        me, "partnership.cost", KIND, partnership.id, office_id=partnership.office_id,
        item=line.item, payer=line.payer,
    )  # fmt: skip
    return line


@transaction.atomic
def join_partnership(
    user: access.AnyUser,
    person_id: UUID,
    partnership_id: UUID,
    *,
    key: UUID | None = None,
    **values: Any,
) -> Participant:
    """Take a person into a partnership that is running and has a place on the track.

    ``values`` are those of ``fields.PARTICIPANT``, of which the track, the occupation and the
    day of joining are asked. Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    office_id = people.office_of(user, person_id)
    person_id = people.require_person(user, person_id, office_id)
    me = access.require(user, "mobility.record", office_id)
    queries.partnership_visible_to(user, partnership_id)
    partnership = Partnership.objects.select_for_update().get(id=partnership_id)
    asked = PARTICIPANT.only("track", "occupation", "joined_on")
    given = strip_texts(asked.complete(values))
    there = recorded_before(Participant, key)
    if there is not None:
        return require_same(there, asked, {**given, "partnership_id": partnership.id})
    asked.refuse(
        given,
        conditions.refusal_of_occupations(given["occupation"], "occupation"),
        eligibility.refusal_of_step(
            given["joined_on"], partnership.starts_on, today_in(), "joined_on"
        ),
    )
    refuse([_refusal_to_join(partnership, given["track"], person_id)])
    participant = Participant.begin(
        me, office_id, key, partnership=partnership, person_id=person_id
    )
    write_values(participant, asked, given)
    participant.save(force_insert=True)
    audit.log(me, "participant.record", "pathways.Participant", participant.id, office_id=office_id)
    return participant


def _refusal_to_join(partnership: Partnership, track: str, person_id: UUID) -> Refusal | None:
    if partnership.state != "running":
        return Refusal(
            N_("New participants cannot join: the partnership is not running."), code="not_running"
        )
    rows = partnership.participants.all()
    if rows.filter(person_id=person_id).exists():
        return Conflict(N_("This person is already taking part."), code="joined")
    places = {"home": partnership.home_places, "abroad": partnership.abroad_places}[track]
    taken = rows.filter(track=track).exclude(state="dropped").count()
    if taken >= places:
        return Refusal(
            N_("All {places} places of this track are taken."), field="track", code="full",
            places=places,
        )  # fmt: skip
    return None


def change_participant_state(
    user: access.AnyUser, participant_id: UUID, transition: str, **values: Any
) -> Participant:
    """Record a certificate, a placement, a return, or the reason for dropping out."""
    rows = queries.participants_visible_to(user)
    row: Participant = PARTICIPANT_WORKFLOW.perform(
        user, rows, participant_id, transition, **values
    )
    return row
