"""The pages of feedback: the list, one entry, recording one, the statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.messaging.http import private_page
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.fields import Field
from waystation.foundation.records.values import readable_values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse, today_in, year
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition

from . import actions, forms, queries, rules
from .fields import AGREED, ANSWER, ENTRY, GIVEN, REFUSED, REMEDY
from .transitions import FEEDBACK_WORKFLOW, REMEDY_WORKFLOW

DAY = Field("received_on", "date", N_("Received on"))
FEEDBACK = (("feedback:entries", N_("Feedback")),)


class Entries(ListPage):
    """The feedback that this user may read, the latest first."""

    template_name = "feedback/entries.html"
    permissions = ("feedback.read",)
    title = N_("Feedback")
    lead = N_("Those it is about cannot see it. Complaints are answered within 15 days.")
    empty_title = N_("No feedback yet")
    empty_text = N_("Visitors write on the public page. Colleagues record what they are told.")
    add_label = N_("Record feedback")
    order = ("-received_on", "-id")
    columns = (
        Column("received_on", N_("Received on"), words=DAY.words),
        *columns_of(ENTRY),
        Column("office__name", N_("Centre")),
        Column("due_on", N_("Answer due on"), words=DAY.words),
        Column("handler__full_name", N_("Answered by")),
        *columns_of(ANSWER),
        Column.of_state(FEEDBACK_WORKFLOW),
    )
    filters = (
        PeriodFilter("received_on", N_("Received on")),
        *filters_of(ENTRY),
        *filters_of(ANSWER),
        ChoiceFilter.of_state(FEEDBACK_WORKFLOW),
        TickFilter("unanswered", N_("Not answered"), ~Q(state="answered")),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.entries_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("feedback:entry", row["id"])

    def get_add_url(self) -> str:
        return reverse("feedback:new") if access.may(self.user, "feedback.record") else ""


class EntryNew(ActionForm):
    """Record feedback; the URL of the answer is shown once."""

    template_name = "feedback/new.html"
    permissions = ("feedback.record",)
    parents = FEEDBACK
    title, button = N_("Record feedback"), N_("Save")
    lead = N_("In the person's own words. A name is not needed; those it is about cannot read it.")

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Feedback(self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        entity, record = (key_in(asked.get(name, "")) for name in ("entity", "recruitment"))
        found: dict[str, Any] = {"entity": entity, "record_id": record}
        return found | ({"kind": "complaint", "about": "recruiter"} if record else {})

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        if not given["office"]:
            raise Refusal(N_("Choose the centre."), field="office", code="office")
        office, staff = UUID(given["office"]), given["staff"]
        about = {name: given[name] for name in ("entity", "record_id")}
        return actions.record_feedback(
            self.user, office, key=given["key"], staff=staff, **about, **form.values
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            entry = self.act(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        path = reverse("public:complaint", args=[queries.secret_of(entry)])
        context = self.get_context_data(
            form=form, address=self.request.build_absolute_uri(path), due_on=entry.due_on
        )
        return private_page(self.render_to_response(context))


class EntryPage(DetailPage):
    """One entry: feedback, deadline, answer. Opening it is logged."""

    template_name = "feedback/entry.html"
    permissions = ("feedback.read",)
    parents = FEEDBACK
    table = ENTRY
    workflow = FEEDBACK_WORKFLOW
    transition_address = "feedback:transition"

    def get_record(self) -> Any:
        return queries.open_entry(self.user, self.kwargs["entry_id"])

    def get_title(self) -> str:
        return ENTRY["kind"].words(self.record.kind)

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, ENTRY)

    def get_links(self) -> list[dict[str, Any]]:
        entry = self.record
        if not access.may(self.user, "feedback.handle", entry.office_id):
            return []
        links = []
        if entry.about in rules.ABOUT_STAFF and entry.state != "answered":
            url = reverse("feedback:staff", args=[entry.id])
            links.append({"label": _("Name the colleague"), "url": url})
        if entry.kind == "complaint":
            url = reverse("feedback:remedy_new", args=[entry.id])
            links.append({"label": _("Record what the person asks for"), "url": url})
        return links

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.record
        return super().get_context_data(**kwargs) | {
            "answer": ANSWER.answers(readable_values_of(entry, ANSWER)),
            "late": entry.state != "answered" and bool(entry.due_on) and entry.due_on < today_in(),
            "level": _(dict(rules.LEVELS)[entry.level]),
            "remedies": [self._remedy(one) for one in entry.remedies.order_by("asked_on", "id")],
        }

    def _remedy(self, remedy: Any) -> dict[str, Any]:
        state = REMEDY_WORKFLOW.state_of(remedy)
        lines = [
            line
            for table in (REMEDY, AGREED, GIVEN, REFUSED)
            for line in table.answers(readable_values_of(remedy, table))
        ]
        late = remedy.state == "agreed" and remedy.due_on < today_in(self.record.office.zone)
        return {
            "id": remedy.id,
            "state": _(state.name),
            "tone": state.tone,
            "lines": lines,
            "late": late,
            "by_person": remedy.confirmed_by_person,
            "steps": [
                {
                    "label": _(one.button),
                    "url": reverse("feedback:remedy_transition", args=[remedy.id, one.name]),
                }
                for one in REMEDY_WORKFLOW.available(self.user, remedy)
            ],
        }


class OfEntry(PagePart):
    """A page of one entry that its handlers may use."""

    parents: Sequence[tuple[str, str]] = FEEDBACK

    def get_record(self) -> Any:
        return queries.entry_visible_to(self.user, self.kwargs["entry_id"])

    def get_success_url(self) -> str:
        """Return to the entry, or to the list if this user may no longer read it."""
        found = queries.entries_visible_to(self.user).filter(id=self.record.id)
        if not found.exists():
            return reverse("feedback:entries")
        return reverse("feedback:entry", args=[self.record.id])


class EntryTransition(OfEntry, TransitionForm):
    """Take up, answer, hand on or reopen."""

    workflow = FEEDBACK_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_feedback_state(self.user, self.record.id, transition.name, **values)


class EntryStaff(OfEntry, ActionForm):
    """Say which colleague a complaint is about."""

    permissions = ("feedback.handle",)
    title = N_("Name the colleague")
    lead = N_("From then on they do not see it. Where they would answer it, it goes above them.")
    done = N_("Saved.")

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Staff(self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"staff": self.record.staff_id}

    def act(self, form: Any) -> Any:
        return actions.name_staff(self.user, self.record.id, form.cleaned_data["staff"])


class RemedyNew(OfEntry, ActionForm):
    """Record the requested remedy."""

    permissions = ("feedback.handle",)
    form_class = forms.Remedy
    title, button = N_("Record what the person asks for"), N_("Save")
    done = N_("Recorded. Add what was agreed, with the day when it is due.")

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.ask_remedy(self.user, self.record.id, key=key, **form.values)


class RemedyTransition(TransitionForm):
    """Record that a remedy was agreed, refused, given, confirmed or not received."""

    workflow = REMEDY_WORKFLOW
    parents = FEEDBACK

    def get_record(self) -> Any:
        return queries.remedy_visible_to(self.user, self.kwargs["remedy_id"])

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_remedy_state(self.user, self.record.id, transition.name, **values)

    def get_success_url(self) -> str:
        return reverse("feedback:entry", args=[self.record.entry_id])


class Statistics(Page):
    """Statistics of feedback, for users who may open each entry."""

    template_name = "feedback/statistics.html"
    permissions = ("feedback.read",)
    parents = FEEDBACK
    title = N_("Feedback in numbers")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, wrong = self.request.GET.get("period", ""), ""
        period = year(today_in())
        if asked:
            try:
                period = parse(asked)
            except Refusal as refusal:
                wrong = in_words(refusal)
        return super().get_context_data(**kwargs) | {
            "period": period,
            "wrong": wrong,
            "lines": queries.statistics(self.user, period),
        }
