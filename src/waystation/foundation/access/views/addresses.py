"""Changing the address used to sign in."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import actions, forms, queries
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_


@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def address(request: HttpRequest) -> HttpResponse:
    """Request a new sign-in address; requires recent reauthentication."""
    user = queries.signed_in(request.user)
    form = forms.NewAddress(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_address_change(
                user,
                user.id,
                form.cleaned_data["email"],
                old_lost=form.cleaned_data["old_lost"],
            )
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(
                request, _("Both addresses have got a message. Open the link in each of them.")
            )
            return redirect("access:address")
    return render(
        request, "access/address.html", {"form": form}, status=422 if form.errors else 200
    )


def address_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Confirm or cancel a change, by the link e-mailed to one of its addresses."""
    change = queries.address_change_of_link(actions.digest_of_link(secret))
    if change is None:
        raise NotSeen(N_("This link no longer works."))
    done = ""
    if request.method == "POST":
        try:
            if "cancel" in request.POST:
                change, done = actions.cancel_address(secret), "cancelled"
            else:
                change = actions.confirm_address(secret)
                done = "made" if change.done_at else "confirmed"
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            messages.error(request, in_words(refusal))
    return render(request, "access/address_link.html", {"change": change, "done": done})


def _manages(request: HttpRequest) -> bool:
    """Return whether to require reauthentication: users without permission are refused later."""
    return queries.may(request.user, "user.manage")


@login_required
@reauthentication_required(allow_get=True, enabled=_manages)  # type: ignore[untyped-decorator]
def lost_addresses(request: HttpRequest) -> HttpResponse:
    """List pending changes, and request one for a colleague who lost the old address."""
    admin = queries.require(request.user, "user.manage")
    form = forms.LostAddress(admin, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user_id = UUID(form.cleaned_data["user"])
            actions.ask_address_change(admin, user_id, form.cleaned_data["email"])
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("Both addresses are told. Another administrator decides."))
            return redirect("access:lost_addresses")
    changes = [one for one in queries.address_changes_visible_to(admin) if one.old_lost]
    return render(
        request,
        "access/lost_addresses.html",
        {"form": form, "changes": changes},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
@reauthentication_required(enabled=_manages)  # type: ignore[untyped-decorator]
def approve(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Approve a change whose old address is lost, as a second administrator."""
    try:
        actions.approve_address(queries.signed_in(request.user), change_id)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(
            request, _("Approved. The change is made in two days, unless it is stopped.")
        )
    return redirect("access:lost_addresses")
