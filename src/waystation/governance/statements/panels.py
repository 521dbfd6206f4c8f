"""Panels about joint statements."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.network.panels import Panel, Panels, Row
from waystation.governance.network.queries import Network
from waystation.governance.statements import queries as statements

from .public import released_panel


def to_clear(user: AnyUser, network: Network, today: date) -> Panel:
    """Joint statements in their silence."""
    rows = [
        Row(
            one.title,
            reverse("statements:statement", args=[one.id]),
            tag=_("until {day}").format(day=date_format(one.until, "SHORT_DATE_FORMAT"))
            if one.until
            else "",
            tone="a",
        )
        for one in statements.in_silence(network)
    ]
    return Panel(
        _("Joint statements to clear"), _("No statement waits."), rows,
        reverse("statements:statements"),
    )  # fmt: skip


PANELS = Panels(50, chair=[to_clear], mine=[to_clear], public=[released_panel])
