"""Pages of commitments: the list, one commitment with its history, and its transitions (O-23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import NewForm, TransitionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, Filter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, columns_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.network.queries import people
from waystation.governance.workplans import actions
from waystation.governance.workplans.fields import COMMITMENT, NEW_COMMITMENT
from waystation.governance.workplans.queries import commitments as queries
from waystation.governance.workplans.rules import commitments as rules
from waystation.governance.workplans.transitions import COMMITMENT_WORKFLOW

from .activities import OfActivity
from .common import OfNetwork


class Standing(ChoiceFilter):
    """Which commitments: those not ended, overdue ones, ended ones."""

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        which = asked.get(self.name, "")
        ended = Q(state__in=rules.ENDED)
        if which == "ended":
            return rows.filter(ended)
        if which == "overdue":
            return rows.exclude(ended).filter(due_on__lt=today_in())
        return rows.exclude(ended) if which == "open" else rows

    @staticmethod
    def offers() -> list[tuple[str, str]]:
        return [("open", _("Open")), ("overdue", _("Overdue")), ("ended", _("Ended"))]


class Commitments(OfNetwork, ListPage):
    """The commitments: those not ended, overdue ones, ended ones; mine or all."""

    title = N_("Commitments")
    lead = N_("What members promised towards the plan, the next due first.")
    empty_title = N_("No commitments here")
    empty_text = N_(
        "A member records what it will do for an activity and until when, from the activity's page."
    )
    row_address = "workplans:commitment"
    order = ("due_on", "id")
    search = ("what", "entity__name", "activity__title")
    extra_values = ("activity_id", "state")
    columns = (
        *columns_of(COMMITMENT),
        Column("entity__name", N_("Member")),
        Column(
            "activity__title",
            N_("Activity"),
            link=lambda row: url_of("workplans:activity", row["activity_id"]),
        ),
        Column(
            "standing",
            N_("State"),
            tone=lambda row: (
                "r" if row["overdue"] else COMMITMENT_WORKFLOW.states[row["state"]].tone
            ),
            prepared=True,
        ),
    )
    about_persons = False

    @property
    def filters(self) -> list[Filter]:  # type: ignore[override]
        found: list[Filter] = [Standing("which", N_("State"), Standing.offers)]
        mine = people.entity_of(self.user, today_in())
        if mine is not None:
            label = _("Only {entity}").format(entity=mine)
            found.append(TickFilter("mine", label, Q(entity_id=mine.id)))
        return found

    def get_rows(self) -> QuerySet[Any]:
        return queries.commitments_visible_to(self.user)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        today = today_in()
        for row in rows:
            row["overdue"] = rules.is_overdue(row["state"], row["due_on"], today)
            name = COMMITMENT_WORKFLOW.words(row["state"])
            row["standing"] = _("Overdue") if row["overdue"] else name
        return rows


class CommitmentPage(DetailPage):
    """One commitment with its history, and the steps open to those who speak for the entity."""

    template_name = "workplans/commitment.html"
    permissions = ("network.read",)
    parents = (("workplans:plans", N_("Work plan")), ("workplans:commitments", N_("Commitments")))
    table = COMMITMENT
    workflow = COMMITMENT_WORKFLOW
    transition_address = "workplans:commitment_step"

    def get_record(self) -> Any:
        return queries.commitment_visible_to(self.user, self.kwargs["key"])

    def get_title(self) -> str:
        return str(self.record.what)

    def available_transitions(self) -> list[Transition]:
        may = queries.may_speak_for(self.user, self.record.office_id, self.record.entity_id)
        return super().available_transitions() if may else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        overdue = rules.is_overdue(row.state, row.due_on, today_in())
        context = super().get_context_data(**kwargs)
        if overdue:
            context["state"] = (_("Overdue"), "r")
        return context | {
            "overdue": overdue,
            "events": [
                {"one": one, "state": COMMITMENT_WORKFLOW.words(one.state)}
                for one in queries.history_of(self.record)
            ],
            "history": [],
        }


class CommitmentStep(TransitionForm):
    """Say how a commitment goes."""

    workflow = COMMITMENT_WORKFLOW
    record_page = "workplans:commitment"

    def get_record(self) -> Any:
        return queries.commitment_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        above = (reverse("workplans:commitments"), _("Commitments"))
        return [above, (self.get_success_url(), self.record.what)]

    def get_lead(self) -> str:
        return str(self.record.what)

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        key, note = self.record.id, values["note"] or ""
        return actions.commitments.change_commitment_state(self.user, key, transition.name, note)


class CommitmentNew(OfActivity, NewForm):
    """Record what a member commits itself to for an activity."""

    permissions = ("commitment.record",)
    table = NEW_COMMITMENT
    title, button = N_("New commitment"), N_("Record the commitment")
    lead = N_("What a member promises towards this activity, and until when.")
    done = N_("The commitment is recorded.")
    action = staticmethod(actions.commitments.record_commitment)

    def get_offers(self) -> dict[str, Any]:
        network = people.network_visible_to(self.user)
        members = [
            (one.entity_id, str(one.entity)) for one in people.members_on(network, today_in())
        ]
        if not access.may(self.user, "plan.draft", self.record.office_id):
            mine = people.entity_of(self.user, today_in())
            members = [one for one in members if mine and one[0] == mine.id]
        return {"entity": members}
