"""Pages of decisions and their action items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.foundation.pages.base import Page
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column
from waystation.foundation.shared.periods import year as year_of
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import (
    ACTION,
    DECISION,
    REMARK,
    REPORT,
    RESERVATION,
)
from waystation.governance.meetings.http import (
    Choices,
    NetworkButton,
    NetworkForm,
    NetworkList,
    NewRecord,
    OfNetwork,
)
from waystation.governance.meetings.queries import decisions as queries
from waystation.governance.meetings.queries import meetings, papers
from waystation.governance.meetings.transitions import (
    ACTION_WORKFLOW,
    REPORTS,
    UNFINISHED,
    UNREPORTED,
)
from waystation.governance.network.queries import people

from .base import MEETINGS, MeetingForm, items_offered, numbered_choices, page_of
from .papers import tone_of_class

STEPS = ACTION_WORKFLOW.transitions


class Decisions(NetworkList):
    """The decisions that exist for the reader, latest first."""

    template_name = "meetings/decisions.html"
    row_address = "meetings:decision"
    parents = MEETINGS
    title = N_("Decisions")
    lead = N_(
        "By consensus, with any reservations. Actions that follow are verified by another entity."
    )
    empty_title = N_("No decision yet")
    empty_text = N_("Decisions are recorded from the page of their meeting.")
    order = ("-decided_on", "-id")
    search = ("text",)
    extra_values = ("meeting_id",)
    columns = (
        Column.of(DECISION["text"], muted=lambda row: reservations(row["reserved"])),
        Column("decided_on", N_("Day")),
        Column("meeting__title", N_("Meeting"), link=lambda row: page_of(row["meeting_id"])),
        Column.of(DECISION["access_class"], tone=lambda row: tone_of_class(row["access_class"])),
        Column("implemented", N_("Actions"), prepared=True),
    )
    filters = (
        PeriodFilter("decided_on", N_("Day")),
        ChoiceFilter.of(DECISION["access_class"]),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.decisions_visible_to(self.user)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        counts = queries.counts_of([row["id"] for row in rows])
        found = [{**row, **counts[row["id"]]} for row in rows]
        return [{**row, "implemented": f"{row['done']} / {row['asked']}"} for row in found]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = self.reader
        year = year_of(reader.today)
        return super().get_context_data(**kwargs) | {
            "year": reader.today.year,
            "implementation": queries.implementation(
                reader.network, year.start, year.end, reader.today, reader.classes
            ),
        }


def reservations(count: int) -> str:
    """Return how many reservations there are in words, "" for none."""
    if not count:
        return ""
    return ngettext("%(n)s reservation", "%(n)s reservations", count) % {"n": count}


class OfDecision(OfNetwork):
    """A page of one decision."""

    subject = "decision_id"

    def get_record(self) -> Any:
        super().get_record()
        return queries.decision_visible_to(self.user, self.kwargs["decision_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        meeting = self.record.meeting
        return [
            (reverse("meetings:decisions"), _("Decisions")),
            (page_of(meeting.id), meeting.title),
        ]

    def get_success_url(self) -> str:
        return page_of(self.record.meeting_id)


class DecisionPage(OfDecision, Page):
    """One decision with its reservations and action items."""

    template_name = "meetings/decision.html"
    title = N_("Decision")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        asked = queries.actions_visible_to(self.user).filter(decision=row)
        return super().get_context_data(**kwargs) | {
            "decision": row,
            "word": DECISION["access_class"].words(row.access_class),
            "reservations": row.reservations.select_related("entity").order_by("id"),
            "actions": [
                {
                    "one": one,
                    "state": ACTION_WORKFLOW.words(one.state),
                    "tone": ACTION_WORKFLOW.state_of(one).tone,
                }
                for one in asked.select_related("owner")[:40]
            ],
        }


class DecisionNew(MeetingForm):
    """Record a decision of a meeting."""

    permissions = ("decision.record",)
    form_class, table = NewRecord, DECISION
    title, button = N_("Record a decision"), N_("Record it")
    lead = N_(
        "The Network decides by consensus. An entity's reservation is recorded with the decision."
    )
    done = N_("The decision is recorded. Agree who does what by when.")
    paragraph, working_rule = "43 49", "A-16"
    action = staticmethod(actions.decisions.record_decision)

    def get_offers(self) -> dict[str, Choices]:
        return {"item": items_offered(self.reader, self.record.id)}


class DecisionForm(OfDecision, NetworkForm):
    """A form about one decision, with the decision's text above it."""

    permissions = ("decision.record",)

    def get_lead(self) -> str:
        return str(self.record.text)


class ReservationNew(DecisionForm):
    """Add a reservation to a decision."""

    table = RESERVATION
    title, button = N_("Add a reservation"), N_("Add it")
    done = N_("The reservation is recorded with the decision.")
    working_rule = "A-16"
    action = staticmethod(actions.decisions.add_reservation)

    def get_offers(self) -> dict[str, Choices]:
        return {"entity": [("", "–"), *meetings.who_may_own(self.reader)]}


class ActionNew(DecisionForm):
    """Agree an action from a decision."""

    form_class, table = NewRecord, ACTION
    title, button = N_("Add an action"), N_("Add the action")
    done = N_("The action is agreed; its owner sees it.")
    paragraph = "43"
    action = staticmethod(actions.decisions.agree_action)

    def get_offers(self) -> dict[str, Choices]:
        return {"owner": [("", "–"), *meetings.who_may_own(self.reader)]}


@dataclass(frozen=True)
class FinishedToo(TickFilter):
    """Unfinished actions only, unless others, or those in one state, are selected."""

    name: str = "finished"
    label: str = N_("Include finished actions")
    condition: Q = Q()  # noqa: RUF009 - never changed

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        every = asked.get("finished") or asked.get("state")
        return rows if every else rows.filter(state__in=UNFINISHED)


class Actions(NetworkList):
    """The action items: unfinished ones by due day, unless others are selected."""

    template_name = "meetings/actions.html"
    row_address = "meetings:action"
    parents = MEETINGS
    title = N_("Actions")
    lead = N_(
        "Agreed actions, with owner and deadline. The owner reports; another entity verifies."
    )
    empty_title = N_("Nothing is unfinished")
    empty_text = N_("Actions are agreed from a decision, with an owner and a day.")
    order = ("due_on", "id")
    search = ("text",)
    extra_values = ("owner__acronym",)
    columns = (
        Column.of(ACTION["text"]),
        Column("late", N_("Late"), words=lambda late: _("late") if late else "", prepared=True,
               tone=lambda row: "r" if row["late"] else ""),
        Column.of(ACTION["due_on"]),
        Column("owner__name", N_("Owner"), muted=lambda row: row["owner__acronym"]),
        Column.of_state(ACTION_WORKFLOW),
    )  # fmt: skip
    filters = (
        ChoiceFilter.of_state(ACTION_WORKFLOW),
        PeriodFilter("due_on", N_("Due")),
        TickFilter("mine", N_("My entity's only"), Q()),
        FinishedToo(),
    )

    def get_rows(self) -> QuerySet[Any]:
        rows = queries.actions_visible_to(self.user)
        if self.request.GET.get("mine"):
            rows = rows.filter(owner=people.entity_of(self.user, self.reader.today))
        return rows

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        today = self.reader.today
        return [
            {**row, "late": queries.is_late(row["state"], row["due_on"], today)} for row in rows
        ]


class OfAction(OfNetwork):
    """A page of one action."""

    subject = "action_id"
    record_page = "meetings:action"

    def get_record(self) -> Any:
        super().get_record()
        return queries.action_visible_to(self.user, self.kwargs["action_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("meetings:actions"), _("Actions")),
            (self.get_success_url(), self.record.text[:60]),
        ]

    def get_lead(self) -> str:
        return str(self.record.text)


class ActionPage(OfAction, Page):
    """An action: who, by when, the evidence, and everything that happened to it."""

    template_name = "meetings/action.html"
    title = N_("Action")

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, today = self.record, self.reader.today
        mine = people.entity_of(self.user, today)
        owns = mine is not None and mine.id == found.owner_id
        may = {one.name for one in ACTION_WORKFLOW.available(self.user, found)}
        return super().get_context_data(**kwargs) | {
            "action": found,
            "state": ACTION_WORKFLOW.words(found.state),
            "tone": ACTION_WORKFLOW.state_of(found).tone,
            "late": queries.is_late(found.state, found.due_on, today),
            "events": [
                {**one, "word": ACTION_WORKFLOW.words(one["after"])}
                for one in queries.events_of(found.id)
            ],
            "may_report": (owns or self.may("decision.record")) and found.state in UNREPORTED,
            "may_verify": "verify" in may,
        }


class ActionReport(OfAction, NetworkForm):
    """Report the state of an action."""

    permissions = ("action.report",)
    table = REPORT
    title, button, done = N_("Report on the action"), N_("Report"), STEPS["finish"].done
    paragraph = "43"
    action = staticmethod(actions.decisions.report_action)

    def get_offers(self) -> dict[str, Choices]:
        may = ACTION_WORKFLOW.available(self.user, self.record)
        states = [one.target for one in may if one.name in REPORTS.values()]
        shown = papers.papers_of(self.user, self.record.meeting_id)
        return {
            "state": [(state, ACTION_WORKFLOW.words(state)) for state in states],
            "paper": [("", "–"), *numbered_choices(shown)],
        }


class ActionVerify(OfAction, NetworkButton):
    """Verify that an action was done."""

    permissions = ("action.verify",)
    done = STEPS["verify"].done
    action = staticmethod(actions.decisions.verify_action)


class ActionReturn(OfAction, NetworkForm):
    """Give an action back to its owner."""

    permissions = ("action.verify",)
    table = REMARK
    title, button, done = N_("Give the action back"), STEPS["return"].button, STEPS["return"].done
    paragraph = "43"
    action = staticmethod(actions.decisions.return_action)
