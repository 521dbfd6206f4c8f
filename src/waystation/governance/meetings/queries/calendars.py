"""Meetings as calendar files: for a reader, for a guest, for everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.periods import HOME_ZONE
from waystation.governance.meetings.models import AgendaItem, Invitee, Meeting, Notice
from waystation.governance.meetings.rules import invitations
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.scope import not_there
from waystation.governance.network.rules import classes

from .agenda import time_in_words
from .meetings import meeting_visible_to, open_items_of


def occasion_of(
    meeting: Meeting, at: datetime, *, cancelled: bool | None = None
) -> invitations.Occasion:
    """Return what a calendar file says of a meeting: items of open classes only, with times."""
    agenda = [line_of(one) for one in open_items_of(meeting, classes.OPEN_CLASSES)]
    return _occasion(meeting, at, agenda, cancelled=cancelled)


def guest_calendar(notice: Notice, invitee: Invitee) -> str:
    """Return the calendar file of a notice for an invitee: only their own items.

    The link to join is included for invitees with a valid invitation.
    """
    meeting = notice.meeting
    links = invitee.links.exclude(item__state="deferred")
    items = set(links.values_list("item_id", flat=True))
    agenda = [line_of(one) for one in guest_items_of(meeting, items)]
    whole = _occasion(meeting, notice.created_at, agenda, cancelled=notice.kind == "cancel")
    mine = replace(whole, sequence=notice.sequence, link=meeting.link if items else "")
    return invitations.invitation(mine)


def line_of(item: AgendaItem) -> str:
    """Return an item of an agenda as a line: when it begins, its label, its title."""
    return f"{time_in_words(item)} {item.label}. {item.title}".strip()


def guest_items_of(meeting: Meeting, asked: Collection[UUID]) -> list[AgendaItem]:
    """Return the items of the agenda for which an invitee is asked, with their times."""
    held = [one for one in classes.ORDER if classes.open_to_invitees(one, meeting.kind)]
    return [one for one in open_items_of(meeting, held) if one.id in asked]


def _occasion(
    meeting: Meeting, at: datetime, agenda: Sequence[str], *, cancelled: bool | None = None
) -> invitations.Occasion:
    by = meeting.convened_by
    return invitations.Occasion(
        id=meeting.id,
        sequence=meeting.sequence,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=HOME_ZONE,
        place=meeting.place,
        link=meeting.link,
        description="\n".join(agenda),
        organiser=by.full_name if by else "",
        organiser_email=by.email if by else "",
        stamped_at=at,
        cancelled=meeting.state == "cancelled" if cancelled is None else cancelled,
    )


def invitation_for(user: AnyUser, key: UUID, at: datetime) -> str:
    """Return the calendar file of a convened or cancelled meeting for one reader.

    Raises NotSeen outside the Network and for a meeting that is not convened.
    """
    meeting = meeting_visible_to(user, key)
    if meeting.convened_at is None:
        raise not_there()
    seen = access.signed_in(user)
    return invitations.invitation(occasion_of(meeting, at), seen.full_name, seen.email)


def calendar_file(network: Network, at: datetime) -> str:
    """Return convened meetings of the last year and those to come as one calendar."""
    rows = Meeting.objects.filter(
        office_id=network.office_id,
        convened_at__isnull=False,
        starts_at__gte=at - timedelta(days=366),
    )
    return invitations.public_calendar(
        [
            replace(_occasion(row, at, []), organiser=network.name, organiser_email="")
            for row in rows.select_related("convened_by").order_by("starts_at")[:200]
        ],
        HOME_ZONE,
    )
