"""Pages of reviews, and of the dashboard of progress on the Global Compact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton, EditForm, NewForm
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.lists import ListPage, columns_of, filters_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import N_
from waystation.governance.workplans import actions
from waystation.governance.workplans.fields import MEASURE, PROGRESS, REVIEW
from waystation.governance.workplans.queries import reviews as queries
from waystation.governance.workplans.rules import reviews as rules
from waystation.registry.reference import queries as reference

from .common import OfNetwork, plan_parents

TONES = {"planned": "", "under_way": "b", "done": "g", "stalled": "r"}


class Reviews(OfNetwork, ListPage):
    """The reviews, and whether the last one is a year old."""

    template_name = "workplans/reviews.html"
    title = N_("Reviews")
    lead = N_(
        "The Network looks at its methods and focus, formally and informally, and recalibrates."
    )
    empty_title = N_("No review yet")
    empty_text = N_(
        "A conversation after a meeting is an informal review: write down its day and what it "
        "found."
    )
    row_address = "workplans:review"
    add_label, add_address = N_("New review"), "workplans:review_new"
    add_permission = "review.record"
    order = ("-held_on", "-id")
    search = ("finding", "recalibration")
    columns = columns_of(REVIEW)
    filters = filters_of(REVIEW)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.reviews_visible_to(self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = queries.last_review(self.record.office_id, today_in())
        overdue = rules.review_overdue(last, today_in())
        return super().get_context_data(**kwargs) | {"overdue": overdue}


class ReviewPage(DetailPage):
    """One review in full."""

    permissions = ("network.read",)
    table = REVIEW
    title = N_("Review")

    def get_record(self) -> Any:
        return queries.review_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [*plan_parents(), (reverse("workplans:reviews"), _("Reviews"))]


class ReviewNew(OfNetwork, NewForm):
    """Record a review."""

    permissions = ("review.record",)
    table = REVIEW
    title, button = N_("New review"), N_("Record the review")
    lead = N_("The Network regularly looks at its methods and focus, formally and informally.")
    done = N_("The review is recorded.")
    action = staticmethod(actions.reviews.record_review)
    next_page = "workplans:reviews"

    def get_parents(self) -> list[tuple[str, str]]:
        return [*plan_parents(), (reverse("workplans:reviews"), _("Reviews"))]

    def get_initial(self) -> dict[str, Any]:
        return {"kind": "formal", "held_on": today_in()}


def rows_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a dashboard's content objective by objective, in the reader's language."""
    return [
        {
            "label": reference.label("gcm_objective", code),
            "measures": [
                {
                    **one,
                    "word": MEASURE["state"].words(one["state"]),
                    "tone": TONES[one["state"]],
                }
                for one in content[code]["measures"]
            ],
            "support": [
                {**one, "word": PROGRESS["state"].words(one["state"])}
                for one in content[code]["support"]
            ],
        }
        for code in rules.OBJECTIVES
    ]


class Board(OfNetwork, Page):
    """The 23 objectives: measures of the authorities, support by the Network."""

    template_name = "workplans/board.html"
    title = N_("GCM progress")

    def get_lead(self) -> str:
        return _(
            "23 objectives: what the Kosovo authorities do, and how the Network "
            "supports it. {covered} have at least one entry."
        ).format(covered=self.covered)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        network, today = self.record, today_in()
        typed = number_in(self.request.GET.get("year", "")) or 0
        year = typed if 2000 <= typed <= 2100 else today.year
        content = queries.board(network.office_id, year)
        self.covered = sum(bool(one["measures"] or one["support"]) for one in content.values())
        may = access.may(self.user, "progress.record", network.office_id)
        open_ = queries.quarters_to_complete(network.office_id, network.opened_on, today)
        return super().get_context_data(**kwargs) | {
            "rows": rows_of(content),
            "year": year,
            "snapshots": queries.snapshots_visible_to(self.user)[:20],
            "may_record": may,
            "to_complete": open_ if may else [],
            "live": True,
        }


class BoardKept(OfNetwork, Page):
    """The dashboard of a quarter as it was completed, and what moved since the one before."""

    template_name = "workplans/board.html"

    def get_record(self) -> Any:
        super().get_record()
        return queries.snapshot_visible_to(self.user, self.kwargs["year"], self.kwargs["quarter"])

    def get_title(self) -> str:
        return _("GCM progress, Q{quarter} {year}").format(
            quarter=self.record.quarter, year=self.record.year
        )

    def get_parents(self) -> list[tuple[str, str]]:
        return [*plan_parents(), (reverse("workplans:board"), _("GCM progress"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = queries.before(self.record)
        moved = rules.changes_of_objectives(before.content, self.record.content) if before else {}
        return super().get_context_data(**kwargs) | {
            "rows": rows_of(self.record.content),
            "snapshot": self.record,
            "before": before,
            "moved": [
                {"label": reference.label("gcm_objective", code), **change}
                for code, change in moved.items()
            ],
        }


class BoardComplete(OfNetwork, ActionButton):
    """Complete the dashboard of a quarter that is over, for good."""

    permissions = ("progress.record",)
    done = N_("The dashboard is completed.")

    def act(self) -> Any:
        year, quarter = self.kwargs["year"], self.kwargs["quarter"]
        return actions.reviews.complete_dashboard(self.user, year, quarter)

    def get_success_url(self) -> str:
        if not hasattr(self, "result"):
            return reverse("workplans:board")
        return reverse("workplans:board_kept", args=[self.result.year, self.result.quarter])


class MeasureNew(OfNetwork, NewForm):
    """Record what an authority does towards an objective."""

    permissions = ("progress.record",)
    table = MEASURE
    title, button = N_("New measure"), N_("Record the measure")
    lead = N_("What a Kosovo authority does towards an objective of the Global Compact.")
    done = N_("The measure is recorded.")
    action = staticmethod(actions.reviews.record_measure)
    next_page = "workplans:board"

    def get_parents(self) -> list[tuple[str, str]]:
        return [*plan_parents(), (reverse("workplans:board"), _("GCM progress"))]

    def get_initial(self) -> dict[str, Any]:
        return {"objective": self.request.GET.get("objective", ""), "state": "planned"}


class MeasureEdit(EditForm):
    """Change a measure."""

    permissions = ("progress.record",)
    table = MEASURE
    title = N_("Change the measure")
    done = N_("The measure is saved.")
    subject, action = "key", staticmethod(actions.reviews.edit_measure)
    next_page = "workplans:board"

    def get_record(self) -> Any:
        return queries.measure_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [*plan_parents(), (reverse("workplans:board"), _("GCM progress"))]
