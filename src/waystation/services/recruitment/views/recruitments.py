"""The recruitment of workers: the list, one recruitment, costs and receipts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import (
    ActionForm,
    EditForm,
    TransitionForm,
)
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter
from waystation.foundation.pages.forms import KeyedForm
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.registry.people.http import PersonPage
from waystation.services.recruitment import actions, forms, queries
from waystation.services.recruitment.fields import (
    CALL_ANSWERS,
    CONTRACT_CHECK,
    RECRUITMENT,
    RED_FLAGS,
)
from waystation.services.recruitment.rules.recruitments import red_flags
from waystation.services.recruitment.transitions import CALL_WORKFLOW, RECRUITMENT_WORKFLOW

from .lines import DAY, complaint_lines, cost_line, incident_lines

RECRUITMENTS = (("recruitment:recruitments", N_("Recruitments of workers")),)


def with_names(user: Any, rows: list[dict[str, Any]], key: str = "person_id") -> list[Any]:
    """Return rows with the name of the person each is about."""
    names = people.names_of(user, {row[key] for row in rows})
    return [{**row, "name": names.get(row[key], "")} for row in rows]


class Recruitments(ListPage):
    """The recruitments of workers of the user's offices, the latest first."""

    template_name = "recruitment/recruitments.html"
    permissions = ("recruitment.read",)
    title = N_("Recruitments of workers")
    lead = N_("Workers recruited: job, destination, recruiter and costs.")
    empty_title = N_("No recruitments yet")
    empty_text = N_("Open a person’s page and choose “Record a recruitment”.")
    order = ("-created_at", "-id")
    extra_values = ("person_id",)
    columns = (
        Column(
            "name",
            N_("Person"),
            link=lambda row: url_of("people:person", row["person_id"]) if row["name"] else "",
            prepared=True,
            export=False,
        ),
        *columns_of(RECRUITMENT),
        Column("employer__name", N_("Employer")),
        Column("recruiter__name", N_("Recruiter")),
        Column("arrived_on", N_("Arrived on"), words=DAY.words, nowrap=True),
        Column.of_state(RECRUITMENT_WORKFLOW),
    )
    filters = (
        *filters_of(RECRUITMENT),
        ChoiceFilter.of_state(RECRUITMENT_WORKFLOW),
        PeriodFilter("arrived_on", N_("Arrived on")),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.recruitments_visible_to(self.user)

    def filter_rows(self) -> QuerySet[Any]:
        rows = super().filter_rows()
        if party := key_in(self.request.GET.get("party", "")):
            rows = rows.filter(employer=party) | rows.filter(recruiter=party)
        return rows

    def get_row_url(self, row: Row) -> str:
        return url_of("recruitment:recruitment", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return with_names(self.user, rows)

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len({row["person_id"] for row in rows})


class RecruitmentNew(PersonPage, ActionForm):
    """Record that a person is recruited for a job abroad."""

    template_name = "people/person_form.html"
    permissions = ("recruitment.record",)
    why, tab = "recruitment", "recruitment:recruitment_new"
    title, button = N_("Record a recruitment"), N_("Save")
    lead = N_("The job, the place and the recruiter. The costs come next, item by item.")
    done = N_("The recruitment is saved. Add the costs, and check the contract.")
    result_page = "recruitment:recruitment"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Recruitment(queries.parties_for(self.user), **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_recruitment(
            self.user,
            self.record.office_id,
            self.record.id,
            employer=given["employer"],
            recruiter=given["recruiter"],
            key=given["key"],
            **form.values,
        )


class RecruitmentPage(DetailPage):
    """One recruitment: costs, contract, calls, incidents. Opening it is logged."""

    template_name = "recruitment/recruitment.html"
    permissions = ("recruitment.read",)
    parents = RECRUITMENTS
    workflow = RECRUITMENT_WORKFLOW
    transition_address = "recruitment:recruitment_transition"
    table = RECRUITMENT

    def get_record(self) -> Any:
        return queries.open_recruitment(self.user, self.kwargs["recruitment_id"])

    def get_title(self) -> str:
        one = self.record
        occupation = RECRUITMENT["occupation"].words(one.occupation)
        return f"{occupation} · {RECRUITMENT['to_country'].words(one.to_country)}"

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, RECRUITMENT)

    @property
    def may_record(self) -> bool:
        return access.may(self.user, "recruitment.record", self.record.office_id)

    def get_links(self) -> list[dict[str, Any]]:
        if not self.may_record:
            return []
        key = [self.record.id]
        feedback = f"{reverse('feedback:new')}?recruitment={self.record.id}"
        party = self.record.recruiter_id or self.record.employer_id
        if party:
            feedback += f"&entity={party}"
        links: list[dict[str, Any]] = [
            {
                "label": _("Add a cost"),
                "url": reverse("recruitment:cost_new", args=key),
                "primary": True,
            },
            {"label": _("Check the contract"), "url": reverse("recruitment:check", args=key)},
            {"label": _("Change"), "url": reverse("recruitment:recruitment_edit", args=key)},
            {"label": _("Employer and recruiter"), "url": reverse("recruitment:parties", args=key)},
        ]
        if access.may(self.user, "feedback.record", self.record.office_id):
            links.append({"label": _("Record a complaint"), "url": feedback})
        return links

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        costs = queries.costs_of(one)
        money = queries.money_of(one, costs, queries.rates_of(one.organisation_id))
        names = people.names_of(self.user, {one.person_id})
        months = (
            money.borne / money.earnings if money.borne is not None and money.earnings else None
        )
        incidents = queries.incidents_visible_to(self.user).filter(subject_id=one.id)
        return super().get_context_data(**kwargs) | {
            "name": names.get(one.person_id, ""),
            "parties": _parties(one),
            "costs": [cost_line(cost) for cost in costs],
            "borne": money.borne,
            "months": months,
            "checks": [
                {
                    "day": check.day,
                    "answers": CONTRACT_CHECK.answers(readable_values_of(check, CONTRACT_CHECK)),
                    "flags": len(red_flags(values_of(check, CONTRACT_CHECK), RED_FLAGS)),
                }
                for check in queries.checks_of(one)
            ],
            "calls": [call_line(call) for call in queries.calls_of(one)],
            "incidents": incident_lines(incidents.order_by("-opened_on", "-id")),
            "complaints": complaint_lines(self.user, one.id),
            "missing": _missing(one.prepared),
            "may_record": self.may_record,
            "may_see_party": access.may(self.user, "recruiter.read"),
        }


def _parties(one: Any) -> list[dict[str, Any]]:
    """Return who employs and who recruits, with what holds of each today."""
    named = [(_("Employer"), one.employer), (_("Recruiter"), one.recruiter)]
    keys = [entity.id for _label, entity in named if entity is not None]
    states = queries.clearances_of(keys, today_in())
    return [
        {
            "label": label,
            "id": entity.id,
            "name": entity.name,
            "state": _(states[entity.id].label),
            "tone": states[entity.id].tone,
        }
        for label, entity in named
        if entity is not None
    ]


def _missing(prepared: list[str]) -> list[str]:
    return [word for code, word in RECRUITMENT["prepared"].get_choices() if code not in prepared]


def call_line(call: Any) -> dict[str, Any]:
    """Return a call as templates show it."""
    state = CALL_WORKFLOW.state_of(call)
    return {
        "id": call.id,
        "after_days": call.after_days,
        "due_on": call.due_on,
        "called_on": call.called_on,
        "state": _(state.name),
        "tone": state.tone,
        "open": call.state in {"due", "not_reached"},
        "answers": CALL_ANSWERS.answers(readable_values_of(call, CALL_ANSWERS))
        if call.state == "answered"
        else [],
    }


class OfRecruitment(PagePart):
    """A page of one recruitment that those who record it may use."""

    permissions: tuple[str, ...] = ("recruitment.record",)
    record_page = "recruitment:recruitment"

    def get_record(self) -> Any:
        return queries.recruitment_visible_to(self.user, self.kwargs["recruitment_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        here = (self.get_success_url(), RECRUITMENT["occupation"].words(self.record.occupation))
        return [(reverse("recruitment:recruitments"), _("Recruitments of workers")), here]


class RecruitmentEdit(OfRecruitment, EditForm):
    """Change a recruitment."""

    table = RECRUITMENT
    title = N_("Change the recruitment")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, RECRUITMENT)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_recruitment(self.user, self.record.id, seen, proposed)


class PartiesEdit(OfRecruitment, ActionForm):
    """Say who employs and who recruited the worker."""

    title = N_("Employer and recruiter")
    lead = N_("Suspended recruiters are marked: do not use them.")
    done = N_("Saved.")

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Parties(queries.parties_for(self.user), **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"employer": self.record.employer_id, "recruiter": self.record.recruiter_id}

    def act(self, form: Any) -> Any:
        return actions.name_parties(self.user, self.record.id, **form.cleaned_data)


class RecruitmentTransition(OfRecruitment, TransitionForm):
    """Record the arrival or the end."""

    workflow = RECRUITMENT_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_recruitment_state(
            self.user, self.record.id, transition.name, **values
        )


class ContractCheckNew(OfRecruitment, ActionForm):
    """Look at the contract with the worker: a red flag opens an incident."""

    form_class = KeyedForm
    title, button = N_("Check the contract"), N_("Save")
    lead = N_("Ask the worker and read the contract. A red flag opens an incident.")
    done = N_("The check is saved.")
    table = CONTRACT_CHECK

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.check_contract(self.user, self.record.id, key=key, **form.values)
