"""Panels about advice."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.foundation.access.queries import AnyUser
from waystation.governance.advice import rules
from waystation.governance.advice.queries import recommendations as advice
from waystation.governance.network.panels import Panel, Panels, Row
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.readings import working_rules

TONES = {"": "b", "amber": "a", "red": "r"}


def awaiting(user: AnyUser, network: Network, today: date) -> Panel:
    """Advice that awaits the UNKT, the oldest first."""
    long = working_rules(network).number("advice_days")
    rows = [
        Row(
            one.text,
            reverse("advice:recommendation", args=[one.id]),
            one.number,
            ngettext("{days} day", "{days} days", one.age or 0).format(days=one.age),
            TONES[rules.ageing(one.age, long)],
        )
        for one in advice.awaiting(network.office_id, today)[:8]
    ]
    return Panel(
        _("Recommendations awaiting an answer"),
        _("No recommendations are awaiting an answer from UNKT."),
        rows,
        reverse("advice:advice") + "?state=awaiting",
    )


def to_sign(user: AnyUser, network: Network, today: date) -> Panel:
    """Drafts of advice that wait for a co-chair's name."""
    rows = [
        Row(one.text, reverse("advice:recommendation", args=[one.id]), one.number)
        for one in advice.drafts(network.office_id, today)[:8]
    ]
    return Panel(
        _("Recommendations to sign"),
        _("No drafts to sign."),
        rows,
        reverse("advice:advice") + "?state=draft",
    )


PANELS = Panels(30, desk=[awaiting], chair=[to_sign], unkt=[awaiting])
