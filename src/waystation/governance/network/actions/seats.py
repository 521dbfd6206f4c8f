"""Setting up the seats, who sits in them, and the rotation of the third."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Decline, Incumbency, Network, Round, Seat, Term
from waystation.governance.network.queries import house, people, seats
from waystation.governance.network.rules import seats as rules
from waystation.registry.organisations import queries as organisations

from .stamp import stamped


@transaction.atomic
def set_up_seats(user: Anyone, undc_office: UUID, iom: UUID) -> list[Seat]:
    """Set up the three seats: two belong to offices for good, the third rotates.

    Does nothing where they are there already. Raises NotAllowed, NotSeen.
    """
    network = people.network_seen_by(user, "seat.manage")
    seen = access.signed_in(user)
    known = {one.key: one for one in seats.seats(network)}
    holders = {"undc": undc_office, "iom": iom, "rotating": None}
    for key, entity in holders.items():
        if key in known:
            continue
        if entity is not None:
            organisations.entity_seen_by(user, entity)
        known[key] = Seat.objects.create(
            **stamped(network, seen), key=key, permanent=entity is not None, entity_id=entity
        )
        audit.log(
            seen, "seat.set_up", "network.Seat", known[key].id, office_id=network.office_id, key=key
        )
    return list(known.values())


@transaction.atomic
def seat_incumbent(
    user: Anyone,
    seat_key: str,
    account: UUID,
    *,
    starts_on: date,
    ends_on: date | None = None,
    acting: bool = False,
    title: str = "",
) -> Incumbency:
    """Say who sits in a seat, or acts for who sits there, from a day on.

    A new incumbent ends the one before the day before. In the rotating seat the days lie in a
    term. Raises NotAllowed, NotSeen for an unknown account, Refusal.
    """
    network = people.network_seen_by(user, "seat.manage")
    seen = access.signed_in(user)
    seat = seats.seat_of(network, seat_key)
    if account not in access.colleagues(network.organisation_id):
        raise NotSeen(N_("There is no such account here."), code="account_unknown")
    last = ends_on
    term = None if seat.permanent else seats.running_terms(seat, starts_on).first()
    if not seat.permanent:
        if term is None:
            raise Refusal(
                N_("Nobody is appointed to the rotating seat on that day. Record UNKT's decision."),
                field="starts_on",
                code="no_term",
                paragraph="86",
            )
        until = term.left_on or term.ends_on
        last = min(ends_on or until, until)
    holder = term.entity_id if term else seat.entity_id
    if holder is None:
        raise NotSeen(N_("There is no such seat."), code="seat_unknown")
    if last is not None and last < starts_on:
        raise Refusal(
            N_("The last day lies before the first day."), field="ends_on", code="days_reversed"
        )
    if acting and ends_on is None:
        raise Refusal(
            N_("Who acts for somebody does so until a day. Give the last day."),
            field="ends_on",
            code="acting_without_end",
        )
    if not acting:
        Incumbency.objects.filter(
            seat=seat, acting=False, ends_on__isnull=True, starts_on__lt=starts_on
        ).update(ends_on=starts_on - timedelta(days=1), changed_at=now())
    row = Incumbency.objects.create(
        **stamped(network, seen),
        seat=seat,
        user_id=account,
        entity_id=holder,
        title=title.strip()[:120],
        acting=acting,
        starts_on=starts_on,
        ends_on=last,
    )
    audit.log(
        seen,
        "seat.incumbent",
        "network.Incumbency",
        row.id,
        office_id=network.office_id,
        seat=seat_key,
        acting=acting,
    )
    return row


@transaction.atomic
def appoint_rotating(
    user: Anyone,
    entity_id: UUID,
    *,
    starts_on: date,
    decided_on: date | None,
    decided_way: str,
    decision: str,
    nomination: str = "",
    acceptance: str = "",
    override_reason: str = "",
    key: UUID | None = None,
) -> Term:
    """Record that UNKT appointed the rotating co-chair; the term ends on 31 December.

    The same key with the same content is the term already there. Raises NotAllowed, Refusal:
    without a decision of UNKT, for an agency that is not eligible, for one that served in this
    round while others still wait (unless UNKT decided so, with a reason).
    """
    network = people.network_seen_by(user, "seat.manage")
    seen = access.signed_in(user)
    there = Term.objects.filter(id=key, office_id=network.office_id).first() if key else None
    if there is not None:
        content = (there.entity_id, there.starts_on, there.decision)
        if content == (entity_id, starts_on, decision.strip()):
            return there
        raise Conflict(N_("This was sent once before with other content."), code="key_reused")
    Network.objects.select_for_update().get(id=network.id)  # one appointment at a time
    today = today_in()
    if refusal := rules.refusal_of_decision(decided_on, decided_way, decision, today):
        raise refusal
    seat = seats.seat_of(network, "rotating")
    ledger = seats.ledger(network, max(today, starts_on))
    holder = seats.held_in(network, starts_on.year)
    taken = str(holder.entity) if holder else ""
    if refusal := rules.refusal_to_appoint(
        entity_id, ledger, taken, starts_on.year, override_reason
    ):
        raise refusal
    override = rules.needs_override(entity_id, ledger)
    last = rules.last_day(starts_on)
    months = house.house_rules(network).number("served_months")
    term = Term.objects.create(
        **stamped(network, seen),
        id=key or new_key(),
        seat=seat,
        round=_round_for(network, seen, complete=ledger.complete, on=today),
        entity_id=entity_id,
        year=starts_on.year,
        starts_on=starts_on,
        ends_on=last,
        served=rules.counts_as_served(starts_on, last, months),
        decided_on=decided_on or today,
        decided_way=decided_way,
        decision=decision.strip()[:300],
        nomination=nomination.strip()[:300],
        acceptance=acceptance.strip()[:300],
        override=override,
        override_reason=override_reason.strip()[:500] if override else "",
    )
    audit.log(
        seen,
        "seat.appoint",
        "network.Term",
        term.id,
        office_id=network.office_id,
        year=term.year,
        override=override,
    )
    return term


def _round_for(network: Network, user: Any, *, complete: bool, on: date) -> Round:
    """Return the running round; a complete one closes and the next opens."""
    running = seats.open_round(network)
    if running is not None and not complete:
        return running
    if running is not None:
        running.closed_on, running.changed_at = max(on, running.opened_on), now()
        running.save(update_fields=["closed_on", "changed_at"])
    number = running.number + 1 if running else 1
    row = Round.objects.create(**stamped(network, user), number=number, opened_on=on)
    audit.log(
        user, "round.open", "network.Round", row.id, office_id=network.office_id, number=number
    )
    return row


@transaction.atomic
def vacate_seat(user: Anyone, term_id: UUID, left_on: date, why: str) -> Term:
    """End a term before its day; whether the part of it counts as served is a house rule.

    Raises NotSeen, NotAllowed, Refusal for a day outside of the term or without a reason.
    """
    term = seats.term_seen_by(user, term_id)
    network = people.network_seen_by(user, "seat.manage")
    seen = access.signed_in(user)
    if term.left_on is not None:
        raise Refusal(N_("This term has ended already."), field="left_on", code="term_ended")
    if refusal := rules.refusal_to_vacate(term.starts_on, term.ends_on, left_on, why):
        raise refusal
    months = house.house_rules(network).number("served_months")
    term.left_on, term.left_why = left_on, why.strip()[:300]
    term.served = rules.counts_as_served(term.starts_on, left_on, months)
    term.changed_at, term.version = now(), term.version + 1
    term.save()
    Incumbency.objects.filter(
        seat_id=term.seat_id, starts_on__lte=left_on, ends_on__gt=left_on
    ).update(ends_on=left_on, changed_at=now())
    audit.log(
        seen,
        "seat.vacate",
        "network.Term",
        term.id,
        office_id=network.office_id,
        fields=["left_on", "served"],
    )
    return term


@transaction.atomic
def decline_turn(user: Anyone, entity_id: UUID, declined_on: date, document: str) -> Decline:
    """Record that an agency gives up its turn in this round, in writing.

    The secretariat records it for anybody, a member for its own entity. Raises NotAllowed,
    Refusal for an agency that does not wait, or nothing in writing.
    """
    network = people.network_seen_by(user, "seat.decline")
    seen = access.signed_in(user)
    today = today_in()
    own = people.entity_of(user, today)
    if not access.may(user, "seat.manage", network.office_id) and (
        own is None or own.id != entity_id
    ):
        raise NotSeen(N_("There is no such agency for you to speak for."), code="not_own_entity")
    Network.objects.select_for_update().get(id=network.id)
    if refusal := rules.refusal_to_decline(entity_id, seats.ledger(network, today), document):
        raise refusal
    row = Decline.objects.create(
        **stamped(network, seen),
        round=_round_for(network, seen, complete=False, on=today),
        entity_id=entity_id,
        declined_on=declined_on,
        document=document.strip()[:300],
    )
    audit.log(seen, "seat.decline", "network.Decline", row.id, office_id=network.office_id)
    return row
