"""Panels: who sits in the seats, who the members are."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Network
from waystation.governance.network.queries import seats

from . import Panel, PanelOf, Row


def co_chairs(user: Anyone, network: Network, today: date) -> Panel:
    """Who co-chairs today."""
    rows = []
    for one in seats.seats_on(network, today):
        name = ", ".join(
            f"{sitting.user.full_name}{' (' + _('acting') + ')' if sitting.acting else ''}"
            for sitting in one["incumbents"]
        )
        term = one["term"]
        entity = one["seat"].entity or (term and term.entity)
        rows.append(
            Row(
                text=str(entity or _("Rotating seat")),
                note=name,
                tag=_("until {day}").format(day=date_format(term.ends_on, "SHORT_DATE_FORMAT"))
                if term
                else "",
                tone="b",
            )
        )
    return Panel(
        _("Co-chairs"), _("The seats are not set up yet."), rows, more=reverse("network:seats")
    )


DESK: list[PanelOf] = [co_chairs]
CHAIR: list[PanelOf] = [co_chairs]
MINE: list[PanelOf] = [co_chairs]
UNKT: list[PanelOf] = [co_chairs]
PUBLIC: list[PanelOf] = []
