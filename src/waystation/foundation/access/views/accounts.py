"""Pages about accounts, roles, tokens and the audit log."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import actions, forms, presenting, queries
from waystation.foundation.access.counting import row_range
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.access.rules import ROLES
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_

SLICE = 50


@login_required
def users(request: HttpRequest) -> HttpResponse:
    """List accounts with their roles, and open new ones."""
    admin = queries.require(request.user, "user.manage")
    form = forms.Account(admin, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.hire(admin, **form.cleaned_data)
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(
                request,
                _("The account is open. An invitation is on its way to the holder's address."),
            )
            return redirect(f"{reverse('access:users')}?{urlencode({'q': opened.email})}")
    held: dict[UUID, list[dict[str, object]]] = {}
    for membership in queries.memberships_visible_to(admin):
        held.setdefault(membership.user_id, []).append(
            {
                "id": membership.id,
                "role": _(ROLES[membership.role].name),
                "office": membership.office.name,
                "ends_on": membership.ends_on,
            }
        )
    after = key_in(request.GET.get("after", ""))
    role_form = forms.RoleGiven(admin)
    filters = _filters_of(request, role_form)
    chosen = {one["name"]: one["value"] for one in filters}
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    matching = queries.accounts_matching(admin, typed, **chosen)
    rest = queries.accounts_after(admin, matching, after) if after else matching
    page = list(rest[: SLICE + 1])
    following = page[SLICE - 1].id if len(page) > SLICE else None
    first_row = request.GET.get("row", "") if after else ""
    proposed: dict[UUID, list[dict[str, object]]] = {}
    for one in queries.role_proposals_visible_to(admin):
        about: dict[str, object] = {"role": _(ROLES[one.role].name), "office": one.office.name}
        proposed.setdefault(one.user_id, []).append(about)
    rows = [
        {
            "account": account,
            "roles": held.get(account.id, []),
            "proposed": proposed.get(account.id, []),
        }
        for account in page[:SLICE]
    ]
    return render(
        request,
        "access/users.html",
        {
            "form": form,
            "rows": rows,
            # The same in every row: rendered once.
            "role_options": _options(role_form.fields["role"]),
            "office_options": _options(role_form.fields["office"]),
            "filters": filters,
            "search_in": True,
            "q": typed,
            "narrowed": bool(typed or any(chosen.values())),
            "clear_url": request.path,
            "list_query": list_query(request),
            "next_after": following,
            **row_range(matching, first_row, len(rows), following),
        },
        status=422 if form.errors else 200,
    )


def list_query(request: HttpRequest) -> str:
    """Return the filters and the page of the list, for the addresses of its rows."""
    query = request.GET.urlencode()
    return f"?{query}" if query else ""


def to_users(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Return to the list with the filters and the page that it had, at the account's row."""
    return redirect(f"{reverse('access:users')}{list_query(request)}#account-{user_id}")


def _options(field: Any) -> SafeString:
    choices = [(key, words) for key, words in field.choices if key]
    return render_to_string("access/role_options.html", {"choices": choices})


def _filters_of(request: HttpRequest, form: forms.RoleGiven) -> list[dict[str, Any]]:
    """Return the filters above the accounts, in the form of the kit's filter template."""
    states = [("open", _("Open")), ("invited", _("Invited")), ("closed", _("Closed"))]
    offered = (
        ("office", _("Office"), form.fields["office"].choices),  # type: ignore[attr-defined]
        ("role", _("Role"), form.fields["role"].choices),  # type: ignore[attr-defined]
        ("state", _("State"), states),
    )
    result = []
    for name, label, choices in offered:
        options = [(str(key), str(named)) for key, named in choices if key]
        asked = request.GET.get(name, "")
        value = asked if asked in dict(options) else ""
        result.append(
            {
                "kind": "choice",
                "name": name,
                "label": label,
                "value": value,
                "choices": options,
                "active": bool(value),
            }
        )
    return result


@login_required
@require_POST
def invite(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Send an invitation again."""
    try:
        actions.invite_again(queries.signed_in(request.user), user_id)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The invitation is on its way."))
    return to_users(request, user_id)


@login_required
def close_account(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Explain what closing an account means, and close it; its history stays in the log."""
    admin = queries.require(request.user, "user.manage")
    account = queries.users_visible_to(admin).filter(id=user_id).first()
    if account is None:
        raise NotSeen(N_("There is no such account here."))
    if request.method != "POST":
        title = _("Close the account of {name}").format(name=account.full_name)
        lead = _(
            "The account can no longer be used to sign in. Its sessions and API tokens end "
            "at once; its records stay."
        )
        context = {
            "title": title,
            "lead": lead,
            "button": _("Close the account"),
            "list_query": list_query(request),
        }
        return render(request, "access/confirm.html", context)
    try:
        actions.close_account(queries.signed_in(request.user), user_id)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The account is closed."))
    return to_users(request, user_id)


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """List the user's sessions; sign out all others."""
    user = queries.signed_in(request.user)
    key = request.session.session_key
    if request.method == "POST":
        actions.sign_out_elsewhere(user, key)
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("access:sessions")
    return render(request, "access/sessions.html", {"sessions": queries.sessions_of(user, key)})


def _tokens_of(user: Any) -> list[dict[str, Any]]:
    """Return the user's tokens with their scopes in words."""
    return [
        {"token": one, "may": sorted(presenting.permission(scope) for scope in one.scopes)}
        for one in queries.tokens_of(user)
    ]


@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def tokens(request: HttpRequest) -> HttpResponse:
    """List the user's own API tokens, and issue a new one."""
    user = queries.signed_in(request.user)
    form = forms.TokenWanted(user, request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = actions.issue_token(user, **form.cleaned_data)
        except Refusal as refusal:
            onto_form(form, refusal)
    return render(
        request,
        "access/tokens.html",
        {"form": form, "secret": secret, "tokens": _tokens_of(user)},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Revoke a token."""
    actions.revoke_token(queries.signed_in(request.user), token_id)
    messages.success(request, _("The token no longer works."))
    return redirect("access:tokens")
