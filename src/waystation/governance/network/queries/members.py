"""Members of the Network, the candidates, and the editions of Annex I."""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.documents import blocks
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Annex, Member, Network
from waystation.registry.organisations import queries as organisations

from .people import members_on, network_visible_to


def members_visible_to(user: AnyUser) -> QuerySet[Member]:
    """Return all members of the Network, those that left too, by name."""
    network = network_visible_to(user)
    return (
        Member.objects.filter(office_id=network.office_id)
        .select_related("entity")
        .order_by("entity__name", "-starts_on", "id")
    )


def member_visible_to(user: AnyUser, key: UUID) -> Member:
    """Return one member. Raises NotSeen outside the user's scope."""
    row = members_visible_to(user).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such member."), code="member_unknown")
    return row


@lru_cache(maxsize=1)
def _choices() -> tuple[dict[str, str], ...]:
    path = Path(__file__).parents[1] / "candidates.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def candidates(network: Network) -> list[dict[str, str]]:
    """Return the entities of UNKT that are not in the register. None is added automatically."""
    known = {
        word.casefold()
        for row in organisations.entities_of(network.organisation_id).values_list("name", "acronym")
        for word in row
    }
    return [
        {**one, "query": urlencode({name: one[name] for name in ("name", "acronym", "kind")})}
        for one in _choices()
        if one["acronym"].casefold() not in known and one["name"].casefold() not in known
    ]


def annex_rows(network: Network, on: date) -> list[dict[str, Any]]:
    """Return what Annex I says of the members on a day, as it would be issued."""
    return [
        {
            "entity": str(one.entity_id),
            "name": one.entity.name,
            "acronym": one.entity.acronym,
            "since": one.starts_on.isoformat(),
        }
        for one in members_on(network, on)
    ]


@once
def last_annex(network: Network) -> Annex | None:
    """Return the latest edition of Annex I, None before the first."""
    return annexes(network).first()


def annex_as_report(row: Annex) -> blocks.Report:
    """Return an edition of Annex I as a document, the same for every reader."""
    head = [blocks.Column(_("No."), "number"), blocks.Column(_("Entity")), blocks.Column("")]
    table = blocks.Table(
        _("Members"),
        head,
        [[at, one["name"], one["acronym"]] for at, one in enumerate(row.rows, 1)],
        as_of=row.as_of,
    )
    return blocks.report(
        _("Annex I: list of members"),
        [table],
        dated=row.as_of,
        edition=_("Edition {number}").format(number=row.number),
    )


def annexes(network: Network) -> QuerySet[Annex]:
    """Return the editions of Annex I, the latest first."""
    return (
        Annex.objects.filter(office_id=network.office_id)
        .select_related("created_by")
        .order_by("-number")
    )


@once
def annex_out_of_date(network: Network, on: date) -> bool:
    """Return whether the register changed after the last edition of Annex I."""
    last = last_annex(network)
    return last is not None and last.rows != annex_rows(network, on)
