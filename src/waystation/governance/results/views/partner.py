"""The page at which a partner types figures: behind a link, on one device, without an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from waystation.foundation.access.http import onto_form
from waystation.foundation.messaging.http import OnOneDevice
from waystation.foundation.messaging.rules import OVER
from waystation.foundation.shared.errors import Refusal
from waystation.governance.results import actions, partner_forms, presenting
from waystation.governance.results.queries import partners as queries


class PartnerAnswer(OnOneDevice):
    """The figures that are asked, each with its parts, a note and its source."""

    link_model = queries.RequestLink
    related = ("request__entity", "request__office")
    languages = settings.STAFF_LANGUAGES  # those of indicators, which the page is about

    def first_page(self) -> str:
        return reverse("results:partner", args=[self.kwargs["token"]])

    def is_readable(self) -> bool:
        return self.link.request.state in queries.OPEN

    def languages_of_guest(self) -> Sequence[str]:
        return (self.link.request.language,)

    def prepare(self) -> None:
        self.asked = queries.asked_in(self.link.request)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(partner_forms.PartnerAnswerForm(self.asked, initial=self.initial()))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = partner_forms.PartnerAnswerForm(self.asked, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            actions.answer_request(self.link, form.typed(), form.cleaned_data["version"])
        except Refusal as refusal:
            if refusal.code == "link_over":
                return self.notice(OVER, 410)
            onto_form(form, refusal)
            return self.page(form, refusal.status)
        return redirect(f"{self.first_page()}?sent=1")

    def initial(self) -> dict[str, Any]:
        """Return what was sent before, for the partner to correct."""
        found: dict[str, Any] = {"version": self.link.request.version}
        for one in self.asked:
            found |= partner_forms.initial_of_figure(one.figure)
        return found

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        row = self.link.request
        context = self.offered() | {
            "form": form,
            "row": row,
            "office": row.office,
            "span": presenting.span_of(row.starts_on, row.ends_on),
            "groups": [
                {
                    "title": one.known.title,
                    "meaning": one.known.meaning,
                    "document": queries.document_of(one.figure),
                    "fields": form.fields_of(one),
                }
                for one in self.asked
            ],
            "sent": row.state == "answered",
            "expires_at": self.link.expires_at,
        }
        return render(self.request, "results/partner.html", context, status=status)
