"""A round: its findings, its file, and estimating it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.documents import charts
from waystation.foundation.documents.blocks import Column, Table
from waystation.foundation.documents.tables import csv
from waystation.foundation.pages.action_pages import ActionButton
from waystation.foundation.pages.base import Page, PagePart, Permitted
from waystation.foundation.shared.typed import number_in
from waystation.foundation.tasks import actions as tasks
from waystation.services.tracking import actions, queries

from .studies import round_parents, round_title

SLICE = 20  # questions on a page
NAMED = 4  # answers in a sentence


class OfRound(PagePart):
    """A page about one round."""

    permissions: tuple[str, ...] = ("study.read",)

    def get_record(self) -> Any:
        return queries.round_visible_to(self.user, self.kwargs["round"])


class RoundPage(OfRound, Page):
    """The findings of a round by question, with the provenance of the figures."""

    template_name = "tracking/round.html"

    def get_title(self) -> str:
        return round_title(self.record)

    def get_parents(self) -> list[tuple[str, str]]:
        return round_parents(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.record
        questions = queries.questions_with_findings(self.user, found)
        start = (max(1, number_in(self.request.GET.get("page", "1")) or 1) - 1) * SLICE
        latest = queries.latest_estimation(found)
        until = last_day_of(found, latest)
        may_check = bool(latest) and access.may(self.user, "submission.read", found.office_id)
        asked = may_check and "check" in self.request.GET
        return super().get_context_data(**kwargs) | {
            "proof": queries.provenance_of(latest) if latest else None,
            "may_check": may_check,
            "again": queries.estimated_again(self.user, found) if asked else "",
            "latest": latest,
            "charts": [
                chart_of(found, one, until)
                for one in questions[start : start + SLICE]
                if has_rows(one)
            ],
            "next_page": start // SLICE + 2 if start + SLICE < len(questions) else None,
            "previous_page": start // SLICE if start else None,
            "may_estimate": access.may(self.user, "study.estimate", found.office_id),
        }


def has_rows(question: dict[str, Any]) -> bool:
    return any(row["value"] is not None for row in question["rows"])


def chart_of(found: Any, question: dict[str, Any], until: date) -> Any:
    """Return one question as a chart with its table; suppressed shares are listed as such."""
    share = question["statistic"] == "share"
    scale = 100 if share else 1
    rows = [row for row in question["rows"] if row["value"] is not None and row["value"] > 0]
    hidden = sum(row["value"] is None for row in question["rows"])
    n = "–" if question["n"] is None else question["n"]
    note = _("n = {n}. Lines are 95% confidence intervals.").format(n=n)
    if hidden:
        note += " " + _("Answers not shown because few people gave them: {n}.").format(n=hidden)
    for why, labels in reasons(rows).items():
        named = ", ".join(labels[:NAMED])
        if len(labels) > NAMED:
            named = _("{answers} and {n} more").format(answers=named, n=len(labels) - NAMED)
        note += " " + _("{answers}: {why}.").format(answers=named, why=why)
    return charts.estimates(
        question["label"] or question["question"],
        [
            (
                row["label"],
                row["value"] * scale,
                times(row["low"], scale),
                times(row["high"], scale),
            )
            for row in rows or question["rows"][:1]
        ],
        labels=(_("Answer"), _("Share") if share else _("Mean")),
        source=f"{found.operation.title}, {found.place}".rstrip(", "),
        as_of=until,
        note=note,
        percent=share,
    )


def last_day_of(found: Any, latest: Any) -> date:
    """Return the last day of the answers: of the round, or of the estimate while it goes on."""
    until: date = found.ends_on
    return until if latest is None else min(until, timezone.localdate(latest.created_at))


def reasons(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return why estimates carry a flag, in the reader's language, with the answers it is for."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["flag"] and row["note"]:
            found.setdefault(in_words(row["note"]), []).append(row["label"])
    return found


def times(value: float | None, scale: int) -> float | None:
    return None if value is None else value * scale


class Findings(OfRound, Permitted):
    """Everything that was found in a round, as it may be shown, as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.record
        names = [
            "question", "choice", "statistic", "value", "low", "high", "deff", "n", "flag", "note",
        ]  # fmt: skip
        rows = [
            [in_words(row[name]) if name == "note" and row[name] else row[name] for name in names]
            for question in queries.questions_with_findings(self.user, found)
            for row in question["rows"]
        ]
        numbers = {"value", "low", "high", "deff", "n"}
        columns = [Column(name, "number" if name in numbers else "text") for name in names]
        table = Table(
            found.operation.title,
            columns,
            rows,
            as_of=last_day_of(found, queries.latest_estimation(found)),
        )
        response = HttpResponse(csv(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = (
            f'attachment; filename="{found.operation.key}-{found.number}.csv"'
        )
        return response


class Estimate(OfRound, ActionButton):
    """Estimate a round from its cleaned submissions: at once, or in the background if many."""

    permissions = ("study.estimate",)
    task: Any = None

    def act(self) -> Any:
        if queries.submissions_in(self.user, self.record) > settings.LONG_ESTIMATE_ROWS:
            self.task = tasks.begin(self.user, "study.estimate", {"round": str(self.record.id)})
            return self.task
        run = actions.estimate(self.user, self.record.id)
        said = _("Estimated. Submissions used: {n}.").format(n=run.rows)
        messages.success(self.request, said)
        return run

    def get_success_url(self) -> str:
        if self.task is not None:
            return reverse("tasks:task", args=[self.task.id])
        return reverse("tracking:round", args=[self.record.id])
