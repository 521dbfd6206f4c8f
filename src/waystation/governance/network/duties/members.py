"""How the duties about members, seats, rotation, text and note stand."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from waystation.foundation.shared.words import N_
from waystation.governance.network.compliance import DutyStatus, StatusOf
from waystation.governance.network.models import Network, Term
from waystation.governance.network.queries import members, people, seats, terms
from waystation.governance.network.rules import seats as seat_rules


def register_of_members(network: Network, today: date) -> DutyStatus:
    """O-01: there is a register, and everybody in it said why."""
    count = len(people.members_on(network, today))
    if not count:
        return DutyStatus(
            "nothing_yet",
            N_("No entity has joined yet. Enter those that wish to belong."),
            address="network:members",
        )
    return DutyStatus(
        "kept",
        N_("Entities of the UN system are members, each with its mandate on file: {count}."),
        {"count": count},
        "network:members",
    )


def annex(network: Network, today: date) -> DutyStatus:
    """O-02: the last edition of Annex I says what the register says."""
    last = members.last_annex(network)
    if last is None:
        return DutyStatus("missing", N_("Annex I was never issued."), address="network:annexes")
    if members.annex_out_of_date(network, today):
        return DutyStatus(
            "late",
            N_("Annex I is out of date: the register changed after edition {number}."),
            {"number": last.number},
            "network:annexes",
        )
    return DutyStatus(
        "kept",
        N_("Edition {number} of Annex I says what the register says."),
        {"number": last.number},
        "network:annexes",
    )


def permanent_seats(network: Network, today: date) -> DutyStatus:
    """O-03: both permanent seats have an incumbent today."""
    rows = [one for one in seats.seats_on(network, today) if one["seat"].permanent]
    if len(rows) < 2:
        return DutyStatus("missing", N_("The seats are not set up yet."), address="network:seats")
    empty = [str(one["seat"].entity) for one in rows if not one["incumbents"]]
    if empty:
        return DutyStatus(
            "missing",
            N_("Seat without incumbent: {seats}."),
            {"seats": ", ".join(empty)},
            "network:seats",
        )
    return DutyStatus(
        "kept", N_("Both permanent seats have an incumbent."), address="network:seats"
    )


def rotating_seat(network: Network, today: date) -> DutyStatus:
    """O-04: somebody holds the rotating seat today."""
    held = [one for one in seats.terms(network) if one.year == today.year]
    now = [one for one in held if one.starts_on <= today <= (one.left_on or one.ends_on)]
    if now:
        return DutyStatus(
            "kept",
            N_("{name} holds the rotating seat in {year}."),
            {"name": str(now[0].entity), "year": today.year},
            "network:seats",
        )
    return DutyStatus(
        "late",
        N_("No rotating co-chair since {day}."),
        {"day": f"{max([date(today.year, 1, 1), *_left(held)]):%d.%m.%Y}"},
        "network:seats",
    )


def _left(held: list[Term]) -> list[date]:
    return [one.left_on for one in held if one.left_on]


def term_of_a_year(network: Network, today: date) -> DutyStatus:
    """O-05: no term goes past 31 December (the database refuses others)."""
    count = len(seats.terms(network))
    if not count:
        return DutyStatus("nothing_yet", N_("Nobody was appointed yet."), address="network:seats")
    return DutyStatus(
        "kept",
        N_("Each of {count} terms lies in one calendar year and ends on 31 December."),
        {"count": count},
        "network:seats",
    )


def appointment(network: Network, today: date) -> DutyStatus:
    """O-06: UNKT appointed for this year, and in time for the next."""
    this_year = seats.held_in(network, today.year) is not None
    next_year = seats.held_in(network, today.year + 1) is not None
    wanting = seat_rules.missing_appointment(today, this_year, next_year)
    if wanting == "late":
        return DutyStatus(
            "late",
            N_("UNKT has not appointed the rotating co-chair for {year}."),
            {"year": today.year},
            "network:seats",
        )
    if wanting == "due":
        return DutyStatus(
            "due",
            N_("UNKT is to appoint the rotating co-chair for {year}."),
            {"year": today.year + 1},
            "network:seats",
        )
    return DutyStatus("kept", N_("The appointment is on file."), address="network:seats")


def everybody_gets_a_chance(network: Network, today: date) -> DutyStatus:
    """O-07: the ledger of the round."""
    ledger = seats.ledger(network, today)
    broken = sum(one.override and one.round.closed_on is None for one in seats.terms(network))
    if not ledger.eligible:
        return DutyStatus(
            "nothing_yet", N_("No agency takes part in the rotation yet."), address="network:seats"
        )
    if broken:
        return DutyStatus(
            "due",
            N_("UNKT made {count} exceptions in this round, with reasons."),
            {"count": broken},
            "network:seats",
        )
    return DutyStatus(
        "kept",
        N_("Served {served}, declined {declined}, still to have the chance {waiting}."),
        {
            "served": len(ledger.served),
            "declined": len(ledger.declined),
            "waiting": len(ledger.waiting),
        },
        "network:seats",
    )


def editions_of_the_text(network: Network, today: date) -> DutyStatus:
    """O-53: there is an edition of the text, and it holds the text."""
    row = terms.edition(network)
    if row is None:
        return DutyStatus(
            "missing", N_("There is no edition of the text."), address="network:terms"
        )
    if not any(one["text"] for one in row.paragraphs):
        return DutyStatus(
            "due",
            N_("Edition {number} holds the structure. Load the full text."),
            {"number": row.number},
            "network:terms",
        )
    return DutyStatus(
        "kept",
        N_("Edition {number} holds the full text; every rule names its paragraph."),
        {"number": row.number},
        "network:terms",
    )


def note_of_1244(network: Network, today: date) -> DutyStatus:
    """O-54: the note is set; pages and documents carry it."""
    if not str(settings.UNSCR_1244_NOTE).strip():
        return DutyStatus("missing", N_("The note on resolution 1244 is not set."))
    return DutyStatus("kept", N_("Every page and document carries the note."))


STATUSES: dict[str, StatusOf] = {
    "O-01": register_of_members,
    "O-02": annex,
    "O-03": permanent_seats,
    "O-04": rotating_seat,
    "O-05": term_of_a_year,
    "O-06": appointment,
    "O-07": everybody_gets_a_chance,
    "O-53": editions_of_the_text,
    "O-54": note_of_1244,
}
