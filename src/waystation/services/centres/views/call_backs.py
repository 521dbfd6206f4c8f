"""The list of call-backs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records import codes
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.records.values import readable_values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms, queries
from waystation.services.centres.fields import CALL_BACK
from waystation.services.centres.rules import phones_in
from waystation.services.centres.transitions import CALL_BACK_WORKFLOW

from .visits import with_names

LIST = (("centres:today", N_("Today")), ("centres:call_backs", N_("Call-backs")))
NO_CONSENT = N_("No consent to contact")


def state_of(state: str, may_contact: bool) -> str:
    """Return the state of a call-back in words, including that a person may not be called."""
    return CALL_BACK_WORKFLOW.words(state) if may_contact else _(NO_CONSENT)


@dataclass(frozen=True)
class DueFilter:
    """Only who is to be called by today, and may be."""

    name: str
    label: str

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        due = {"state": "open", "may_contact": True, "due_on__lte": today_in()}
        return rows.filter(**due) if asked.get(self.name) else rows

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        return TickFilter(self.name, self.label, Q()).bind(asked)


def name_of(user: access.AnyUser, call: Any) -> str:
    """Return the name of the person to call, or a description."""
    names = people.names_of(user, {call.person_id}) if call.person_id else {}
    return names.get(call.person_id) or _("A visitor who gave no name")


def is_callable(call: Any) -> bool:
    """Return whether a person waits for this call, and may be called."""
    return bool(call.state == "open" and call.may_contact)


def phones_of(user: access.AnyUser, call: Any) -> list[str]:
    """Return the numbers at which a visitor is to be called: of the file, and those noted."""
    if not is_callable(call):
        return []
    noted = phones_in(readable_text(call, "contact"))
    return list(dict.fromkeys([*people.phones_to_call(user, call.person_id), *noted]))


class CallBacks(ListPage):
    """The call-back list: open ones first, the longest overdue at the top."""

    permissions = ("visit.read",)
    parents = LIST[:1]
    title = N_("Call-backs")
    lead = N_("Calls to make, with their date: agreed, requested, or because a rule changed.")
    empty_title = N_("No call-backs")
    empty_text = N_(
        "Choose “We call back” as the next step of a visit. When a fact sheet changes, "
        "people who were told the old rule are added here too."
    )
    add_label = N_("Add a call-back")
    order = ("is_over", "due_on", "id")
    extra_values = ("person_id", "may_contact", "state")
    columns = (
        Column("due_on", N_("Due on"), words=CALL_BACK["due_on"].words),
        Column(
            "visitor",
            N_("Visitor"),
            link=lambda row: url_of("people:person", row["person_id"]) if row["visitor"] else "",
            words=lambda name: name or _("Gave no name"),
            prepared=True,
            export=False,
        ),
        Column("reason", N_("Reason"), words=lambda code: codes.label("call_back_reason", code)),
        *(one for one in columns_of(CALL_BACK) if one.name != "due_on"),
        Column("office__name", N_("Centre")),
        Column("attempts", N_("Attempts"), number=True),
        Column(
            "shown_state",
            N_("State"),
            tone=lambda row: (
                CALL_BACK_WORKFLOW.states[row["state"]].tone if row["callable"] else "r"
            ),
            prepared=True,
        ),
    )
    filters = (
        PeriodFilter("due_on", N_("Due on")),
        *filters_of(CALL_BACK),
        ChoiceFilter("reason", N_("Reason"), lambda: codes.choices("call_back_reason")),
        ChoiceFilter.of_state(CALL_BACK_WORKFLOW),
        DueFilter("due", N_("Due today or late")),
        TickFilter("may_contact", N_("May be contacted"), Q(may_contact=True)),
        TickFilter("no_consent", NO_CONSENT, Q(may_contact=False)),
    )

    def get_rows(self) -> QuerySet[Any]:
        over = Case(When(state="open", then=Value(False)), default=Value(True))
        rows: QuerySet[Any] = queries.call_backs_visible_to(self.user).annotate(is_over=over)
        return rows

    def get_row_url(self, row: Row) -> str:
        return url_of("centres:call_back", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "visit.record")
        return reverse("centres:call_back_new") if may else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**row, "callable": may, "shown_state": state_of(row["state"], may)}
            for row in with_names(self.user, rows)
            for may in [row["may_contact"] or row["state"] != "open"]
        ]

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len({row["person_id"] or row["id"] for row in rows})


class CallBackNew(ActionForm):
    """Put a person on the list, with or without a file."""

    permissions = ("visit.record",)
    parents = LIST
    title, button = N_("Add a call-back"), N_("Put on the list")
    done = N_("Added to the list of call-backs.")
    result_page = "centres:call_back"

    @property
    def person_id(self) -> UUID | None:
        request = self.request
        return key_in(request.GET.get("person", "") or request.POST.get("person", ""))

    def get_lead(self) -> str:
        person = self.person_id
        name = people.names_of(self.user, {person}).get(person) if person else ""
        return _("For {name}.").format(name=name) if name else ""

    def get_form(self, form_class: Any = None) -> Any:
        form: Any = forms.CallBack(self.user, **self.get_form_kwargs())
        if self.person_id:
            del form.fields["contact"]
            form.table = form.table.without("contact")
        return form

    def get_initial(self) -> dict[str, Any]:
        return {"person": self.person_id, "due_on": today_in()}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        if not given["office"]:
            raise Refusal(N_("Choose the centre."), field="office", code="office")
        office, key = UUID(given["office"]), given["key"]
        return actions.record_call_back(self.user, office, key=key, **form.values)


class CallBackPage(DetailPage):
    """One call-back: reason, contact details, the new rule, the outcome."""

    template_name = "centres/call_back.html"
    permissions = ("visit.read",)
    parents = LIST
    table = CALL_BACK.without("person_id")
    workflow = CALL_BACK_WORKFLOW
    transition_address = "centres:call_back_transition"

    def get_record(self) -> Any:
        return queries.call_back_visible_to(self.user, self.kwargs["call_id"])

    def get_title(self) -> str:
        return name_of(self.user, self.record)

    def get_lead(self) -> str:
        return queries.reason_of(self.record)

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, self.table)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "phones": (phones := phones_of(self.user, self.record)),
            "no_phone": is_callable(self.record) and not phones,
            "note": readable_text(self.record, "note"),
            "version": queries.text_to_explain(self.record),
            "no_consent": _(NO_CONSENT),
        }


class CallBackTransition(TransitionForm):
    """Record that a person was reached, or is to be called again, or remove them from the list."""

    template_name = "people/call_form.html"
    workflow = CALL_BACK_WORKFLOW
    parents = LIST
    record_page = "centres:call_back"

    def get_record(self) -> Any:
        return queries.call_back_visible_to(self.user, self.kwargs["call_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        page = reverse("centres:call_back", args=[self.record.id])
        return [*super().get_parents(), (page, name_of(self.user, self.record))]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_call_back_state(self.user, self.record.id, transition.name, **values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"phones": phones_of(self.user, self.record)}
