"""What is due about members, seats and the text."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network
from waystation.governance.network.queries import members, seats, terms
from waystation.governance.network.rules import seats as rules

from . import Due, ItemsOf


def appointment(user: Anyone, network: Network, today: date) -> list[Due]:
    """UNKT's next appointment: reminded on 1 October, 15 November, 15 December; then late."""
    page = reverse("network:seats")
    found = []
    if seats.held_in(network, today.year) is None:
        found.append(
            Due(
                "late",
                N_("There is no rotating co-chair for {year}: UNKT has to appoint one."),
                {"year": today.year},
                "86",
                date(today.year, 1, 1),
                page,
            )
        )
    reminded = rules.reminder_day(today)
    if reminded and seats.held_in(network, today.year + 1) is None:
        waiting = seats.ledger(network, today).waiting
        found.append(
            Due(
                "due",
                N_(
                    "Ask UNKT to appoint the rotating co-chair for {year}. Still to have the "
                    "chance: {waiting}. (Reminder of {day})"
                ),
                {
                    "year": today.year + 1,
                    "waiting": ", ".join(one.name for one in waiting) or "–",
                    "day": f"{reminded:%d.%m.%Y}",
                },
                "86",
                date(today.year, 12, 31),
                page,
            )
        )
    return found


def empty_seats(user: Anyone, network: Network, today: date) -> list[Due]:
    """Seats without an incumbent."""
    return [
        Due(
            "missing",
            N_("Nobody sits in the seat of {seat}."),
            {"seat": str(one["seat"].entity or (one["term"] and one["term"].entity) or "–")},
            "86",
            None,
            reverse("network:seats"),
        )
        for one in seats.seats_on(network, today)
        if not one["incumbents"] and (one["seat"].permanent or one["term"])
    ]


def annex(user: Anyone, network: Network, today: date) -> list[Due]:
    """Annex I when the register moved on."""
    if not members.annex_out_of_date(network, today):
        return []
    return [
        Due(
            "missing",
            N_("Annex I is out of date: issue a new edition."),
            {},
            "84",
            None,
            reverse("network:annexes"),
        )
    ]


def full_text(user: Anyone, network: Network, today: date) -> list[Due]:
    """The full text of the Terms of Reference, until it is loaded."""
    row = terms.edition(network)
    if row and any(one["text"] for one in row.paragraphs):
        return []
    return [
        Due(
            "missing",
            N_("The full text of the Terms of Reference is not loaded yet."),
            {},
            "39",
            None,
            reverse("network:terms"),
        )
    ]


ITEMS: list[ItemsOf] = [appointment, empty_seats, annex, full_text]
