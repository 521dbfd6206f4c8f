"""Requests of data subjects: the list with its deadlines, recording one, answering it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.registry.people.http import PersonPage
from waystation.registry.privacy import actions, queries
from waystation.registry.privacy.fields import REQUEST
from waystation.registry.privacy.transitions import REQUEST_WORKFLOW

PARENTS = (("privacy:desk", N_("Data protection")), ("privacy:requests", N_("Requests")))


class RequestForm(FieldsForm):
    """What a person asks about their data."""

    table = REQUEST


class Requests(ListPage):
    """The requests of data subjects, earliest deadline first."""

    permissions = ("person.export", "consent.record")
    title = N_("Data subject requests")
    lead = N_("What people ask about their own data. Each is answered within one month.")
    empty_title = N_("No requests yet")
    empty_text = N_("Record a request on the person's page, under “Data subject request”.")
    order = ("due_on", "id")
    extra_values = ("person_id",)
    parents = PARENTS[:1]
    columns = (
        Column(
            "name",
            N_("Person"),
            words=lambda name: name or "–",
            prepared=True,
            export=False,
        ),
        *columns_of(REQUEST),
        Column(
            "due_on", N_("Due on"), words=lambda day: date_format(day, "SHORT_DATE_FORMAT"),
            nowrap=True,
        ),
        Column.of_state(REQUEST_WORKFLOW),
    )  # fmt: skip
    filters = (
        *filters_of(REQUEST),
        ChoiceFilter.of_state(REQUEST_WORKFLOW),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.requests_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("privacy:request", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = people.names_of(self.user, {row["person_id"] for row in rows})
        return [{**row, "name": names.get(row["person_id"], "")} for row in rows]


class RequestNew(PersonPage, ActionForm):
    """Take down what a person asks about their data."""

    template_name = "people/person_form.html"
    permissions = ("consent.record",)
    form_class = RequestForm
    why, tab = "data request", "privacy:request_new"
    title, button = N_("Data subject request"), N_("Record the request")
    done = N_("The request is recorded. The data protection officer has one month to answer it.")
    result_page = "privacy:request"

    def get_initial(self) -> dict[str, Any]:
        return {"received_on": today_in()}

    def act(self, form: Any) -> Any:
        return actions.record_request(self.user, self.record.id, **form.values)


class OfRequest(PagePart):
    """A page about one request."""

    permissions: tuple[str, ...] = ("person.export", "consent.record")
    parents: Sequence[tuple[str, str]] = PARENTS
    record_page = "privacy:request"

    def get_record(self) -> Any:
        return queries.request_visible_to(self.user, self.kwargs["request_id"])


class RequestPage(OfRequest, DetailPage):
    """One request with its deadline, the way to the copy, and the answer."""

    table = REQUEST
    workflow = REQUEST_WORKFLOW
    transition_address = "privacy:request_transition"

    def get_title(self) -> str:
        name = people.names_of(self.user, {self.record.person_id}).get(self.record.person_id, "")
        return f"{REQUEST['kind'].words(self.record.kind)} · {name}"

    def get_lead(self) -> str:
        day = date_format(self.record.due_on, "DATE_FORMAT")
        return _("To be answered by {day}.").format(day=day)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        person = self.record.person_id
        links: list[dict[str, Any]] = [
            {"label": _("The person's file"), "url": reverse("people:person", args=[person])}
        ]
        if access.may(self.user, "person.export", self.record.office_id):
            copy = reverse("privacy:export", args=[person])
            links.insert(0, {"label": _("Export this person's data"), "url": copy, "primary": True})
        return links

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.record.answered_on:
            reply = read_sealed(self.record, "answer")
            context["answers"] = [*context["answers"], (_("Answer"), reply)]
        return context


class RequestTransition(OfRequest, TransitionForm):
    """Answer or refuse a request."""

    workflow = REQUEST_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_request_state(self.user, self.record.id, transition.name, **values)
