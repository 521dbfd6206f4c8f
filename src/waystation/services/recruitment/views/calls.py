"""Calls after arrival: the list, one call with its answers, and the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.records.values import readable_values_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.services.recruitment import actions, forms, queries
from waystation.services.recruitment.fields import CALL_ANSWERS, RECRUITMENT
from waystation.services.recruitment.transitions import CALL_WORKFLOW

from .lines import DAY
from .recruitments import with_names

CALLS = (("recruitment:calls", N_("Calls after arrival")),)


def phones_of(user: access.AnyUser, call: Any) -> list[str]:
    """Return the telephone numbers of the worker of a call that is still to be made."""
    due = call.state == "due"
    return people.phones_to_call(user, call.recruitment.person_id) if due else []


def title_of(user: access.AnyUser, call: Any) -> str:
    """Return the title of a call's page: the person to call."""
    name = people.names_of(user, {call.recruitment.person_id})
    return _("Call to {name}").format(name=next(iter(name.values()), "–"))


class Calls(ListPage):
    """The calls to workers, those to make first; who withdrew consent is not called."""

    template_name = "recruitment/calls.html"
    permissions = ("recruitment.read",)
    title = N_("Calls after arrival")
    lead = N_("Workers are called at set times. A red flag in the answers opens an incident.")
    empty_title = N_("No calls")
    empty_text = N_("They are planned when the arrival of a worker is recorded.")
    order = ("is_over", "due_on", "id")
    extra_values = ("recruitment__person_id",)
    columns = (
        Column("due_on", N_("Due on"), words=DAY.words, nowrap=True),
        Column("name", N_("Person"), prepared=True, export=False),
        Column("after_days", N_("Days after arrival"), number=True),
        Column("recruitment__to_country", N_("Country"), words=RECRUITMENT["to_country"].words),
        Column("attempts", N_("Tries"), number=True),
        Column("called_on", N_("Called on"), words=DAY.words, nowrap=True),
        Column(
            "state",
            N_("State"),
            words=CALL_WORKFLOW.words,
            tone=lambda row: (
                "r"
                if row["state"] == "due" and row["due_on"] < today_in()
                else CALL_WORKFLOW.states[row["state"]].tone
            ),
        ),
    )
    filters = (
        ChoiceFilter.of_state(CALL_WORKFLOW),
        PeriodFilter("due_on", N_("Due on")),
    )

    def get_rows(self) -> QuerySet[Any]:
        over = Case(When(state="due", then=Value(False)), default=Value(True))
        rows: QuerySet[Any] = queries.calls_visible_to(self.user).annotate(is_over=over)
        return rows

    def get_row_url(self, row: Row) -> str:
        return url_of("recruitment:call", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return with_names(self.user, rows, "recruitment__person_id")

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len({row["recruitment__person_id"] for row in rows})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "may_plan": access.may(self.user, "recruiter.assess"),
        }


class CallPage(DetailPage):
    """One call: worker, time and answers."""

    template_name = "recruitment/call.html"
    permissions = ("recruitment.read",)
    parents = CALLS
    workflow = CALL_WORKFLOW
    transition_address = "recruitment:call_transition"
    table = CALL_ANSWERS

    def get_record(self) -> Any:
        return queries.call_visible_to(self.user, self.kwargs["call_id"])

    def get_title(self) -> str:
        return title_of(self.user, self.record)

    def get_lead(self) -> str:
        return _("Days after arrival: {n}").format(n=self.record.after_days)

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, CALL_ANSWERS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"phones": phones_of(self.user, self.record)}


class CallTransition(TransitionForm):
    """Record the answers, or that nobody answered."""

    template_name = "people/call_form.html"
    workflow = CALL_WORKFLOW
    parents = CALLS

    def get_record(self) -> Any:
        return queries.call_visible_to(self.user, self.kwargs["call_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        page = reverse("recruitment:call", args=[self.record.id])
        return [*super().get_parents(), (page, title_of(self.user, self.record))]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_call_state(self.user, self.record.id, transition.name, **values)

    def get_success_url(self) -> str:
        return reverse("recruitment:recruitment", args=[self.record.recruitment_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"phones": phones_of(self.user, self.record)}


class CallPlanEdit(ActionForm):
    """Set on which days after arrival the office calls."""

    permissions = ("recruiter.assess",)
    parents = CALLS
    form_class = forms.CallDays
    title = N_("Plan of calls")
    lead = N_("Applies to arrivals from now on. Calls that are already planned do not change.")
    done = N_("Saved.")
    next_page = "recruitment:calls"

    @property
    def office(self) -> Any:
        return access.offices_where(self.user, "recruiter.assess")[0]

    def get_initial(self) -> dict[str, Any]:
        return {"days": " ".join(str(one) for one in queries.call_days_of(self.office))}

    def act(self, form: Any) -> Any:
        return actions.set_call_days(self.user, self.office, form.values)
