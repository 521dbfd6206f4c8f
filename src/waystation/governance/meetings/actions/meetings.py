"""Actions on meetings: plan, convene, move, cancel, hold; the year calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import log, save
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import HOME_ZONE, now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.fields import MEETING, SLOT
from waystation.governance.meetings.models import (
    CalendarEdition,
    Meeting,
    Notice,
    NoticeSignature,
    Slot,
)
from waystation.governance.meetings.queries import calendars, deliveries, guests
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.rules import invitations
from waystation.governance.meetings.rules import meetings as rules
from waystation.governance.meetings.transitions import MEETING_WORKFLOW, PREPARES
from waystation.governance.network.queries import Incumbency, people
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.queries.scope import Reader, reader_of
from waystation.governance.network.rules import clocks

from .agenda import arrange
from .frame import (
    address_deliveries,
    check_values,
    lock_meeting,
    post,
    preparing,
    record,
    record_and_log,
    update_or_create,
)


def _columns(values: Mapping[str, Any], *more: Refusal | None) -> dict[str, Any]:
    """Return what the table holds as the model's columns have it. Raises Refusals."""
    given = check_values(MEETING, values, *rules.refusals_to_plan(values), *more)
    day = given["starts_at"].astimezone(ZoneInfo(HOME_ZONE)).date()
    categories = " ".join(sorted(set(given["categories"])))
    return given | {"categories": categories, "quarter": clocks.quarter_code(day)}


@transaction.atomic
def plan_meeting(user: AnyUser, *, key: UUID | None = None, **values: Any) -> Meeting:
    """Plan a meeting as the secretariat, without convening it.

    ``values`` are those of ``fields.MEETING``. Repeating the same key with the same content returns
    the existing meeting. Raises NotSeen, NotAllowed, Refusals with the field, Conflict.
    """
    reader = reader_of(user, PREPARES)
    there = recorded_before(Meeting, key)
    wanted = MEETING.complete(values)
    past = rules.refusal_of_past(wanted["starts_at"], now()) if there is None else None
    given = _columns(wanted, past)
    if there is not None:
        return require_same(there, MEETING, given | {"office_id": reader.network.office_id})
    return record_and_log(reader, "meeting.plan", Meeting, key, **given)


def seat_of(reader: Reader) -> Incumbency | None:
    """Return the seat from which the reader acts as co-chair today, its holder's before acting."""
    if not reader.may("meeting.convene"):
        return None
    rows = people.incumbents(reader.network, reader.today).filter(user=reader.user)
    return rows.order_by("acting", "starts_on").first()


def _issue(reader: Reader, meeting: Meeting, kind: str, text: str, seat: Incumbency) -> Notice:
    """Write the notice with its calendar file, and to whom it went."""
    occasion = calendars.occasion_of(meeting, now(), cancelled=kind == "cancel")
    days = queries.deadlines_of(meeting, working_rules(reader.network))
    due_on = days.notice if kind == "convene" else None
    notice = record(
        reader,
        Notice,
        meeting=meeting,
        kind=kind,
        sequence=meeting.sequence,
        issuer=reader.user,
        incumbency=seat,
        text=text.strip(),
        calendar=invitations.invitation(occasion),
        due_on=due_on,
        late=due_on is not None and reader.today > due_on,
    )
    members = queries.recipients_of(reader.network, reader.today)
    to = [deliveries.to_entity(key) for key in members]
    to += [
        deliveries.to_invitee(one.id) for one in guests.valid_invitations().filter(meeting=meeting)
    ]
    post(reader, address_deliveries(reader, "notice", notice, to))
    return notice


def values_of(meeting: Meeting) -> dict[str, Any]:
    """Return the planned values, by field."""
    found = {name: getattr(meeting, name) for name in MEETING.names}
    return found | {"categories": meeting.categories.split()}


@transaction.atomic
def change_meeting(
    user: AnyUser, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Meeting:
    """Edit a meeting. Once convened, only a co-chair moves it, and everybody is notified.

    Raises NotSeen, NotAllowed, Refusals, Conflict with both values.
    """
    reader = preparing(user)
    meeting = lock_meeting(reader, key)
    refuse([rules.refusal_to_change(meeting.state)])
    draft = Draft(**values_of(meeting))
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return meeting
    moved = draft.values["starts_at"] if "starts_at" in changed else None
    for name, value in _columns(draft.values, rules.refusal_of_past(moved, now())).items():
        setattr(meeting, name, value)
    if "kind" in changed:
        arrange(meeting)
    if meeting.convened_at is None:
        return save(reader.user, "meeting.edit", meeting, fields=sorted(changed))
    seat = seat_of(reader)
    refuse([rules.refusal_to_move_convened(bool(seat), meeting.starts_at, now())])
    meeting.sequence += 1
    save(reader.user, "meeting.move", meeting, fields=sorted(changed))
    if seat is not None:
        _issue(reader, meeting, "change", "", seat)
    return meeting


@transaction.atomic
def name_presiding(user: AnyUser, key: UUID, person: UUID | None) -> Meeting:
    """Set the presiding co-chair. Raises NotSeen, NotAllowed, Refusal without a seat."""
    reader = preparing(user)
    meeting = lock_meeting(reader, key)
    refuse([rules.refusal_to_change(meeting.state)])
    if person is None:
        raise Refusal(N_("Choose who presides."), code="missing")
    day = queries.day_of(meeting)
    if not people.incumbents(reader.network, day).filter(user_id=person).exists():
        raise Refusal(
            N_("Only a co-chair of that day presides."), field="presiding", code="not_co_chair"
        )
    meeting.presiding_id = person
    return save(reader.user, "meeting.name_presiding", meeting)


@transaction.atomic
def convene_meeting(user: AnyUser, key: UUID, *, text: str = "") -> Meeting:
    """Issue the convening notice in the name of a co-chair (ToR 94, 118).

    Where all three must sign, each co-chair signs and the last signature convenes; until
    then the meeting stays planned. Raises NotSeen, NotAllowed for anybody else, Refusal.
    """
    reader = reader_of(user)
    meeting = lock_meeting(reader, key)
    seat = seat_of(reader)
    convening = working_rules(reader.network).text("convening")
    refusal = rules.refusal_to_convene(
        meeting.state,
        {seat.seat.key} if seat else set(),
        convening,
        role=reader.may("meeting.convene"),
        presides=meeting.presiding_id == reader.user.id,
        items=meeting.items.filter(state="accepted").count(),
        starts_at=meeting.starts_at,
        at=now(),
    )
    refuse([refusal])
    assert seat is not None  # noqa: S101 - the rule above has asked
    if not meeting.signatures.filter(seat_key=seat.seat.key).exists():
        record(reader, NoticeSignature, meeting=meeting, seat_key=seat.seat.key, incumbency=seat)
    signed = list(meeting.signatures.values_list("seat_key", flat=True))
    if rules.signatures_missing(convening, signed):
        log(reader.user, "meeting.sign_notice", meeting, seat=seat.seat.key)
        return meeting
    meeting = _step(reader, key, "convene")
    _issue(reader, meeting, "convene", text, seat)
    return meeting


def _step(reader: Reader, key: UUID, name: str, **values: Any) -> Meeting:
    rows = reader.of_network(Meeting.objects.all())
    row: Meeting = MEETING_WORKFLOW.perform(reader.user, rows, key, name, **values)
    return row


@transaction.atomic
def cancel_meeting(user: AnyUser, key: UUID, *, why: str) -> Meeting:
    """Cancel a meeting. A convened one is cancelled by a co-chair, with a notice to everybody.

    Raises NotSeen, NotAllowed, Refusal without a reason.
    """
    reader = preparing(user)
    meeting = lock_meeting(reader, key)
    seat = seat_of(reader)
    refuse([rules.refusal_to_cancel(meeting.state, why)])
    meeting = _step(reader, key, "cancel", why=why)
    if meeting.convened_at is not None and seat is not None:
        _issue(reader, meeting, "cancel", why, seat)
    return meeting


@transaction.atomic
def hold_meeting(user: AnyUser, key: UUID) -> Meeting:
    """Record that a meeting was held, once it is known who came. Raises NotSeen, Refusal."""
    reader = reader_of(user, PREPARES)
    meeting = lock_meeting(reader, key)
    came = meeting.attendances.filter(state="present", entity__isnull=False)
    iom = people.incumbents(reader.network, queries.day_of(meeting)).filter(seat__key="iom")
    others = came.exclude(entity_id__in=iom.values("entity_id"))
    quorum = working_rules(reader.network).number("quorum")
    counts = came.count(), others.count(), quorum
    refuse([rules.refusal_to_hold(meeting.starts_at, now(), *counts)])
    return _step(reader, key, "hold")


@transaction.atomic
def keep_slot(user: AnyUser, year: int, quarter: int, day: date | None, note: str = "") -> Slot:
    """Keep a day of a quarter for its regular meeting. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "meeting.prepare")
    if not (2000 <= year <= 2100 and 1 <= quarter <= 4):
        raise Refusal(N_("There is no such quarter."), field="quarter", code="quarter")
    code, _ = clocks.quarters_of(year)[quarter - 1]
    outside = Refusal(
        N_("That day lies outside the quarter {quarter}."),
        field="day",
        code="slot_outside",
        quarter=code,
    )
    given = check_values(SLOT, {"day": day, "note": note})
    refuse([outside if day is not None and clocks.quarter_code(day) != code else None])
    slot = update_or_create(reader, Slot, {"year": year, "quarter": quarter}, **given)
    log(reader.user, "calendar.keep", slot)
    return slot


@transaction.atomic
def publish_calendar(user: AnyUser, year: int) -> CalendarEdition:
    """Publish the year calendar with the standing papers deadline (ToR 49). Numbered, unchanged.

    Raises NotSeen, NotAllowed, Refusal while a quarter has neither a day nor a meeting.
    """
    reader = reader_of(user, "meeting.prepare")
    quarters = [
        {
            "quarter": line.code,
            "day": line.slot.day.isoformat() if line.slot and line.slot.day else None,
            "meetings": [
                {"id": str(m.id), "title": m.title, "starts_at": m.starts_at.isoformat()}
                for m in line.meetings
                if m.state != "cancelled"
            ],
        }
        for line in queries.year_of(reader.network, year, reader.today)
    ]
    days = working_rules(reader.network).number("papers_days")
    content = {"quarters": quarters, "papers_days": days}
    empty = [str(one["quarter"]) for one in quarters if not one["day"] and not one["meetings"]]
    if empty:
        raise Refusal(
            N_("The annual calendar needs a date in each quarter. Missing: {quarters}."),
            code="calendar_incomplete",
            quarters=", ".join(empty),
        )
    before = next(iter(queries.calendar_editions(reader.network, year)), None)
    if before and before.content == content:
        return before
    number = before.number + 1 if before else 1
    edition = record(reader, CalendarEdition, year=year, number=number, content=content)
    log(reader.user, "calendar.publish", edition, year=year, number=number)
    return edition
