"""The vacancies for a person behind the link of their own profile, without an account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionButton
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_
from waystation.registry.skills.http import OwnPage
from waystation.services.labour import actions
from waystation.services.labour.queries import own


class OwnVacancies(OwnPage, Page):
    """The published vacancies of the office, ranked for this person, with the reasons."""

    template_name = "labour/own_vacancies.html"
    title = N_("Vacancies for you")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = own.vacancies_of(self.record)
        return super().get_context_data(**kwargs) | {
            "token": self.kwargs["token"],
            "office": self.record.office,
            "at_work": own.at_work(self.record),
            "matching": [one for one in lines if not one["failed"]],
            "failing": [one for one in lines if one["failed"] and one["is_related"]],
            "unrelated": [one for one in lines if not one["is_related"]],
        }


class OfOwnVacancy(OwnPage):
    """What the pages of one vacancy at the own link share."""

    def prepare(self) -> None:
        super().prepare()
        self.vacancy = own.vacancy_for(self.record, self.kwargs["vacancy_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        where = reverse("labour:own_vacancies", args=[self.kwargs["token"]])
        return [*super().get_parents(), (where, _("Vacancies for you"))]

    def get_success_url(self) -> str:
        return reverse("labour:own_vacancy", args=[self.kwargs["token"], self.vacancy.id])


class OwnVacancy(OfOwnVacancy, Page):
    """The whole offer, why it was proposed, and whether the person is interested."""

    template_name = "labour/own_vacancy.html"

    def get_title(self) -> str:
        return str(self.vacancy.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "token": self.kwargs["token"],
            "office": self.record.office,
            "vacancy": self.vacancy,
            **own.offer_of(self.record, self.vacancy),
        }


class OwnInterest(OfOwnVacancy, ActionButton):
    """Say that one is interested in a vacancy, or no more."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.interested = request.POST.get("interested") == "yes"
        self.done = (
            N_(
                "Thank you. The office gets in touch with you. "
                "The employer does not learn your name."
            )
            if self.interested
            else N_("You are not interested any more. The office knows.")
        )
        return super().post(request, *args, **kwargs)

    def act(self) -> Any:
        return actions.say_interest(self.link.id, self.vacancy.id, interested=self.interested)
