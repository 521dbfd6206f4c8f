"""Panels of the page for everybody: no names of people. Its words are wanted in Arabic too."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Network
from waystation.governance.network.queries import (
    decisions,
    meetings,
    people,
    plans,
    seats,
    statements,
)

from . import Panel, PanelOf, Row


def public_calendar(user: Anyone, network: Network, today: date) -> Panel:
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


def public_decisions(user: Anyone, network: Network, today: date) -> Panel:
    """The public part of decisions."""
    rows = [
        Row(
            text=one["public_text"],
            note=date_format(one["decided_on"], "SHORT_DATE_FORMAT"),
        )
        for one in decisions.public_decisions(network, 20)
    ]
    return Panel(_("Public decisions"), _("No decision is public yet."), rows)


def public_plan(user: Anyone, network: Network, today: date) -> Panel:
    """The priorities and activities of the adopted plan of the year."""
    edition = plans.adopted_plan(network.office_id, today.year)
    rows = [
        Row(one["title"], "", priority["title"], " ".join(f"Q{q}" for q in one["quarters"]), "b")
        for priority in (edition.content["priorities"] if edition else [])
        for one in priority["activities"]
    ]
    return Panel(_("Work plan {year}").format(year=today.year), _("No plan is adopted yet."), rows)


def released(user: Anyone, network: Network, today: date) -> Panel:
    """Joint statements that were released: public."""
    rows = [
        Row(one.title, note=date_format(one.released_on, "SHORT_DATE_FORMAT"))
        for one in statements.released(network)
        if one.released_on
    ]
    return Panel(_("Joint statements"), _("No joint statement was released yet."), rows)


def co_chairing_entities(user: Anyone, network: Network, today: date) -> Panel:
    """Which offices and agencies co-chair, for everybody: no names of people."""
    rows = []
    for one in seats.seats_on(network, today):
        entity = one["seat"].entity or (one["term"] and one["term"].entity)
        if entity:
            rows.append(Row(text=entity.name))
    return Panel(_("Co-chairs"), _("The seats are not set up yet."), rows)


def member_entities(user: Anyone, network: Network, today: date) -> Panel:
    """Which entities are members, for everybody."""
    rows = [
        Row(text=one.entity.name, tag=one.entity.acronym)
        for one in people.members_on(network, today)
    ]
    return Panel(_("Members"), _("No entity has joined yet."), rows)


DESK: list[PanelOf] = []
CHAIR: list[PanelOf] = []
MINE: list[PanelOf] = []
UNKT: list[PanelOf] = []
PUBLIC: list[PanelOf] = [
    public_calendar,
    public_decisions,
    public_plan,
    released,
    co_chairing_entities,
    member_entities,
]
