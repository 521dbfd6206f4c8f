"""Calls with matching members, and the members' offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import (
    ActionButton,
    ActionForm,
    EditForm,
    TransitionForm,
)
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.services.diaspora import actions, forms, queries
from waystation.services.diaspora.fields import CALL
from waystation.services.diaspora.transitions import (
    ANSWER_WORKFLOW,
    CALL_WORKFLOW,
)

from .members import DIASPORA

CALLS = (*DIASPORA, ("diaspora:calls", N_("Calls")))
DAY = Field("created_at", "moment", N_("Offered on"))


class Calls(ListPage):
    """The calls for contributions."""

    permissions = ("diaspora.read",)
    parents = DIASPORA
    title = N_("Calls")
    lead = N_("What is needed, where, and until when. Matching members see the call.")
    empty_title = N_("No calls yet")
    empty_text = N_("Draft a call: what is needed, for which municipalities, until when.")
    add_label = N_("Draft a call")
    order = ("-opens_on", "-id")
    search = ("title",)
    columns = (*columns_of(CALL), Column.of_state(CALL_WORKFLOW))
    filters = (*filters_of(CALL), ChoiceFilter.of_state(CALL_WORKFLOW))
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.calls_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("diaspora:call", row["id"])

    def get_add_url(self) -> str:
        return reverse("diaspora:call_new") if access.may(self.user, "diaspora.manage") else ""


class CallNew(ActionForm):
    """Draft a call."""

    permissions = ("diaspora.manage",)
    parents = CALLS
    title = N_("Draft a call")
    done = N_("The call is drafted. Open it when it is right.")
    result_page = "diaspora:call"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Call(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.draft_call(self.user, UUID(given["office"]), key=given["key"], **form.values)


class OfCall(PagePart):
    """A page of one call that its managers may use."""

    permissions: tuple[str, ...] = ("diaspora.manage",)
    record_page = "diaspora:call"

    def get_record(self) -> Any:
        return queries.call_visible_to(self.user, self.kwargs["call_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        first = (reverse("diaspora:calls"), _("Calls"))
        return [first, (self.get_success_url(), str(self.record))]


class CallPage(DetailPage):
    """One call, the matching members with reasons, and their offers."""

    template_name = "diaspora/call.html"
    permissions = ("diaspora.read",)
    parents = CALLS
    table = CALL.without("title")
    workflow = CALL_WORKFLOW
    transition_address = "diaspora:call_transition"
    change_address, change_permission = "diaspora:call_change", "diaspora.manage"

    def get_record(self) -> Any:
        return queries.call_visible_to(self.user, self.kwargs["call_id"])

    def get_title(self) -> str:
        return str(self.record.title)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = access.may(self.user, "diaspora.record", self.record.office_id)
        return super().get_context_data(**kwargs) | {
            "matches": queries.members_for(self.user, self.record),
            "may_record": may and self.record.state == "open",
        }


class CallEdit(OfCall, EditForm):
    """Change a call."""

    table = CALL
    title = N_("Change the call")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, CALL)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_call(self.user, self.record.id, seen, proposed)


class CallTransition(OfCall, TransitionForm):
    """Open a call, or close it."""

    workflow = CALL_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_call_state(self.user, self.record.id, transition.name, **values)


class AnswerNew(OfCall, ActionButton):
    """Take down that a member offers to contribute to a call."""

    permissions = ("diaspora.record",)
    done = N_("The offer is recorded.")

    def act(self) -> Any:
        return actions.answer_call(self.user, self.record.id, self.kwargs["member_id"])


class Answers(ListPage):
    """What members offered in answer to calls."""

    permissions = ("diaspora.read",)
    parents = DIASPORA
    title = N_("Answers to calls")
    lead = N_("What members offered, and what we answered.")
    empty_title = N_("No answers yet")
    empty_text = N_("Members answer on their own page. Colleagues record what they are told.")
    order = ("-created_at", "-id")
    extra_values = ("member_id",)
    columns = (
        Column("created_at", DAY.label, words=DAY.words),
        Column("name", N_("Name"), prepared=True, export=False),
        Column("call__title", N_("Call")),
        Column.of_state(ANSWER_WORKFLOW),
    )
    filters = (ChoiceFilter.of_state(ANSWER_WORKFLOW),)

    def get_rows(self) -> QuerySet[Any]:
        return queries.answers_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("diaspora:answer", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = queries.names_of(self.user, {row["member_id"] for row in rows})
        return [{**row, "name": names.get(row["member_id"]) or _("Gave no name")} for row in rows]


class AnswerPage(DetailPage):
    """One offer: the call, the member, and why the two match."""

    permissions = ("diaspora.read",)
    parents = (*DIASPORA, ("diaspora:answers", N_("Answers to calls")))
    table = FieldTable(
        "diaspora.Answer",
        Field("member", "text", N_("Name")),
        Field("message", "long_text", N_("Message")),
        Field("reasons", "text", N_("Why it matches")),
    )
    workflow = ANSWER_WORKFLOW
    transition_address = "diaspora:answer_transition"

    def get_record(self) -> Any:
        return queries.answer_visible_to(self.user, self.kwargs["answer_id"])

    def get_title(self) -> str:
        return str(self.record.call.title)

    def values(self) -> Mapping[str, Any]:
        row = self.record
        name = queries.names_of(self.user, [row.member_id]).get(row.member_id)
        return {
            "member": name or _("Gave no name"),
            "message": readable_text(row, "message"),
            "reasons": ", ".join(_(reason) for reason in row.reasons),
        }

    def get_links(self) -> list[dict[str, Any]]:
        row = self.record
        links = [{"label": _("Call"), "url": reverse("diaspora:call", args=[row.call_id])}]
        may = access.may(self.user, "diaspora.record", row.office_id)
        if may and row.state == "accepted":
            where = reverse("diaspora:contribution_new")
            url = f"{where}?member={row.member_id}&call={row.call_id}"
            links.append({"label": _("Record a contribution"), "url": url})
        return links


class AnswerTransition(TransitionForm):
    """Accept an offer, or decline it."""

    workflow = ANSWER_WORKFLOW
    record_page = "diaspora:answer"

    def get_record(self) -> Any:
        return queries.answer_visible_to(self.user, self.kwargs["answer_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        above = (reverse("diaspora:answers"), _("Answers to calls"))
        return [above, (self.get_success_url(), str(self.record.call.title))]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_answer_state(self.user, self.record.id, transition.name, **values)
