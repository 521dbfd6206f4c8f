"""The form of a new visit: who it is, what was talked about, and then it is kept."""

from __future__ import annotations

from typing import Any
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


def looked_for(request: HttpRequest) -> dict[str, Any]:
    """Return what the finder of known people shows: what was typed and who fits."""
    finding = "find" in request.POST
    who = request.POST.get("who", "")
    found = people.search(request.user, who[:200], limit=8) if finding else []
    return {"finding": finding, "who": who, "found": found}


def _begun(request: HttpRequest, waiting_id: UUID | None) -> dict[str, Any]:
    """Return what is known before anything is typed: of the person, or of who waited."""
    person_id = forms.key_in(request.GET.get("person", ""))
    if waiting_id is None:
        return {"person": person_id}
    waiting = queries.waiting_one(request.user, waiting_id)
    return {
        "person": waiting.person_id,
        "language": waiting.language,
        "started_at": None,
        "office": str(waiting.office_id),
    }


@login_required
def visit_new(request: HttpRequest) -> HttpResponse:
    """Record a visit, of somebody who just came in or who waited."""
    user = access.require(request.user, "visit.record")
    waiting_id = forms.key_in(request.GET.get("waiting", "") or request.POST.get("waiting", ""))
    begun = _begun(request, waiting_id)
    person_id = forms.key_in(request.POST.get("person", "")) or begun["person"]
    somebody = forms.NewPerson(request.POST or None)
    finder = looked_for(request)
    form = (
        forms.Visit(user, initial=forms.as_typed(forms.Visit, request.POST))
        if finder["finding"]
        else forms.Visit(user, request.POST or None, initial=begun)
    )
    maybe_known = False
    if (
        request.method == "POST"
        and not finder["finding"]
        and form.is_valid()
        and somebody.is_valid()
    ):
        newcomer = None if person_id else somebody.answers()
        key, answers = form.cleaned_data["key"], form.answers()
        try:
            if waiting_id is not None:
                visit = actions.take_up(user, waiting_id, newcomer, id=key, **answers)
            else:
                office_id = UUID(form.cleaned_data["office"])
                visit = actions.record_visit_of(user, office_id, newcomer, id=key, **answers)
        except Refusal as refusal:
            maybe_known = refusal.code == "maybe_known"
            onto_form(form, refusal)
        else:
            messages.success(request, _("The visit is recorded."))
            return redirect("centres:visit", visit.id)
    return render(
        request,
        "centres/visit_form.html",
        {
            "form": form,
            "somebody": somebody,
            "person_name": people.names_of(user, {person_id}).get(person_id) if person_id else None,
            "person_id": person_id,
            "waiting_id": waiting_id,
            "new": True,
            "maybe_known": maybe_known,
            **finder,
        },
        status=422 if form.errors or (somebody.is_bound and somebody.errors) else 200,
    )
