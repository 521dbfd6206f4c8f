"""Giving roles, and confirming those that need a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import actions, forms, queries
from waystation.foundation.access.http import in_words
from waystation.foundation.access.rules import ROLES
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_

from .accounts import list_query, to_users


def _sentence_of(given: Any) -> str:
    if hasattr(given, "proposed_at"):
        return _("The role is proposed. It applies when a second person has confirmed it.")
    return _("The role is given. It applies from the next request.")


@login_required
@require_POST
def give_role(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give an account a further role."""
    admin = queries.require(request.user, "user.manage")
    if not queries.users_visible_to(admin).filter(id=user_id).exists():
        raise NotSeen(N_("There is no such account here."))
    form = forms.RoleGiven(admin, request.POST)
    if form.is_valid():
        try:
            given = actions.give_role_by_key(admin, user_id, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, in_words(refusal))
        else:
            messages.success(request, _sentence_of(given))
    else:
        messages.error(request, _("Choose an office and a role."))
    return to_users(request, user_id)


@login_required
def end_role(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Explain what ending a role means, and end it today."""
    admin = queries.require(request.user, "user.manage")
    membership = queries.memberships_visible_to(admin).filter(id=membership_id).first()
    if membership is None:
        raise NotSeen(N_("There is no such role here."))
    if request.method != "POST":
        title = _("End a role of {name}").format(name=membership.user.full_name)
        lead = _("{role} at {office} ends today. It can be given again at any time.").format(
            role=_(ROLES[membership.role].name), office=membership.office.name
        )
        context = {
            "title": title,
            "lead": lead,
            "button": _("End the role"),
            "list_query": list_query(request),
        }
        return render(request, "access/confirm.html", context)
    actions.end_role(queries.signed_in(request.user), membership_id)
    messages.success(request, _("The role has ended."))
    return to_users(request, membership.user_id)


@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    """List the roles that wait for a second person."""
    user = queries.require_any(request.user, "role.confirm", "user.manage")
    waiting = list(queries.role_proposals_visible_to(user))
    for one in waiting:
        one.role_name = _(ROLES[one.role].name)  # type: ignore[attr-defined]
    return render(request, "access/proposals.html", {"proposals": waiting})


@login_required
@require_POST
def confirm_role(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Confirm a role that somebody else proposed."""
    try:
        actions.confirm_role(queries.signed_in(request.user), proposal_id)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The role is confirmed. It applies from the next request."))
    return redirect("access:proposals")


@login_required
@require_POST
def decline_role(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Decline a role, or withdraw one's own proposal."""
    actions.decline_role(queries.signed_in(request.user), proposal_id)
    messages.success(request, _("The role is declined."))
    return redirect("access:proposals")
