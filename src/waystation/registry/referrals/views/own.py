"""The person's own link: made by the office, and the page that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from waystation.foundation.access.http import onto_form
from waystation.foundation.messaging.http import OnOneDevice
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.pages.guests import GuestLinkNew
from waystation.foundation.shared.errors import Refusal
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.fields import OWN_ANSWER, REFERRAL
from waystation.registry.referrals.queries.own import PersonLink
from waystation.registry.referrals.transitions import OUTCOME

from .links import PERSON_LINK_LEAD
from .referrals import OfReferral


class PersonLinkNew(OfReferral, GuestLinkNew):
    """Make the address at which the person confirms or contradicts the outcome."""

    opens = "referrals:person_answer"
    lead = PERSON_LINK_LEAD

    def act(self, form: Any) -> Any:
        return actions.make_person_link(self.user, self.record.id)


class PersonAnswer(OnOneDevice):
    """The page at which a person says whether the outcome is right; the address is a secret."""

    link_model, place = PersonLink, "secret"
    related = ("referral__person",)

    def languages_of_guest(self) -> Sequence[str]:
        person = self.link.referral.person
        return person.languages if person is not None else ()

    def prepare(self) -> None:
        self.referral = queries.referral_of_link(self.link)

    def first_page(self) -> str:
        return self.request.path

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        return self.page(FieldsForm(table=OWN_ANSWER))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        form = FieldsForm(request.POST, table=OWN_ANSWER)
        if form.is_valid():
            try:
                actions.answer_by_person(self.link, **form.values)
            except Refusal as refusal:
                if refusal.status == 404:
                    raise
                onto_form(form, refusal)
                return self.page(form, refusal.status)
            return redirect(request.path)
        return self.page(form, 422)

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        one = self.referral
        context = {
            "form": form,
            "referral": one,
            "need": REFERRAL["need"].words(one.need),
            "outcome": OUTCOME["outcome"].words(one.outcome),
            "is_asked": queries.is_asked(one),
        }
        return render(self.request, "referrals/own_answer.html", context, status=status)
