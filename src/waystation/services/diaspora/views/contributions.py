"""Contributions with their results, and letters to members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.services.diaspora import actions, forms, queries
from waystation.services.diaspora.fields import CONTRIBUTION, MAILING
from waystation.services.diaspora.queries import letters
from waystation.services.diaspora.transitions import CONTRIBUTION_WORKFLOW

from .calls import DAY
from .members import DIASPORA

CONTRIBUTIONS = (*DIASPORA, ("diaspora:contributions", N_("Contributions")))
MAILINGS = (*DIASPORA, ("diaspora:mailings", N_("Letters")))


class Contributions(ListPage):
    """The contributions of the diaspora, with their states."""

    permissions = ("diaspora.read",)
    parents = DIASPORA
    title = N_("Contributions")
    lead = N_("What members and groups contribute, where it goes, and what it brought.")
    empty_title = N_("No contributions yet")
    empty_text = N_("Record a contribution of a member, of a group, or in answer to a call.")
    add_label = N_("Record a contribution")
    order = ("-day", "-id")
    search = ("title",)
    columns = (*columns_of(CONTRIBUTION), Column.of_state(CONTRIBUTION_WORKFLOW))
    filters = (
        PeriodFilter("day", N_("Day")),
        *filters_of(CONTRIBUTION),
        ChoiceFilter.of_state(CONTRIBUTION_WORKFLOW),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.contributions_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("diaspora:contribution", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "diaspora.record")
        return reverse("diaspora:contribution_new") if may else ""


class ContributionNew(ActionForm):
    """Record a contribution."""

    permissions = ("diaspora.record",)
    parents = CONTRIBUTIONS
    title = N_("Record a contribution")
    done = N_("The contribution is recorded.")
    result_page = "diaspora:contribution"

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


class ContributionPage(DetailPage):
    """One contribution: contributor, beneficiary and result."""

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
        names = queries.names_of(self.user, [member] if member else [])
        shown = {"member_key": member, "member_name": names.get(member) or _("Gave no name")}
        return super().get_context_data(**kwargs) | (shown if member in names else {})


class ContributionTransition(TransitionForm):
    """Record the progress and the result of a contribution."""

    workflow = CONTRIBUTION_WORKFLOW
    record_page = "diaspora:contribution"

    def get_record(self) -> Any:
        return queries.contribution_visible_to(self.user, self.kwargs["contribution_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        above = (reverse("diaspora:contributions"), _("Contributions"))
        return [above, (self.get_success_url(), str(self.record.title))]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_contribution_state(
            self.user, self.record.id, transition.name, **values
        )


class Mailings(ListPage):
    """Letters to members who agreed to be written to."""

    permissions = ("diaspora.read",)
    parents = DIASPORA
    title = N_("Letters")
    lead = N_("Letters go only to members who agreed to receive them, and say how to unsubscribe.")
    empty_title = N_("No letters yet")
    empty_text = N_("Write a letter. Before it is sent, you see how many people it goes to.")
    add_label = N_("Write a letter")
    order = ("-created_at", "-id")
    columns = (
        *columns_of(MAILING),
        Column("sent_at", N_("Sent on"), words=DAY.words),
        Column("addressed", N_("Recipients"), number=True),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.mailings_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("diaspora:mailing", row["id"])

    def get_add_url(self) -> str:
        return reverse("diaspora:mailing_new") if access.may(self.user, "diaspora.manage") else ""


class MailingNew(ActionForm):
    """Write a letter to members."""

    permissions = ("diaspora.manage",)
    parents = MAILINGS
    title = N_("Write a letter")
    done = N_("The letter is saved. Nothing has been sent yet.")
    result_page = "diaspora:mailing"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Mailing(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.draft_mailing(
            self.user, UUID(given["office"]), key=given["key"], **form.values
        )


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
        change, send = (
            reverse(f"diaspora:mailing_{name}", args=[self.record.id]) for name in ("edit", "send")
        )
        return [
            {"label": _("Send"), "url": send, "primary": True},
            {"label": _("Change"), "url": change},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = self.record.sent_at is not None
        return super().get_context_data(**kwargs) | {
            "deliveries": letters.deliveries_of(self.record) if sent else [],
            "members": self.record.addressed if sent else len(queries.addressed_by(self.record)),
        }


class OfMailing(PagePart):
    """A page of one letter."""

    permissions = ("diaspora.manage",)
    parents = MAILINGS
    record_page = "diaspora:mailing"

    def get_record(self) -> Any:
        return queries.mailing_visible_to(self.user, self.kwargs["mailing_id"])


class MailingEdit(OfMailing, EditForm):
    """Change a letter before it is sent."""

    table = MAILING
    title = N_("Change the letter")
    action = staticmethod(actions.edit_mailing)
    subject = "mailing_id"


class MailingSend(OfMailing, ActionForm):
    """Send a letter to members who consented to letters."""

    form_class = django_forms.Form
    title, button = N_("Send the letter"), N_("Send")
    lead = N_("It is sent in the background. People who unsubscribe before then do not get it.")
    done = N_("The letter is on its way.")

    def get_lead(self) -> str:
        number = len(queries.addressed_by(self.record))
        to = ngettext(
            "“{subject}” goes to {number} member.", "“{subject}” goes to {number} members.", number
        ).format(subject=self.record.subject, number=number)
        return f"{to} {super().get_lead()}"

    def act(self, form: Any) -> Any:
        return actions.send_mailing(self.user, self.record.id)
