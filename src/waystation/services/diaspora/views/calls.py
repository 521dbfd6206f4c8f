"""Calls and who matches, answers, contributions, letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
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
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.services.diaspora import actions, forms, queries
from waystation.services.diaspora.fields import CALL, CONTRIBUTION, MAILING
from waystation.services.diaspora.transitions import (
    ANSWER_WORKFLOW,
    CALL_WORKFLOW,
    CONTRIBUTION_WORKFLOW,
)

from .members import DIASPORA

CALLS = (*DIASPORA, ("diaspora:calls", N_("Calls")))
CONTRIBUTIONS = (*DIASPORA, ("diaspora:contributions", N_("Contributions")))
MAILINGS = (*DIASPORA, ("diaspora:mailings", N_("Letters")))
DAY = Field("created_at", "moment", N_("Offered on"))


def _state(workflow: Any) -> Column:
    return Column(
        "state",
        N_("State"),
        words=workflow.words,
        tone=lambda row: workflow.states[row["state"]].tone,
    )


class Calls(ListPage):
    """The calls for contributions."""

    permissions = ("diaspora.read",)
    parents = DIASPORA
    title = N_("Calls")
    lead = N_("What is needed, where, and until when. Members whom a call suits see it.")
    empty_title = N_("No calls yet")
    empty_text = N_("Draft a call: what is needed, for which municipalities, until when.")
    add_label = N_("Draft a call")
    order = ("-opens_on", "-id")
    search = ("title",)
    columns = (*columns_of(CALL), _state(CALL_WORKFLOW))
    filters = (*filters_of(CALL), ChoiceFilter("state", N_("State"), CALL_WORKFLOW.offered))

    def get_rows(self) -> QuerySet[Any]:
        return queries.calls_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return reverse("diaspora:call", args=[row["id"]])

    def get_add_url(self) -> str:
        return reverse("diaspora:call_new") if access.may(self.user, "diaspora.manage") else ""

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return 0


class CallNew(ActionForm):
    """Draft a call."""

    permissions = ("diaspora.manage",)
    parents = CALLS
    title = N_("Draft a call")
    done = N_("The call is drafted. Open it when it is right.")

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Call(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.draft_call(self.user, UUID(given["office"]), key=given["key"], **form.values)

    def get_success_url(self) -> str:
        return reverse("diaspora:call", args=[self.result.id])


class OfCall:
    """A page of one call that its managers may use."""

    user: Any
    record: Any
    kwargs: dict[str, Any]
    permissions: tuple[str, ...] = ("diaspora.manage",)

    def get_record(self) -> Any:
        return queries.call_visible_to(self.user, self.kwargs["call_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        first = (reverse("diaspora:calls"), _("Calls"))
        return [first, (self.get_success_url(), str(self.record))]

    def get_success_url(self) -> str:
        return reverse("diaspora:call", args=[self.record.id])


class CallPage(DetailPage):
    """One call, the members whom it suits with the reasons, and what they offered."""

    template_name = "diaspora/call.html"
    permissions = ("diaspora.read",)
    parents = CALLS
    table = CALL.without("title")
    workflow = CALL_WORKFLOW
    transition_address = "diaspora:call_transition"

    def get_record(self) -> Any:
        return queries.call_visible_to(self.user, self.kwargs["call_id"])

    def get_title(self) -> str:
        return str(self.record.title)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        if not access.may(self.user, "diaspora.manage", self.record.office_id):
            return []
        url = reverse("diaspora:call_change", args=[self.record.id])
        return [{"label": _("Change"), "url": url}]

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
    empty_text = N_("Members answer on their own page; colleagues take down what they are told.")
    order = ("-created_at", "-id")
    extra_values = ("member_id",)
    columns = (
        Column("created_at", DAY.label, words=DAY.words),
        Column("name", N_("Name"), prepared=True, export=False),
        Column("call__title", N_("Call")),
        _state(ANSWER_WORKFLOW),
    )
    filters = (ChoiceFilter("state", N_("State"), ANSWER_WORKFLOW.offered),)

    def get_rows(self) -> QuerySet[Any]:
        return queries.answers_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return reverse("diaspora:answer", args=[row["id"]])

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

    def get_record(self) -> Any:
        return queries.answer_visible_to(self.user, self.kwargs["answer_id"])

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_answer_state(self.user, self.record.id, transition.name, **values)

    def get_success_url(self) -> str:
        return reverse("diaspora:answer", args=[self.record.id])


class Contributions(ListPage):
    """What the diaspora contributes, and how far it is."""

    permissions = ("diaspora.read",)
    parents = DIASPORA
    title = N_("Contributions")
    lead = N_("What members and groups contribute, where it goes, and what it brought.")
    empty_title = N_("No contributions yet")
    empty_text = N_("Record a contribution of a member, of a group, or in answer to a call.")
    add_label = N_("Record a contribution")
    order = ("-day", "-id")
    search = ("title",)
    columns = (*columns_of(CONTRIBUTION), _state(CONTRIBUTION_WORKFLOW))
    filters = (
        PeriodFilter("day", N_("Day")),
        *filters_of(CONTRIBUTION),
        ChoiceFilter("state", N_("State"), CONTRIBUTION_WORKFLOW.offered),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.contributions_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return reverse("diaspora:contribution", args=[row["id"]])

    def get_add_url(self) -> str:
        may = access.may(self.user, "diaspora.record")
        return reverse("diaspora:contribution_new") if may else ""


class ContributionNew(ActionForm):
    """Record a contribution."""

    permissions = ("diaspora.record",)
    parents = CONTRIBUTIONS
    title = N_("Record a contribution")
    done = N_("The contribution is recorded.")

    def get_form(self, form_class: Any = None) -> Any:
        groups = queries.groups_visible_to(self.user).order_by("name")
        calls = queries.calls_visible_to(self.user).exclude(state="draft").order_by("title")
        return forms.Contribution(
            self.user,
            [(str(key), name) for key, name in groups.values_list("id", "name")[:1000]],
            [(str(key), name) for key, name in calls.values_list("id", "title")[:1000]],
            **self.get_form_kwargs(),
        )

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {
            "member": key_in(asked.get("member", "")),
            "call": str(key_in(asked.get("call", "")) or ""),
        }

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_contribution(
            self.user,
            UUID(given["office"]),
            member=given["member"],
            group=given["group"],
            call=given["call"],
            key=given["key"],
            **form.values,
        )

    def get_success_url(self) -> str:
        return reverse("diaspora:contribution", args=[self.result.id])


class ContributionPage(DetailPage):
    """One contribution: whose, for whom, and what it brought."""

    template_name = "diaspora/contribution.html"
    permissions = ("diaspora.read",)
    parents = CONTRIBUTIONS
    table = CONTRIBUTION.without("title")
    workflow = CONTRIBUTION_WORKFLOW
    transition_address = "diaspora:contribution_transition"

    def get_record(self) -> Any:
        return queries.contribution_visible_to(self.user, self.kwargs["contribution_id"])

    def get_title(self) -> str:
        return str(self.record.title)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.record.member_id
        names = queries.names_of(self.user, [member]) if member else {}
        shown = {"member_key": member, "member_name": names[member] or _("Gave no name")}
        return super().get_context_data(**kwargs) | (shown if member in names else {})


class ContributionTransition(TransitionForm):
    """Note how far a contribution is, and what it brought."""

    workflow = CONTRIBUTION_WORKFLOW

    def get_record(self) -> Any:
        return queries.contribution_visible_to(self.user, self.kwargs["contribution_id"])

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_contribution_state(
            self.user, self.record.id, transition.name, **values
        )

    def get_success_url(self) -> str:
        return reverse("diaspora:contribution", args=[self.record.id])


class Mailings(ListPage):
    """Letters to members who agreed to be written to."""

    permissions = ("diaspora.read",)
    parents = DIASPORA
    title = N_("Letters")
    lead = N_("They go only to members who agreed to be written to, and say how to end them.")
    empty_title = N_("No letters yet")
    empty_text = N_("Write a letter; before it leaves you see to how many it goes.")
    add_label = N_("Write a letter")
    order = ("-created_at", "-id")
    columns = (
        *columns_of(MAILING),
        Column("sent_at", N_("Sent on"), words=DAY.words),
        Column("addressed", N_("Recipients"), number=True),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.mailings_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return reverse("diaspora:mailing", args=[row["id"]])

    def get_add_url(self) -> str:
        return reverse("diaspora:mailing_new") if access.may(self.user, "diaspora.manage") else ""

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return 0


class MailingNew(ActionForm):
    """Write a letter to members."""

    permissions = ("diaspora.manage",)
    parents = MAILINGS
    title = N_("Write a letter")
    done = N_("The letter is written. Nothing has left yet.")

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Mailing(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.draft_mailing(
            self.user, UUID(given["office"]), key=given["key"], **form.values
        )

    def get_success_url(self) -> str:
        return reverse("diaspora:mailing", args=[self.result.id])


class MailingPage(DetailPage):
    """One letter, and to how many it goes."""

    template_name = "diaspora/mailing.html"
    permissions = ("diaspora.read",)
    parents = MAILINGS
    table = MAILING.without("subject")

    def get_record(self) -> Any:
        return queries.mailing_visible_to(self.user, self.kwargs["mailing_id"])

    def get_title(self) -> str:
        return str(self.record.subject)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        may = access.may(self.user, "diaspora.manage", self.record.office_id)
        if not may or self.record.sent_at is not None:
            return []
        url = reverse("diaspora:mailing_send", args=[self.record.id])
        return [{"label": _("Send"), "url": url, "primary": True}]


class MailingSend(ActionForm):
    """Send a letter to who agreed to be written to."""

    permissions = ("diaspora.manage",)
    parents = MAILINGS
    form_class = django_forms.Form
    title, button = N_("Send the letter"), N_("Send")
    lead = N_("It leaves in the background. Who has ended the letters until then gets none.")
    done = N_("The letter is on its way.")

    def get_record(self) -> Any:
        return queries.mailing_visible_to(self.user, self.kwargs["mailing_id"])

    def act(self, form: Any) -> Any:
        return actions.send_mailing(self.user, self.record.id)

    def get_success_url(self) -> str:
        return reverse("diaspora:mailing", args=[self.record.id])
