"""Panels: the co-chairs and the members."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.governance.network.models import Network
from waystation.governance.network.queries import seats

from . import Panel, Panels, Row
from .public import co_chairing_entities, member_entities


def co_chairs(user: AnyUser, network: Network, today: date) -> Panel:
    """Who co-chairs today."""
    return _co_chairs_of(network, today)


@access.under_stamps(access.ACCESS, "network", "organisations")
def _co_chairs_of(network: Network, today: date) -> Panel:
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


PANELS = Panels(
    60,
    desk=[co_chairs],
    chair=[co_chairs],
    mine=[co_chairs],
    unkt=[co_chairs],
    public=[co_chairing_entities, member_entities],
)
