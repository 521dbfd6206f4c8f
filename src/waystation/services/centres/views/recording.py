"""The form of a new visit: who it is, what was talked about, and then it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms, queries

from .editing import answer_in_words


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


ASKED = (
    "started_at", "ended_at", "mode", "visitor_type", "sex", "age_band", "community", "place",
    "reason", "topics", "informed", "counselled", "advice", "next_step", "minutes", "language",
    "interpreter",
)  # fmt: skip
NOT_KEPT = {"csrfmiddlewaretoken", "checked", "change", "find", "who"}


def _as_read(form: forms.Visit) -> list[dict[str, str]]:
    """Return the answers as they will be kept, in words, each with the way back to its field."""
    rows = []
    for name in ASKED:
        value = form.cleaned_data.get(name)
        if value in (None, "", [], False):
            continue
        label = str(form.fields[name].label)
        rows.append({"name": name, "label": label, "answer": answer_in_words(form, name, value)})
    return rows


def _check(
    request: HttpRequest, form: forms.Visit, person_id: UUID | None, newcomer: Any
) -> HttpResponse:
    """Show the answers once more before they are saved; they travel in the page, unsaved."""
    name = people.names_of(request.user, {person_id}).get(person_id) if person_id else None
    if newcomer:
        name = f"{newcomer['given']} {newcomer['family']}".strip()
    carried = [
        (key, value)
        for key in request.POST
        if key not in NOT_KEPT
        for value in request.POST.getlist(key)
    ]
    context = {"rows": _as_read(form), "carried": carried, "name": name, "new_file": newcomer}
    return render(request, "centres/visit_check.html", context)


def _saver(
    user: Any, form: forms.Visit, waiting_id: UUID | None, newcomer: Any
) -> Callable[[], Any]:
    """Return what saving does, so that the check before it asks the very same rules."""
    key, answers = form.cleaned_data["key"], form.answers()
    if waiting_id is not None:
        return lambda: actions.take_up(user, waiting_id, newcomer, id=key, **answers)
    office_id = UUID(form.cleaned_data["office"])
    return lambda: actions.record_visit_of(user, office_id, newcomer, id=key, **answers)


@login_required
def visit_new(request: HttpRequest) -> HttpResponse:
    """Record a visit, of somebody who just came in or who waited: type, check, save."""
    user = access.require(request.user, "visit.record")
    waiting_id = forms.key_in(request.GET.get("waiting", "") or request.POST.get("waiting", ""))
    begun = _begun(request, waiting_id)
    person_id = forms.key_in(request.POST.get("person", "")) or begun["person"]
    finder = looked_for(request)
    typing = finder["finding"] or "change" in request.POST
    if typing:
        form = forms.Visit(user, initial=forms.as_typed(forms.Visit, request.POST))
        somebody = forms.NewPerson(initial=forms.as_typed(forms.NewPerson, request.POST))
    else:
        form = forms.Visit(user, request.POST or None, initial=begun)
        somebody = forms.NewPerson(request.POST or None)
    maybe_known = False
    if not typing and request.method == "POST" and form.is_valid() and somebody.is_valid():
        newcomer = None if person_id else somebody.answers()
        save = _saver(user, form, waiting_id, newcomer)
        try:
            if "checked" not in request.POST:
                actions.rehearse(save)
                return _check(request, form, person_id, newcomer)
            visit = save()
        except Refusal as refusal:
            maybe_known = refusal.code == "maybe_known"
            onto_form(form, refusal)
        else:
            return redirect(f"{reverse('centres:visit', args=[visit.id])}?recorded=1")
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
