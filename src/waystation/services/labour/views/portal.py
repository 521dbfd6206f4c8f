"""The employer portal: company, vacancies, anonymous candidates, contact requests.

An employer works with an account, as the focal point of its organisation, or by a link opened on
this device. Neither gives access to the office's own pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import cookie_name, in_words
from waystation.foundation.messaging.http import OnOneDeviceWithCode, private_form
from waystation.foundation.pages.action_pages import ActionForm, EditForm
from waystation.foundation.pages.base import Page
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.services.labour import actions, forms
from waystation.services.labour.fields import FIVE_QUESTIONS, OF_EMPLOYER
from waystation.services.labour.queries import demand, links, portal
from waystation.services.labour.queries.links import EmployerLink
from waystation.services.labour.rules.demand import refusal_to_withdraw_as_employer
from waystation.services.labour.transitions import VACANCY_WORKFLOW, refusal_to_edit

COOKIE = "employer_link"


class OfOwnEmployer:
    """A page of the employer that is signed in, or whose link was opened on this device."""

    kwargs: dict[str, Any]
    request: HttpRequest
    user: Any
    record: Any
    employer: Any
    permissions: tuple[str, ...] = ("placement.ask",)
    needs_employer = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user, self.me = request.user, None
        if request.user.is_authenticated:
            self.me = access.require(request.user, "placement.ask")
            self.employer = demand.employer_of_user(self.me)
        else:
            self.employer = employer_of_device(request)
            if self.employer is None:
                return self.handle_no_permission()  # type: ignore[attr-defined,no-any-return]
        method = (request.method or "").lower()
        names = self.http_method_names  # type: ignore[attr-defined]
        if method not in names or not hasattr(self, method):
            # before the record is looked for: it may not be theirs
            return self.http_method_not_allowed(request, *args, **kwargs)  # type: ignore[attr-defined,no-any-return]
        if self.employer is None and self.needs_employer:
            raise portal.not_seen()
        self.record = self.get_record()
        answer: HttpResponseBase = View.dispatch(self, request, *args, **kwargs)  # type: ignore[arg-type]
        return private_form(answer) if self.me is None else answer  # type: ignore[arg-type]

    def get_record(self) -> Any:
        if "vacancy_id" not in self.kwargs:
            return None
        return portal.own_vacancy(self.employer, self.kwargs["vacancy_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        found = [(reverse("labour:employer_home"), _("Your vacancies"))]
        if self.record is not None:
            found.append((self.get_success_url(), self.record.title))
        return found

    def get_success_url(self) -> str:
        if self.record is None:
            return reverse("labour:employer_home")
        return reverse("labour:employer_vacancy", args=[self.record.id])


def employer_of_device(request: HttpRequest) -> Any:
    """Return the employer whose link was opened on this device and is still open, else None."""
    token, device = _token_and_device(request)
    return links.employer_of_link(token, device) if device else None


def _token_and_device(request: HttpRequest) -> tuple[str, str]:
    """Return the link that was opened on this device last, and the secret of the device."""
    cookie = str(request.get_signed_cookie(cookie_name(COOKIE), "", salt=EmployerLink.salt))
    token, _mark, device = cookie.partition(" ")
    return token, device


class OpenLink(OnOneDeviceWithCode):
    """The first page of an employer's link: the code, and the name of its reader.

    The URLs of the pages after it do not contain the link, so that one cookie identifies both.
    """

    link_model = EmployerLink
    code_form, code_title = forms.Reader, N_("Your vacancies")

    def first_page(self) -> str:
        return self.request.path

    def device(self) -> str:
        token, device = _token_and_device(self.request)
        return device if token == self.kwargs["token"] else ""

    def remember(self, answer: HttpResponse, device: str) -> HttpResponse:
        answer.set_signed_cookie(
            cookie_name(COOKIE),
            f"{self.kwargs['token']} {device}",
            salt=self.link.salt,
            max_age=self.link.expires_at - now(),
            path=reverse("labour:employer_home"),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return answer

    def open_with_code(self, values: dict[str, Any]) -> str:
        return actions.open_link(self.link, self.address, **values)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return redirect("labour:employer_home")


class EmployerHome(OfOwnEmployer, Page):
    """What waits for an employer, and its vacancies."""

    template_name = "labour/employer_home.html"
    title = N_("Your vacancies")
    needs_employer = False

    def get_parents(self) -> list[tuple[str, str]]:
        return []

    def get_lead(self) -> str:
        return str(self.employer) if self.employer else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = portal.home_of(self.employer) if self.employer else {}
        return super().get_context_data(**kwargs) | {"employer": self.employer, **found}


class Company(OfOwnEmployer, EditForm):
    """Five questions about the company."""

    table = FIVE_QUESTIONS
    title = N_("Your company")
    lead = N_("Five questions. The office sees your answers; candidates see the company only.")
    done = N_("Thank you. Your answers are saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.employer, FIVE_QUESTIONS)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.answer_five_questions(self.me, self.employer.id, seen, proposed)


class OwnVacancyNew(OfOwnEmployer, ActionForm):
    """Draft a vacancy."""

    form_class = forms.NewVacancyForm
    table = OF_EMPLOYER
    template_name = "labour/vacancy_form.html"
    title, button = N_("Offer work"), N_("Save the draft")
    lead = N_("Say what the work needs, what it gives, and who pays each cost of recruitment.")
    done = N_("The draft is saved. Send it to review when it is complete.")

    def get_offers(self) -> Mapping[str, Any]:
        return {"site": demand.sites_of(self.employer)}

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        self.record = actions.draft_own_vacancy(self.me, self.employer, key, form.values)
        return self.record


class OwnVacancyEdit(OfOwnEmployer, EditForm):
    """Change a vacancy that is not published."""

    form_class = forms.VacancyForm
    template_name = "labour/vacancy_form.html"
    title = N_("Change the vacancy")
    table = OF_EMPLOYER

    def refusal_to_open(self) -> Refusal | None:
        return refusal_to_edit(self.record)

    def before(self) -> dict[str, Any]:
        return demand.contents_to_edit(self.record, OF_EMPLOYER)

    def get_offers(self) -> Mapping[str, Any]:
        return {"site": demand.sites_of(self.employer)}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_own_vacancy(self.me, self.record, seen, proposed)


class OwnVacancyWithdraw(OfOwnEmployer, ActionForm):
    """Withdraw a draft of one's own, after a confirmation."""

    step = VACANCY_WORKFLOW.transitions["withdraw"]
    table = step.asks
    title = button = step.button
    lead, done = step.lead, step.done

    def refusal_to_open(self) -> Refusal | None:
        one = self.record
        return refusal_to_withdraw_as_employer(
            one.state, by_employer=one.by_employer
        ) or VACANCY_WORKFLOW.refusal_to_take(one, self.step.name, self.user)

    def act(self, form: Any) -> Any:
        return actions.withdraw_own_vacancy(self.me, self.record)


class OwnVacancy(OfOwnEmployer, Page):
    """One vacancy with its candidates: without names until a person agrees."""

    template_name = "labour/employer_vacancy.html"

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:-1]

    def get_title(self) -> str:
        return str(self.record.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        context = portal.vacancy_page(one)
        if one.state == "published":
            found = actions.show_list_to_employer(self.me, one)
            context |= portal.anonymous_lines(one, found)
        context |= {"candidates": actions.read_own_candidates(self.me, one)}
        state = VACANCY_WORKFLOW.state_of(one)
        return super().get_context_data(**kwargs) | context | {"state": (_(state.name), state.tone)}


class PostOnly(OfOwnEmployer, View):
    """One thing that an employer does with a vacancy, and back to its page."""

    http_method_names = ["post"]
    done = ""

    def handle_no_permission(self) -> HttpResponse:
        return redirect(settings.LOGIN_URL)

    def act(self) -> Any:
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            for one in refusal.all:
                messages.error(request, in_words(one))
        else:
            messages.success(request, _(self.done))
        return redirect(self.get_success_url())


class OwnVacancySubmit(PostOnly):
    """Send a draft to review."""

    done = N_("The vacancy is in review.")

    def act(self) -> Any:
        return actions.submit_own_vacancy(self.me, self.record)


class AskForContact(PostOnly):
    """Ask to get in contact with an anonymous candidate."""

    done = N_("The office asks the person. You read the name once the person agrees.")

    def act(self) -> Any:
        return actions.ask_for_contact(self.me, self.record, self.kwargs["candidate"])
