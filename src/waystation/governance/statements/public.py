"""Panels of the public page, without names of people; also translated into Arabic."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.network.panels import Panel, Row
from waystation.governance.network.queries import Network
from waystation.governance.statements import queries as statements


def released_panel(user: AnyUser, network: Network, today: date) -> Panel:
    """Joint statements that were released: public."""
    rows = [
        Row(one.title, note=date_format(one.released_on, "SHORT_DATE_FORMAT"))
        for one in statements.released_statements(network)
        if one.released_on
    ]
    return Panel(_("Joint statements"), _("No joint statement was released yet."), rows)
