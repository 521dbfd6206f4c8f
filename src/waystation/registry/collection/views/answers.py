"""The answers as a table and as a file."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.foundation.access import exports
from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.documents import blocks, tables
from waystation.foundation.pages.base import Permitted, url_of
from waystation.foundation.pages.downloads import MEDIA
from waystation.foundation.pages.filters import ChoiceFilter, Filter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import MOST_EXPORTED, Column, ListPage, Row, shorten
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.fields import SUBMISSION
from waystation.registry.collection.rules.columns import AnswerCells, AnswerColumn
from waystation.registry.collection.rules.files import stored_name
from waystation.registry.collection.sentences import columns_for_reader, names_of_tables
from waystation.registry.collection.transitions import SUBMISSION_WORKFLOW

from .bars import MOST_ROWS, address_of_all, bars_asked, submissions_in
from .common import OfForm, as_file, file_name

WIDEST = 60  # columns of answers on a page; the files have all
LINES = 100  # lines of a file that are written at once


class OfAnswers(OfForm):
    """A page of the answers of a form: of which repetition, cleaned or as they were sent."""

    permissions = ("submission.read",)
    filters: Sequence[Filter] = (
        PeriodFilter("created_at__date", N_("Received")),
        ChoiceFilter.of_state(SUBMISSION_WORKFLOW),
        # Which answers are opened and how they are written, not which rows.
        TickFilter("raw", N_("As they were sent"), Q()),
        TickFilter("codes", N_("Codes of choices"), Q()),
    )

    def get_record(self) -> Any:
        form = super().get_record()
        asked = self.request.GET
        self.cleaned, self.in_words = asked.get("raw") != "1", self.wants_words()
        repeat = self.kwargs.get("repeat") or asked.get("repeat", "")
        self.repeat, self.asked, self.repeats = columns_for_reader(form, repeat)
        self.bars = bars_asked(self.asked, asked.dict())
        self.in_bar: list[UUID] | None = None
        return form

    def wants_words(self) -> bool:
        """Return whether choices are written by their labels: on a page, unless codes are asked."""
        return self.request.GET.get("codes") != "1"

    def narrowed_rows(self) -> QuerySet[Any]:
        """Return the submissions whose answers were asked for, those left out not among them."""
        rows = queries.submissions_visible_to(self.user, self.record).filter(is_removed=False)
        for one in self.filters:
            rows = one.narrow(rows, self.request.GET)
        if not self.bars:
            return rows
        if self.in_bar is None:
            self.in_bar = submissions_in(
                self.bars,
                queries.rows_of(
                    self.user,
                    self.record,
                    rows=rows,
                    repeat=self.repeat,
                    cleaned=self.cleaned,
                    limit=MOST_ROWS,
                ),
            )
        return rows.filter(id__in=self.in_bar)


class Answers(OfAnswers, ListPage):
    """The answers of a form as a table, the newest first. Reading them is logged."""

    template_name = "collection/answers.html"
    title = N_("Answers")
    empty_title = N_("No answers to show yet")
    extra_values = ("sealed", "cleaned", "form_version_id", "missing_files")

    def get_record(self) -> Any:
        form = super().get_record()
        asked = [Column(f"q {one.key}", column_heading(one), prepared=True) for one in self.asked]
        self.columns = (Column.of(SUBMISSION["created_at"]), *asked)
        return form

    def get_lead(self) -> str:
        if self.cleaned:
            return _("After the cleaning log. Submissions it removes are left out.")
        return _("As they were sent.")

    @property
    def page_name(self) -> str:
        return f"collection:answers:{self.record.id}"

    def get_rows(self) -> QuerySet[Any]:
        return self.narrowed_rows()

    def filter_rows(self) -> QuerySet[Any]:
        return self.get_rows()

    def export(self, kind: str) -> HttpResponse:
        return redirect(
            reverse("collection:export", args=[self.record.id, kind]) + self.query_of_file()
        )

    def query_of_file(self) -> str:
        """Return the query of the file that has what is on the page, in words or in codes."""
        more = {"labels": "1"} if self.in_words else {}
        return self._query(repeat=self.repeat, **more)

    def get_row_url(self, row: Row) -> str:
        return url_of("collection:submission", row["id"])

    def chosen_columns(self) -> list[Column]:
        return super().chosen_columns()[: WIDEST + 1]

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Open the answers of a page; of a repetition, each of its rows is a row."""
        ring = access.keyring(self.record.organisation_id)
        names = [f"q {one.key}" for one in self.asked]
        answers = AnswerCells(self.asked, in_words=self.in_words)
        found = []
        for row in rows:
            opened = queries.open_answers(ring, row, cleaned=self.cleaned)
            about = {"id": row["id"], "created_at": row["created_at"]}
            version = row["form_version_id"]
            parts = opened["repeats"].get(self.repeat, []) if self.repeat else [opened["main"]]
            missing = set(row["missing_files"])
            for part in parts:
                if not all(one.has(version, part) for one in self.bars):
                    continue
                cells = [marked_missing(one, missing) for one in answers.cells(version, part)]
                found.append(about | dict(zip(names, cells, strict=True)))
        queries.note_reading(self.user, self.record, "form_answers.read", len(found))
        return found

    def tables(self) -> list[tuple[str, str, bool]]:
        """Return the tables of the form: address, name, and whether it is this one."""
        form = self.record
        asked = {name: "1" for name in ("raw", "codes") if self.request.GET.get(name)}
        query = f"?{urlencode(asked)}" if asked else ""
        return [
            (
                (
                    reverse("collection:answers-in", args=[form.id, key])
                    if key
                    else reverse("collection:answers", args=[form.id])
                )
                + query,
                name,
                self.repeat == key,
            )
            for key, name in names_of_tables(form, self.repeats).items()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # The names of questions are the form's own: they are not words of the program.
        lines = [*zip(context["columns"], self.chosen_columns(), strict=True)]
        lines += zip(context["all_columns"], self.columns, strict=True)
        for line, column in lines:
            if column.prepared:
                line["label"] = column.label
        query = self.query_of_file()
        return context | {
            "export_urls": {
                kind: reverse("collection:export", args=[self.record.id, kind]) + query
                for kind in ("xlsx", "csv")
            },
            "bars": [one.in_words() for one in self.bars],
            "all_answers": address_of_all(self.request.path, self.request.GET.dict()),
            "left_out": max(0, len(self.asked) - WIDEST),
            "remarks": remarks_on(self.asked),
            "tables": self.tables() if self.repeats else [],
        }


def marked_missing(answer: str, missing: set[str]) -> str:
    """Return an answer; of a file that has not arrived, that it is missing."""
    if not missing or stored_name(answer) not in missing:
        return answer
    return _("{name} (has not arrived)").format(name=answer)


def column_heading(column: AnswerColumn) -> str:
    """Return the heading of a column: what is asked, its name, the versions where not all ask it.

    A question that changed has a star.
    """
    versions = ", ".join(column.versions)
    label = column.question.label
    is_name = label.casefold() == column.key.casefold()
    name = label if is_name else column.key
    heading = name if column.in_every_version else f"{name} ({versions})"
    words = [shorten(label)] if label and not is_name else []
    return " · ".join([*words, f"{heading} *" if column.changes else heading])


def remarks_on(columns: Sequence[AnswerColumn]) -> list[tuple[str, str]]:
    """Return remarks on columns that not every version asks, or that changed."""
    found = []
    for one in columns:
        if not one.in_every_version:
            asked = ngettext(
                "Asked in version {names}.", "Asked in versions {names}.", len(one.versions)
            )
            found.append((one.key, asked.format(names=", ".join(one.versions))))
        found += [(one.key, in_words(change)) for change in one.changes]
    return found


class AnswersFile(OfAnswers, Permitted):
    """All answers of a form as a file: CSV row by row, or Excel with real numbers."""

    http_method_names = ["get", "head"]

    def wants_words(self) -> bool:
        """Return whether labels are wanted: a file that a program reads has codes."""
        return bool(self.request.GET.get("labels"))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        form, rows = self.record, self.narrowed_rows()
        queries.note_reading(self.user, form, "form_export.read", 0)
        self.mark = exports.record_export(
            self.user,
            "collection.answers",
            rows=queries.submissions_counted(rows),
            purpose=request.GET.get("purpose", ""),
            office_id=form.office_id,
            selection=f"form={form.key} repeat={self.repeat} {self.selection()}",
        ).mark
        name = file_name(f"{form.key}-{self.repeat}" if self.repeat else form.key)
        if kwargs["kind"] == "xlsx":
            return as_file(self.workbook(rows), f"{name}.xlsx", MEDIA["xlsx"])
        return as_file(self.lines(rows), f"{name}.csv", MEDIA["csv"])

    def selection(self) -> str:
        """Return what decides the rows and columns of the file, whatever its kind."""
        asked = self.request.GET.copy()
        asked.pop("purpose", None)
        return asked.urlencode()

    def headings(self) -> list[str]:
        own = ["_row", "_parent"] if self.repeat else []
        return ["_submission", "_received", "_version", "_state", "_missing_files", *own]

    def names(self) -> list[str]:
        """Return a heading for each question: its name, or its label if labels are wanted.

        Questions with the same label get their name as well. An underscore is appended to names
        that are columns of ours.
        """
        taken = {*self.headings(), "_export"}
        labels = Counter(one.question.label for one in self.asked)
        names = []
        for one in self.asked:
            label = one.question.label if self.in_words else ""
            name = f"{label} ({one.key})" if labels[label] > 1 else label
            name = name if label else one.key
            while name in taken:
                name += "_"
            taken.add(name)
            names.append(name)
        return names

    def described_rows(self, rows: QuerySet[Any]) -> Iterator[tuple[list[str], Sequence[str]]]:
        """Yield each row's metadata, and its answers by column."""
        names = queries.version_names(self.record)
        answers = AnswerCells(self.asked, in_words=self.in_words)
        for one, row in queries.rows_of(
            self.user, self.record, rows=rows, repeat=self.repeat, cleaned=self.cleaned, limit=None
        ):
            if self.bars and not all(bar.has(one.form_version_id, row) for bar in self.bars):
                continue
            about = [
                one.instance_id,
                one.created_at.isoformat(timespec="seconds"),
                names[one.form_version_id],
                one.state,
                " ".join(one.missing_files),
            ]
            about += [row["_row"], row["_parent"]] if self.repeat else []
            yield about, answers.cells(one.form_version_id, row)

    def lines(self, rows: QuerySet[Any]) -> Iterator[str]:
        """Yield the CSV in parts, without formulas in cells.

        Remarks on columns that not every version asks follow the rows (``notes=0`` omits them).
        """
        yield "\ufeff" + tables.csv_lines([[*self.headings(), *self.names(), "_export"]])
        found = ([*about, *cells, self.mark] for about, cells in self.described_rows(rows))
        # Each row is written as soon as it is read, while its cells are in the processor's cache.
        while lines := tables.csv_lines(itertools.islice(found, LINES)):
            yield lines
        remarks = remarks_on(self.asked) if self.request.GET.get("notes") != "0" else []
        notes = [[f"{key}: {sentence}"] for key, sentence in remarks]
        if notes:
            yield tables.csv_lines([[], *notes])

    def workbook(self, rows: QuerySet[Any]) -> bytes:
        """Return the workbook: the newest rows, numbers as such, and a sheet of the questions."""
        found: list[list[Any]] = []
        for about, cells in self.described_rows(rows):
            if len(found) == MOST_EXPORTED:
                break
            values = [
                typed_answer(one.question, cell)
                for one, cell in zip(self.asked, cells, strict=True)
            ]
            found.append([*about, *values, self.mark])
        full = _("Only the first {most} rows are in this file.").format(most=MOST_EXPORTED)
        names = [*self.headings(), *self.names(), "_export"]
        table = blocks.Table(
            self.record.title,
            [blocks.Column(name) for name in names],
            found,
            as_of=today_in(),
            note=full if len(found) == MOST_EXPORTED else "",
        )
        heads = [_("Question"), _("Label"), _("Type"), _("Versions"), _("Changes")]
        questions = blocks.Table(
            _("Questions"),
            [blocks.Column(name) for name in heads],
            [
                [
                    one.key,
                    one.question.label,
                    one.question.bind.type,
                    ", ".join(one.versions),
                    " ".join(in_words(change) for change in one.changes),
                ]
                for one in self.asked
            ],
        )
        return tables.xlsx([table, questions], title=table.title)


# A number that Excel shows as it was sent: of 15 digits at most, without zeros before it.
EXACT = re.compile(r"-?(?!0\d)(?=(?:\D*\d){1,15}\D*$)\d+(\.\d+)?([eE]-?\d+)?")


def typed_answer(question: Any, text: str) -> Any:
    """Return an answer as a spreadsheet holds it: numbers and days as such, all else as text."""
    kind = question.bind.type
    try:
        if kind in {"int", "integer", "decimal"} and text:
            return float(text) if EXACT.fullmatch(text) else text
        if kind == "date" and text:
            return date.fromisoformat(text[:10])
    except ValueError:  # held for the office, or asked otherwise in an older version
        return text
    return text
