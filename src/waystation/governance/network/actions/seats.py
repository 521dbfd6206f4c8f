"""Setting up the co-chairs' seats, filling them, and rotating the third."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.saving import add, save
from waystation.foundation.records.values import strip_texts
from waystation.foundation.shared.errors import NotSeen, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.fields import DECLINING, INCUMBENCY, SEATS, TERM, VACATING
from waystation.governance.network.models import Decline, Incumbency, Network, Round, Seat, Term
from waystation.governance.network.queries import people, readings, seats
from waystation.governance.network.rules import seats as rules
from waystation.registry.organisations import queries as organisations


@transaction.atomic
def set_up_seats(user: AnyUser, undc: UUID | None, iom: UUID | None) -> list[Seat]:
    """Set up the three seats: two belong to offices for good, the third rotates.

    Does nothing where they are there already. Raises NotAllowed, NotSeen, Refusals.
    """
    network = people.network_visible_to(user, "seat.manage")
    SEATS.refuse({"undc": undc, "iom": iom})
    me = access.signed_in(user)
    known = {one.key: one for one in seats.seats(network)}
    for key, entity in {"undc": undc, "iom": iom, "rotating": None}.items():
        if key in known:
            continue
        if entity is not None:
            organisations.entity_visible_to(user, entity)
        permanent = entity is not None
        seat = Seat.begin(me, network.office_id, key=key, permanent=permanent, entity_id=entity)
        known[key] = add(me, "seat.set_up", seat, key=key)
    return list(known.values())


@transaction.atomic
def seat_incumbent(user: AnyUser, seat_key: str, account: UUID | None, **values: Any) -> Incumbency:
    """Set the holder of a seat, or a deputy; ``values`` of ``fields.INCUMBENCY``.

    A new incumbent ends the previous one the day before. In the rotating seat the days are within a
    term. Raises NotAllowed, NotSeen for an unknown account, Refusal.
    """
    network = people.network_visible_to(user, "seat.manage")
    given = strip_texts(INCUMBENCY.without("account").complete(values))
    seat = seats.seat_of(network, seat_key)
    starts_on, ends_on = given["starts_on"], given["ends_on"]
    INCUMBENCY.refuse({**given, "account": account})
    if account not in access.colleagues(network.organisation_id):
        raise NotSeen(N_("There is no such account here."), code="account_unknown")
    term = seats.running_term(network, seat, starts_on)
    refuse([rules.refusal_of_no_term(seat.permanent or term is not None)])
    if term is not None:
        until = term.left_on or term.ends_on
        given["ends_on"] = min(ends_on or until, until)
    refuse([rules.refusal_to_sit(starts_on, ends_on, given["ends_on"], given["acting"])])
    if not given["acting"]:
        Incumbency.objects.filter(
            seat=seat, acting=False, ends_on__isnull=True, starts_on__lt=starts_on
        ).update(ends_on=starts_on - timedelta(days=1), changed_at=now())
    me = access.signed_in(user)
    sits = {"user_id": account, "entity_id": term.entity_id if term else seat.entity_id}
    incumbency = Incumbency.begin(me, network.office_id, seat=seat, **sits, **given)
    return add(me, "seat.incumbent", incumbency, acting=incumbency.acting)


@transaction.atomic
def appoint_rotating(user: AnyUser, entity: UUID | None, **values: Any) -> Term:
    """Record that UNKT appointed the rotating co-chair; ``values`` are those of ``fields.TERM``.

    The term ends on 31 December. Raises NotAllowed, Refusal: without a decision of UNKT, for an
    agency that is not eligible, for one that served in this round while others still wait (unless
    UNKT decided so, with a reason).
    """
    network = people.network_visible_to(user, "seat.manage")
    given = strip_texts(TERM.without("entity").complete(values))
    starts_on, today = given["starts_on"], today_in()
    Network.objects.select_for_update().get(id=network.id)  # one appointment at a time
    decided = rules.refusal_of_decision(
        given["decided_on"], given["decided_way"], given["decision"], today
    )
    TERM.refuse({**given, "entity": entity}, decided)
    ledger = seats.ledger(network, max(today, starts_on))
    holder = seats.held_in(network, starts_on.year)
    held = {one.year for one in seats.terms(network) if not one.left_on}
    refuse(
        [
            rules.refusal_of_gap(starts_on.year, today, held),
            rules.refusal_to_appoint(
                entity,
                ledger,
                str(holder.entity) if holder else "",
                starts_on.year,
                given["override_reason"],
            ),
        ]
    )
    override = rules.needs_override(entity, ledger)
    last = rules.last_day(starts_on)
    months = readings.working_rules(network).number("served_months")
    me = access.signed_in(user)
    found = {
        "seat": seats.seat_of(network, "rotating"),
        "round": _round_for(network, me, complete=ledger.complete, on=today),
        "year": starts_on.year,
        "ends_on": last,
        "served": rules.counts_as_served(starts_on, last, months),
        "override": override,
        "override_reason": given.pop("override_reason") if override else "",
    }
    term = Term.begin(me, network.office_id, entity_id=entity, **given | found)
    return add(me, "seat.appoint", term, year=term.year, override=override)


def _round_for(network: Network, user: Any, *, complete: bool, on: date) -> Round:
    """Return the running round; a complete one closes and the next opens."""
    running = seats.open_round(network)
    if running is not None and not complete:
        return running
    if running is not None:
        running.closed_on, running.changed_at = max(on, running.opened_on), now()
        running.save(update_fields=["closed_on", "changed_at"])
    number = running.number + 1 if running else 1
    opened = Round.begin(user, network.office_id, number=number, opened_on=on)
    return add(user, "round.open", opened, number=number)


@transaction.atomic
def vacate_seat(user: AnyUser, term_id: UUID, left_on: date | None, why: str) -> Term:
    """End a term before its day; whether the part of it counts as served is a working rule.

    Raises NotSeen, NotAllowed, Refusal for a day outside of the term or without a reason.
    """
    term = seats.term_visible_to(user, term_id)
    network = people.network_visible_to(user, "seat.manage")
    refuse([rules.refusal_of_left(term.left_on)])
    refusal = rules.refusal_to_vacate(term.starts_on, term.ends_on, left_on, why)
    VACATING.refuse({"left_on": left_on, "why": why}, refusal)
    if left_on is None:
        raise ValueError("The field table has accepted a blank.")
    months = readings.working_rules(network).number("served_months")
    term.left_on, term.left_why = left_on, why.strip()
    term.served = rules.counts_as_served(term.starts_on, left_on, months)
    save(access.signed_in(user), "seat.vacate", term, fields=["left_on", "served"])
    Incumbency.objects.filter(
        seat_id=term.seat_id, starts_on__lte=left_on, ends_on__gt=left_on
    ).update(ends_on=left_on, changed_at=now())
    return term


@transaction.atomic
def decline_turn(
    user: AnyUser, entity: UUID | None, declined_on: date | None, document: str
) -> Decline:
    """Record that an agency gives up its turn in this round, in writing.

    The secretariat records it for anybody, a member for its own entity. Raises NotAllowed,
    Refusal for an agency that does not wait, or nothing in writing.
    """
    network = people.network_visible_to(user, "seat.decline")
    today = today_in()
    given = {"declined_on": declined_on, "document": document.strip()}
    if entity is None:
        DECLINING.refuse({**given, "entity": entity})
    own = people.entity_of(user, today)
    if not people.may_in(user, network, "seat.manage") and (own is None or own.id != entity):
        raise NotSeen(N_("There is no such agency for you to speak for."), code="not_own_entity")
    Network.objects.select_for_update().get(id=network.id)
    refusal = rules.refusal_to_decline(entity, seats.ledger(network, today), document)
    DECLINING.without("entity").refuse(given, refusal)
    me = access.signed_in(user)
    turn = _round_for(network, me, complete=False, on=today)
    decline = Decline.begin(me, network.office_id, round=turn, entity_id=entity, **given)
    return add(me, "seat.decline", decline)
