"""Incoming referrals: recorded by a colleague, or sent by a partner with an account."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.directory import queries as directory
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.registry.people.rules.identity import (
    Contact,
    refusal_to_birth,
    refusal_to_contacts,
)
from waystation.registry.people.rules.likeness import SHOWN_FROM
from waystation.registry.referrals import queries
from waystation.registry.referrals.fields import INCOMING, REFERRAL
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.rules import deadlines
from waystation.registry.referrals.rules import referrals as rules
from waystation.registry.referrals.transitions import KIND

ASKED = REFERRAL.only("need", "priority")


@transaction.atomic
def receive_referral(
    user: access.AnyUser,
    office_id: UUID,
    entity_id: UUID | None,
    *,
    key: UUID | None = None,
    **values: Any,
) -> Referral:
    """Record a referral that came to the office by telephone or on paper.

    ``values`` are those of ``fields.INCOMING`` with need and priority. The time to answer runs
    from now. Raises NotAllowed, NotSeen, Refusals.
    """
    me = access.require(user, "referral.send", office_id)
    partner = directory.partner_of(me.organisation_id, entity_id)
    return _receive(me, office_id, partner, key, values)


@transaction.atomic
def send_to_office(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Referral:
    """Send a referral to an office, as the organisation that the user speaks for.

    Raises NotAllowed, NotSeen for an office or an organisation that is not there, Refusals.
    """
    me = access.require(user, "referral.answer")
    partner = queries.entity_of(user)
    if partner is None or str(office_id) not in dict(queries.offices_to_refer_to(user)):
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    return _receive(me, office_id, partner, key, values)


def refuse_incoming(values: dict[str, Any], *missing: str) -> None:
    """Raise all that is wrong with an incoming referral of which ``missing`` was not chosen."""
    unchosen = [Refusal(N_("Choose an answer."), field=one, code="missing") for one in missing]
    asked, told = ASKED.complete(values), INCOMING.complete(values)
    refuse([*unchosen, *_refusals_of_incoming(asked, told)])


def _refusals_of_incoming(asked: dict[str, Any], told: dict[str, Any]) -> list[Refusal | None]:
    phone = str(told["phone"] or "").strip()
    found: list[Refusal | None] = [*ASKED.refusals(asked), *INCOMING.refusals(told)]
    if not any(found):  # what is no number has no year
        found.append(refusal_to_birth(None, told["birth_year"], today_in()))
        found.append(refusal_to_contacts([Contact("phone", phone)] if phone else [], []))
    return [*found, rules.refusal_of_unsaid_consent(told["consented"])]


def _receive(
    me: Any, office_id: UUID, partner: Any, key: UUID | None, values: dict[str, Any]
) -> Referral:
    asked, told = ASKED.complete(values), INCOMING.complete(values)
    there = recorded_before(Referral, key)
    if there is not None:
        return require_same(there, ASKED, {**asked, "entity_id": partner.id})
    refuse(_refusals_of_incoming(asked, told))
    moment = now()
    referral = Referral.begin(
        me,
        office_id,
        key,
        number=rules.new_number(),
        direction="in",
        entity=partner,
        basis="sender",
        state="sent",
        sent_at=moment,
        asked_at=moment,
        due_at=deadlines.due_at(asked["priority"], moment),
        **asked,
    )
    write_sealed(referral, "incoming", json.dumps(told, ensure_ascii=False))
    referral.save(force_insert=True)
    audit.log(me, "referral.receive", KIND, referral.id, office_id=office_id)
    return referral


def _lock_incoming(user: access.AnyUser, referral_id: UUID) -> Referral:
    queries.referral_visible_to(user, referral_id)
    referral = Referral.objects.select_for_update(of=("self",)).get(id=referral_id)
    access.require(user, "referral.send", referral.office_id)
    refuse([rules.refusal_of_direction(referral.direction, "in")])
    if referral.person_id is not None:
        raise Refusal(N_("This referral already has a file."), code="has_file")
    return referral


def _attach(user: access.AnyUser, referral: Referral, person_id: UUID) -> Referral:
    referral.person_id = person_id
    referral.touch()
    referral.save()
    me = access.signed_in(user)
    audit.log(
        me, "referral.attach", KIND, referral.id, office_id=referral.office_id, fields=["person"]
    )
    files.note_contact(user, person_id, today_in())
    return referral


@transaction.atomic
def attach_person(user: access.AnyUser, referral_id: UUID, number: str) -> Referral:
    """Connect a referral to us with the person's file. Raises NotSeen, NotAllowed, Refusal."""
    referral = _lock_incoming(user, referral_id)
    person_id = people.require_person(
        user, queries.file_of_person(user, number), referral.office_id
    )
    return _attach(user, referral, person_id)


@transaction.atomic
def open_file_for(
    user: access.AnyUser, referral_id: UUID, *, somebody_else: bool = False
) -> Referral:
    """Open a file with the partner's data, and link the referral to it.

    Raises the refusals of ``people.record_person``: similar files are shown first.
    """
    referral = _lock_incoming(user, referral_id)
    person = files.record_person(
        user,
        referral.office_id,
        **queries.file_answers_of(referral),
        somebody_else=somebody_else,
        asked_from=SHOWN_FROM,
    )
    return _attach(user, referral, person.id)
