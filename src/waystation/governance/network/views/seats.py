"""The three seats, the ledger of the round, and the appointment of the rotating co-chair."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.network import actions, forms
from waystation.governance.network.queries import people
from waystation.governance.network.queries import seats as queries
from waystation.registry.organisations import queries as organisations

from .members import shown_or_raised


@login_required
@require_GET
def seats(request: HttpRequest) -> HttpResponse:
    """Show who sits in the seats today, the round's ledger, and all terms for ever."""
    network = people.network_seen_by(request.user)
    today = today_in(network.office.zone)
    ledger = queries.ledger(network, today)
    own = people.entity_of(request.user, today)
    return render(
        request,
        "network/seats.html",
        {
            "seats": queries.seats_on(network, today),
            "round": queries.open_round(network),
            "ledger": [
                {
                    "name": one.name,
                    "joined_on": one.joined_on,
                    "state": "served"
                    if one.id in ledger.served
                    else "declined"
                    if one.id in ledger.declined
                    else "waiting",
                }
                for one in ledger.eligible
            ],
            "terms": queries.terms(network),
            "declines": queries.declines(network),
            "incumbencies": queries.incumbencies(network)[:40],
            "next_year": today.year + 1,
            "next_term": queries.held_in(network, today.year + 1),
            "may": access.may(request.user, "seat.manage", network.office_id),
            "may_decline": any(one.id == (own and own.id) for one in ledger.waiting),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up the three seats."""
    people.network_seen_by(request.user, "seat.manage")
    entities = [(str(one.id), one.name) for one in organisations.entities_seen_by(request.user)]
    form = forms.members.SetUp(request.POST or None, offers={"undc": entities, "iom": entities})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        actions.seats.set_up_seats(request.user, UUID(clean["undc"]), UUID(clean["iom"]))
        messages.success(request, _("The three seats are set up."))
        return redirect("network:seats")
    return _form(
        request,
        form,
        _("The three seats"),
        _("Two seats belong to offices for good. The third rotates."),
        _("Set up the seats"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest) -> HttpResponse:
    """Record UNKT's appointment of the rotating co-chair."""
    network = people.network_seen_by(request.user, "seat.manage")
    agencies = [
        (str(one.id), one.name) for one in queries.agencies(network, today_in(network.office.zone))
    ]
    form = forms.members.Appoint(request.POST or None, offers={"entity": agencies})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.seats.appoint_rotating(request.user, UUID(clean.pop("entity")), **clean)
        except Refusal as refusal:
            shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The appointment is on file. Say who sits in the seat."))
            return redirect("network:seats")
    return _form(
        request,
        form,
        _("UNKT appoints the rotating co-chair"),
        _("No agency serves twice in a round before every other had its chance."),
        _("Record the appointment"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def vacate(request: HttpRequest, term: UUID) -> HttpResponse:
    """End a term before its day."""
    row = queries.term_seen_by(request.user, term)
    people.network_seen_by(request.user, "seat.manage")
    form = forms.members.Vacate(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.seats.vacate_seat(request.user, term, **form.cleaned_data)
        except Refusal as refusal:
            shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The term ends. UNKT may appoint another agency."))
            return redirect("network:seats")
    return _form(
        request,
        form,
        _("The term of {name} ends early").format(name=row.entity),
        _("Both terms stay in the ledger."),
        _("End the term"),
        house_rule="A-05",
    )


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest) -> HttpResponse:
    """Record that an agency gives up its turn, in writing."""
    network = people.network_seen_by(request.user, "seat.decline")
    today = today_in(network.office.zone)
    waiting = queries.ledger(network, today).waiting
    if not access.may(request.user, "seat.manage", network.office_id):
        own = people.entity_of(request.user, today)
        waiting = tuple(one for one in waiting if own and one.id == own.id)
    form = forms.members.Decline(
        request.POST or None, offers={"entity": [(str(one.id), one.name) for one in waiting]}
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.seats.decline_turn(request.user, UUID(clean.pop("entity")), **clean)
        except Refusal as refusal:
            shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The turn is given up for this round."))
            return redirect("network:seats")
    return _form(
        request,
        form,
        _("An agency gives up its turn"),
        _("It counts as having had its chance in this round."),
        _("Give up the turn"),
        house_rule="A-02",
    )


@login_required
@require_http_methods(["GET", "POST"])
def incumbent(request: HttpRequest, key: str) -> HttpResponse:
    """Say who sits in a seat, or acts for who sits there."""
    network = people.network_seen_by(request.user, "seat.manage")
    queries.seat_of(network, key)
    accounts = organisations.accounts_of(network.organisation_id)
    form = forms.members.Incumbent(
        request.POST or None, offers={"account": [(str(k), name) for k, name in accounts.items()]}
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.seats.seat_incumbent(request.user, key, UUID(clean.pop("account")), **clean)
        except Refusal as refusal:
            shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The seat has its incumbent."))
            return redirect("network:seats")
    return _form(
        request,
        form,
        _("Who sits in the seat"),
        _("A new incumbent ends the one before. Who acts for somebody does so until a day."),
        _("Save"),
    )


def _form(
    request: HttpRequest, form: Any, title: str, lead: str, button: str, **more: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "paragraph_of": "86",
        "back": "network:seats",
        "back_label": _("Seats"),
    }
    return render(request, "network/form.html", context | more)
