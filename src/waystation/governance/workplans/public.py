"""Panels of the public page, without names of people; also translated into Arabic."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.network.panels import Panel, Row
from waystation.governance.network.queries import Network
from waystation.governance.workplans.queries import editions


def public_plan(user: AnyUser, network: Network, today: date) -> Panel:
    """The priorities and activities of the adopted plan of the year."""
    edition = editions.adopted_plan(network.office_id, today.year)
    rows = [
        Row(one["title"], "", priority["title"], " ".join(f"Q{q}" for q in one["quarters"]), "b")
        for priority in (edition.content["priorities"] if edition else [])
        for one in priority["activities"]
    ]
    return Panel(_("Work plan {year}").format(year=today.year), _("No plan is adopted yet."), rows)
