"""Actions on an agenda: call for items, propose, draft from open matters, accept, defer."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import F

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.fields import ITEM
from waystation.governance.meetings.models import Action, AgendaItem, Call, Meeting
from waystation.governance.meetings.queries import deliveries
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.rules import agenda as rules
from waystation.governance.meetings.rules.meetings import refusal_to_change
from waystation.governance.meetings.transitions import ITEM_WORKFLOW, PREPARES, UNFINISHED
from waystation.governance.network.queries import people
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.queries.scope import Reader, one, reader_of
from waystation.governance.network.rules import classes

from .frame import (
    address_deliveries,
    check_values,
    lock_meeting,
    post,
    preparing,
    record_and_log,
    refusal_of_stranger,
)

MINUTES_FOR_MATTERS = 5


@transaction.atomic
def call_for_papers(user: AnyUser, key: UUID, *, text: str = "") -> Call:
    """Call the members for agenda items and papers (ToR 104), with the organisation's deadlines.

    Called again, the call that is there is returned. Raises NotSeen, NotAllowed, Refusal.
    """
    reader = reader_of(user, PREPARES)
    meeting = lock_meeting(reader, key)
    there = Call.objects.filter(meeting=meeting).first()
    if there is not None:
        return there
    days = queries.deadlines_of(meeting, working_rules(reader.network))
    day, today = queries.day_of(meeting), reader.today
    until = {
        "items_until": rules.last_day_of_call(days.notice, today, day),
        "papers_until": rules.last_day_of_call(days.papers, today, day),
    }
    begun = meeting.starts_at <= now()
    refuse([rules.refusal_to_call(meeting.state, **until, day=day, begun=begun)])
    call = record_and_log(reader, "agenda.call", Call, meeting=meeting, text=text.strip(), **until)
    to = queries.recipients_of(reader.network, reader.today)
    post(reader, address_deliveries(reader, "call", call, map(deliveries.to_entity, to)))
    return call


@transaction.atomic
def propose_item(
    user: AnyUser, meeting_id: UUID, *, key: UUID | None = None, **values: Any
) -> AgendaItem:
    """Propose a matter for a meeting: a member for its entity, the secretariat for any.

    ``values`` are those of ``fields.ITEM``. Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    reader = reader_of(user, "agenda.propose")
    meeting = lock_meeting(reader, meeting_id)
    values = {"access_class": classes.NETWORK} | values
    mine = people.entity_of(reader.user, reader.today)
    given = check_values(
        ITEM,
        values,
        rules.refusal_of_minutes(values.get("minutes")),
        rules.refusal_of_owner(values.get("owner") or (mine.id if mine else None)),
    )
    there = recorded_before(AgendaItem, key)
    if there is not None:
        return require_same(there, ITEM, {"meeting_id": meeting.id, "title": given["title"]})
    refuse([refusal_to_change(meeting.state)])
    given["owner_id"] = _owner(reader, mine, given.pop("owner"))
    return record_and_log(reader, "agenda.propose", AgendaItem, key, meeting=meeting, **given)


def _owner(reader: Reader, mine: Any, named: UUID | None) -> UUID:
    """Return whose item it is: a member's own; who prepares meetings may name another's."""
    if mine is not None and named in {None, mine.id}:
        return cast(UUID, mine.id)
    assert named is not None  # noqa: S101 - refusal_of_owner has asked
    if not reader.may("meeting.prepare") and not reader.may("meeting.convene"):
        raise Refusal(
            N_("You propose items of your own entity."), field="owner", code="not_own_entity"
        )
    refuse([refusal_of_stranger(reader, named, "owner")])
    return named


def _settle(user: AnyUser, key: UUID, name: str, **values: Any) -> tuple[Reader, AgendaItem]:
    """Accept or defer an item: the secretariat; a co-chair too, for what only they see."""
    reader = preparing(user)
    rows = reader.visible(AgendaItem.objects.select_related("meeting"))
    lock_meeting(reader, one(rows, key).meeting_id)
    return reader, ITEM_WORKFLOW.perform(reader.user, rows, key, name, **values)


@transaction.atomic
def accept_item(user: AnyUser, key: UUID) -> AgendaItem:
    """Put a proposed item on the agenda, last in its part. Raises NotSeen, NotAllowed, Refusal."""
    item = _settle(user, key, "accept")[1]
    arrange(item.meeting)
    item.refresh_from_db()
    return item


@transaction.atomic
def defer_item(user: AnyUser, key: UUID, *, why: str, to: UUID | None = None) -> AgendaItem:
    """Defer an item with a reason; named a later meeting, it is proposed there again.

    Raises NotSeen, NotAllowed, Refusal without a reason.
    """
    reader, item = _settle(user, key, "defer", why=why, to=to)
    if to is None:
        return item
    later = lock_meeting(reader, to)
    if later.id == item.meeting_id or refusal_to_change(later.state):
        raise Refusal(N_("Choose a later meeting."), field="to", code="not_later")
    again = {name: getattr(item, name) for name in ITEM.without("owner").names}
    owner = {"owner_id": item.owner_id, "deferred_from": item}
    record_and_log(reader, "agenda.propose", AgendaItem, meeting=later, **again, **owner)
    return item


@transaction.atomic
def move_item(user: AnyUser, key: UUID, *, up: bool) -> AgendaItem:
    """Move an item on the agenda one place up or down. Raises NotSeen, NotAllowed, Refusal."""
    reader = preparing(user)
    rows = reader.visible(AgendaItem.objects.select_related("meeting"))
    item = one(rows, key)
    lock_meeting(reader, item.meeting_id)
    item.refresh_from_db()
    refuse([rules.refusal_to_accept(item, {})])
    if item.position is None:
        raise Refusal(N_("This item is not on the agenda."), code="not_accepted")
    parts = rules.parts_of(item.meeting.kind)
    same = parts[rules.part_of(item.access_class, item.meeting.kind)]
    placed = AgendaItem.objects.filter(
        meeting_id=item.meeting_id, state="accepted", access_class__in=same
    )
    other = (
        placed.filter(position__lt=item.position).order_by("-position").first()
        if up
        else placed.filter(position__gt=item.position).order_by("position").first()
    )
    if other is None:
        return item
    for row, position in ((other, 32000), (item, other.position), (other, item.position)):
        AgendaItem.objects.filter(id=row.id).update(position=position, changed_at=now())
    arrange(item.meeting)
    item.refresh_from_db()
    log(reader.user, "agenda.move", item)
    return item


FAR = 10_000
"""Added to places while they change: no two items have the same one at any time."""


def arrange(meeting: Meeting) -> None:
    """Put the items of an agenda into its parts, and count places and each series anew."""
    rows = AgendaItem.objects.filter(meeting=meeting, state="accepted")
    found = sorted(
        rows.order_by("position"),
        key=lambda row: rules.part_of(row.access_class, meeting.kind),
    )
    counts: dict[str, int] = {}
    settled = []
    for place, row in enumerate(found, start=1):
        series = classes.SERIES[row.access_class]
        counts[series] = counts.get(series, 0) + 1
        settled.append((row.id, place, counts[series]))
    if settled == [(row.id, row.position, row.number) for row in found]:
        return
    rows.update(position=F("position") + FAR)
    for key, place, number in settled:
        AgendaItem.objects.filter(id=key).update(position=place, number=number)


@transaction.atomic
def draft_agenda(user: AnyUser, meeting_id: UUID) -> list[AgendaItem]:
    """Propose matters arising from earlier meetings: unfinished actions, late ones first.

    Does nothing for actions that are on the agenda already. Raises NotSeen, NotAllowed, Refusal for
    a past meeting.
    """
    reader = reader_of(user, PREPARES)
    meeting = lock_meeting(reader, meeting_id)
    refuse([refusal_to_change(meeting.state)])
    made = []
    for action, late in open_matters(reader, meeting, queries.day_of(meeting)):
        asked = {"purpose": "discussion" if late else "information", "minutes": MINUTES_FOR_MATTERS}
        taken = {"follows": action, "owner_id": action.owner_id, "title": action.text[:200]}
        given = asked | taken | {"meeting": meeting, "access_class": action.access_class}
        made.append(record_and_log(reader, "agenda.draft", AgendaItem, **given))
    return made


def open_matters(reader: Reader, meeting: Meeting, on: date) -> list[tuple[Action, bool]]:
    """Return the unfinished actions that are not on this agenda yet, late ones marked True."""
    taken = AgendaItem.objects.filter(meeting=meeting, follows__isnull=False)
    rows = (
        reader.visible(Action.objects.filter(state__in=UNFINISHED))
        .exclude(id__in=taken.values("follows_id"))
        .order_by("due_on", "id")[:200]
    )
    return rules.matters_arising(rows, on)
