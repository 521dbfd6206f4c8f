"""The daily profile."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms, queries


@login_required
def profile_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Record today's profile of a person."""
    user = access.require(request.user, "visit.record")
    people.require_person(user, person_id)
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
        },
    )
