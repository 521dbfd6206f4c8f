"""Opening the Network, entities joining and leaving, and the editions of Annex I."""

from __future__ import annotations

import operator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import add, save
from waystation.foundation.records.values import strip_texts
from waystation.foundation.shared.errors import NotSeen, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.fields import LEAVING, MEMBER
from waystation.governance.network.models import Annex, Member, Network
from waystation.governance.network.queries import members, people
from waystation.governance.network.rules import members as rules
from waystation.registry.organisations import queries as organisations

from . import terms
from .numbered import issue_next


@transaction.atomic
def open_network(organisation_id: UUID, name: str, on: date) -> Network:
    """Open the mission's Network with its own office. Does nothing if it is there already."""
    there = Network.objects.filter(organisation_id=organisation_id).first()
    if there:
        return there
    organisation = access.organisations().get(id=organisation_id)
    office = access_actions.open_office(organisation, "network", name, on)
    network = Network.begin(
        None, office.id, organisation_id=organisation.id, name=name, opened_on=on
    )
    add(None, "network.open", network)
    terms.first_terms(network)
    return network


@transaction.atomic
def admit_member(
    user: AnyUser,
    entity: UUID | None,
    *,
    starts_on: date | None = None,
    key: UUID | None = None,
    **values: Any,
) -> Member:
    """Enter an entity that wishes to belong; ``values`` are those of ``fields.MEMBER``.

    The same key and content is the one already there. Raises NotAllowed, NotSeen for an entity
    not of this organisation, Refusal: only entities of the UN system, with their mandate and their
    wish, once.
    """
    network = people.network_visible_to(user, "member.manage")
    given = strip_texts(MEMBER.complete({**values, "entity": entity}))
    if entity is None:
        MEMBER.refuse(given)
        raise NotSeen(N_("There is no such organisation here."), code="entity_unknown")
    del given["entity"]
    who = organisations.entity_visible_to(user, entity)
    there = recorded_before(Member, key)
    if there is not None:
        content = {**given, "entity_id": who.id, "office_id": network.office_id}
        return require_same(there, MEMBER, content)
    rows = Member.objects.filter(office_id=network.office_id, entity=who)
    active = rows.filter(ends_on__isnull=True).exists()
    wished = given["opted_in_on"]
    MEMBER.without("entity").refuse(
        given,
        rules.refusal_to_join(who.kind, given["mandate"], wished, active, today_in()),
    )
    me = access.signed_in(user)
    member = Member.begin(
        me,
        network.office_id,
        key,
        entity=who,
        entity_kind=who.kind,
        starts_on=starts_on or wished,
        **given,
    )
    return add(me, "member.admit", member)


@transaction.atomic
def end_membership(user: AnyUser, member_id: UUID, ends_on: date | None, why: str) -> Member:
    """End a membership; the entity's records remain. Raises NotSeen, NotAllowed, Refusal."""
    member = members.member_visible_to(user, member_id)
    people.network_visible_to(user, "member.manage")
    refuse([rules.refusal_of_ended(member.ends_on)])
    refusal = rules.refusal_to_leave(member.starts_on, ends_on, why)
    LEAVING.refuse({"ends_on": ends_on, "why": why}, refusal)
    member.ends_on, member.ended_why = ends_on, why.strip()
    fields = ["ends_on", "ended_why"]
    return save(access.signed_in(user), "member.end", member, fields=fields)


@transaction.atomic
def issue_annex(user: AnyUser) -> Annex:
    """Issue a new edition of Annex I from the register, as of today.

    Raises NotAllowed, Refusal if the register equals the last edition.
    """
    network = people.network_visible_to(user, "annex.issue")
    return issue_next(
        network,
        access.signed_in(user),
        Annex,
        members.annex_rows,
        operator.ne,
        unchanged=N_("Nothing changed in the register since edition {number}."),
        code="annex_unchanged",
        verb="annex.issue",
    )
