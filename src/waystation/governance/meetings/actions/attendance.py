"""Invitations, availability and attendance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.saving import log, save
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.fields import CONTRIBUTION, INVITEE, POLL
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
from waystation.governance.meetings.rules.kinds import POLL_ANSWERS
from waystation.governance.network.queries.scope import Reader, not_there, one, reader_of
from waystation.governance.network.rules import classes
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from . import guests
from .frame import (
    address_deliveries,
    check_values,
    entity_for,
    lock_meeting,
    members,
    post,
    record,
    record_and_log,
    refusal_of_stranger,
    update_or_create,
)
from .meetings import seat_of


@transaction.atomic
def ask_invitee(
    user: AnyUser, key: UUID, *, items: Sequence[UUID], entity: UUID | None = None, **values: Any
) -> Invitee:
    """Invite a special invitee to specific items of a meeting (ToR 88), as a co-chair.

    ``values`` are the other fields of ``fields.INVITEE``. A person without an account is known by
    name and may have an e-mail address: the notice is then sent there with a link to the papers of
    these items. Both are sealed.

    Raises NotSeen, NotAllowed, Refusals with the field.
    """
    reader = reader_of(user)
    meeting = lock_meeting(reader, key)
    role = reader.may("invitee.ask")
    seat = seat_of(reader) if role else None
    wanted = set(items)
    found = list(reader.visible(AgendaItem.objects.filter(meeting=meeting, id__in=wanted)))
    if len(found) != len(wanted):
        raise not_there()
    closed = sum(one.access_class not in classes.FOR_INVITEES for one in found)
    held = {seat.seat.key} if seat else set()
    refuse([rules.refusal_to_ask(held, meeting.state, role=role)])
    assert seat is not None  # noqa: S101 - the rule above has asked
    whole = INVITEE.complete(values)
    account = whole["account"]
    given = check_values(
        INVITEE,
        values,
        rules.refusal_of_items(len(found), closed),
        rules.refusal_of_guest(whole["name"].strip(), whole["email"].strip(), account is not None),
        rules.refusal_of_invitation(whole["reason"]),
    )
    if account is not None and account not in access.colleagues(reader.network.organisation_id):
        raise NotSeen(N_("There is no such account here."), code="account_unknown")
    if invited.is_invited(meeting, account, given["name"], given["email"]):
        raise Refusal(
            N_("This person has already been invited to the meeting."),
            field="account" if account else "name",
            code="twice",
        )
    invitation: dict[str, Any] = {
        "entity": organisations.entity_visible_to(user, entity) if entity else None,
        "category": given["category"],
        "reason": given["reason"],
        "asked_by": reader.user,
        "incumbency": seat,
    }
    # An account that was withdrawn is asked again.
    invitee = Invitee.objects.filter(meeting=meeting, user_id=account, user__isnull=False).first()
    if invitee is None:
        known = {"meeting": meeting, "user_id": account}
        invitee = Invitee.begin(reader.user, meeting.office_id, **known, **invitation)
        if account is None:
            guests.write_contact(invitee, given["name"], given["email"])
        invitee.save(force_insert=True)
    else:
        for name, value in invitation.items():
            setattr(invitee, name, value)
        invitee.changed_at = now()
        invitee.save()
    for item in found:
        record(reader, InviteeItem, invitee=invitee, item=item)
    log(reader.user, "invitee.ask", invitee, items=[str(item.id) for item in found])
    _send_notice(reader, meeting, invitee)
    return invitee


def _send_notice(reader: Reader, meeting: Meeting, invitee: Invitee) -> None:
    """Send the notice to people who are invited after it was issued."""
    notice = meeting.notices.exclude(kind="cancel").order_by("-sequence", "-id").first()
    if meeting.convened_at is not None and notice is not None:
        post(
            reader,
            address_deliveries(reader, "notice", notice, [deliveries.to_invitee(invitee.id)]),
        )


@transaction.atomic
def record_attendance(user: AnyUser, key: UUID, came: Sequence[Mapping[str, Any]]) -> Meeting:
    """Record attendance: by entity, or by category for others (ToR 88).

    Each line: entity (key or None), category, state, people. Other entries are unchanged. Raises
    NotSeen, NotAllowed, Refusal.
    """
    reader = reader_of(user, "meeting.prepare")
    meeting = lock_meeting(reader, key)
    refuse([rules.refusal_before_convened(meeting.state)])
    if not came:
        raise Refusal(N_("Record attendance for at least one entity or category."), code="missing")
    if any(line["state"] == "present" for line in came):  # apologies come before
        refuse([rules.refusal_before_begin(meeting.starts_at, now())])
    sitting = members(reader)
    for line in came:
        refuse([rules.refusal_of_attendance(line["state"], line["people"])])
        entity = line.get("entity")
        category = line["category"] or queries.UN_SYSTEM
        if category != queries.UN_SYSTEM:
            reference.require_code("stakeholder_category", category, "category")
        elif entity is None or entity not in sitting:
            raise Refusal(
                N_("Choose a member of the Network, or the category of the attendee."),
                field="entity",
                code="not_member",
            )
        known = {"meeting": meeting, "entity_id": entity}
        if entity is None:
            known["category"] = category
        values = {"category": category, "state": line["state"], "people": line["people"]}
        update_or_create(reader, Attendance, known, **values)
    return save(reader.user, "meeting.attendance", meeting, lines=len(came))


@transaction.atomic
def open_poll(user: AnyUser, key: UUID, options: Sequence[datetime], closes_on: date) -> Poll:
    """Ask the members when they could meet. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "meeting.prepare")
    meeting = lock_meeting(reader, key)
    refuse([rules.refusal_to_change(meeting.state)])
    check_values(POLL.only("closes_on"), {"closes_on": closes_on})
    refuse([rules.refusal_of_poll(list(options), closes_on < reader.today, now())])
    poll = record_and_log(reader, "poll.open", Poll, meeting=meeting, closes_on=closes_on)
    for moment in sorted(set(options)):
        record(reader, PollOption, poll=poll, starts_at=moment)
    return poll


@transaction.atomic
def answer_poll(user: AnyUser, poll_id: UUID, answers: Mapping[UUID, str]) -> None:
    """Say for the user's entity which moments suit. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "meeting.answer")
    poll = one(reader.of_network(Poll.objects.select_for_update()), poll_id)
    if poll.closes_on < reader.today:
        raise Refusal(N_("This poll is closed."), code="poll_closed")
    entity = entity_for(reader)
    options = {row.id: row for row in poll.options.all()}
    unknown = {*answers} - {*options} or {*answers.values()} - dict(POLL_ANSWERS).keys()
    if unknown or not answers:
        raise Refusal(N_("Answer yes, if need be, or no."), field="answer", code="answer")
    for option, answer in answers.items():
        known = {"option": options[option], "entity": entity}
        update_or_create(reader, PollAnswer, known, answer=answer)
    log(reader.user, "poll.answer", poll)


@transaction.atomic
def record_contribution(
    user: AnyUser, key: UUID, *, entity: UUID | None, text: str, item: UUID | None = None
) -> Contribution:
    """Keep what an entity contributed in a meeting (ToR 111). Raises NotSeen, Refusals."""
    reader = reader_of(user, "meeting.prepare")
    meeting = lock_meeting(reader, key)
    refuse([rules.refusal_before_convened(meeting.state)])
    refuse([rules.refusal_before_begin(meeting.starts_at, now())])
    stranger = refusal_of_stranger(reader, entity, "entity")
    given = check_values(CONTRIBUTION, {"entity": entity, "text": text, "item": item}, stranger)
    about = one(reader.visible(AgendaItem.objects.filter(meeting=meeting)), item) if item else None
    return record_and_log(
        reader,
        "contribution.record",
        Contribution,
        meeting=meeting,
        item=about,
        entity_id=entity,
        text=given["text"],
    )
