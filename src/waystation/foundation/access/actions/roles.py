"""Giving, confirming and ending roles. A role that opens personal records needs two people."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries, rules
from waystation.foundation.access.models import Membership, Office, RoleProposal, User
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_


@transaction.atomic
def give_role(
    by: User | None, user: User, office: Office, role: str, starts_on: date | None = None
) -> Membership | RoleProposal:
    """Give ``user`` a role in an office from a day on. Does nothing if they already hold it.

    A role that opens personal records, manages accounts or reads the audit log is only proposed: it
    becomes valid when a second person confirms it (``confirm_role``). Without ``by`` (commands) it
    is valid at once. Raises NotAllowed if ``by`` does not manage users, Refusal for one's own role.
    """
    if by is not None:
        queries.require(by, "user.manage", office.id)
    if refusal := rules.refusal_to_give_role(role, by and by.id, user.id):
        raise refusal
    if by is not None and rules.needs_second_person(role):
        return _propose(by, user, office, role)
    return _give(by, user, office, role, starts_on or today_in())


def _give(by: User | None, user: User, office: Office, role: str, starts_on: date) -> Membership:
    membership, made = Membership.objects.get_or_create(
        user=user, office=office, role=role, defaults={"starts_on": starts_on}
    )
    if not made and membership.ends_on is not None and membership.ends_on < starts_on:
        membership.starts_on, membership.ends_on, made = starts_on, None, True  # renewed
        membership.save(update_fields=["starts_on", "ends_on"])
    if made:
        audit.log(
            by,
            "role.give",
            "access.Membership",
            membership.id,
            organisation_id=user.organisation_id,
            office_id=office.id,
            role=role,
        )
    return membership


def _propose(by: User, user: User, office: Office, role: str) -> Membership | RoleProposal:
    membership = queries.held_today(user, office.id, role)
    if membership is not None:
        return membership
    proposal, created = RoleProposal.objects.get_or_create(
        user=user,
        office=office,
        role=role,
        decided_at=None,
        defaults={"proposed_by": by, "proposed_at": now()},
    )
    if created:
        audit.log(
            by, "role.propose", "access.RoleProposal", proposal.id, office_id=office.id, role=role
        )
    return proposal


@transaction.atomic
def confirm_role(by: User, proposal_id: UUID) -> Membership:
    """Confirm a role that somebody else proposed: it is valid from today.

    Raises NotSeen for a proposal that the user may not see; Refusal for one's own proposal or role,
    and until the account's holder has signed in.
    """
    proposal = _open_proposal(by, proposal_id)
    queries.require(by, "role.confirm", proposal.office_id)
    if refusal := rules.refusal_to_confirm_role(
        by.id, proposal.proposed_by_id, proposal.user_id, proposal.user.last_login is not None
    ):
        raise refusal
    _decide(by, proposal, confirmed=True)
    return _give(by, proposal.user, proposal.office, proposal.role, today_in())


@transaction.atomic
def decline_role(by: User, proposal_id: UUID) -> None:
    """Decline a proposed role, or withdraw one's own proposal."""
    _decide(by, _open_proposal(by, proposal_id), confirmed=False)


def _open_proposal(by: User, proposal_id: UUID) -> RoleProposal:
    proposal = (
        queries.role_proposals_visible_to(by)
        .select_for_update(of=("self",))
        .filter(id=proposal_id)
        .first()
    )
    if proposal is None:
        raise NotSeen(N_("There is no such role to confirm."))
    return proposal


def _decide(by: User, proposal: RoleProposal, *, confirmed: bool) -> None:
    proposal.decided_by, proposal.decided_at, proposal.confirmed = by, now(), confirmed
    proposal.save(update_fields=["decided_by", "decided_at", "confirmed"])
    audit.log(
        by,
        "role.confirm" if confirmed else "role.decline",
        "access.RoleProposal",
        proposal.id,
        office_id=proposal.office_id,
        role=proposal.role,
    )


@transaction.atomic
def end_role(by: User, membership_id: UUID) -> None:
    """End a role today. Raises NotSeen outside the organisation, NotAllowed without permission."""
    queries.require(by, "user.manage")
    membership = queries.memberships_visible_to(by).filter(id=membership_id).first()
    if membership is None:
        raise NotSeen(N_("There is no such role here."))
    membership.ends_on = max(membership.starts_on, today_in() - timedelta(days=1))
    if membership.starts_on >= today_in():
        membership.delete()  # it had not begun
    else:
        membership.save(update_fields=["ends_on"])
    audit.log(
        by,
        "role.end",
        "access.Membership",
        membership_id,
        office_id=membership.office_id,
        role=membership.role,
    )


def give_role_by_key(
    by: User, user_id: UUID, *, office: str, role: str
) -> Membership | RoleProposal:
    """Give a role to an account by its key. Raises NotSeen outside the organisation."""
    user = queries.users_visible_to(by).filter(id=user_id).first()
    place = queries.offices_visible_to(by, "user.manage").filter(id=office).first()
    if user is None or place is None:
        raise NotSeen(N_("There is no such account or office here."))
    return give_role(by, user, place, role)
