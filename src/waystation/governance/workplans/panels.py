"""Panels about commitments and the plan."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.fields import in_short
from waystation.governance.network.panels import Panel, Panels, Row
from waystation.governance.network.queries import Network, people
from waystation.governance.workplans.queries import commitments

from .public import public_plan


def my_commitments(user: AnyUser, network: Network, today: date) -> Panel:
    """What the user's own entity has promised and not ended."""
    mine = people.entity_of(user, today)
    rows = [
        Row(
            one.what,
            reverse("workplans:commitment", args=[one.id]),
            one.activity.title,
            in_short(one.due_on),
            "r" if one.due_on < today else "b",
        )
        for one in (commitments.open_of(mine.id) if mine else [])
    ]
    return Panel(
        _("Our commitments"),
        _("No commitments. You record a commitment on an activity of the plan."),
        rows,
        reverse("workplans:commitments") + "?which=open&mine=1",
    )


PANELS = Panels(20, mine=[my_commitments], public=[public_plan])
