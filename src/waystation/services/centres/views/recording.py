"""Recording a visit: the person, the topics, a check of the answers, and saving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from waystation.foundation.access.http import onto_form
from waystation.foundation.pages.base import Permitted
from waystation.foundation.pages.forms import as_typed
from waystation.foundation.records import codes
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.typed import key_in
from waystation.registry.organisations import queries as organisations
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms, queries, rules
from waystation.services.centres.fields import VISIT

NOT_CARRIED = {"csrfmiddlewaretoken", "checked", "change", "find", "who"}


def matching_people(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the search for known people: the input and the results.

    A name that was typed and not chosen is searched for too, whichever button was pressed.
    """
    who = request.POST.get("who", "").strip()
    finding = "find" in request.POST or bool(who and not request.POST.get("person"))
    found = people.search(request.user, who[:200], limit=8) if finding else []
    return {"finding": finding, "who": who, "found": found}


def nobody_chosen(request: HttpRequest, chosen: Any) -> Refusal | None:
    """Refuse a name that was typed to find somebody when nobody is chosen."""
    return rules.refusal_of_unchosen(request.POST.get("who", ""), chosen)


def name_of(user: Any, person_id: UUID | None) -> str | None:
    """Return the name of a person whose file the user may see."""
    return people.names_of(user, {person_id}).get(person_id) if person_id else None


class VisitNew(Permitted):
    """Record a visit, of a visitor who just came in or who waited: type, check, save."""

    permissions = ("visit.record",)

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = self.initial_answers()
        form = forms.Visit(self.user, initial=initial)
        return self.show(form, forms.NewPerson(), initial["person"])

    def post(self, request: HttpRequest) -> HttpResponse:
        initial = self.initial_answers()
        person_id = key_in(request.POST.get("person", "")) or initial["person"]
        if "find" in request.POST or "change" in request.POST:
            form = forms.Visit(self.user, initial=as_typed(forms.Visit, request.POST))
            typed = {name: request.POST[name] for name in forms.NewPerson.base_fields
                     if request.POST.get(name)}  # fmt: skip
            return self.show(form, forms.NewPerson(initial=typed), person_id)
        form = forms.Visit(self.user, request.POST, initial=initial)
        newcomer_form = forms.NewPerson(request.POST)
        if not (form.is_valid() and newcomer_form.is_valid()):
            return self.show(form, newcomer_form, person_id, 422)
        newcomer = None if person_id else newcomer_form.answers
        if unchosen := nobody_chosen(request, person_id or newcomer):
            onto_form(newcomer_form, unchosen)
            return self.show(form, newcomer_form, person_id, 422)
        try:
            if "checked" not in request.POST:
                due_on = self.check(form, newcomer)["call_back_on"]
                return self.show_check(form, person_id, newcomer, due_on)
            visit = self.save(form, newcomer)
        except Refusal as refusal:
            if refusal.status in {403, 404}:
                raise
            for one in refusal.all:
                of_newcomer = one.field in newcomer_form.fields
                onto_form(newcomer_form if of_newcomer else form, one)
            known = refusal.code == "maybe_known"
            return self.show(form, newcomer_form, person_id, refusal.status, maybe_known=known)
        return redirect(f"{reverse('centres:visit', args=[visit.id])}?recorded=1")

    @property
    def waiting_id(self) -> UUID | None:
        request = self.request
        return key_in(request.GET.get("waiting", "") or request.POST.get("waiting", ""))

    def initial_answers(self) -> dict[str, Any]:
        """Return the initial answers: of the known person, or from the waiting list."""
        if self.waiting_id is None:
            return {"person": key_in(self.request.GET.get("person", ""))}
        waiting = queries.waiting_one(self.user, self.waiting_id)
        return {
            "person": waiting.person_id,
            "language": waiting.language,
            "office": str(waiting.office_id),
        }

    def check(self, form: forms.Visit, newcomer: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what saving would write, or raise what it would refuse; nothing is written."""
        key, office = form.cleaned_data["key"], UUID(form.cleaned_data["office"])
        if self.waiting_id is not None:
            return actions.check_start(self.user, self.waiting_id, newcomer, key=key, **form.values)
        return actions.check_visit(self.user, office, newcomer, key=key, **form.values)

    def save(self, form: forms.Visit, newcomer: Mapping[str, Any] | None) -> Any:
        key, office = form.cleaned_data["key"], UUID(form.cleaned_data["office"])
        if self.waiting_id is not None:
            return actions.start_visit(self.user, self.waiting_id, newcomer, key=key, **form.values)
        return actions.record_visit_of(self.user, office, newcomer, key=key, **form.values)

    def show(
        self,
        form: forms.Visit,
        newcomer: forms.NewPerson,
        person_id: UUID | None,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        context = {
            "form": form,
            "newcomer": newcomer,
            "person_id": person_id,
            "person_name": name_of(self.user, person_id),
            "waiting_id": self.waiting_id,
            "warnings": organisations.organisation_warnings(self.user),
            **matching_people(self.request),
            **more,
        }
        return render(self.request, "centres/visit_form.html", context, status=status)

    def show_check(
        self,
        form: forms.Visit,
        person_id: UUID | None,
        newcomer: Mapping[str, Any] | None,
        due_on: date | None,
    ) -> HttpResponse:
        """Show the answers once more before they are saved; they travel in the page, unsaved."""
        name = name_of(self.user, person_id)
        if newcomer:
            name = f"{newcomer['given']} {newcomer['family']}".strip()
        posted = self.request.POST
        context = {
            "answers": VISIT.without("person_id").answers(form.values | {"call_back_on": due_on}),
            "carried": [
                (key, value)
                for key in posted
                if key not in NOT_CARRIED
                for value in posted.getlist(key)
            ],
            "name": name,
            "new_file": newcomer,
            "sex": codes.label("sex", newcomer["sex"]) if newcomer and newcomer["sex"] else "",
        }
        return render(self.request, "centres/visit_check.html", context)
