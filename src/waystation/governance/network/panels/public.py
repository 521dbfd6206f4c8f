"""Panels of the public page, without names of people; also translated into Arabic."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.network.models import Network
from waystation.governance.network.queries import (
    people,
    seats,
)

from . import Panel, Row


def co_chairing_entities(user: AnyUser, network: Network, today: date) -> Panel:
    """Which offices and agencies co-chair, for everybody: no names of people."""
    rows = []
    for one in seats.seats_on(network, today):
        entity = one["seat"].entity or (one["term"] and one["term"].entity)
        if entity:
            rows.append(Row(text=entity.name))
    return Panel(_("Co-chairs"), _("The seats are not set up yet."), rows)


def member_entities(user: AnyUser, network: Network, today: date) -> Panel:
    """Which entities are members, for everybody."""
    rows = [
        Row(text=one.entity.name, tag=one.entity.acronym)
        for one in people.members_on(network, today)
    ]
    return Panel(_("Members"), _("No entity has joined yet."), rows)
