"""The pages of organisations: the list, one of them, who speaks for it."""

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
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.registry.reference import queries as reference

from . import actions, forms, queries

PAGE = 100
SHOWN = ("name", "acronym", "category", "mandate", "expertise", "activities", "website")


@login_required
@require_GET
def entities(request: HttpRequest) -> HttpResponse:
    """Show the organisations of the house, a page at a time, by name."""
    access.require(request.user, "organisation.read")
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "")
    rows = queries.entities_seen_by(request.user, kind=kind, words=words)
    after = request.GET.get("after", "")
    if after:
        rows = rows.filter(name__gt=after)
    found = list(rows.values("id", "name", "acronym", "kind", "category", "retired_on")[: PAGE + 1])
    for row in found:
        row["kind"] = reference.label("entity_kind", row["kind"])
        row["category"] = reference.label("stakeholder_category", row["category"])
    return render(
        request,
        "organisations/entities.html",
        {
            "rows": found[:PAGE],
            "after": found[PAGE - 1]["name"] if len(found) > PAGE else "",
            "kinds": reference.choices("entity_kind"),
            "kind": kind,
            "words": words,
            "may": access.may(request.user, "organisation.manage"),
        },
    )


@login_required
@require_GET
def entity(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Show one organisation with its mandate, expertise, and who speaks for it."""
    row = queries.entity_seen_by(request.user, entity_id)
    return render(
        request,
        "organisations/entity.html",
        {
            "row": row,
            "kind": reference.label("entity_kind", row.kind),
            "category": reference.label("stakeholder_category", row.category),
            "speakers": queries.speakers_of(request.user, [row.id]),
            "may": access.may(request.user, "organisation.manage", row.office_id),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    office = _office(request)
    form = _form(request, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.keep_entity(request.user, office, **form.cleaned_data)
        except Refusal as refusal:
            _shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The organisation is entered. Say who speaks for it."))
            return redirect("organisations:entity", row.id)
    return render(request, "organisations/form.html", {"form": form, "title": _("Organisation")})


def _office(request: HttpRequest) -> UUID:
    """Return the office that keeps what this user enters: the first where they may."""
    access.require(request.user, "organisation.manage")
    home = access.office_of(access.signed_in(request.user))
    offices = access.offices_where(request.user, "organisation.manage")
    return home.id if home and home.id in offices else offices[0]


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Change what is written of an organisation."""
    row = queries.entity_seen_by(request.user, entity_id)
    access.require(request.user, "organisation.manage", row.office_id)
    now = {name: getattr(row, name) for name in SHOWN}
    form = _form(request, initial=now, fixed=True)
    if request.method == "POST" and form.is_valid():
        seen = {name: request.POST.get(f"seen_{name}", now[name]) for name in SHOWN}
        try:
            actions.change_entity(request.user, entity_id, seen, form.cleaned_data)
        except Refusal as refusal:
            _shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("organisations:entity", entity_id)
    return render(
        request,
        "organisations/form.html",
        {"form": form, "title": row.name, "seen": now.items()},
    )


@login_required
@require_http_methods(["GET", "POST"])
def focal_point(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Say who speaks for an organisation."""
    row = queries.entity_seen_by(request.user, entity_id)
    seen = access.require(request.user, "organisation.manage", row.office_id)
    accounts = queries.accounts_of(seen.organisation_id)
    form = forms.FocalPoint(
        request.POST or None, accounts=[(str(key), name) for key, name in accounts.items()]
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        account = UUID(clean.pop("account")) if clean["account"] else clean.pop("account") or None
        try:
            actions.name_focal_point(request.user, entity_id, account=account, **clean)
        except Refusal as refusal:
            _shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The focal point is named."))
            return redirect("organisations:entity", entity_id)
    title = _("Who speaks for {name}").format(name=row.name)
    return render(request, "organisations/form.html", {"form": form, "title": title, "row": row})


def _form(request: HttpRequest, **more: Any) -> forms.Entity:
    return forms.Entity(
        request.POST or None,
        kinds=reference.choices("entity_kind"),
        categories=reference.choices("stakeholder_category"),
        **more,
    )


def _shown_or_raised(form: Any, refusal: Refusal) -> None:
    if refusal.status not in {409, 422}:
        raise refusal
    onto_form(form, refusal)
