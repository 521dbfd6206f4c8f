"""Panels: coming meetings, tasks of members and co-chairs, the public calendar."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.meetings.queries import decisions, papers
from waystation.governance.meetings.queries import due as queries
from waystation.governance.meetings.transitions import MEETING_WORKFLOW, UNFINISHED
from waystation.governance.network.panels import Panel, Panels, Row
from waystation.governance.network.queries import Network, people

from .public import public_calendar, public_decisions

TONES = {"planned": "a", "convened": "g"}


def coming(user: AnyUser, network: Network, today: date) -> Panel:
    """The next meetings."""
    rows = [
        Row(
            text=one.title,
            url=reverse("meetings:meeting", args=[one.id]),
            note=date_format(localtime(one.starts_at), "SHORT_DATETIME_FORMAT"),
            tag=MEETING_WORKFLOW.words(one.state),
            tone=TONES[one.state],
        )
        for one in queries.coming(network, today)
    ]
    return Panel(
        _("Upcoming meetings"), _("No meeting is planned."), rows, more=reverse("meetings:meetings")
    )


def to_convene(user: AnyUser, network: Network, today: date) -> Panel:
    """What waits for a co-chair's notice."""
    rows = [
        Row(
            text=one.title,
            url=reverse("meetings:meeting_convene", args=[one.id]),
            note=date_format(localtime(one.starts_at), "SHORT_DATETIME_FORMAT"),
        )
        for one in queries.coming(network, today)
        if one.state == "planned"
    ]
    return Panel(_("To convene"), _("No meetings to convene."), rows)


def minutes_to_approve(user: AnyUser, network: Network, today: date) -> Panel:
    """Which minutes are not final."""
    rows = [
        Row(text=one.title, url=reverse("meetings:minutes", args=[one.id]))
        for one in queries.without_minutes(network)
        if one.drafted
    ]
    return Panel(_("Minutes to finalise"), _("No minutes to finalise."), rows)


def to_verify(user: AnyUser, network: Network, today: date) -> Panel:
    """Which actions were reported done."""
    found = decisions.actions_visible_to(user).filter(state="done")[:6]
    rows = [
        Row(text=one.text, url=reverse("meetings:action", args=[one.id]), note=str(one.owner))
        for one in found
    ]
    return Panel(
        _("To verify"),
        _("No actions to verify."),
        rows,
        more=f"{reverse('meetings:actions')}?state=done",
    )


def my_actions(user: AnyUser, network: Network, today: date) -> Panel:
    """The action items of the reader's entity."""
    entity = people.entity_of(user, today)
    mine = decisions.actions_visible_to(user).filter(owner=entity, state__in=UNFINISHED)
    rows = [
        Row(
            text=one.text,
            url=reverse("meetings:action", args=[one.id]),
            tag=date_format(one.due_on, "SHORT_DATE_FORMAT"),
            tone="r" if decisions.is_late(one.state, one.due_on, today) else "",
        )
        for one in (mine[:8] if entity else ())
    ]
    return Panel(
        _("My entity's actions"),
        _("Your entity has no open actions."),
        rows,
        more=f"{reverse('meetings:actions')}?mine=1",
    )


def latest_papers(user: AnyUser, network: Network, today: date) -> Panel:
    """The latest papers of the reader's classes."""
    rows = [
        Row(
            text=one.title,
            url=reverse("meetings:paper", args=[one.id]),
            note=one.meeting.title,
            tag=_("late") if one.late else "",
            tone="r",
        )
        for one in papers.latest(user, 6)
    ]
    return Panel(_("Papers"), _("No paper yet."), rows, more=reverse("meetings:papers"))


PANELS = Panels(
    10,
    desk=[coming, to_verify],
    chair=[to_convene, minutes_to_approve, to_verify, coming],
    mine=[my_actions, coming, latest_papers],
    public=[public_calendar, public_decisions],
)
