"""The three seats, the ledger of the rotation, and appointing the rotating co-chair."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_
from waystation.governance.network import actions
from waystation.governance.network.fields import DECLINING, INCUMBENCY, SEATS, TERM, VACATING
from waystation.governance.network.http import NetworkForm, OfNetwork
from waystation.governance.network.queries import people
from waystation.governance.network.queries import seats as queries
from waystation.registry.organisations import queries as organisations


class Seats(OfNetwork, Page):
    """Today's holders of the seats, the round's ledger, and all terms."""

    template_name = "network/seats.html"
    parents = (("network:members", N_("Members and seats")),)
    title = N_("Seats of the co-chairs")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        network, today = self.network, self.today
        ledger = queries.ledger(network, today)
        own = people.entity_of(self.user, today)
        return super().get_context_data(**kwargs) | {
            "seats": queries.seats_on(network, today),
            "round": queries.open_round(network),
            "ledger": [
                {"name": one.name, "joined_on": one.joined_on, "state": ledger.state_of(one)}
                for one in ledger.eligible
            ],
            "terms": queries.terms(network),
            "declines": queries.declines(network),
            "incumbencies": queries.incumbencies(network)[:40],
            "next_year": today.year + 1,
            "next_term": queries.held_in(network, today.year + 1),
            "may": self.may("seat.manage"),
            "may_decline": any(own and one.id == own.id for one in ledger.waiting),
        }


class SeatForm(NetworkForm):
    """A form about the seats."""

    permissions = ("seat.manage",)
    parents = (("network:seats", N_("Seats")),)
    paragraph = "86"
    next_page = "network:seats"


class SetUp(SeatForm):
    """Set up the three seats."""

    table = SEATS
    title, button = N_("The three seats"), N_("Set up the seats")
    lead = N_("Two seats belong to offices for good. The third rotates.")
    done = N_("The three seats are set up.")
    action = staticmethod(actions.seats.set_up_seats)

    def get_offers(self) -> dict[str, Any]:
        rows = [(str(one.id), one.name) for one in organisations.entities_visible_to(self.user)]
        return dict.fromkeys(SEATS.names, rows)


class Appoint(SeatForm):
    """Record UNKT's appointment of the rotating co-chair."""

    table = TERM
    title, button = N_("UNKT appoints the rotating co-chair"), N_("Record the appointment")
    lead = N_("No agency serves twice in a round before every other had its chance.")
    done = N_("The appointment is on file. Say who sits in the seat.")
    action = staticmethod(actions.seats.appoint_rotating)

    def get_offers(self) -> dict[str, Any]:
        agencies = queries.agencies(self.network, self.today)
        return {"entity": [(str(one.id), one.name) for one in agencies]}


class Vacate(SeatForm):
    """End a term before its day."""

    table = VACATING
    working_rule = "A-05"
    button = N_("End the term")
    lead = N_("Both terms stay in the ledger.")
    done = N_("The term ends. UNKT may appoint another agency.")
    subject = "term"
    action = staticmethod(actions.seats.vacate_seat)

    def get_record(self) -> Any:
        return queries.term_visible_to(self.user, self.kwargs["term"])

    def get_title(self) -> str:
        return _("The term of {name} ends early").format(name=self.record.entity)


class Decline(SeatForm):
    """Record that an agency gives up its turn, in writing."""

    permissions = ("seat.decline",)
    table = DECLINING
    working_rule = "A-02"
    title, button = N_("An agency gives up its turn"), N_("Give up the turn")
    lead = N_("It counts as having had its chance in this round.")
    done = N_("The turn is given up for this round.")
    action = staticmethod(actions.seats.decline_turn)

    def get_offers(self) -> dict[str, Any]:
        """Offer the secretariat who still waits, a member its own entity."""
        waiting = queries.ledger(self.network, self.today).waiting
        own = None if self.may("seat.manage") else people.entity_of(self.user, self.today)
        key = own.id if own else None
        offered = [one for one in waiting if self.may("seat.manage") or one.id == key]
        return {"entity": [(str(one.id), one.name) for one in offered]}


class Incumbent(SeatForm):
    """Set the holder of a seat, or a deputy."""

    table = INCUMBENCY
    title, button = N_("Who sits in the seat"), N_("Save")
    lead = N_("A new incumbent replaces the previous one. An acting appointment needs an end date.")
    done = N_("The seat has its incumbent.")
    subject = "key"
    action = staticmethod(actions.seats.seat_incumbent)

    def get_offers(self) -> dict[str, Any]:
        queries.seat_of(self.network, self.kwargs["key"])
        accounts = organisations.accounts_of(self.network.organisation_id)
        return {"account": [(str(key), name) for key, name in accounts.items()]}
