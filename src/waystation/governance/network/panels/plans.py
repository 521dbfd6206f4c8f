"""Panels about advice, commitments and the plan."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Network
from waystation.governance.network.queries import advice, commitments, people
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.rules import advice as rules

from . import Panel, PanelOf, Row

TONES = {"": "b", "amber": "a", "red": "r"}


def awaiting(user: Anyone, network: Network, today: date) -> Panel:
    """Advice that awaits the UNKT, the oldest first."""
    long = house_rules(network).number("advice_days")
    rows = [
        Row(
            one.text,
            reverse("network:recommendation", args=[one.id]),
            one.number,
            _("{days} days").format(days=one.age),
            TONES[rules.ageing(one.age, long)],
        )
        for one in advice.awaiting(network.office_id, today)[:8]
    ]
    return Panel(
        _("Advice awaiting an answer"),
        _("No recommendation awaits the UNKT."),
        rows,
        reverse("network:advice") + "?state=awaiting",
    )


def to_sign(user: Anyone, network: Network, today: date) -> Panel:
    """Drafts of advice that wait for a co-chair's name."""
    rows = [
        Row(one.text, reverse("network:recommendation", args=[one.id]), one.number)
        for one in advice.drafts(network.office_id, today)[:8]
    ]
    return Panel(
        _("Advice to sign"),
        _("No draft waits for a signature."),
        rows,
        reverse("network:advice") + "?state=draft",
    )


def my_commitments(user: Anyone, network: Network, today: date) -> Panel:
    """What the user's own entity has promised and not ended."""
    mine = people.entity_of(user, today)
    rows = [
        Row(
            one.what,
            reverse("network:commitment", args=[one.id]),
            one.activity.title,
            f"{one.due_on:%d.%m.%Y}",
            "r" if one.due_on < today else "b",
        )
        for one in (commitments.open_of(mine.id, today) if mine else [])
    ]
    return Panel(
        _("Our commitments"),
        _("Nothing is promised. A commitment is recorded on an activity of the plan."),
        rows,
        reverse("network:commitments") + "?mine=1",
    )


DESK: list[PanelOf] = [awaiting]
CHAIR: list[PanelOf] = [to_sign]
MINE: list[PanelOf] = [my_commitments]
UNKT: list[PanelOf] = [awaiting]
PUBLIC: list[PanelOf] = []
