"""Meetings visible to the Network: the year, the list, one meeting with everything about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Subquery, Sum

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.periods import HOME_ZONE
from waystation.foundation.shared.read_once import once
from waystation.governance.meetings.models import (
    AgendaItem,
    Attendance,
    CalendarEdition,
    Call,
    Meeting,
    Notice,
    Poll,
    PollAnswer,
    Slot,
)
from waystation.governance.meetings.rules import agenda
from waystation.governance.network.queries import Network, people
from waystation.governance.network.queries.readings import (
    WorkingRules,
    days_off,
    working_rules,
)
from waystation.governance.network.queries.scope import Reader, of_network, one, reader_of
from waystation.governance.network.rules import classes, clocks
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from .deliveries import with_entities

UN_SYSTEM = "un_system"
ANSWERS = ("yes", "maybe", "no")


def day_of(meeting: Meeting) -> date:
    """Return the calendar day on which a meeting begins."""
    return meeting.starts_at.astimezone(ZoneInfo(HOME_ZONE)).date()


def meetings_visible_to(user: AnyUser) -> QuerySet[Meeting]:
    """Return the Network's meetings. Raises NotSeen outside the Network."""
    return reader_of(user).of_network(Meeting.objects.all())


def meeting_visible_to(user: AnyUser, key: UUID) -> Meeting:
    """Return one meeting. Raises NotSeen."""
    return one(meetings_visible_to(user).select_related("presiding", "convened_by"), key)


def meetings_of_year(network: Network, year: int) -> QuerySet[Meeting]:
    """Return the Network's meetings of a year."""
    quarters = [code for code, _ in clocks.quarters_of(year)]
    return of_network(Meeting.objects.filter(quarter__in=quarters), network)


@dataclass(frozen=True)
class QuarterLine:
    """A quarter in the year view: its colour, its reserved day, and its meetings."""

    code: str
    last_day: date
    state: str
    slot: Slot | None
    meetings: list[Meeting]


@once
def year_of(network: Network, year: int, today: date) -> list[QuarterLine]:
    """Return the four quarters of a year with their meetings (ToR 102, 118)."""
    rules = working_rules(network)
    meetings: dict[str, list[Meeting]] = defaultdict(list)
    for row in meetings_of_year(network, year).order_by("starts_at", "id"):
        meetings[row.quarter].append(row)
    slots = {
        row.quarter: row for row in Slot.objects.filter(office_id=network.office_id, year=year)
    }
    amber = rules.number("quarter_amber_days")
    return [
        QuarterLine(
            code,
            last,
            clocks.state_of_quarter([m.state for m in meetings[code]], last, today, amber),
            slots.get(number),
            meetings[code],
        )
        for number, (code, last) in enumerate(clocks.quarters_of(year), start=1)
    ]


def deadlines_of(meeting: Meeting, rules: WorkingRules) -> clocks.Deadlines:
    """Return the days around a meeting by the working rules (A-11)."""
    return clocks.deadlines(
        day_of(meeting),
        call=rules.number("call_days"),
        notice=rules.number("notice_days"),
        papers=rules.number("papers_days"),
        draft=rules.number("minutes_draft_days"),
        final=rules.number("minutes_final_days"),
        file=rules.number("file_days"),
        holidays=days_off(),
    )


@once
def calendar_editions(network: Network, year: int) -> list[CalendarEdition]:
    """Return the editions of a year's calendar, the latest first."""
    rows = CalendarEdition.objects.filter(office_id=network.office_id, year=year)
    return list(rows.order_by("-number"))


def items_of(reader: Reader, meeting_id: UUID) -> list[AgendaItem]:
    """Return the items of a meeting that exist for the reader: on the agenda, then the others.

    Those on the agenda have the times that the reader may see.
    """
    rows = reader.visible(AgendaItem.objects.filter(meeting_id=meeting_id))
    found = list(rows.select_related("owner", "meeting").order_by("position", "created_at", "id"))
    accepted = [one for one in found if one.state == "accepted"]
    if accepted:
        _set_times(accepted[0].meeting, accepted, reader.classes)
    return sorted(found, key=lambda item: item.state != "accepted")


def open_items_of(meeting: Meeting, held: Collection[str]) -> list[AgendaItem]:
    """Return the items of these classes on the agenda, in order, with the times of day."""
    rows = AgendaItem.objects.filter(meeting=meeting, state="accepted", access_class__in=held)
    found = list(rows.select_related("owner").order_by("position"))
    _set_times(meeting, found, held)
    return found


def _set_times(meeting: Meeting, items: list[AgendaItem], held: Collection[str]) -> None:
    times = agenda.times_of(items, held, meeting.kind, meeting.starts_at)
    for item in items:
        item.starts_at = times.get(item.id)


def categories() -> dict[str, str]:
    """Return the kinds of external partner with their names."""
    return dict(reference.codes("stakeholder_category"))


def category_label(code: str) -> str:
    """Return the name of a kind of participant, the UN system included."""
    return "UN" if code == UN_SYSTEM else reference.label("stakeholder_category", code)


@dataclass(frozen=True)
class Came:
    """Who came to a meeting: of an entity, or of a category."""

    name: str
    entity_id: UUID | None
    category: str
    category_label: str
    state: str
    people: int


def attendance_of(meeting_id: UUID) -> list[Came]:
    """Return who came to a meeting that the reader may see already."""
    rows = Attendance.objects.filter(meeting_id=meeting_id).select_related("entity")
    found = [
        Came(
            str(row.entity) if row.entity else "",
            row.entity_id,
            row.category,
            category_label(row.category),
            row.state,
            row.people,
        )
        for row in rows
    ]
    return sorted(found, key=lambda came: (came.category != UN_SYSTEM, came.name, came.category))


def people_reached(network: Network, year: int) -> dict[str, dict[str, int]]:
    """Return meetings and people by category over a year: who was reached (ToR 88)."""
    table = {code: {"meetings": 0, "people": 0} for code in (UN_SYSTEM, *categories())}
    meetings = meetings_of_year(network, year)
    present = Attendance.objects.filter(meeting__in=meetings, state="present").order_by()
    counted = present.values("category").annotate(
        meetings=Count("meeting", distinct=True), heads=Sum("people")
    )
    for row in counted:
        table[row["category"]] = {"meetings": row["meetings"], "people": row["heads"]}
    return table


def call_of(meeting_id: UUID) -> Call | None:
    """Return the call for a meeting's items and papers, None while there is none."""
    return Call.objects.filter(meeting_id=meeting_id).first()


def notices_of(meeting_id: UUID) -> list[dict[str, Any]]:
    """Return the notices of a meeting, the latest first."""
    rows = Notice.objects.filter(meeting_id=meeting_id).order_by("-sequence")
    fields = ("kind", "created_at", "issuer__full_name", "text", "late", "due_on")
    return [dict(row) for row in rows.values(*fields)]


def mails_of(meeting_id: UUID) -> list[dict[str, Any]]:
    """Return the recipients of a meeting's last notice, with the state of the e-mails."""
    last = Notice.objects.filter(meeting_id=meeting_id).order_by("-sequence").values("id")[:1]
    rows = with_entities(Delivery.objects.filter(subject_id=Subquery(last)).exclude(mailed=""))
    fields = ("entity_acronym", "entity_name", "mailed", "mail_reason")
    return [dict(row) for row in rows.order_by("entity_name", "id").values(*fields)]


@dataclass(frozen=True)
class OptionLine:
    """A moment of a poll with the answers so far."""

    id: UUID
    starts_at: datetime
    yes: int
    maybe: int
    no: int
    mine: str


def poll_of(reader: Reader, meeting_id: UUID) -> tuple[Poll, list[OptionLine]] | None:
    """Return the latest poll of a meeting with its answers, None if there is none."""
    poll = Poll.objects.filter(meeting_id=meeting_id).order_by("-created_at", "-id").first()
    if poll is None:
        return None
    mine = people.entity_of(reader.user, reader.today)
    answers = PollAnswer.objects.filter(option__poll=poll, entity=mine, entity__isnull=False)
    own = dict(answers.values_list("option_id", "answer"))
    counted = {name: Count("answers", filter=Q(answers__answer=name)) for name in ANSWERS}
    rows = poll.options.annotate(**counted).order_by("starts_at")
    return poll, [
        OptionLine(**{**row, "mine": own.get(row["id"], "")})
        for row in rows.values("id", "starts_at", *ANSWERS)
    ]


def recipients_of(network: Network, on: date, access_class: str = classes.NETWORK) -> list[UUID]:
    """Return the entities that a notice or a paper of this class goes to."""
    chairs = {row.entity_id for row in people.incumbents(network, on)}
    if access_class in {classes.RESTRICTED, classes.CO_CHAIRS}:
        return sorted(chairs)
    members = set(people.members_on(network, on).values_list("entity_id", flat=True))
    return sorted(members | chairs)


def who_may_own(reader: Reader) -> list[tuple[UUID, str]]:
    """Return the entities that may own an item or an action: members and the co-chairs' own."""
    keys = recipients_of(reader.network, reader.today)
    rows = organisations.entities_of(reader.network.organisation_id).filter(id__in=keys)
    return [(row.id, str(row)) for row in rows.order_by("name")]
