"""Visits: today's, all of them, and single ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import EditForm, TransitionForm
from waystation.foundation.pages.base import Page, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.periods import month, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.appointments import queries as appointments
from waystation.registry.factsheets import queries as factsheets
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms, queries
from waystation.services.centres.fields import OF_THE_UNKNOWN, VISIT
from waystation.services.centres.transitions import VISIT_WORKFLOW


def with_names(user: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add the names of known visitors to the rows of a list."""
    keys = {row["person_id"] for row in rows if row["person_id"]}
    names = people.names_of(user, keys)
    return [{**row, "visitor": names.get(row["person_id"]) or ""} for row in rows]


class Today(Page):
    """A counsellor's first page: who waits, today's visits, and the month in four counts."""

    template_name = "centres/today.html"
    permissions = ("visit.read",)
    title = N_("Today")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, day = self.user, today_in()
        waiting = queries.in_line_today(user)
        expected = appointments.expected_today(user)
        visits = queries.today_of(user)
        calls, calls_due = queries.first_due(user)
        known = {one.person_id for one in (*waiting, *expected, *calls)}
        names = people.names_of(user, known | {row["person_id"] for row in visits})
        counted = queries.counts_of(user, month(day))
        return super().get_context_data(**kwargs) | {
            "day": day,
            "rows": [
                {
                    **row,
                    "visitor": names.get(row["person_id"]) or "",
                    "url": url_of("centres:visit", row["id"]),
                }
                for row in visits
            ],
            "waiting": [
                {
                    "line": one,
                    "name": names.get(one.person_id) if one.person_id else None,
                    "language": VISIT["language"].words(one.language),
                }
                for one in waiting
            ],
            "expected": [
                {
                    "booking": one,
                    "name": names.get(one.person_id) if one.person_id else None,
                    "language": VISIT["language"].words(one.language),
                }
                for one in expected
            ],
            "call_backs": queries.by_reason(calls, names),
            "call_backs_due": calls_due,
            "four": counted.four,
            "reached": counted.reached,
            "sessions": queries.planned_sessions(user, day),
            "may_record": access.may(user, "visit.record"),
            "may_lead": access.may(user, "session.record"),
        }


MOST_FOUND = 50  # people whose visits a search shows


class Visits(ListPage):
    """The visits of the user's offices, latest first."""

    permissions = ("visit.read",)
    title = N_("Visits")
    lead = N_("The visits of your offices, latest first.")
    empty_title = N_("No visits yet")
    empty_text = N_("Visits recorded in your offices are listed here.")
    add_label = N_("Record a visit")
    order = ("-day", "-id")
    search = ("person_id",)  # the name of the visitor
    extra_values = ("person_id",)
    columns = (
        Column("day", N_("Day"), words=VISIT["started_at"].words),
        Column(
            "visitor",
            N_("Visitor"),
            link=lambda row: url_of("people:person", row["person_id"]) if row["visitor"] else "",
            words=lambda name: name or _("Gave no name"),
            prepared=True,
            export=False,
        ),
        *columns_of(VISIT),
        Column.of_state(VISIT_WORKFLOW),
    )
    filters = (
        PeriodFilter("day", N_("Day")),
        *filters_of(VISIT),
        ChoiceFilter.of_state(VISIT_WORKFLOW),
        TickFilter("unnamed", N_("Gave no name"), Q(person__isnull=True)),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.visits_visible_to(self.user)

    def filter_rows(self) -> QuerySet[Any]:
        """Narrow to the visits of the people found by the search across spellings, too."""
        rows = self.get_rows()
        if typed := self.request.GET.get("q", "").replace("\x00", "").strip()[:100]:
            found = people.search(self.user, typed, limit=MOST_FOUND)
            rows = rows.filter(person_id__in=[one.id for one in found])
        for one in self.filters:
            rows = one.narrow(rows, self.request.GET)
        return rows

    def get_row_url(self, row: Row) -> str:
        return url_of("centres:visit", row["id"])

    def get_add_url(self) -> str:
        return reverse("centres:visit_new") if access.may(self.user, "visit.record") else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return with_names(self.user, rows)

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        # Every visitor without a file may be another person.
        return len({row["person_id"] or row["id"] for row in rows})


class VisitPage(DetailPage):
    """One visit: its answers, author and changes. Opening it is logged."""

    template_name = "centres/visit.html"
    permissions = ("visit.read",)
    parents = (("centres:today", N_("Today")), ("centres:visits", N_("Visits")))
    workflow = VISIT_WORKFLOW
    transition_address = "centres:visit_transition"
    table = VISIT.without("person_id", "started_at", "editions")

    def get_record(self) -> Any:
        return queries.open_visit(self.user, self.kwargs["visit_id"])

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, self.table)

    def get_title(self) -> str:
        person = self.record.person_id
        name = people.names_of(self.user, {person}).get(person) if person else ""
        return name or _("A visitor who gave no name")

    def get_links(self) -> list[dict[str, Any]]:
        visit = self.record
        if not access.may(self.user, "visit.record", visit.office_id):
            return []
        edit = {"label": _("Change"), "url": url_of("centres:visit_edit", visit.id)}
        if not self.has_file:
            return [edit]
        profile = url_of("centres:profile_new", visit.person_id)
        plan = url_of("centres:plan_new", visit.person_id)
        return [
            {"label": _("Daily profile"), "url": profile, "primary": True},
            {"label": _("Agree on a plan"), "url": plan},
            edit,
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by = self.record.created_by_id
        return super().get_context_data(**kwargs) | {
            "by": access.names_of_users({by}).get(by, "") if by else "",
            "cited": queries.cited_by(self.record),
            "has_file": self.has_file,
            "recorded": "recorded" in self.request.GET,
            "refer_url": self.get_refer_url(),
            "withdrawal_reason": readable_text(self.record, "withdrawal_reason"),
        }

    @cached_property
    def has_file(self) -> bool:
        """Return whether the visitor has a file that the user may open and that was not erased."""
        person = self.record.person_id
        return person is not None and people.person_exists_for(self.user, person)

    def get_refer_url(self) -> str:
        """Return where the referral is written that was agreed as the next step, "" for none."""
        visit = self.record
        agreed = visit.next_step == "refer" and self.has_file
        may = access.may(self.user, "referral.send", visit.office_id)
        return reverse("referrals:new", args=[visit.person_id]) if agreed and may else ""


class VisitEdit(EditForm):
    """Change a visit. An editor who meets another's change sees both values and chooses."""

    template_name = "centres/visit_edit.html"
    permissions = ("visit.record",)
    form_class = forms.VisitAnswers
    title, button = N_("Change the visit"), N_("Save the visit")
    parents = (("centres:today", N_("Today")),)
    done = N_("The change is saved.")
    record_page = "centres:visit"

    def get_record(self) -> Any:
        return queries.open_visit(self.user, self.kwargs["visit_id"])

    def get_table(self) -> Any:
        hidden = OF_THE_UNKNOWN if self.record.person_id else ()
        return VISIT.without("person_id", *hidden)

    def get_parents(self) -> list[tuple[str, str]]:
        return [*super().get_parents(), (self.get_success_url(), _("Visit"))]

    def before(self) -> dict[str, Any]:
        return values_of(self.record, self.get_table())

    def get_form(self, form_class: Any = None) -> Any:
        """Offer the editions of the visit's day, and those that it cites already."""
        form: Any = super().get_form(form_class)
        visit = self.record
        valid = factsheets.valid_editions(visit.organisation_id, visit.day)
        form.offer_editions(valid, queries.cited_by(visit))
        return form

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        given = dict(proposed)
        given["started_at"] = given["started_at"] or seen.get("started_at")
        return actions.edit_visit(self.user, self.record.id, seen, given)


class VisitTransition(TransitionForm):
    """Withdraw a visit or restore it, after a confirmation page."""

    workflow = VISIT_WORKFLOW
    parents = (("centres:visits", N_("Visits")),)
    record_page = "centres:visit"

    def get_record(self) -> Any:
        return queries.visit_visible_to(self.user, self.kwargs["visit_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [*super().get_parents(), (self.get_success_url(), _("Visit"))]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_visit_state(self.user, self.record.id, transition.name, **values)
