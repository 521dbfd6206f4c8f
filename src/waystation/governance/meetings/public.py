"""Panels of the public page, without names of people; also translated into Arabic."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.meetings.queries import decisions, meetings
from waystation.governance.network.panels import Panel, Row
from waystation.governance.network.queries import Network


def public_calendar(user: AnyUser, network: Network, today: date) -> Panel:
    """The published calendar of the year: days only."""
    editions = meetings.calendar_editions(network, today.year)
    rows = []
    for one in editions[0].content["quarters"] if editions else []:
        held = [date.fromisoformat(m["starts_at"][:10]) for m in one["meetings"]]
        days = held or ([date.fromisoformat(one["day"])] if one["day"] else [])
        rows.append(
            Row(
                text=one["quarter"],
                note=", ".join(date_format(day, "SHORT_DATE_FORMAT") for day in sorted(days)),
            )
        )
    return Panel(_("Calendar"), _("The calendar of this year is not published yet."), rows)


def public_decisions(user: AnyUser, network: Network, today: date) -> Panel:
    """The public part of decisions."""
    rows = [
        Row(
            text=one["public_text"],
            note=date_format(one["decided_on"], "SHORT_DATE_FORMAT"),
        )
        for one in decisions.public_decisions(network, 20)
    ]
    return Panel(_("Public decisions"), _("No decision is public yet."), rows)
