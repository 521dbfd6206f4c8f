"""Plans: the steps agreed with a person, and the follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import (
    ActionButton,
    ActionForm,
    EditForm,
    TransitionForm,
)
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, TickFilter
from waystation.foundation.pages.forms import KeyedForm
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.services.centres import actions, queries
from waystation.services.centres.fields import FOLLOW_UP, PLAN, STEP
from waystation.services.centres.transitions import PLAN_WORKFLOW, STEP_WORKFLOW

from .profiles import OfPerson
from .recording import name_of
from .visits import with_names


class Plans(ListPage):
    """The plans of the user's offices, the latest first."""

    permissions = ("visit.read",)
    title = N_("Plans")
    lead = N_("What was agreed with people, the progress made, and the outcome.")
    empty_title = N_("No plans yet")
    empty_text = N_("Agree on a plan from a person's page: steps with dates, and a follow-up.")
    order = ("-day", "-id")
    extra_values = ("person_id",)
    columns = (
        Column("day", N_("Agreed on"), words=PLAN["follow_up_on"].words),
        Column("visitor", N_("Person"), prepared=True, export=False),
        *columns_of(PLAN),
        Column("agreed_steps", N_("Steps"), number=True, sort=False),
        Column("done_steps", N_("Done"), number=True, sort=False),
        Column("outcome", N_("Outcome"), words=FOLLOW_UP["outcome"].words),
        Column.of_state(PLAN_WORKFLOW),
    )
    filters = (
        *filters_of(PLAN),
        ChoiceFilter("outcome", N_("Outcome"), FOLLOW_UP["outcome"].get_choices),
        ChoiceFilter.of_state(PLAN_WORKFLOW),
        TickFilter("open_steps", N_("With open steps"), Q(steps__state="open")),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.plans_with_steps(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("centres:plan", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return with_names(self.user, rows)

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len({row["person_id"] for row in rows})


class PlanNew(OfPerson, ActionForm):
    """Agree on a plan with a person."""

    permissions = ("visit.record",)
    form_class = KeyedForm
    title, button = N_("Agree on a plan"), N_("Save the plan")
    lead = N_("What the person intended before and after counselling. The steps come next.")
    done = N_("The plan is saved. Add the steps that you agreed.")
    result_page = "centres:plan"
    table = PLAN

    def get_person(self) -> Any:
        return self.kwargs["person_id"]

    def check_permission(self) -> None:
        super().check_permission()
        people.require_person(self.user, self.get_person())

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.record_plan(self.user, self.get_person(), key=key, **form.values)


class PlanPage(OfPerson, DetailPage):
    """One plan with its steps. Opening it is logged."""

    template_name = "centres/plan.html"
    permissions = ("visit.read",)
    workflow = PLAN_WORKFLOW
    transition_address = "centres:plan_transition"
    table = PLAN

    def get_record(self) -> Any:
        return queries.open_plan(self.user, self.kwargs["plan_id"])

    def get_person(self) -> Any:
        return self.record.person_id

    def get_title(self) -> str:
        name = name_of(self.user, self.record.person_id) or "–"
        return _("Plan of {name}").format(name=name)

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, PLAN)

    def words_of_verb(self, verb: str) -> str:
        return _("Steps changed") if verb == "plan.step" else super().words_of_verb(verb)

    def get_links(self) -> list[dict[str, Any]]:
        if not access.may(self.user, "visit.record", self.record.office_id):
            return []
        key = [self.record.id]
        return [
            {"label": _("Add a step"), "url": reverse("centres:step_new", args=key), "primary": 1},
            {"label": _("Change"), "url": reverse("centres:plan_edit", args=key)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.record
        followed = FOLLOW_UP.answers(readable_values_of(plan, FOLLOW_UP))
        return super().get_context_data(**kwargs) | {
            "steps": queries.steps_of(self.user, plan),
            "follow_up": followed if plan.followed_up_on else [],
        }


class OfPlan(OfPerson):
    """A page of one plan that its counsellors may use."""

    permissions = ("visit.record",)
    record_page = "centres:plan"

    def get_record(self) -> Any:
        return queries.plan_visible_to(self.user, self.kwargs["plan_id"])

    def get_person(self) -> Any:
        return self.record.person_id

    def get_parents(self) -> list[tuple[str, str]]:
        return [*super().get_parents(), (self.get_success_url(), _("Plan"))]


class PlanEdit(OfPlan, EditForm):
    """Change a plan. An editor who meets another's change sees both values and chooses."""

    table = PLAN
    title, button = N_("Change the plan"), N_("Save the plan")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, PLAN)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_plan(self.user, self.record.id, seen, proposed)


class PlanTransition(OfPlan, TransitionForm):
    """Record the follow-up."""

    workflow = PLAN_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_plan_state(self.user, self.record.id, transition.name, **values)


class StepNew(OfPlan, ActionForm):
    """Add an agreed step."""

    form_class = KeyedForm
    title, button = N_("Add a step"), N_("Save the step")
    done = N_("The step is added.")
    table = STEP

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.add_step(self.user, self.record.id, key=key, **form.values)


class StepChange(ActionButton):
    """Note that a step is done, is not done, or is open again."""

    permissions = ("visit.record",)

    def get_record(self) -> Any:
        return queries.step_visible_to(self.user, self.kwargs["step_id"])

    def act(self) -> Any:
        step = STEP_WORKFLOW.transitions.get(self.kwargs["transition"])
        if step is None:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        self.done = step.done
        return actions.change_step_state(self.user, self.record.id, step.name)

    def get_success_url(self) -> str:
        return reverse("centres:plan", args=[self.record.plan_id])
