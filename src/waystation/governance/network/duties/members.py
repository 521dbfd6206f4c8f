"""The status of duties about members, seats, rotation, text and note."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from html import unescape

from django.conf import settings
from django.template.loader import get_template

from waystation.foundation.shared.words import N_
from waystation.governance.network.compliance import (
    Duties,
    DutyStatus,
    due,
    kept,
    late,
    missing,
    nothing_yet,
)
from waystation.governance.network.compliance.outstanding import unmet
from waystation.governance.network.models import Network
from waystation.governance.network.queries import members, people, seats, terms
from waystation.governance.network.rules import seats as seat_rules

STATUSES = Duties("network", "organisations")
MEMBERS, ANNEXES = "network:members", "network:annexes"
SEATS, TERMS = "network:seats", "network:terms"


@STATUSES.duty("O-01", MEMBERS, waits=False)
def register_of_members(network: Network, today: date) -> DutyStatus:
    """O-01: there is a register, and every member has given its reason for joining."""
    if not (count := len(people.members_on(network, today))):
        return nothing_yet(N_("No entity has joined yet. Enter those that wish to belong."))
    return kept(
        N_("Entities of the UN system are members, each with its mandate on file: {count}."),
        count=count,
    )


@STATUSES.duty("O-02", ANNEXES)
def annex(network: Network, today: date) -> DutyStatus:
    """O-02: the last edition of Annex I equals the register."""
    last = members.last_annex(network)
    if last is None:
        return missing(N_("Annex I has never been issued."))
    if members.annex_out_of_date(network, today):
        sentence = N_("Annex I is out of date: the register changed after edition {number}.")
        return late(sentence, number=last.number)
    return kept(N_("Edition {number} of Annex I matches the register."), number=last.number)


@STATUSES.duty("O-03", SEATS)
def permanent_seats(network: Network, today: date) -> DutyStatus:
    """O-03: both permanent seats have an incumbent today."""
    rows = [one for one in seats.seats_on(network, today) if one["seat"].permanent]
    if len(rows) < 2:
        return missing(N_("The seats are not set up yet."))
    if empty := [str(one["seat"].entity) for one in rows if not one["incumbents"]]:
        return missing(N_("Seat without incumbent: {seats}."), seats=", ".join(empty))
    return kept(N_("Both permanent seats have an incumbent."))


@STATUSES.duty("O-04", SEATS)
def rotating_seat(network: Network, today: date) -> DutyStatus:
    """O-04: the rotating seat is filled today."""
    held = [one for one in seats.terms(network) if one.year == today.year]
    now = [one for one in held if one.starts_on <= today <= (one.left_on or one.ends_on)]
    empty = [one for one in seats.seats_on(network, today) if one["term"] and not one["incumbents"]]
    if now and empty:
        return missing(N_("The seat of {seat} is vacant."), seat=str(now[0].entity))
    if now:
        sentence = N_("{name} holds the rotating seat in {year}.")
        return kept(sentence, name=str(now[0].entity), year=today.year)
    since = max([date(today.year, 1, 1), *(one.left_on for one in held if one.left_on)])
    return late(N_("No rotating co-chair since {day}."), day=since)


@STATUSES.duty("O-05", SEATS, waits=False)
def term_of_a_year(network: Network, today: date) -> DutyStatus:
    """O-05: no term goes past 31 December (the database refuses others)."""
    if not (count := len(seats.terms(network))):
        return nothing_yet(N_("No appointment yet."))
    return kept(
        N_("All terms ({count}) lie within one calendar year and end on 31 December."), count=count
    )


@STATUSES.duty("O-06", SEATS)
def appointment(network: Network, today: date) -> DutyStatus:
    """O-06: UNKT appointed for this year, and in time for the next."""
    this_year = seats.held_in(network, today.year) is not None
    next_year = seats.held_in(network, today.year + 1) is not None
    wanting = seat_rules.missing_appointment(today, this_year, next_year)
    if wanting == "late":
        sentence = N_("There is no rotating co-chair for {year}: UNKT has to appoint one.")
        return late(sentence, until=date(today.year, 1, 1), year=today.year)
    if wanting == "due":
        waiting = seats.ledger(network, today).waiting
        return due(
            N_(
                "Ask UNKT to appoint the rotating co-chair for {year}. Still to "
                "serve: {waiting}. (Reminder of {day})"
            ),
            until=date(today.year, 12, 31),
            year=today.year + 1,
            waiting=", ".join(one.name for one in waiting) or "–",
            day=seat_rules.reminder_day(today),
        )
    return kept(N_("The appointment is on file."))


@STATUSES.duty("O-07", SEATS)
def everybody_gets_a_chance(network: Network, today: date) -> DutyStatus:
    """O-07: the ledger of the round."""
    ledger = seats.ledger(network, today)
    if not ledger.eligible:
        return nothing_yet(N_("No agency takes part in the rotation yet."))
    if broken := sum(one.override and one.round.closed_on is None for one in seats.terms(network)):
        return due(
            N_("Exceptions that UNKT made in this round, with reasons: {count}."), count=broken
        )
    return kept(
        N_("Served {served}, declined {declined}, still to have the chance {waiting}."),
        served=len(ledger.served),
        declined=len(ledger.declined),
        waiting=len(ledger.waiting),
    )


@STATUSES.duty("O-53", TERMS)
def editions_of_the_text(network: Network, today: date) -> DutyStatus:
    """O-53: there is an edition of the text, and it holds the text."""
    row = terms.edition(network)
    if row is None:
        return missing(N_("There is no edition of the text."))
    if not any(one["text"] for one in row.paragraphs):
        sentence = N_(
            "Edition {number} of the Terms of Reference contains headings only. Load the full text."
        )
        return due(sentence, number=row.number)
    return kept(
        N_("Edition {number} contains the full text; every rule cites its paragraph."),
        number=row.number,
    )


@STATUSES.duty("O-54", stamped=False)
def note_of_1244(network: Network, today: date) -> DutyStatus:
    """O-54: the note is set, and the frame of every page prints it; publication asks for it."""
    if "1244" not in str(settings.UNSCR_1244_NOTE):
        return missing(N_("The note on resolution 1244 is not set."))
    if not _frame_prints(str(settings.UNSCR_1244_NOTE)):
        return missing(N_("The frame of the pages does not print the note on resolution 1244."))
    return kept(N_("The note is set. It is on every page, and no report is issued without it."))


@lru_cache(maxsize=8)
def _frame_prints(note: str) -> bool:
    """Return whether the frame prints the note; neither changes while a process runs."""
    return note in unescape(get_template("base.html").render({"UNSCR_1244_NOTE": note}))


ITEMS = [unmet(STATUSES.waiting)]
