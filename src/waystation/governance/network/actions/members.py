"""Opening the Network, who joins and leaves it, and the editions of Annex I."""

from __future__ import annotations

import operator
from datetime import date
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Annex, Member, Network
from waystation.governance.network.queries import members, people
from waystation.governance.network.rules import members as rules
from waystation.registry.organisations import queries as organisations

from . import terms
from .numbered import issue_next
from .stamp import stamped as stamped


@transaction.atomic
def open_network(organisation_id: UUID, name: str, on: date) -> Network:
    """Open the mission's Network with its own office. Does nothing if it is there already."""
    there = Network.objects.filter(organisation_id=organisation_id).first()
    if there:
        return there
    organisation = access.organisations().get(id=organisation_id)
    office = access_actions.open_office(organisation, "network", name, on)
    moment = now()
    network = Network.objects.create(
        organisation=organisation,
        office=office,
        created_at=moment,
        changed_at=moment,
        name=name,
        opened_on=on,
    )
    audit.log(
        None,
        "network.open",
        "network.Network",
        network.id,
        organisation_id=network.organisation_id,
        office_id=office.id,
    )
    terms.first_terms(network)
    return network


@transaction.atomic
def admit_member(
    user: Anyone,
    entity_id: UUID,
    *,
    opted_in_on: date | None,
    mandate: str,
    wish: str = "",
    starts_on: date | None = None,
    key: UUID | None = None,
) -> Member:
    """Enter an entity that wishes to belong. The same key and content is the one already there.

    Raises NotAllowed, NotSeen for an entity not of this house, Refusal: only entities of the
    UN system, with their mandate and their wish, once.
    """
    network = people.network_seen_by(user, "member.manage")
    seen = access.signed_in(user)
    entity = organisations.entity_seen_by(user, entity_id)
    there = Member.objects.filter(id=key, office_id=network.office_id).first() if key else None
    if there is not None:
        same = (there.entity_id, there.mandate, there.opted_in_on) == (
            entity_id,
            mandate.strip(),
            opted_in_on,
        )
        if same:
            return there
        raise Conflict(N_("This was sent once before with other content."), code="key_reused")
    rows = Member.objects.filter(office_id=network.office_id, entity=entity)
    active = rows.filter(ends_on__isnull=True).exists()
    if refusal := rules.refusal_to_join(entity.kind, mandate, opted_in_on, active, today_in()):
        raise refusal
    wished = opted_in_on or today_in()
    member = Member.objects.create(
        **stamped(network, seen),
        id=key or new_key(),
        entity=entity,
        entity_kind=entity.kind,
        opted_in_on=wished,
        wish=wish.strip()[:300],
        mandate=mandate.strip(),
        starts_on=starts_on or wished,
    )
    audit.log(seen, "member.admit", "network.Member", member.id, office_id=network.office_id)
    return member


@transaction.atomic
def end_membership(user: Anyone, member_id: UUID, ends_on: date, why: str) -> Member:
    """End a membership; what the entity did stays. Raises NotSeen, NotAllowed, Refusal."""
    member = members.member_seen_by(user, member_id)
    network = people.network_seen_by(user, "member.manage")
    seen = access.signed_in(user)
    if member.ends_on is not None:
        raise Refusal(
            N_("This membership has ended already."), field="ends_on", code="member_ended"
        )
    if refusal := rules.refusal_to_leave(member.starts_on, ends_on, why):
        raise refusal
    member.ends_on, member.ended_why = ends_on, why.strip()[:300]
    member.changed_at, member.version = now(), member.version + 1
    member.save()
    audit.log(
        seen,
        "member.end",
        "network.Member",
        member.id,
        office_id=network.office_id,
        fields=["ends_on", "ended_why"],
    )
    return member


@transaction.atomic
def issue_annex(user: Anyone) -> Annex:
    """Issue a new edition of Annex I from the register, as of today.

    Raises NotAllowed, Refusal where the register says what the last edition says.
    """
    network = people.network_seen_by(user, "annex.issue")
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
