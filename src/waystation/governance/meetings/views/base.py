"""Common code of the pages of one meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.http import Choices, NetworkButton, NetworkForm, OfNetwork
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.network.queries.scope import Reader
from waystation.governance.network.rules.seats import SEAT_NAMES

MEETINGS = (("meetings:meetings", N_("Meetings")),)
PREPARES = ("meeting.prepare",)
PREPARES_OR_CONVENES = ("meeting.prepare", "meeting.convene")
QUARTERS = {
    "held": (N_("Held"), "g"),
    "convened": (N_("Convened"), "b"),
    "planned": (N_("Planned"), ""),
    "open": (N_("Open"), ""),
    "amber": (N_("Not convened yet"), "a"),
    "red": (N_("No meeting held"), "r"),
}


def page_of(meeting_id: UUID) -> str:
    """Return the address of a meeting's page."""
    return reverse("meetings:meeting", args=[meeting_id])


class OfMeeting(OfNetwork):
    """A page of one meeting, ``self.record``; it redirects to ``record_page`` of the meeting."""

    subject = "meeting_id"
    record_page = "meetings:meeting"

    def get_record(self) -> Any:
        super().get_record()
        return queries.meeting_visible_to(self.user, self.kwargs["meeting_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        page = page_of(self.record.id)
        return [(reverse("meetings:meetings"), _("Meetings")), (page, self.record.title)]


class MeetingForm(OfMeeting, NetworkForm):
    """A form about one meeting."""


class MeetingButton(OfMeeting, NetworkButton):
    """A button on the page of one meeting."""


class MeetingPage(OfMeeting, Page):
    """A page that shows something of one meeting."""


def seats_in_words(keys: Iterable[str]) -> list[str]:
    """Return the names of the co-chairs' seats in the reader's language."""
    names = dict(SEAT_NAMES)
    return [_(names[key]) for key in keys]


def items_offered(reader: Reader, meeting_id: UUID) -> list[tuple[Any, str]]:
    """Return the accepted items of a meeting as choices."""
    items = queries.items_of(reader, meeting_id)
    return [("", "–"), *numbered_choices([one for one in items if one.state == "accepted"])]


def numbered_choices(rows: Sequence[Any]) -> Choices:
    """Return records with a label and a title as choices."""
    return [(one.id, f"{one.label} {one.title}") for one in rows]


def quarter_in_words(code: str) -> str:
    """Return a quarter in writing: Q4 2026."""
    year, _dash, part = code.partition("-Q")
    return _("Q{part} {year}").format(part=part, year=year) if part else code
