"""The daily profile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms, queries

from .editing import disputes_of, read_seen, with_choices, written_seen


@login_required
def profile_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Record today's profile of a person."""
    user = access.require(request.user, "visit.record")
    people.require_person(user, person_id)
    there = queries.profile_of_today(user, person_id)
    if there is not None and request.method == "GET":
        messages.info(request, _("This person has a profile of today already. Change it here."))
        return redirect("centres:profile_edit", there)
    form = forms.Profile(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        key = answers.pop("key")
        try:
            actions.record_profile_of(user, person_id, id=key, **answers)
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("The profile is recorded."))
            return redirect("people:person", person_id)
    return render(
        request,
        "centres/profile_form.html",
        {
            "form": form,
            "person_id": person_id,
            "person_name": people.names_of(user, {person_id}).get(person_id),
        },
        status=422 if form.errors else 200,
    )


@login_required
def profile(request: HttpRequest, profile_id: UUID) -> HttpResponse:
    """One daily profile."""
    found = queries.open_profile(request.user, profile_id)
    user = access.signed_in(request.user)
    return render(
        request,
        "centres/profile.html",
        {
            "profile": found,
            "rows": queries.profile_answers(found),
            "person_name": people.names_of(user, {found.person_id}).get(found.person_id),
            "may_edit": access.may(user, "visit.record", found.office_id),
        },
    )


EDITED = (
    "education",
    "work_status",
    "occupation",
    "skills",
    "been_abroad",
    "intention",
    "horizon",
    "destination",
    "drivers",
    "means",
)


@login_required
def profile_edit(request: HttpRequest, profile_id: UUID) -> HttpResponse:
    """Change a profile. Who meets another editor's change sees both values and chooses."""
    user = access.signed_in(request.user)
    found = queries.open_profile(user, profile_id)
    access.require(user, "visit.record", found.office_id)
    skills = queries.skills_of(found)
    before = {name: skills if name == "skills" else getattr(found, name) for name in EDITED}
    seen = read_seen(request.POST["seen"]) if request.POST.get("seen") else before
    form = forms.Profile(request.POST or None, initial=before)
    disputed: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in EDITED}
        proposed = with_choices(answers, seen, request.POST)
        try:
            actions.edit_profile(user, profile_id, seen, proposed)
        except Conflict as conflict:
            disputed = disputes_of(form, conflict)
            seen = before  # choosing again starts from what is there now
            form.add_error(None, in_words(conflict))
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("centres:profile", profile_id)
    return render(
        request,
        "centres/profile_form.html",
        {
            "form": form,
            "profile": found,
            "seen": written_seen({name: seen.get(name) for name in EDITED}),
            "disputed": disputed,
            "person_id": found.person_id,
            "person_name": people.names_of(user, {found.person_id}).get(found.person_id),
        },
        status=409 if disputed else 422 if form.errors else 200,
    )
