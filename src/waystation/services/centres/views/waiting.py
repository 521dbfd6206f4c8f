"""The waiting list of today."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms

from .recording import looked_for


@login_required
def wait(request: HttpRequest) -> HttpResponse:
    """Put a visitor on today's waiting list."""
    user = access.require(request.user, "visit.record")
    person_id = forms.key_in(request.GET.get("person", "") or request.POST.get("person", ""))
    finder = looked_for(request)
    form = (
        forms.Waiting(user, initial=forms.as_typed(forms.Waiting, request.POST))
        if finder["finding"]
        else forms.Waiting(user, request.POST or None, initial={"person": person_id})
    )
    if request.method == "POST" and not finder["finding"] and form.is_valid():
        given = form.cleaned_data
        try:
            actions.let_wait(
                user,
                UUID(given["office"]),
                person_id=given["person"],
                language=given["language"],
                wish=given["wish"],
                id=given["key"],
            )
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("The visitor is on the waiting list."))
            return redirect("centres:today")
    return render(
        request,
        "centres/wait.html",
        {
            "form": form,
            "person_id": person_id,
            "person_name": people.names_of(user, {person_id}).get(person_id) if person_id else None,
            **finder,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def left(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """Take a visitor off the list who left without a visit."""
    actions.leave(access.signed_in(request.user), waiting_id)
    messages.success(request, _("Taken off the list. It counts as no visit."))
    return redirect("centres:today")
