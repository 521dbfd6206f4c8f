"""What is done with an agenda: call, propose, draft from open matters, accept, defer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import Action, AgendaItem, Call, Meeting
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.rules import agenda as rules
from waystation.governance.meetings.rules.kinds import UNFINISHED
from waystation.governance.meetings.rules.meetings import refusal_to_change
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.scope import Reader, one, reader_of
from waystation.governance.network.rules import classes

from .meetings import locked

KIND = "meetings.AgendaItem"
MINUTES_FOR_MATTERS = 5


@transaction.atomic
def call_for_papers(user: Anyone, key: UUID, *, text: str = "") -> Call:
    """Call the members for agenda items and papers (ToR 104), with the house's deadlines.

    Called again, the call that is there is returned. Raises NotSeen, NotAllowed, Refusal.
    """
    reader = reader_of(user, "meeting.prepare")
    meeting = locked(reader, key)
    there = Call.objects.filter(meeting=meeting).first()
    if there is not None:
        return there
    days = queries.deadlines_of(meeting, house_rules(reader.network))
    items_until = max(reader.today, days.notice)
    refusal = rules.refusal_to_call(
        meeting.state, items_until, days.papers, queries.day_of(meeting)
    )
    if refusal:
        raise refusal
    call = Call.objects.create(
        **stamped(reader.network, reader.user),
        meeting=meeting,
        text=text.strip(),
        items_until=items_until,
        papers_until=days.papers,
    )
    audit.log(reader.user, "agenda.call", "meetings.Call", call.id, office_id=call.office_id)
    return call


@transaction.atomic
def propose_item(
    user: Anyone,
    meeting_id: UUID,
    *,
    title: str,
    purpose: str,
    minutes: int,
    access_class: str = classes.NETWORK,
    owner: UUID | None = None,
    note: str = "",
    key: UUID | None = None,
) -> AgendaItem:
    """Propose a matter for a meeting: a member for its entity, the secretariat for any.

    Raises NotSeen, NotAllowed, Refusal with the field, Conflict.
    """
    reader = reader_of(user, "agenda.propose")
    meeting = locked(reader, meeting_id)
    there = AgendaItem.objects.filter(id=key).first() if key else None
    if there is not None:
        if there.meeting_id == meeting.id and there.title == title.strip():
            return there
        raise Conflict(N_("This was sent once before with other content."), code="key_reused")
    if refusal := refusal_to_change(meeting.state):
        raise refusal
    if refusal := rules.refusal_of_item(title, purpose, minutes, access_class):
        raise refusal
    item = AgendaItem.objects.create(
        id=key or new_key(),
        **stamped(reader.network, reader.user),
        meeting=meeting,
        title=title.strip()[:200],
        purpose=purpose,
        minutes=minutes,
        access_class=access_class,
        owner_id=_owner(reader, owner),
        note=note.strip(),
    )
    audit.log(reader.user, "agenda.propose", KIND, item.id, office_id=item.office_id)
    return item


def _owner(reader: Reader, named: UUID | None) -> UUID:
    """Return whose item it is: a member's own; who prepares meetings may name another's."""
    mine = people.entity_of(reader.user, reader.today)
    if named is None and mine is not None:
        return mine.id
    if named is None:
        raise Refusal(N_("Say whose item this is."), field="owner", code="missing")
    if mine is not None and named == mine.id:
        return named
    if not reader.may("meeting.prepare") and not reader.may("meeting.convene"):
        raise Refusal(
            N_("You propose items of your own entity."), field="owner", code="not_own_entity"
        )
    if named not in set(queries.recipients_of(reader.network, reader.today)):
        raise Refusal(N_("Choose a member of the Network."), field="owner", code="not_member")
    return named


def _place(reader: Reader, item: AgendaItem) -> None:
    rows = AgendaItem.objects.filter(meeting_id=item.meeting_id, state="accepted")
    series = rows.filter(access_class__in=classes.series_of(item.access_class))
    item.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    item.number = (series.aggregate(last=Max("number"))["last"] or 0) + 1


def _preparing(user: Anyone) -> Reader:
    """Return who orders the agenda: the secretariat; a co-chair too, for what only they see."""
    reader = reader_of(user)
    return reader if reader.may("meeting.prepare") else reader_of(user, "meeting.convene")


def _item(reader: Reader, key: UUID) -> tuple[AgendaItem, Meeting]:
    item = one(reader.seen(AgendaItem.objects.all()), key)
    meeting = locked(reader, item.meeting_id)
    item.refresh_from_db()
    if refusal := rules.refusal_to_decide_item(item.state, meeting.state):
        raise refusal
    return item, meeting


def _keep(reader: Reader, item: AgendaItem, verb: str) -> AgendaItem:
    item.version += 1
    item.changed_at = now()
    item.save()
    audit.log(reader.user, verb, KIND, item.id, office_id=item.office_id)
    return item


@transaction.atomic
def accept_item(user: Anyone, key: UUID) -> AgendaItem:
    """Put a proposed item on the agenda, last. Raises NotSeen, NotAllowed, Refusal."""
    reader = _preparing(user)
    item, _meeting = _item(reader, key)
    if item.state == "accepted":
        return item
    item.state = "accepted"
    _place(reader, item)
    return _keep(reader, item, "agenda.accept")


@transaction.atomic
def defer_item(user: Anyone, key: UUID, *, why: str, to: UUID | None = None) -> AgendaItem:
    """Defer an item with a reason; named a later meeting, it is proposed there again.

    Raises NotSeen, NotAllowed, Refusal without a reason.
    """
    reader = _preparing(user)
    item, meeting = _item(reader, key)
    if refusal := rules.refusal_to_defer(why):
        raise refusal
    item.state = "deferred"
    item.deferred_why = why.strip()[:300]
    item.position = item.number = None
    _keep(reader, item, "agenda.defer")
    if to is not None:
        later = locked(reader, to)
        if later.id == meeting.id or refusal_to_change(later.state):
            raise Refusal(N_("Choose a later meeting."), field="to", code="not_later")
        AgendaItem.objects.create(
            **stamped(reader.network, reader.user),
            meeting=later,
            title=item.title,
            purpose=item.purpose,
            minutes=item.minutes,
            access_class=item.access_class,
            owner_id=item.owner_id,
            note=item.note,
            deferred_from=item,
        )
    return item


@transaction.atomic
def move_item(user: Anyone, key: UUID, *, up: bool) -> AgendaItem:
    """Move an item on the agenda one place up or down. Raises NotSeen, NotAllowed, Refusal."""
    reader = _preparing(user)
    item, _meeting = _item(reader, key)
    if item.position is None:
        raise Refusal(N_("This item is not on the agenda."), code="not_accepted")
    rows = AgendaItem.objects.filter(meeting_id=item.meeting_id, state="accepted")
    other = (
        rows.filter(position__lt=item.position).order_by("-position").first()
        if up
        else rows.filter(position__gt=item.position).order_by("position").first()
    )
    if other is None or other.position is None:
        return item
    mine, theirs = item.position, other.position
    AgendaItem.objects.filter(id=other.id).update(position=32000, changed_at=now())
    AgendaItem.objects.filter(id=item.id).update(position=theirs, changed_at=now())
    AgendaItem.objects.filter(id=other.id).update(position=mine, changed_at=now())
    _renumber(item.meeting_id)
    item.refresh_from_db()
    audit.log(reader.user, "agenda.move", KIND, item.id, office_id=item.office_id)
    return item


def _renumber(meeting_id: UUID) -> None:
    """Count each series anew in the order of the agenda."""
    counts: dict[str, int] = {}
    for row in AgendaItem.objects.filter(meeting_id=meeting_id, state="accepted").order_by(
        "position"
    ):
        series = classes.SERIES[row.access_class]
        counts[series] = counts.get(series, 0) + 1
        if row.number != counts[series]:
            AgendaItem.objects.filter(id=row.id).update(number=counts[series])


@transaction.atomic
def draft_agenda(user: Anyone, meeting_id: UUID) -> list[AgendaItem]:
    """Propose what arises from earlier meetings: each unfinished action, the late ones first.

    Does nothing for actions that stand on the agenda already. Raises NotSeen, NotAllowed,
    Refusal for a meeting that is over.
    """
    reader = reader_of(user, "meeting.prepare")
    meeting = locked(reader, meeting_id)
    if refusal := refusal_to_change(meeting.state):
        raise refusal
    made = []
    for one_open, late in open_matters(reader, meeting, queries.day_of(meeting)):
        action = one(Action.objects.all(), one_open.id)
        item = AgendaItem(
            **stamped(reader.network, reader.user),
            meeting=meeting,
            title=action.text[:200],
            purpose="discussion" if late else "information",
            minutes=MINUTES_FOR_MATTERS,
            access_class=action.access_class,
            owner_id=action.owner_id,
            follows=action,
        )
        item.save(force_insert=True)
        audit.log(reader.user, "agenda.draft", KIND, item.id, office_id=item.office_id)
        made.append(item)
    return made


def open_matters(reader: Reader, meeting: Meeting, on: date) -> list[tuple[rules.Open, bool]]:
    """Return the unfinished actions that are not on this agenda yet, late ones marked True."""
    taken = AgendaItem.objects.filter(meeting=meeting, follows__isnull=False)
    rows = (
        reader.seen(Action.objects.filter(state__in=UNFINISHED))
        .exclude(id__in=taken.values("follows_id"))
        .select_related("owner")
        .order_by("due_on", "id")[:200]
    )
    return rules.matters_arising(
        [rules.Open(row.id, row.text, str(row.owner), row.due_on) for row in rows], on
    )
