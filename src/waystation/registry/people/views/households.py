"""Households: make one, see who belongs to it, who heads it, and let somebody leave."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import http
from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import parse_seen
from waystation.foundation.shared.errors import Refusal
from waystation.registry.people import actions, forms, queries
from waystation.registry.people.views.files import line
from waystation.registry.reference import queries as reference

WORDS = ("label", "municipality", "note")


@login_required
def begin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make a household with this person as its first member."""
    file = queries.person_seen_by(request.user, person_id, why="household")
    access.require(request.user, "person.record", file.office_id)
    if file.household_id:
        return redirect("people:household", file.household_id)
    last = file.identity.names[0].family if file.identity.names else ""
    form = forms.Household(
        request.POST or None, initial={"label": last, "municipality": file.municipality}
    )
    place = forms.Place(request.POST or None, initial={"role": "head"})
    if request.method == "POST" and form.is_valid() and place.is_valid():
        given = dict(form.cleaned_data)
        try:
            made = actions.make_household(
                request.user,
                person_id,
                role=place.cleaned_data["role"],
                id=given.pop("key"),
                **given,
            )
        except Refusal as refusal:
            http.onto_form(place if refusal.field == "role" else form, refusal)
        else:
            messages.success(request, _("The household is made. Now add who else lives in it."))
            return redirect("people:household", made.id)
    return render(
        request,
        "people/household_form.html",
        {"form": form, "place": place, "file": file, "name": file.name},
        status=422 if form.errors or place.errors else 200,
    )


def _shown(found: queries.HouseholdFile) -> list[dict[str, Any]]:
    return [
        {
            **line(member.row),
            "id": member.row.id,
            "role": reference.label("household_role", member.role),
            "is_head": member.role == "head",
            "place": forms.Place(initial={"role": member.role}, auto_id=f"{member.row.id}-%s"),
        }
        for member in found.members
    ]


@login_required
def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Show a household: its members, their places; find somebody to add; change its words."""
    found = queries.open_household(request.user, household_id)
    may_change = access.may(request.user, "person.record", found.office_id)
    before = {name: getattr(found, name) for name in WORDS}
    form = forms.Household(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            seen = parse_seen(request.POST.get("seen", ""), dict)
            proposed = {name: form.cleaned_data[name] for name in WORDS}
            actions.edit_household(request.user, household_id, seen, proposed)
        except Refusal as refusal:
            if refusal.status in {403, 404}:
                raise
            http.onto_form(form, refusal)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("people:household", household_id)
    who = request.GET.get("who", "").strip()[:200]
    there = {member.row.id for member in found.members}
    return render(
        request,
        "people/household.html",
        {
            "household": found,
            "place_name": reference.label("municipality", found.municipality),
            "members": _shown(found),
            "may_change": may_change,
            "form": form,
            "seen": json.dumps(before),
            "who": who,
            "found": [
                {**line(one), "id": one.id}
                for one in (queries.search(request.user, who, limit=8) if who else [])
                if one.id not in there
            ],
            "place": forms.Place(),
        },
        status=422 if form.errors else 200,
    )


def _done(request: HttpRequest, household_id: UUID, act: Any, said: str) -> HttpResponse:
    """Do one thing to a household and go back to it, with a word of what was done or why not."""
    try:
        act()
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, http.in_words(refusal))
    else:
        messages.success(request, said)
    return redirect("people:household", household_id)


@login_required
@require_POST
def add(request: HttpRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Let a person join."""
    role = request.POST.get("role", "")
    return _done(
        request,
        household_id,
        lambda: actions.join_household(request.user, household_id, person_id, role),
        _("The person belongs to the household now."),
    )


@login_required
@require_POST
def change_role(request: HttpRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Change a member's place."""
    role = request.POST.get("role", "")
    return _done(
        request,
        household_id,
        lambda: actions.change_role(request.user, household_id, person_id, role),
        _("The place is changed."),
    )


@login_required
@require_POST
def leave(request: HttpRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Take a member out."""
    return _done(
        request,
        household_id,
        lambda: actions.leave_household(request.user, household_id, person_id),
        _("The person has left the household. The file stays."),
    )
