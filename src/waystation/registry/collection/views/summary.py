"""What was answered to each question, as charts. Reading it is logged, as reading answers is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.documents import blocks, charts
from waystation.foundation.documents.numbers import format_number
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.rules.summaries import Summary, summaries_of
from waystation.registry.collection.sentences import names_of_tables

from .answers import OfAnswers, column_heading
from .bars import MOST_ROWS
from .versions import kind_of

MOST_QUESTIONS = 20  # questions on a page


class AnswersSummary(OfAnswers, Page):
    """A chart and a table for each question, after the same filters as the table of answers."""

    template_name = "collection/summary.html"
    title = N_("Summary of answers")
    lead = N_("What was answered to each question. Nothing here is weighted.")

    def first(self) -> int:
        """Return the number of the first question of this page."""
        return min(number_in(self.request.GET.get("from", "")) or 0, len(self.asked))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = self.first()
        columns = self.asked[first : first + MOST_QUESTIONS]
        rows = queries.rows_of(
            self.user,
            self.record,
            rows=self.narrowed_rows(),
            repeat=self.repeat,
            cleaned=self.cleaned,
            limit=MOST_ROWS,
        )
        read = [(one.form_version_id, answers) for one, answers in rows]
        queries.note_reading(self.user, self.record, "form_answers.read", len(read))
        found = summaries_of(columns, read)
        more = first + MOST_QUESTIONS < len(self.asked)
        query = {name: value for name, value in self.request.GET.items() if name != "from"}
        return super().get_context_data(**kwargs) | {
            "read": len(read),
            "is_part": len(read) == MOST_ROWS,
            "summaries": [self.about(one) for one in found],
            "more": urlencode(query | {"from": first + MOST_QUESTIONS}) if more else "",
            "repeats": list(names_of_tables(self.record, self.repeats).items())[1:],
            "repeat": self.repeat,
            "cleaned": self.cleaned,
        }

    def links_of(self, one: Summary) -> list[str]:
        """Return where each bar leads: to the answers that it counts, under the same filters."""
        form, repeat = self.record.id, self.repeat
        page = (
            reverse("collection:answers-in", args=[form, repeat])
            if repeat
            else reverse("collection:answers", args=[form])
        )
        kept = {
            name: value
            for name, value in self.request.GET.items()
            if name not in {"from", "repeat", "question", "bar"}
        }
        return [
            f"{page}?{urlencode(kept | {'question': one.column.key, 'bar': key})}"
            if key and count
            else ""
            for key, (_label, count) in zip(one.keys, one.counts, strict=True)
        ]

    def about(self, one: Summary) -> dict[str, Any]:
        """Return a question's context for the page."""
        question = one.column.question
        return {
            "heading": question.label or one.column.key,
            "key": column_heading(one.column),
            "kind": kind_of(question),
            "several": question.is_many,
            "asked": one.asked,
            "answered": one.answered,
            "chart": chart_of(one, self.links_of(one)),
            "spread": spread_in_words(one),
        }


def chart_of(one: Summary, links: Sequence[str]) -> blocks.Chart | None:
    """Return the chart of what was answered, None where there is nothing to draw.

    ``links`` are what its bars open, "" for nothing.
    """
    if not one.answered or not one.counts:
        return None
    pairs = [(label_of(one, label), count) for label, count in one.counts]
    title = one.column.question.label or one.column.key
    draw = charts.rows if one.kind == "choices" else charts.bars
    chart = draw(title, pairs, labels=(_("Answer"), _("Answers")))
    table = blocks.Table(
        title,
        [
            blocks.Column(_("Answer")),
            blocks.Column(_("Answers"), "number"),
            blocks.Column(_("Share of those who answered"), "percent", 1),
        ],
        [[label, count, 100 * count / one.answered] for label, count in pairs],
    )
    opens: dict[tuple[str, ...], str] = {
        (label,): link for (label, _n), link in zip(pairs, links, strict=True) if link
    }
    return replace(chart, table=table, links=opens)


def label_of(one: Summary, label: str | None) -> str:
    if label is None:
        return _("All others")
    if one.kind == "months":
        try:
            return date_format(date.fromisoformat(f"{label}-01"), "YEAR_MONTH_FORMAT")
        except ValueError:  # what was sent is no day
            return label
    return label


def spread_in_words(one: Summary) -> list[tuple[str, str]]:
    """Return least, median, mean and most of numbers with their names."""
    if one.spread is None:
        return []
    named = (
        (_("Lowest"), one.spread.least),
        (_("Median"), one.spread.median),
        (_("Mean"), one.spread.mean),
        (_("Highest"), one.spread.most),
    )
    return [(name, format_number(value)) for name, value in named]
