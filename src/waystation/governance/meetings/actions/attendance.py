"""Who is asked, when they can come, and who came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import (
    AgendaItem,
    Attendance,
    Contribution,
    Invitee,
    InviteeItem,
    Meeting,
    Poll,
    PollAnswer,
    PollOption,
)
from waystation.governance.meetings.queries import deliveries
from waystation.governance.meetings.queries import guests as invited
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.rules import meetings as rules
from waystation.governance.meetings.rules.kinds import POLL_ANSWERS, keys
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.network.queries.scope import Reader, not_there, one, reader_of
from waystation.governance.network.rules import classes
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from . import guests
from .deliveries import post
from .meetings import locked, saved, seat_of

LONGEST_REASON = 300


@transaction.atomic
def ask_invitee(
    user: Anyone,
    key: UUID,
    *,
    items: Sequence[UUID],
    category: str,
    reason: str,
    account: UUID | None = None,
    name: str = "",
    email: str = "",
    entity: UUID | None = None,
) -> Invitee:
    """Ask a special invitee to named items of a meeting (ToR 88). Only a co-chair asks.

    Somebody without an account is known by name, and may have an ``email``: then the notice goes
    there with a link to the papers of these items. Both are sealed.

    Raises NotSeen, NotAllowed, Refusal with the field.
    """
    reader = reader_of(user)
    meeting = locked(reader, key)
    seat = seat_of(reader) if reader.may("invitee.ask") else None
    wanted = set(items)
    found = list(reader.seen(AgendaItem.objects.filter(meeting=meeting, id__in=wanted)))
    if len(found) != len(wanted):
        raise not_there()
    closed = sum(one.access_class not in classes.FOR_INVITEES for one in found)
    refusal = rules.refusal_to_ask(
        {seat.seat.key} if seat else set(), meeting.state, reason, len(found), closed
    )
    if refusal:
        raise refusal
    assert seat is not None  # noqa: S101 - the rule above has asked
    reference.require_code("stakeholder_category", category, "category")
    if account is None and not name.strip():
        raise Refusal(N_("Say who is invited."), field="name", code="missing")
    if account is not None and account not in access.colleagues(reader.network.organisation_id):
        raise NotSeen(N_("There is no such account here."), code="account_unknown")
    if invited.is_invited(meeting, account, name, email):
        raise Refusal(
            N_("This person is invited to the meeting already."),
            field="account" if account else "name",
            code="twice",
        )
    if refusal := rules.refusal_of_guest_address(email.strip(), account is not None):
        raise refusal
    said: dict[str, Any] = {
        "entity": organisations.entity_seen_by(user, entity) if entity else None,
        "category": category,
        "reason": reason.strip()[:LONGEST_REASON],
        "asked_by": reader.user,
        "incumbency": seat,
    }
    if account is None:
        organisation, own = reader.network.organisation_id, new_key()
        sealed = guests.contact(organisation, own, name, email)
        invitee = Invitee.objects.create(
            id=own, **stamped(reader.network, reader.user), meeting=meeting, contact=sealed, **said
        )
    else:  # an account that was withdrawn is asked again
        invitee, _made = Invitee.objects.update_or_create(
            meeting=meeting,
            user_id=account,
            defaults={**said, "changed_at": now()},
            create_defaults={**stamped(reader.network, reader.user), **said},
        )
    for item in found:
        InviteeItem.objects.create(
            **stamped(reader.network, reader.user), invitee=invitee, item=item
        )
    audit.log(
        reader.user,
        "invitee.ask",
        "meetings.Invitee",
        invitee.id,
        office_id=invitee.office_id,
        items=[str(item.id) for item in found],
    )
    _send_notice(reader, meeting, invitee)
    return invitee


def _send_notice(reader: Reader, meeting: Meeting, invitee: Invitee) -> None:
    """Send the notice to who is asked after it was issued."""
    notice = meeting.notices.exclude(kind="cancel").order_by("-sequence", "-id").first()
    if meeting.state != "convened" or notice is None:
        return
    sent = Delivery(
        **stamped(reader.network, reader.user),
        kind="notice",
        subject_kind=deliveries.NOTICE,
        subject_id=notice.id,
        batch_id=notice.id,
        sent_on=reader.today,
        **deliveries.to_invitee(invitee.id),
    )
    post(reader, [sent])


@transaction.atomic
def record_attendance(user: Anyone, key: UUID, came: Sequence[Mapping[str, Any]]) -> Meeting:
    """Record who came: by entity, or by category for who is no entity of the house (ToR 88).

    Each line: entity (key or None), category, state, people. What is not named stays as it
    was. Raises NotSeen, NotAllowed, Refusal.
    """
    reader = reader_of(user, "meeting.prepare")
    meeting = locked(reader, key)
    if meeting.state not in {"convened", "held"}:
        raise Refusal(
            N_("Attendance belongs to a meeting that a co-chair has convened."),
            code="not_convened",
        )
    members = set(queries.recipients_of(reader.network, reader.today))
    for line in came:
        if refusal := rules.refusal_of_attendance(line["state"], line["people"]):
            raise refusal
        entity = line.get("entity")
        category = line["category"] or queries.UN_SYSTEM
        if category != queries.UN_SYSTEM:
            reference.require_code("stakeholder_category", category, "category")
        elif entity is None or entity not in members:
            raise Refusal(
                N_("Choose a member of the Network, or the category of who came."),
                field="entity",
                code="not_member",
            )
        known: dict[str, Any] = {"entity_id": entity}
        if entity is None:
            known = {"entity": None, "category": category}
        counted = {"category": category, "state": line["state"], "people": line["people"]}
        Attendance.objects.update_or_create(
            meeting=meeting,
            **known,
            defaults={**counted, "changed_at": now()},
            create_defaults={**stamped(reader.network, reader.user), **counted},
        )
    saved(reader, meeting, "meeting.attendance", lines=len(came))
    return meeting


@transaction.atomic
def open_poll(user: Anyone, key: UUID, options: Sequence[datetime], closes_on: date) -> Poll:
    """Ask the members when they could meet. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "meeting.prepare")
    meeting = locked(reader, key)
    if refusal := rules.refusal_to_change(meeting.state):
        raise refusal
    if refusal := rules.refusal_of_poll(list(options), closes_on < reader.today, now()):
        raise refusal
    poll = Poll.objects.create(
        **stamped(reader.network, reader.user), meeting=meeting, closes_on=closes_on
    )
    for moment in sorted(set(options)):
        PollOption.objects.create(
            **stamped(reader.network, reader.user), poll=poll, starts_at=moment
        )
    audit.log(reader.user, "poll.open", "meetings.Poll", poll.id, office_id=poll.office_id)
    return poll


@transaction.atomic
def answer_poll(user: Anyone, poll_id: UUID, answers: Mapping[UUID, str]) -> None:
    """Say for the user's entity which moments suit. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "meeting.answer")
    poll = one(reader.of_network(Poll.objects.select_for_update()), poll_id)
    if poll.closes_on < reader.today:
        raise Refusal(N_("This poll is closed."), code="poll_closed")
    entity = people.entity_of(user, reader.today)
    if entity is None:
        raise Refusal(N_("You speak for no entity of the Network today."), code="no_entity")
    options = {row.id: row for row in poll.options.all()}
    for option, answer in answers.items():
        if option not in options or answer not in keys(POLL_ANSWERS):
            raise Refusal(N_("Answer yes, if need be, or no."), field="answer", code="answer")
        PollAnswer.objects.update_or_create(
            option=options[option],
            entity=entity,
            defaults={"answer": answer, "changed_at": now()},
            create_defaults={**stamped(reader.network, reader.user), "answer": answer},
        )
    audit.log(reader.user, "poll.answer", "meetings.Poll", poll.id, office_id=poll.office_id)


@transaction.atomic
def record_contribution(
    user: Anyone, key: UUID, *, entity: UUID, text: str, item: UUID | None = None
) -> Contribution:
    """Keep what an entity contributed in a meeting (ToR 111). Raises NotSeen, Refusal."""
    reader = reader_of(user, "meeting.prepare")
    meeting = locked(reader, key)
    if meeting.state not in {"convened", "held"}:
        raise Refusal(N_("Only a convened meeting has contributions."), code="not_convened")
    if not text.strip():
        raise Refusal(N_("Write what was contributed."), field="text", code="missing")
    if entity not in set(queries.recipients_of(reader.network, reader.today)):
        raise Refusal(N_("Choose a member of the Network."), field="entity", code="not_member")
    about = one(reader.seen(AgendaItem.objects.filter(meeting=meeting)), item) if item else None
    row = Contribution.objects.create(
        **stamped(reader.network, reader.user),
        meeting=meeting,
        item=about,
        entity_id=entity,
        text=text.strip()[:500],
    )
    audit.log(
        reader.user, "contribution.record", "meetings.Contribution", row.id, office_id=row.office_id
    )
    return row
