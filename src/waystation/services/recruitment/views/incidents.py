"""Incidents and corrective actions: open ones, one incident, the actions on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import Resolver404, reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import PagePart, may_open, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter, TickFilter
from waystation.foundation.pages.forms import KeyedForm
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.services.recruitment import actions, forms, queries
from waystation.services.recruitment.fields import CORRECTIVE_ACTION, INCIDENT, SUBJECT
from waystation.services.recruitment.rules.incidents import principles_of
from waystation.services.recruitment.transitions import ACTION_WORKFLOW, INCIDENT_WORKFLOW
from waystation.services.recruitment.transitions.incidents import CLOSING

from .lines import DAY, action_line, cost_line

INCIDENTS = (("recruitment:incidents", N_("Incidents in recruitment")),)


class Incidents(ListPage):
    """The incidents of the user's offices, open ones first, the nearest deadline on top."""

    permissions = ("incident.read",)
    title = N_("Incidents in recruitment")
    lead = N_("Fees charged, passports held, contracts replaced, threats: each with a deadline.")
    empty_title = N_("No incidents")
    empty_text = N_("They are recorded here, or opened by a red flag in a call or a vacancy.")
    add_label = N_("Record an incident")
    order = ("is_over", "due_on", "id")
    columns = (
        Column("opened_on", N_("Opened on"), words=DAY.words, nowrap=True),
        *columns_of(INCIDENT),
        Column("entity__name", N_("Recruiter or employer")),
        *columns_of(SUBJECT),
        Column(
            "due_on",
            N_("Deadline"),
            words=DAY.words,
            nowrap=True,
            tone=lambda row: "r" if row["state"] != "closed" and row["due_on"] < today_in() else "",
        ),
        Column.of_state(INCIDENT_WORKFLOW),
        Column("outcome", N_("Outcome"), words=CLOSING["outcome"].words),
    )
    filters = (
        *filters_of(INCIDENT),
        ChoiceFilter.of_state(INCIDENT_WORKFLOW),
        ChoiceFilter("outcome", N_("Outcome"), CLOSING["outcome"].get_choices),
        PeriodFilter("opened_on", N_("Opened on")),
        TickFilter("unfinished", N_("Not closed"), ~Q(state="closed")),
    )

    def get_rows(self) -> QuerySet[Any]:
        over = Case(When(state="closed", then=Value(True)), default=Value(False))
        rows: QuerySet[Any] = queries.incidents_visible_to(self.user).annotate(is_over=over)
        return rows

    def get_row_url(self, row: Row) -> str:
        return url_of("recruitment:incident", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "incident.record")
        return reverse("recruitment:incident_new") if may else ""


class IncidentNew(ActionForm):
    """Record an incident."""

    permissions = ("incident.record",)
    parents = INCIDENTS
    title, button = N_("Record an incident"), N_("Save")
    lead = N_("What happened, who is held responsible, and what is known.")
    done = N_("The incident is open. Its deadline is set.")

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Incident(self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        asked = key_in(self.request.GET.get("organisation", ""))
        return {"entity": str(asked) if asked else ""}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.open_incident(
            self.user,
            UUID(given["office"]),
            entity_id=given["entity"],
            key=given["key"],
            **form.values,
        )

    def get_success_url(self) -> str:
        found = queries.incidents_visible_to(self.user).filter(id=self.result.id)
        if not found.exists():
            return reverse("recruitment:recruiters")
        return reverse("recruitment:incident", args=[self.result.id])


class IncidentPage(DetailPage):
    """One incident: facts, breached principles, actions. Opening it is logged."""

    template_name = "recruitment/incident.html"
    permissions = ("incident.read",)
    parents = INCIDENTS
    workflow = INCIDENT_WORKFLOW
    transition_address = "recruitment:incident_transition"
    table = INCIDENT

    def get_record(self) -> Any:
        return queries.open_incident(self.user, self.kwargs["incident_id"])

    def get_title(self) -> str:
        return INCIDENT["kind"].words(self.record.kind)

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, INCIDENT)

    @property
    def may_handle(self) -> bool:
        one = self.record
        return one.state != "closed" and access.may(self.user, "incident.handle", one.office_id)

    def get_links(self) -> list[dict[str, Any]]:
        if not self.may_handle:
            return []
        url = reverse("recruitment:incident_action", args=[self.record.id])
        return [{"label": _("Plan a corrective action"), "url": url, "primary": True}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        return super().get_context_data(**kwargs) | {
            "late": one.state != "closed" and one.due_on < today_in(one.office.zone),
            "subject": SUBJECT["subject_kind"].words(one.subject_kind),
            "principles": [queries.criterion_label(code) for code in principles_of(one.kind)],
            "actions": [action_line(row) for row in one.actions.order_by("due_on", "id")],
            "charges": [cost_line(cost) for cost in queries.charges_of(self.user, one)],
            "is_own_repayment": one.state == "review" and one.repaid_by_id == self.user.id,
            "outcome": CLOSING["outcome"].words(one.outcome),
            "reason": readable_text(one, "reason"),
            "may_see_party": access.may(self.user, "recruiter.read"),
            "may_open_subject": opens(self.user, one.subject_address),
        }


def opens(user: Any, address: str) -> bool:
    """Return whether this user may open an address that another app has given."""
    try:
        return bool(address) and may_open(user, address)
    except Resolver404:
        return False


class OfIncident(PagePart):
    """A page of one incident that its handlers may use."""

    permissions: tuple[str, ...] = ("incident.handle",)
    record_page = "recruitment:incident"

    def get_record(self) -> Any:
        return queries.incident_visible_to(self.user, self.kwargs["incident_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        here = (self.get_success_url(), INCIDENT["kind"].words(self.record.kind))
        return [(reverse("recruitment:incidents"), _("Incidents in recruitment")), here]


class IncidentTransition(OfIncident, TransitionForm):
    """Deal with an incident, close or reopen it."""

    workflow = INCIDENT_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_incident_state(self.user, self.record.id, transition.name, **values)


class IncidentActionNew(OfIncident, ActionForm):
    """Plan what has to be done about an incident."""

    form_class = KeyedForm
    title, button = N_("Plan a corrective action"), N_("Save")
    done = N_("The corrective action is planned.")
    table = CORRECTIVE_ACTION

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.add_corrective_action(
            self.user, incident_id=self.record.id, key=key, **form.values
        )


class CorrectiveActions(ListPage):
    """The corrective actions that this user may see, the nearest deadline first."""

    permissions = ("recruiter.assess", "recruiter.decide", "incident.read")
    title = N_("Corrective actions")
    lead = N_("What recruiters and employers have to put right, and by when.")
    empty_title = N_("No corrective actions")
    empty_text = N_("They are planned in an assessment, or about an incident.")
    order = ("due_on", "id")
    columns = (
        *columns_of(CORRECTIVE_ACTION),
        Column("finding__assessment__entity__name", N_("Assessment of")),
        Column("incident__entity__name", N_("Incident with")),
        Column.of_state(ACTION_WORKFLOW),
    )
    filters = (
        *filters_of(CORRECTIVE_ACTION),
        ChoiceFilter.of_state(ACTION_WORKFLOW),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.actions_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("recruitment:action", row["id"])


ACTIONS = (("recruitment:actions", N_("Corrective actions")),)


class ActionPage(DetailPage):
    """One corrective action, and how it was done."""

    template_name = "recruitment/action.html"
    permissions = ("recruiter.assess", "recruiter.decide", "incident.read")
    parents = ACTIONS
    workflow = ACTION_WORKFLOW
    transition_address = "recruitment:action_transition"
    table = CORRECTIVE_ACTION

    def get_record(self) -> Any:
        return queries.action_visible_to(self.user, self.kwargs["action_id"])

    def check_permission(self) -> None:
        access.require_any(self.user, *self.permissions)

    def get_title(self) -> str:
        return str(self.record.what)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, CORRECTIVE_ACTION)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        about = (
            reverse("recruitment:assessment", args=[one.finding.assessment_id])
            if one.finding
            else reverse("recruitment:incident", args=[one.incident_id])
        )
        return super().get_context_data(**kwargs) | {
            "about": about,
            "proof": readable_text(one, "proof"),
            "late": one.state == "open" and one.due_on < today_in(),
        }


class ActionTransition(TransitionForm):
    """Record that a corrective action is done, confirm it, or reopen it."""

    workflow = ACTION_WORKFLOW
    parents = ACTIONS
    record_page = "recruitment:action"

    def get_record(self) -> Any:
        return queries.action_visible_to(self.user, self.kwargs["action_id"])

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_action_state(self.user, self.record.id, transition.name, **values)
