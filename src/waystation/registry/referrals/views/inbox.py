"""The inbox of a partner with an account: referrals to and from its organisation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.referrals import actions, forms, queries
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW

from .referrals import MOMENT, directions_for_partner, handed_out, tone_of

INBOX = (("referrals:inbox", N_("Referrals")),)


class Inbox(ListPage):
    """The referrals to and from the organisation that the user speaks for."""

    permissions = ("referral.answer",)
    title = N_("Referrals")
    lead = N_("Referrals your organisation has received and sent.")
    empty_title = N_("No referrals")
    empty_text = N_("A referral to your organisation is listed here while you may read it.")
    add_label = N_("Refer a person to an office")
    order = ("-sent_at", "-id")
    search = ("number",)
    extra_values = ("direction",)
    columns = (
        Column("number", N_("Number"), nowrap=True),
        Column("office__name", N_("Office")),
        *columns_of(REFERRAL),
        Column("due_at", N_("Answer due"), words=MOMENT.words),
        Column(
            "state",
            N_("State"),
            words=REFERRAL_WORKFLOW.words,
            tone=tone_of,
        ),
    )
    filters = (
        *filters_of(REFERRAL),
        ChoiceFilter("direction", N_("Direction"), directions_for_partner),
        ChoiceFilter("state", N_("State"), queries.states_in_inbox),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.inbox_of(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("referrals:inbox_referral", row["id"])

    def get_add_url(self) -> str:
        return reverse("referrals:inbox_new") if queries.entity_of(self.user) else ""


class OfInbox(PagePart):
    """A page of one referral of the user's organisation; the office plays no part in it."""

    permissions: tuple[str, ...] = ("referral.answer",)
    record_page = "referrals:inbox_referral"

    def get_record(self) -> Any:
        return queries.inbox_referral(self.user, self.kwargs["referral_id"])

    def check_permission(self) -> None:
        access.require(self.user, "referral.answer")

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("referrals:inbox"), _("Referrals")),
            (self.get_success_url(), self.record.number),
        ]


class InboxReferral(OfInbox, Page):
    """One referral as the partner reads it. Opening it is logged."""

    template_name = "referrals/inbox_referral.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":  # before the record is looked for: it may not be theirs
            return self.http_method_not_allowed(request)
        return super().dispatch(request, *args, **kwargs)

    def get_record(self) -> Any:
        return queries.open_inbox_referral(self.user, self.kwargs["referral_id"])

    def get_title(self) -> str:
        return f"{self.record.number} · {self.record.office.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.record
        state = REFERRAL_WORKFLOW.state_of(one)
        return super().get_context_data(**kwargs) | {
            "parents": self.get_parents()[:1],
            "about": queries.about_for_partner(one),
            "told": queries.content_for_partner(one),
            "files": queries.files_for_partner(one),
            "notes": queries.notes_of(one),
            "state": (_(state.name), state.tone),
            "late": queries.is_late(one),
            "transitions": [
                {
                    "label": _(step.button),
                    "url": reverse("referrals:inbox_step", args=[one.id, step.name]),
                }
                for step in queries.steps_for_partner(one)
            ],
        }


class InboxStep(OfInbox, ActionForm):
    """One of the partner's answers."""

    def check_permission(self) -> None:
        super().check_permission()
        self.transition = queries.partner_step(self.record, self.kwargs["step"])
        self.button, self.done = self.transition.button, self.transition.done

    def refusal_to_open(self) -> Refusal | None:
        return REFERRAL_WORKFLOW.refusal_to_take(self.record, self.transition.name, self.user)

    def get_title(self) -> str:
        return _(self.transition.button)

    def get_lead(self) -> str:
        return _(self.transition.lead) if self.transition.lead else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"table": self.transition.asks}

    def act(self, form: Any) -> Any:
        return actions.answer_referral(
            self.user, self.record.id, self.transition.name, **form.values
        )

    def get_success_url(self) -> str:
        if self.transition.target in ("declined", "cancelled"):
            return reverse("referrals:inbox")
        return super().get_success_url()


class InboxFile(Page):
    """Send a file of a referral to the user's organisation."""

    permissions = ("referral.answer",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return handed_out(*actions.open_inbox_file(self.user, self.kwargs["file_id"]))


class InboxNew(ActionForm):
    """Refer a person to an office, as the organisation that the user represents."""

    permissions = ("referral.answer",)
    parents = INBOX
    title, button = N_("Refer a person to an office"), N_("Send")
    lead = N_(
        "The office answers within the time of the priority. Send only what the person agreed to."
    )
    done = N_("Sent. The office answers here.")
    result_page = "referrals:inbox_referral"

    def get_form(self, form_class: Any = None) -> Any:
        offices = queries.offices_to_refer_to(self.user)
        return forms.Incoming(offices, (), **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        if given["office"] is None:
            actions.refuse_incoming(form.values, "office")
        return actions.send_to_office(self.user, given["office"], key=given["key"], **form.values)
