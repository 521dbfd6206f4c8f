"""The labour officers' home page, and vacancies: the list, one vacancy, its form and states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import by_urgency
from waystation.foundation.workflow.transitions import Transition
from waystation.services.labour import actions, forms, queries
from waystation.services.labour.fields import CONTENTS, VACANCY
from waystation.services.labour.queries import demand, overview, supply
from waystation.services.labour.transitions import EDITABLE, VACANCY_WORKFLOW, refusal_to_edit

from .employers import OfEmployer

VACANCIES = (("labour:home", N_("Work")), ("labour:vacancies", N_("Vacancies")))


class Home(Page):
    """What waits for a labour officer, and how supply and demand are doing."""

    template_name = "labour/home.html"
    permissions = ("vacancy.read",)
    title = N_("Work")
    lead = N_("Your tasks, and the vacancies and placements of your offices.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = today_in()
        return super().get_context_data(**kwargs) | {
            "waiting": [
                {"one": one, "urgency": one.urgency(today)}
                for one in by_urgency(queries.outstanding_of(self.user, today), today)
            ],
            "numbers": overview.numbers(self.user),
            "newest": overview.newest(self.user),
            "may_record": access.may(self.user, "vacancy.record"),
            "may_place": access.may(self.user, "placement.record"),
        }


class Vacancies(ListPage):
    """The vacancies of the user's offices, the newest first."""

    permissions = ("vacancy.read",)
    parents = (("labour:home", N_("Work")),)
    title = N_("Vacancies")
    lead = N_("All vacancies, from draft to filled.")
    empty_title = N_("No vacancies yet")
    empty_text = N_("Record an employer first; its vacancies are drafted on its page.")
    search = ("title", "number")
    columns = (
        Column("number", N_("Number"), nowrap=True),
        *columns_of(VACANCY),
        Column("employer__entity__name", N_("Employer")),
        Column.of_state(VACANCY_WORKFLOW),
    )
    filters = (
        ChoiceFilter.of_state(VACANCY_WORKFLOW),
        *filters_of(VACANCY),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.vacancies_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("labour:vacancy", row["id"])


class OfVacancy(PagePart):
    """A page of one vacancy."""

    permissions: tuple[str, ...] = ("vacancy.read",)
    record_page = "labour:vacancy"

    def get_record(self) -> Any:
        return queries.vacancy_visible_to(self.user, self.kwargs["vacancy_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("labour:home"), _("Work")),
            (reverse("labour:vacancies"), _("Vacancies")),
            (self.get_success_url(), self.record.title),
        ]


class VacancyPage(OfVacancy, DetailPage):
    """One vacancy: requirements and offer, the payer of each cost, and its state."""

    template_name = "labour/vacancy.html"
    table = CONTENTS
    workflow = VACANCY_WORKFLOW
    transition_address = "labour:transition"

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:-1]

    def get_title(self) -> str:
        return str(self.record.title)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, VACANCY)

    def get_links(self) -> list[dict[str, Any]]:
        one, links = self.record, []
        if one.state == "published" and access.may(self.user, "placement.read", one.office_id):
            url = reverse("labour:ranked", args=[one.id])
            links.append({"label": _("Candidates"), "url": url, "primary": True})
        if one.state in EDITABLE and access.may(self.user, "vacancy.record", one.office_id):
            url = reverse("labour:vacancy_change", args=[one.id])
            links.append({"label": _("Change"), "url": url, "primary": one.state == "refused"})
        return links

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | overview.vacancy_page(self.user, self.record)


def offered_to(user: Any, employer: Any) -> dict[str, Any]:
    """Return what an officer chooses from: pathways, agencies and the employer's sites."""
    return {
        "pathways": supply.pathway_choices(user),
        "recruiter": queries.recruiters_to_choose(user),
        "site": demand.sites_of(employer),
    }


class VacancyNew(OfEmployer, ActionForm):
    """Draft a vacancy of an employer."""

    form_class = forms.NewVacancyForm
    template_name = "labour/vacancy_form.html"
    title, button = N_("Draft a vacancy"), N_("Save the draft")
    lead = N_("Say what the work needs, what it gives, and who pays each cost of recruitment.")
    done = N_("The draft is saved. Send it to review when it is complete.")

    def get_offers(self) -> Mapping[str, Any]:
        return offered_to(self.user, self.record)

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.draft_vacancy(self.user, self.record.id, key=key, **form.values)

    def get_success_url(self) -> str:
        result = getattr(self, "result", None)
        if result is None:
            return super().get_success_url()
        return reverse("labour:vacancy", args=[result.id])


class VacancyEdit(OfVacancy, EditForm):
    """Change a vacancy that is not published."""

    form_class = forms.VacancyForm
    template_name = "labour/vacancy_form.html"
    permissions = ("vacancy.record",)
    title = N_("Change the vacancy")
    table = CONTENTS

    def refusal_to_open(self) -> Refusal | None:
        return refusal_to_edit(self.record)

    def before(self) -> dict[str, Any]:
        return demand.contents_to_edit(self.record)

    def get_offers(self) -> Mapping[str, Any]:
        return offered_to(self.user, self.record.employer)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_vacancy(self.user, self.record.id, seen, proposed)


class VacancyTransition(OfVacancy, TransitionForm):
    """Send to review, publish, suspend, fill, close or withdraw."""

    workflow = VACANCY_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        if transition.name == "publish":
            return actions.publish_vacancy(self.user, self.record.id)
        return actions.change_vacancy_state(self.user, self.record.id, transition.name, **values)

    def form_refused(self, form: Any, refusal: Refusal) -> Any:
        self.record = self.get_record()  # a refusal of fees has changed its state
        return super().form_refused(form, refusal)
