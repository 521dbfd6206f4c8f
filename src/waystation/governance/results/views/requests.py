"""Figures asked of partners: the list, one request, its steps, its link, its documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents.attachments import ending_of
from waystation.foundation.pages.action_pages import ActionButton, TransitionForm
from waystation.foundation.pages.base import PagePart, Permitted, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.guests import GuestLinkNew
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import quarter, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.results import actions, partner_forms, presenting
from waystation.governance.results.fields import PARTNER_REQUEST
from waystation.governance.results.queries import partners as queries
from waystation.governance.results.transitions import REQUEST_WORKFLOW

ANSWER_DAYS = 14
"""How long a partner has, unless the office says otherwise."""
LIST = (("results:requests", N_("Figures of partners")),)


class Requests(ListPage):
    """What was asked of which partner, and where it stands."""

    permissions = (queries.READ,)
    title = N_("Figures of partners")
    lead = N_(
        "Indicators that partners report. A partner answers at a link, without an account; you "
        "accept the figures or return them with a reason."
    )
    empty_title = N_("No requests yet")
    empty_text = N_("Ask a partner for the figures of a period.")
    add_label = N_("Ask a partner")
    order = ("-due_on", "-id")
    search = ("entity__name",)
    columns = (
        Column("entity__name", N_("Partner")),
        Column("starts_on", N_("From"), words=lambda day: date_format(day, "SHORT_DATE_FORMAT")),
        Column("ends_on", N_("To"), words=lambda day: date_format(day, "SHORT_DATE_FORMAT")),
        Column(
            "due_on",
            N_("Answer due"),
            words=lambda day: date_format(day, "SHORT_DATE_FORMAT"),
            tone=lambda row: "r" if _is_late(row) else "",
        ),
        Column.of_state(REQUEST_WORKFLOW),
    )
    filters = (ChoiceFilter.of_state(REQUEST_WORKFLOW),)

    def get_rows(self) -> QuerySet[Any]:
        return queries.requests_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("results:request", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "target.set")
        return reverse("results:request_new") if may else ""


def _is_late(row: Row) -> bool:
    return row["state"] in queries.UNANSWERED and row["due_on"] < today_in()


class RequestNew(GuestLinkNew):
    """Ask a partner, and show the address of its link this once."""

    permissions = ("target.set",)
    template_name = "results/request_new.html"
    form_class: Any = partner_forms.PartnerRequestForm
    title, button = N_("Ask a partner for figures"), N_("Ask")
    lead = N_(
        "The focal points of the partner get an e-mail with the address. You see it here once, to "
        "give it to them yourself."
    )
    opens = "results:partner"
    parents = LIST

    def get_initial(self) -> dict[str, Any]:
        today = today_in()
        last = quarter(quarter(today).start - timedelta(days=1))
        due = today + timedelta(days=ANSWER_DAYS)
        return {"starts_on": last.start, "ends_on": last.last_day, "due_on": due}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def act(self, form: Any) -> Any:
        row = actions.ask_partner(
            self.user,
            UUID(form.cleaned_data["office"]),
            form.cleaned_data["entity"],
            form.cleaned_data["indicators"],
            key=form.cleaned_data["key"],
            **form.values,
        )
        self.asked, link = row, queries.live_link(row)
        if link is None:  # the form was sent again after the request was closed
            raise Refusal(
                N_("This has already been requested. It is in the list."), code="request_closed"
            )
        return link

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = getattr(self, "asked", None)
        page = reverse("results:request", args=[asked.pk]) if asked else ""
        return super().get_context_data(**kwargs) | {"asked": asked, "request_page": page}


class OfRequest(PagePart):
    """A page of one request."""

    parents: Any = LIST

    def get_record(self) -> Any:
        return queries.request_visible_to(self.user, self.kwargs["key"])

    def get_success_url(self) -> str:
        return reverse("results:request", args=[self.kwargs["key"]])


class RequestPage(OfRequest, DetailPage):
    """What was asked, what the partner typed, and what was decided."""

    template_name = "results/request.html"
    permissions = (queries.READ,)
    table = PARTNER_REQUEST
    workflow = REQUEST_WORKFLOW
    transition_address = "results:request_step"

    def get_title(self) -> str:
        return str(self.record.entity.name)

    def get_lead(self) -> str:
        return presenting.span_of(self.record.starts_on, self.record.ends_on)

    def values(self) -> Mapping[str, Any]:
        return {name: getattr(self.record, name) for name in PARTNER_REQUEST.names}

    def get_links(self) -> list[dict[str, str]]:
        row = self.record
        if row.state not in queries.OPEN or not access.may(self.user, "target.set", row.office_id):
            return []
        link = reverse("results:request_link", args=[row.pk])
        return [{"label": _("Make a new link"), "url": link}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        link = queries.live_link(row)
        return super().get_context_data(**kwargs) | {
            "figures": [typed_of(one) for one in queries.asked_in(row)],
            "link": link,
            "may_remind": row.state in queries.UNANSWERED
            and access.may(self.user, "target.set", row.office_id),
            "late": row.state in queries.UNANSWERED and row.due_on < today_in(),
        }


def typed_of(one: queries.Asked) -> dict[str, Any]:
    """Return a figure of a request as its page shows it."""
    figure, percent = one.figure, one.known.definition.is_ratio
    return {
        "title": one.known.title,
        "url": reverse("results:indicator", args=[one.known.key]),
        "version": figure.definition_version,
        "value": presenting.typed_figure(figure.value, figure.qualifier, percent),
        "parts": [
            (name, presenting.typed_figure(figure.parts[code], "", percent))
            for code, name in one.codes.items()
            if code in figure.parts
        ],
        "note": figure.note,
        "source": figure.source,
        "document": queries.document_of(figure),
        "document_url": reverse("results:request_document", args=[figure.pk]),
    }


class RequestStep(OfRequest, TransitionForm):
    """Accept, return or cancel."""

    form_class = partner_forms.DecisionForm
    workflow = REQUEST_WORKFLOW

    def get_parents(self) -> list[tuple[str, str]]:
        return [*super().get_parents(), (self.get_success_url(), self.record.entity.name)]

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def act(self, form: Any) -> Any:
        self.done = self.transition.done
        version = form.cleaned_data["version"]
        return actions.decide_on_request(
            self.user, self.record.pk, self.transition.name, version, **form.values
        )


class RequestLinkNew(OfRequest, GuestLinkNew):
    """Make a new link, where the earlier one was lost or opened elsewhere."""

    permissions = ("target.set",)
    title, button = N_("Make a new link"), N_("Make the link")
    lead = N_(
        "It is mailed to the focal points of the partner and shown here once. The earlier link no "
        "longer opens."
    )
    give_to = N_("Give this address only to the partner")
    opens = "results:partner"

    def get_parents(self) -> list[tuple[str, str]]:
        return [*super().get_parents(), (self.get_success_url(), self.record.entity.name)]

    def act(self, form: Any) -> Any:
        return actions.make_request_link(self.user, self.record.pk)


class RequestRemind(OfRequest, ActionButton):
    """Remind the partner by e-mail."""

    permissions = ("target.set",)
    done = N_("The reminder is written and will be sent.")

    def act(self) -> Any:
        return actions.remind_partner(self.user, self.record.pk)


class RequestDocument(Permitted):
    """Send the document that a figure was typed from."""

    permissions = (queries.READ,)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name, media, content = actions.open_document(self.user, self.kwargs["figure"])
        answer = HttpResponse(content, content_type=media)
        answer["Content-Disposition"] = f'attachment; filename="document.{ending_of(name)}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
