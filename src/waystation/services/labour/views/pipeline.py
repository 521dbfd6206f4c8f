"""Placements: the list, one candidacy with its stages, and the person's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.messaging.http import OnOneDevice
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, TransitionForm
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.pages.guests import GuestLinkNew
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.registry.privacy.rules.consent_texts import LANGUAGES
from waystation.services.labour import actions, queries
from waystation.services.labour.fields import ANSWER, LOSS, OFFER
from waystation.services.labour.queries import answers, demand, pipeline, portal, ranking
from waystation.services.labour.transitions import CANDIDACY_WORKFLOW

DAY = Field("day", "date", "")


class Candidacies(ListPage):
    """Who is on the way to which vacancy, the newest first."""

    permissions = ("placement.read",)
    parents = (("labour:home", N_("Work")),)
    title = N_("Placements")
    lead = N_("From prospect to return. If a placement ends, the reason is recorded.")
    empty_title = N_("No candidates yet")
    empty_text = N_("Choose candidates on the ranked list of a published vacancy.")
    extra_values = ("person_id",)
    search = ("vacancy__title", "vacancy__number")
    columns = (
        Column(
            "name",
            N_("Person"),
            link=lambda row: url_of("labour:candidacy", row["id"]),
            prepared=True,
            export=False,
        ),
        Column("person__number", N_("Number"), nowrap=True),
        Column("vacancy__title", N_("Vacancy")),
        Column("vacancy__employer__entity__name", N_("Employer")),
        Column.of_state(CANDIDACY_WORKFLOW, N_("Stage")),
        Column("reason", N_("Why it ended"), words=LOSS["reason"].words),
        Column("prospect_on", N_("Chosen on"), words=DAY.words, nowrap=True),
        Column("arrived_on", N_("Began work on"), words=DAY.words, nowrap=True),
    )
    filters = (
        ChoiceFilter.of_state(CANDIDACY_WORKFLOW, N_("Stage")),
        ChoiceFilter("reason", N_("Why it ended"), LOSS["reason"].get_choices),
        PeriodFilter("prospect_on", N_("Chosen on")),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.candidacies_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("labour:candidacy", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = people.names_of(self.user, [row["person_id"] for row in rows])
        return [{**row, "name": names.get(row["person_id"], row["person__number"])} for row in rows]

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len({row["person_id"] for row in rows})


class OfCandidacy(PagePart):
    """A page of one candidacy."""

    permissions: tuple[str, ...] = ("placement.read",)
    record_page = "labour:candidacy"

    def get_record(self) -> Any:
        return queries.candidacy_visible_to(self.user, self.kwargs["candidacy_id"])

    def get_name(self) -> str:
        names = people.names_of(self.user, [self.record.person_id])
        return str(names.get(self.record.person_id, self.record.person.number))

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("labour:home"), _("Work")),
            (reverse("labour:candidacies"), _("Placements")),
            (self.get_success_url(), self.get_name()),
        ]


class CandidacyPage(OfCandidacy, DetailPage):
    """One person on the way to one vacancy: reasons, consent, stages and their days."""

    template_name = "labour/candidacy.html"
    table = FieldTable("labour.Candidacy", *OFFER, *LOSS.without("on"))
    workflow = CANDIDACY_WORKFLOW
    transition_address = "labour:candidacy_transition"

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:-1]

    def get_title(self) -> str:
        return self.get_name()

    def values(self) -> Mapping[str, Any]:
        ended = self.record.state in ("lost", "withdrawn")
        why = ("reason", "reason_shown") if ended else ()
        return {
            **values_of(self.record.vacancy, OFFER),
            **{name: getattr(self.record, name) for name in why},
        }

    def get_links(self) -> list[dict[str, Any]]:
        one = self.record
        if one.state != "prospect" or not access.may(self.user, "placement.record", one.office_id):
            return []
        return [
            {
                "label": _("Record the answer"),
                "url": reverse("labour:record_answer", args=[one.id]),
                "primary": True,
            },
            {"label": _("Link for the person"), "url": reverse("labour:own_link", args=[one.id])},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        names = demand.skill_names(ranking.keys_in(one.reasons))
        return super().get_context_data(**kwargs) | {
            "vacancy": one.vacancy,
            "stages": pipeline.stages_in_words(one),
            "days": pipeline.recruitment_days(one),
            "cost": pipeline.costs_of(self.user, one),
            "why": ranking.reasons_in_words(one.reasons, names),
            "score": round(100 * one.reasons["score"], 1) if "score" in one.reasons else None,
            "consents": queries.consents_to(one),
            "employer": one.vacancy.employer.entity,
            "check_due": one.check_due,
            "may_answer_interest": one.interest_at
            and one.interest_answered_at is None
            and access.may(self.user, "skill.record", one.office_id),
        }


class InterestAnswered(OfCandidacy, ActionButton):
    """Record that the office has spoken with a person who is interested."""

    permissions = ("skill.record",)
    done = N_("It is recorded that you have spoken with the person.")

    def act(self) -> Any:
        return actions.answer_interest(self.user, self.record.id)


class CandidacyTransition(OfCandidacy, TransitionForm):
    """Record a stage, or the end with its reason."""

    workflow = CANDIDACY_WORKFLOW

    def get_initial(self) -> dict[str, Any]:
        return {"on": answers.today()}

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_candidacy_state(self.user, self.record.id, transition.name, **values)


class Answer(OfCandidacy, ActionForm):
    """Read the text of the consent to the person, and record the answer."""

    template_name = "labour/answer.html"
    permissions = ("placement.record",)
    title, button = N_("Record the answer"), N_("Record the answer")
    lead = N_(
        "After a yes, the employer sees the person's name, contact details and profile at once. A "
        "no ends the candidacy."
    )
    done = N_("The answer is recorded, with the text that was read.")

    def get_form_kwargs(self) -> dict[str, Any]:
        self.spoken = answers.text_for(self.user, self.record, self.request.GET.get("language", ""))
        return super().get_form_kwargs() | {"table": answers.OFFICE_ANSWER}

    def act(self, form: Any) -> Any:
        read: dict[str, Any] = {"language": self.spoken.language, "text_number": self.spoken.number}
        return actions.record_answer(self.user, self.record.id, **read, **form.values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "spoken": self.spoken,
            "languages_of_texts": list(LANGUAGES.items()),
            "employer": self.record.vacancy.employer.entity,
        }


class OwnLink(OfCandidacy, GuestLinkNew):
    """Make the address at which the person answers."""

    permissions = ("placement.record",)
    opens = "labour:own_answer"
    lead = N_(
        "The person sees the vacancy and is asked for yes or no, without an account. The link "
        "opens on one device and is valid for two weeks; earlier links stop working. "
        "It is shown here once."
    )

    def act(self, form: Any) -> Any:
        return actions.make_own_link(self.user, self.record.id)


class OwnAnswer(OnOneDevice):
    """The page at which a person answers an employer's request; the address is a secret."""

    link_model, place = queries.CandidacyLink, "secret"
    related = ("candidacy__person",)

    def languages_of_guest(self) -> Sequence[str]:
        return self.link.candidacy.person.languages  # type: ignore[no-any-return]

    def prepare(self) -> None:
        self.candidacy = queries.candidacy_of_link(self.link)

    def first_page(self) -> str:
        return self.request.path

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        return self.page(FieldsForm(table=ANSWER))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        if "take_back" in request.POST:
            actions.take_back_answer(self.link, get_language() or "en")
            return redirect(request.path)
        form = FieldsForm(request.POST, table=ANSWER)
        if form.is_valid():
            try:
                language = get_language() or "en"
                actions.answer_request(self.link, form.values["agreed"], language)
            except Refusal as refusal:
                onto_form(form, refusal)
                return self.page(form, refusal.status)
            return redirect(request.path)
        return self.page(form, 422)

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        one = self.candidacy
        context = {
            "form": form,
            "candidacy": one,
            "vacancy": one.vacancy,
            "employer": one.vacancy.employer.entity,
            "text": answers.own_text(one, get_language() or "en"),
            "is_open": one.state == "prospect",
            "agrees": queries.consents_to(one),
            "loss": queries.losses_shown_to(one),
            "offer": portal.vacancy_page(one.vacancy) if one.answer != "no" else None,
        }
        return render(self.request, "labour/own_answer.html", context, status=status)
