"""The three seats, their holders, and the ledger of the rotation."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Decline, Incumbency, Network, Round, Seat, Term
from waystation.governance.network.rules.seats import Agency, Ledger, rotating

from .people import incumbents, members_on, network_visible_to
from .readings import working_rules


@once
def seats(network: Network) -> QuerySet[Seat]:
    """Return the seats, the permanent ones first."""
    rows = Seat.objects.filter(office_id=network.office_id).select_related("entity")
    return rows.order_by("-permanent", "key")


def seat_of(network: Network, key: str) -> Seat:
    """Return one seat. Raises NotSeen where the seats were not set up."""
    row = seats(network).filter(key=key).first()
    if row is None:
        raise NotSeen(N_("There is no such seat."), code="seat_unknown")
    return row


@once
def seats_on(network: Network, on: date) -> list[dict[str, Any]]:
    """Return each seat with who sits in it on a day; a seat without incumbent has none."""
    sitting: dict[UUID, list[Incumbency]] = {}
    for one in incumbents(network, on):
        sitting.setdefault(one.seat_id, []).append(one)
    return [
        {
            "seat": seat,
            "incumbents": sitting.get(seat.id, []),
            "term": running_term(network, seat, on),
        }
        for seat in seats(network)
    ]


def running_term(network: Network, seat: Seat, on: date) -> Term | None:
    """Return the term of the rotating seat that runs on a day."""
    if seat.permanent:
        return None
    own = (one for one in terms(network) if one.seat_id == seat.id)
    running = (one for one in own if one.starts_on <= on <= (one.left_on or one.ends_on))
    return next(running, None)


@once
def terms(network: Network) -> QuerySet[Term]:
    """Return all terms of the rotating seat, newest first: the permanent ledger."""
    return (
        Term.objects.filter(office_id=network.office_id)
        .select_related("entity", "round", "created_by")
        .order_by("-starts_on", "-id")
    )


def term_visible_to(user: AnyUser, key: UUID) -> Term:
    """Return one term. Raises NotSeen outside the user's scope."""
    row = terms(network_visible_to(user)).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such term."), code="term_unknown")
    return row


@once
def held_in(network: Network, year: int) -> Term | None:
    """Return the term that holds the rotating seat to the end of a year, if UNKT appointed."""
    return next((one for one in terms(network) if one.year == year and not one.left_on), None)


@once
def open_round(network: Network) -> Round | None:
    """Return the round that runs."""
    return Round.objects.filter(office_id=network.office_id, closed_on__isnull=True).first()


def agencies(network: Network, on: date) -> tuple[Agency, ...]:
    """Return the agencies that take part in the rotation on a day, in the order they joined."""
    permanent = {one.entity_id for one in seats(network) if one.entity_id}
    finance = working_rules(network).text("finance_rotates") == "yes"
    members = [
        Agency(one.entity_id, str(one.entity), one.entity_kind, one.starts_on)
        for one in members_on(network, on)
    ]
    return rotating(members, permanent, finance)


@once
def ledger(network: Network, on: date) -> Ledger:
    """Return the ledger of the current round: who may serve, has served, or has declined."""
    running = open_round(network)
    served: frozenset[UUID] = frozenset()
    declined: frozenset[UUID] = frozenset()
    if running:
        held = [one for one in terms(network) if one.round_id == running.id]
        served = frozenset(one.entity_id for one in held if one.served)
        given_up = Decline.objects.filter(round=running)
        declined = frozenset(given_up.values_list("entity_id", flat=True))
    return Ledger(agencies(network, on), served, declined)


def declines(network: Network) -> QuerySet[Decline]:
    """Return who gave up a turn, the latest first."""
    return (
        Decline.objects.filter(office_id=network.office_id)
        .select_related("entity", "round")
        .order_by("-declined_on", "-id")
    )


def incumbencies(network: Network) -> QuerySet[Incumbency]:
    """Return everybody who ever sat in a seat, the latest first."""
    return (
        Incumbency.objects.filter(office_id=network.office_id)
        .select_related("seat", "user", "entity")
        .order_by("-starts_on", "-id")
    )
