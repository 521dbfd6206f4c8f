"""The pages of joint statements: draft, silence procedure, release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.base import PagePart
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.lists import Column, columns_of
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.meetings.http import (
    Choices,
    NetworkForm,
    NetworkList,
    OfNetwork,
    RecordsForm,
)
from waystation.governance.network.http import StepForm
from waystation.governance.network.queries import people
from waystation.governance.network.queries.readings import days_off, working_rules
from waystation.governance.network.rules.clocks import working_days_after
from waystation.governance.statements import actions, queries
from waystation.governance.statements.fields import ANSWER, ASK, STATEMENT, VERSION
from waystation.governance.statements.transitions import OPEN, STATEMENT_WORKFLOW

STATEMENTS = (("statements:statements", N_("Joint statements")),)
SILENCE = {
    "waits": N_("Waits"),
    "agrees": N_("Silent: agrees"),
    "not_reached": N_("Not reached"),
}
TONES = {"objects": "r", "not_reached": "r", "cleared": "g"}
SEEN_BY_ALL = N_("Members see every version. A released statement is public.")


class Statements(NetworkList):
    """The joint statements of the Network, the latest first."""

    template_name = "statements/statements.html"
    row_address = "statements:statement"
    title = N_("Joint statements")
    lead = N_("One voice: every member is asked, and silence until the day means agreement.")
    empty_title = N_("No joint statement yet")
    empty_text = N_(
        "The Secretariat drafts one, every member has days to object, then it is released."
    )
    add_label = N_("Draft a joint statement")
    extra_values = ("override",)
    search = ("title",)
    columns = (
        *columns_of(
            STATEMENT, title={"muted": lambda row: _("By override") if row["override"] else ""}
        ),
        Column("number", N_("Version"), number=True),
        Column("until", N_("Silence ends after"), words=ASK["until"].words),
        Column("released_on", N_("Released"), words=ASK["until"].words),
        Column.of_state(STATEMENT_WORKFLOW),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.statements_visible_to(self.user)

    def get_add_url(self) -> str:
        return reverse("statements:statement_new") if self.may("statement.draft") else ""


class OfferingTexts(PagePart):
    """A form with the texts of the legal framework as choices, if there are any."""

    table: FieldTable

    def get_offers(self) -> dict[str, Choices]:
        return {"legal": knowledge.legal_choices(self.user)}


class StatementNew(OfferingTexts, NetworkForm):
    """Begin a joint statement."""

    permissions = ("statement.draft",)
    parents = STATEMENTS
    table = STATEMENT
    title, lead, paragraph = N_("Draft a joint statement"), SEEN_BY_ALL, "72"
    action = staticmethod(actions.draft_statement)
    result_page = "statements:statement"


class OfStatement(OfNetwork):
    """A page of one statement."""

    subject = "statement"
    record_page = "statements:statement"

    def get_record(self) -> Any:
        super().get_record()
        return queries.statement_visible_to(self.user, self.kwargs["statement"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("statements:statements"), _("Joint statements")),
            (self.get_success_url(), self.record.title),
        ]


class StatementChange(OfStatement, OfferingTexts, EditForm):
    """Write the next version."""

    template_name = "network/act.html"
    form_class = RecordsForm
    permissions = ("statement.draft",)
    table = VERSION
    title, lead, paragraph = N_("Write the next version"), SEEN_BY_ALL, "72"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"offers": self.get_offers()}

    def before(self) -> dict[str, Any]:
        return queries.values_of(self.record) | {"why": ""}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        given = dict(proposed)
        why = given.pop("why")
        return actions.change_statement(self.user, self.record.id, seen, given, why=why)


class StatementStep(OfStatement, StepForm):
    """Ask the members, or release the cleared statement."""

    template_name = "network/act.html"
    workflow = STATEMENT_WORKFLOW

    def get_initial(self) -> dict[str, Any]:
        days = working_rules(self.reader.network).number("silence_days")
        return {"until": working_days_after(self.reader.today, days, days_off())}

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        asks = {"ask": actions.ask_clearance, "ask_again": actions.ask_again}
        if transition.name in asks:
            return asks[transition.name](self.user, self.record.id, values["until"])
        return actions.release_statement(self.user, self.record.id, reason=values["reason"])


class StatementClear(OfStatement, EditForm):
    """Answer for one's entity, for which a colleague may answer at the same time."""

    template_name = "network/act.html"
    form_class = RecordsForm
    permissions = ("statement.clear",)
    table = ANSWER
    title, button = N_("Answer for your entity"), N_("Answer")
    done = N_("Your entity's answer is recorded.")

    def before(self) -> dict[str, Any]:
        mine = people.entity_of(self.user, self.reader.today)
        one = queries.clearance_of(self.record, mine)
        return values_of(one, ANSWER) if one else dict.fromkeys(ANSWER.names, "")

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.clear_statement(self.user, self.record.id, **proposed, seen=seen)


class StatementPage(OfStatement, DetailPage):
    """A statement, how far it is cleared, and its versions."""

    template_name = "statements/statement.html"
    table = STATEMENT.without("title")
    workflow = STATEMENT_WORKFLOW
    parents = STATEMENTS

    def get_title(self) -> str:
        return str(self.record.title)

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def values(self) -> Mapping[str, Any]:
        known = dict(knowledge.legal_choices(self.user))
        legal = [known[key] for key in self.record.legal if key in known]
        return queries.values_of(self.record) | {"legal": legal}

    def words_of_verb(self, verb: str) -> str:
        own = {"statement.draft": _("Recorded"), "statement.clear": _("Answer")}
        return own.get(verb) or super().words_of_verb(verb)

    def get_transitions(self) -> list[dict[str, str]]:
        return [
            {
                "label": _(one.button),
                "url": reverse(f"statements:statement_{one.name}", args=[self.record.id]),
            }
            for one in STATEMENT_WORKFLOW.available(self.user, self.record)
            if one.name != "ask_again" or "not_reached" in self.answers().values()
        ]

    def get_links(self) -> list[dict[str, Any]]:
        key = self.record.id
        links: list[dict[str, Any]] = []
        if self.record.state in OPEN and self.may("statement.draft"):
            address = reverse("statements:statement_change", args=[key])
            links.append({"label": _("Write the next version"), "url": address})
        if self.may_clear():
            address = reverse("statements:statement_clear", args=[key])
            label = _("Answer for your entity")
            links.append({"label": label, "url": address, "primary": True})
        return links

    def may_clear(self) -> bool:
        """Return whether the reader's entity was asked and may still answer."""
        mine = people.entity_of(self.user, self.reader.today)
        return (
            self.may("statement.clear")
            and self.record.state == "silence"
            and self.record.until >= self.reader.today
            and mine is not None
            and any(one.entity_id == mine.id for one in queries.clearances_of(self.record))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions.note_opened(self.user, self.record)
        how = self.answers()
        return super().get_context_data(**kwargs) | {
            "row": self.record,
            "versions": queries.versions_of(self.record),
            "clearances": [
                {"one": one, "word": self.in_words(how[str(one.entity)]),
                 "tone": TONES.get(how[str(one.entity)], "")}
                for one in queries.clearances_of(self.record)
            ],
        }  # fmt: skip

    def answers(self) -> dict[str, str]:
        """Return how each entity answered, or what its silence means."""
        return {one.name: one.how(self.reader.today) for one in self.record.requests()}

    def in_words(self, how: str) -> str:
        return _(SILENCE[how]) if how in SILENCE else ANSWER["answer"].words(how)
