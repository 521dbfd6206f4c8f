"""What was answered to each question, as charts. Reading it is logged, as reading answers is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, charts
from waystation.foundation.documents.numbers import format_number
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.purposes import COVER_PRICES
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.rules.columns import AnswerColumn
from waystation.registry.collection.rules.splitting import (
    AUDIENCES,
    STAFF,
    counts_split_by,
    has_one_answer,
    hidden_bars,
    hidden_cells,
    may_split,
)
from waystation.registry.collection.rules.summaries import (
    Summary,
    labels_of_choices,
    summaries_of,
)
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
        self.read = read
        more = first + MOST_QUESTIONS < len(self.asked)
        query = {name: value for name, value in self.request.GET.items() if name != "from"}
        return super().get_context_data(**kwargs) | {
            "read": len(read),
            "is_part": len(read) == MOST_ROWS,
            "summaries": [self.about(one) for one in found],
            "bys": [(one.key, one.question.label or one.key) for one in self.splitting()],
            "by": self.by.key if self.by else "",
            "audiences": [(key, _(name)) for key, name in AUDIENCES],
            "audience": self.audience,
            "for_staff": self.audience == STAFF,
            "kept": [(k, v) for k, v in query.items() if k not in {"by", "for"}],
            "more": urlencode(query | {"from": first + MOST_QUESTIONS}) if more else "",
            "repeats": list(names_of_tables(self.record, self.repeats).items())[1:],
            "repeat": self.repeat,
            "cleaned": self.cleaned,
        }

    def splitting(self) -> list[AnswerColumn]:
        """Return the questions by which charts can be split."""
        return [one for one in self.asked if may_split(one)]

    def get_record(self) -> Any:
        form = super().get_record()
        asked = self.request.GET
        self.by = next((one for one in self.splitting() if one.key == asked.get("by")), None)
        self.audience = asked["for"] if asked.get("for") in dict(AUDIENCES) else STAFF
        ring = access.keyring(form.organisation_id)
        self.secret = ring.digest(COVER_PRICES, str(form.id).encode(), 32)
        return form

    def chart(self, one: Summary) -> blocks.Chart | None:
        """Return a question's chart as its audience may read it, split if that is asked for."""
        by = self.by
        if by and by.key != one.column.key and has_one_answer(one.column) and "" not in one.keys:
            counts = counts_split_by(one.column, by, self.read)
            hidden = hidden_cells(counts, self.audience, self.secret)
            return split_chart(one, by, counts, hidden, self.links_of(one))
        hides = hidden_bars(one, self.audience, self.secret)
        return chart_of(one, self.links_of(one), hides)

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
            if name not in {"from", "repeat", "question", "bar", "by", "part", "for"}
        }
        if self.audience != STAFF:
            return [""] * len(one.keys)
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
            "chart": self.chart(one),
            "spread": spread_in_words(one) if self.audience == STAFF else [],
        }


def chart_of(one: Summary, links: Sequence[str], hides: Sequence[bool]) -> blocks.Chart | None:
    """Return the chart of what was answered, None where there is nothing to draw.

    ``links`` are what its bars open, "" for nothing; ``hides`` says which are suppressed.
    """
    if not one.answered or not one.counts:
        return None
    pairs: list[tuple[str, blocks.Cell]] = [
        (label_of(one, label), blocks.Hidden() if away else count)
        for (label, count), away in zip(one.counts, hides, strict=True)
    ]
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
        [[label, count, share_of(count, one.answered)] for label, count in pairs],
    )
    opens: dict[tuple[str, ...], str] = {
        (label,): link for (label, _n), link in zip(pairs, links, strict=True) if link
    }
    return replace(chart, table=table, links=opens)


def share_of(count: blocks.Cell, answered: int) -> blocks.Cell:
    return 100 * count / answered if isinstance(count, int) else count


def split_chart(
    one: Summary,
    by: AnswerColumn,
    counts: Mapping[tuple[str, str], int],
    hidden: Collection[tuple[str, str]],
    links: Sequence[str],
) -> blocks.Chart | None:
    """Return a chart of one question split by another, None where there is nothing to draw."""
    if not one.answered:
        return None
    labels = labels_of_choices(by)
    parts = [*labels, *sorted({part for _code, part in counts} - {*labels})]
    names = {part: labels.get(part) or part or _("Not stated") for part in parts}
    steps = [label_of(one, label) for label, _count in one.counts]

    def cell(code: str, part: str) -> blocks.Cell:
        return blocks.Hidden() if (code, part) in hidden else counts.get((code, part), 0)

    title = _("{title}, by {split}").format(
        title=one.column.question.label or one.column.key, split=by.question.label or by.key
    )
    chart = charts.stacked_bars(
        title,
        steps,
        {names[part]: [cell(code, part) for code in one.keys] for part in parts},
        label=_("Answer"),
        totals=not hidden,
    )
    opens: dict[tuple[str, ...], str] = {
        (step, names[part]): f"{link}&{urlencode({'by': by.key, 'part': part})}"
        for step, code, link in zip(steps, one.keys, links, strict=True)
        for part in parts
        if link and part and counts.get((code, part))
    }
    return replace(chart, links=opens)


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
