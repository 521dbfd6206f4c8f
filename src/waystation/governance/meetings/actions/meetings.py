"""What is done with meetings: plan, convene, move, cancel, hold; the year calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import HOME_ZONE, now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import (
    AgendaItem,
    Attendance,
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
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import Incumbency, people
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.scope import Reader, one, reader_of
from waystation.governance.network.rules import clocks

from .deliveries import post

WRITTEN = ("kind", "title", "starts_at", "ends_at", "place", "link", "categories")
KIND = "meetings.Meeting"


def _quarter(starts_at: datetime) -> str:
    return clocks.quarter_code(starts_at.astimezone(ZoneInfo(HOME_ZONE)).date())


def _checked(values: Mapping[str, Any]) -> None:
    refusal = rules.refusal_to_plan(
        values["kind"],
        values["title"],
        values["starts_at"],
        values["ends_at"],
        str(values["categories"]).split(),
        queries.categories(),
    )
    if refusal:
        raise refusal


@transaction.atomic
def plan_meeting(
    user: Anyone,
    *,
    kind: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    link: str = "",
    categories: Sequence[str] = (),
    key: UUID | None = None,
) -> Meeting:
    """Plan a meeting: the secretariat's work, which convenes nobody.

    The same key with the same content is the meeting already there. Raises NotSeen,
    NotAllowed, Refusal with the field, Conflict.
    """
    reader = reader_of(user, "meeting.prepare")
    fields: dict[str, Any] = {
        "kind": kind,
        "title": title.strip(),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place.strip(),
        "link": link.strip(),
        "categories": " ".join(sorted(set(categories))),
    }
    there = Meeting.objects.filter(id=key).first() if key else None
    if there is not None:
        if there.office_id == reader.network.office_id and all(
            getattr(there, name) == value for name, value in fields.items()
        ):
            return there
        raise Conflict(N_("This was sent once before with other content."), code="key_reused")
    _checked(fields)
    meeting = Meeting.objects.create(
        id=key or new_key(),
        **stamped(reader.network, reader.user),
        **fields,
        quarter=_quarter(starts_at),
    )
    audit.log(reader.user, "meeting.plan", KIND, meeting.id, office_id=meeting.office_id)
    return meeting


def locked(reader: Reader, key: UUID) -> Meeting:
    """Return a meeting of the Network, locked for this change. Raises NotSeen."""
    return one(reader.of_network(Meeting.objects.select_for_update()), key)


def saved(reader: Reader, meeting: Meeting, verb: str, **detail: Any) -> None:
    """Save a change of a meeting and write it down."""
    meeting.version += 1
    meeting.changed_at = now()
    meeting.save()
    audit.log(reader.user, verb, KIND, meeting.id, office_id=meeting.office_id, **detail)


def seat_of(reader: Reader) -> Incumbency | None:
    """Return the seat from which the reader acts as co-chair today, its holder's before acting."""
    if not reader.may("meeting.convene"):
        return None
    return (
        people.incumbents(reader.network, reader.today)
        .filter(user=reader.user)
        .order_by("acting", "starts_on")
        .first()
    )


def _issue(reader: Reader, meeting: Meeting, kind: str, text: str, seat: Incumbency) -> Notice:
    """Write the notice with its calendar file, and to whom it went."""
    moment = now()
    occasion = calendars.occasion_of(meeting, moment, cancelled=kind == "cancel")
    notice = Notice.objects.create(
        **stamped(reader.network, reader.user),
        meeting=meeting,
        kind=kind,
        sequence=meeting.sequence,
        issuer=reader.user,
        incumbency=seat,
        text=text.strip(),
        calendar=invitations.invitation(occasion),
    )
    common = stamped(reader.network, reader.user)
    sent: dict[str, Any] = {
        "kind": "notice",
        "subject_kind": deliveries.NOTICE,
        "subject_id": notice.id,
        "batch_id": notice.id,
        "sent_on": reader.today,
    }
    keys = queries.recipients_of(reader.network, reader.today)
    rows = [Delivery(**common, **sent, **deliveries.to_entity(key)) for key in keys]
    rows += [
        Delivery(**common, **sent, **deliveries.to_invitee(invitee.id))
        for invitee in guests.standing().filter(meeting=meeting)
    ]
    post(reader, rows)
    return notice


@transaction.atomic
def change_meeting(
    user: Anyone, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Meeting:
    """Change a meeting. Once convened, only a co-chair moves it, and everybody hears of it.

    Raises NotSeen, NotAllowed, Refusal, Conflict with both values.
    """
    reader = reader_of(user)
    if not reader.may("meeting.prepare"):
        reader = reader_of(user, "meeting.convene")
    meeting = locked(reader, key)
    if refusal := rules.refusal_to_change(meeting.state):
        raise refusal
    changed = merge_edit(meeting, seen, {k: v for k, v in proposed.items() if k in WRITTEN})
    if not changed:
        return meeting
    _checked({name: getattr(meeting, name) for name in WRITTEN})
    meeting.quarter = _quarter(meeting.starts_at)
    if meeting.state == "convened":
        seat = seat_of(reader)
        if refusal := rules.refusal_to_move_convened(bool(seat), meeting.starts_at, now()):
            raise refusal
        assert seat is not None  # noqa: S101 - the rule above has asked
        meeting.sequence += 1
        saved(reader, meeting, "meeting.move", fields=sorted(changed))
        _issue(reader, meeting, "change", "", seat)
        return meeting
    saved(reader, meeting, "meeting.edit", fields=sorted(changed))
    return meeting


@transaction.atomic
def name_presiding(user: Anyone, key: UUID, person: UUID) -> Meeting:
    """Say which co-chair presides. Raises NotSeen, NotAllowed, Refusal for who sits nowhere."""
    reader = reader_of(user)
    if not reader.may("meeting.prepare"):
        reader = reader_of(user, "meeting.convene")
    meeting = locked(reader, key)
    if refusal := rules.refusal_to_change(meeting.state):
        raise refusal
    day = queries.day_of(meeting)
    if not people.incumbents(reader.network, day).filter(user_id=person).exists():
        raise Refusal(
            N_("Only a co-chair of that day presides."), field="presiding", code="not_co_chair"
        )
    meeting.presiding_id = person
    saved(reader, meeting, "meeting.name_presiding")
    return meeting


@transaction.atomic
def convene_meeting(user: Anyone, key: UUID, *, text: str = "") -> Meeting:
    """Issue the convening notice in the name of a co-chair (ToR 94, 118).

    Where the house asks all three, each co-chair signs and the last signature convenes; until
    then the meeting stays planned. Raises NotSeen, NotAllowed for anybody else, Refusal.
    """
    reader = reader_of(user)
    meeting = locked(reader, key)
    seat = seat_of(reader)
    convening = house_rules(reader.network).text("convening")
    refusal = rules.refusal_to_convene(
        meeting.state,
        {seat.seat.key} if seat else set(),
        convening,
        role=reader.may("meeting.convene"),
        presides=meeting.presiding_id == reader.user.id,
        items=AgendaItem.objects.filter(meeting=meeting, state="accepted").count(),
        starts_at=meeting.starts_at,
        at=now(),
    )
    if refusal:
        raise refusal
    assert seat is not None  # noqa: S101 - the rule above has asked
    NoticeSignature.objects.get_or_create(
        meeting=meeting,
        seat_key=seat.seat.key,
        defaults={**stamped(reader.network, reader.user), "incumbency": seat},
    )
    signed = list(meeting.signatures.values_list("seat_key", flat=True))
    if rules.signatures_missing(convening, signed):
        audit.log(
            reader.user,
            "meeting.sign_notice",
            KIND,
            meeting.id,
            office_id=meeting.office_id,
            seat=seat.seat.key,
        )
        return meeting
    meeting.state = "convened"
    meeting.convened_by = reader.user
    meeting.convened_at = now()
    meeting.presiding_id = meeting.presiding_id or reader.user.id
    saved(reader, meeting, "meeting.convene", seat=seat.seat.key)
    _issue(reader, meeting, "convene", text, seat)
    return meeting


@transaction.atomic
def cancel_meeting(user: Anyone, key: UUID, *, why: str) -> Meeting:
    """Cancel a meeting. A convened one is cancelled by a co-chair, with a notice to everybody.

    Raises NotSeen, NotAllowed, Refusal without a reason.
    """
    reader = reader_of(user)
    if not reader.may("meeting.prepare"):
        reader = reader_of(user, "meeting.convene")
    meeting = locked(reader, key)
    if refusal := rules.refusal_to_cancel(meeting.state, why):
        raise refusal
    convened = meeting.state == "convened"
    seat = seat_of(reader)
    if convened and (refusal := rules.refusal_to_move_convened(bool(seat), None, now())):
        raise refusal
    meeting.state = "cancelled"
    meeting.cancelled_why = why.strip()[:300]
    if convened:
        meeting.sequence += 1
    saved(reader, meeting, "meeting.cancel")
    if convened and seat is not None:
        _issue(reader, meeting, "cancel", why, seat)
    return meeting


@transaction.atomic
def hold_meeting(user: Anyone, key: UUID) -> Meeting:
    """Record that a meeting was held, once it is known who came. Raises NotSeen, Refusal."""
    reader = reader_of(user, "meeting.prepare")
    meeting = locked(reader, key)
    if meeting.state == "held":
        return meeting
    came = Attendance.objects.filter(meeting=meeting, state="present", entity__isnull=False)
    refusal = rules.refusal_to_hold(
        meeting.state,
        meeting.starts_at,
        now(),
        came.count(),
        house_rules(reader.network).number("quorum"),
    )
    if refusal:
        raise refusal
    meeting.state = "held"
    meeting.held_at = now()
    saved(reader, meeting, "meeting.hold")
    return meeting


@transaction.atomic
def keep_slot(user: Anyone, year: int, quarter: int, day: date | None, note: str = "") -> Slot:
    """Keep a day of a quarter for its regular meeting. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "meeting.prepare")
    if not (2000 <= year <= 2100 and 1 <= quarter <= 4):
        raise Refusal(N_("There is no such quarter."), field="quarter", code="quarter")
    code, _ = clocks.quarters_of(year)[quarter - 1]
    if day is not None and clocks.quarter_code(day) != code:
        raise Refusal(
            N_("That day lies outside the quarter {quarter}."),
            field="day",
            code="slot_outside",
            quarter=code,
        )
    slot, _made = Slot.objects.update_or_create(
        office_id=reader.network.office_id,
        year=year,
        quarter=quarter,
        defaults={"day": day, "note": note.strip()[:200], "changed_at": now()},
        create_defaults={
            **stamped(reader.network, reader.user),
            "day": day,
            "note": note.strip()[:200],
        },
    )
    audit.log(reader.user, "calendar.keep", "meetings.Slot", slot.id, office_id=slot.office_id)
    return slot


@transaction.atomic
def publish_calendar(user: Anyone, year: int) -> CalendarEdition:
    """Publish the year calendar with the standing papers deadline (ToR 49). Numbered, unchanged.

    Raises NotSeen, NotAllowed, Refusal while a quarter has neither a day nor a meeting.
    """
    reader = reader_of(user, "meeting.prepare")
    lines = queries.year_of(reader.network, year, reader.today)
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
        for line in lines
    ]
    days = house_rules(reader.network).number("papers_days")
    content = {"quarters": quarters, "papers_days": days}
    empty = [str(one["quarter"]) for one in quarters if not one["day"] and not one["meetings"]]
    if empty:
        raise Refusal(
            N_("The year calendar keeps a day for each quarter. Missing: {quarters}."),
            code="calendar_incomplete",
            quarters=", ".join(empty),
        )
    before = queries.calendar_editions(reader.network, year)
    if before and before[0].content == content:
        return before[0]
    edition = CalendarEdition.objects.create(
        **stamped(reader.network, reader.user),
        year=year,
        number=before[0].number + 1 if before else 1,
        content=content,
    )
    audit.log(
        reader.user,
        "calendar.publish",
        "meetings.CalendarEdition",
        edition.id,
        office_id=edition.office_id,
        year=year,
        number=edition.number,
    )
    return edition
