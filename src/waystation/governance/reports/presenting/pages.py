"""A report, draft or edition, as blocks of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import in_words
from waystation.foundation.documents import blocks, writing
from waystation.foundation.documents.blocks import Cell, Column
from waystation.foundation.shared.errors import Refusal
from waystation.governance.knowledge.presenting import tokens
from waystation.governance.reports.queries.sections import short_hash
from waystation.governance.reports.rules.reports import headings_with_text
from waystation.governance.results.presenting.tables import draw, map_of
from waystation.governance.results.presenting.words import (
    HIDDEN_NOTE,
    NOISE_AGAIN,
    NOISE_NOTE,
    cell,
    column_for,
    column_name,
    format_figure,
    is_percent,
    order_of,
    title_of,
    unit,
)

from . import captions, findings

Href = Callable[[int], str]
Load = Callable[[str], bytes]
"""Returns the bytes of a picture by its key."""


class Pages:
    """Turns the content of a draft or an edition into a document."""

    def __init__(
        self,
        content: Mapping[str, Any],
        language: str,
        href: Href | None,
        load: Load | None = None,
    ) -> None:
        self.content = content
        self.load = load
        self.quoted: set[str] = set()
        self.noise_explained = False
        self.figures = {one["n"]: one for one in content["figures"]}
        self.noisy = set(content.get("noisy", ()))
        self.definitions = content["definitions"]
        self.language = language
        self.href = href

    def definition(self, figure: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.definitions[f"{figure['indicator']} {figure['version']}"]
        return found

    def percent(self, number: int) -> bool:
        return is_percent(self.definition(self.figures[number]))

    def cell(self, number: int) -> Cell:
        one = self.figures[number]
        return cell(one["state"], one["value"], self.percent(number))

    def written(self, number: int) -> str:
        one = self.figures[number]
        return format_figure(one["state"], one["value"], self.percent(number), self.language)

    def link(self, number: int) -> str:
        return self.href(number) if self.href else ""

    def block(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        return list(getattr(self, data["kind"])(data))

    def refused(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        refusal: Refusal = data["refusal"]
        return [blocks.Note(in_words(refusal))]

    def heading(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        return [blocks.Heading(data["text"], 2 if data.get("level") == 2 else 1)]

    def text(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        if "nodes" in data:
            return writing.blocks_of(data["nodes"], {"figure": self.figure, "fact": self.fact})
        return [  # editions of before the editor
            blocks.Paragraph(
                [
                    blocks.Figure(self.written(piece["figure"]), self.link(piece["figure"]))
                    if "figure" in piece
                    else piece["text"]
                    for piece in pieces
                ]
            )
            for pieces in data["paragraphs"]
        ]

    def figure(self, attrs: Mapping[str, Any], _begins: bool) -> list[blocks.Part]:
        number = attrs["figure"]
        return [blocks.Figure(self.written(number), self.link(number))]

    def fact(self, attrs: Mapping[str, Any], begins: bool) -> list[blocks.Part]:
        """A fact as given by its source; its first quotation has a footnote with the source."""
        value = Decimal(attrs["value"])
        text = tokens.format_fact(
            value, attrs["unit"], attrs["qualifier"], self.language, begins=begins
        )
        if attrs["fact"] in self.quoted:
            return [blocks.Figure(text)]
        self.quoted.add(attrs["fact"])
        day = attrs["vintage"]
        vintage = blocks.day_in_writing(date.fromisoformat(day), self.language) if day else ""
        line = tokens.source_line(attrs["label"], attrs["as_of"], attrs["source"], vintage)
        return [blocks.Figure(text), blocks.Footnote(line)]

    def headline(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        items = [(one["label"], self.written(one["figure"]), "") for one in data["items"]]
        links = [self.link(one["figure"]) for one in data["items"]]
        heading: list[blocks.Block] = [blocks.Heading(data["title"], 2)] if data["title"] else []
        rows = [(items[at : at + 4], links[at : at + 4]) for at in range(0, len(items), 4)]
        return [*heading, *(blocks.KeyFigures(several, where) for several, where in rows)]

    def image(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        content = self.load(data["image"]) if self.load else b""
        if not content:
            return [blocks.Note(data["alternative"])]
        return [blocks.Picture(content, data["alternative"], data["caption"], data["credit"])]

    def captioned(self, title: str, numbers: Sequence[int], by: Sequence[str]) -> tuple[str, str]:
        """Return the title of a chart or table, and the line below it.

        Both together say measure, breakdown, place and period, whatever its author called it.
        """
        if not numbers:
            return title, ""
        titles = list(dict.fromkeys(title_of(self.definition(self.figures[n])) for n in numbers))
        source = self.definition(self.figures[numbers[0]])["source"]
        names = [column_name(source, one) for one in by if one]
        named = [one["name"] for one in self.content.get("offices", ())]
        places = self.content.get("places") or named
        return captions.caption_of(title, titles, names, places, self.content.get("period", ""))

    def table(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        numbers = [n for row in data["rows"] for n in row["figures"]]
        title, about = self.captioned(data["title"], numbers, [data["by"]])
        title = title or gettext("Indicators")
        if not data["by"]:
            heads = [Column(gettext("Indicator")), Column(gettext("Result"))]
            rows: list[list[Cell]] = [
                [row["label"], self.written(row["figures"][0])] for row in data["rows"]
            ]
            return [blocks.Table(title, heads, rows, note=self.note(numbers), about=about)]
        if len(data["rows"]) < 2:  # the total alone: nothing is broken down
            return [blocks.Note(gettext("{title}: no numbers to show.").format(title=title))]
        source = self.definition(self.figures[numbers[0]])["source"] if numbers else ""
        head = [Column(column_name(source, data["by"]))]
        for place, label in enumerate(data["columns"]):
            values = [self.cell(row["figures"][place]) for row in data["rows"]]
            percent = self.percent(data["rows"][0]["figures"][place])
            head.append(column_for(label, percent, values))
        lines: list[list[Cell]] = [
            [row["label"], *(self.cell(n) for n in row["figures"])] for row in data["rows"]
        ]
        note, total = self.note(numbers), lines[-1]
        return [blocks.Table(title, head, lines[:-1], total=total, note=note, about=about)]

    def note(self, numbers: Sequence[int]) -> str:
        """What the reader of a chart or table must know; the random change is explained once."""
        notes = []
        if any(self.figures[n]["state"] == "hidden" for n in numbers):
            notes.append(str(HIDDEN_NOTE))
        if self.noisy & set(numbers):
            notes.append(str(NOISE_AGAIN if self.noise_explained else NOISE_NOTE))
            self.noise_explained = True
        return " ".join(notes)

    def chart(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        numbers = [one["figure"] for one in data["points"]]
        points = [
            {
                "along": one["along"],
                "along_label": one["along_label"],
                "split_label": one.get("split_label", ""),
                "cell": self.cell(one["figure"]),
            }
            for one in data["points"]
        ]
        percent = bool(numbers) and self.percent(numbers[0])
        overlap = bool(numbers) and (
            self.definition(self.figures[numbers[0]])["measure"]["kind"] == "distinct"
        )
        source = self.definition(self.figures[numbers[0]])["source"] if numbers else ""
        by = [data["along"], data.get("split", "")]
        title, about = self.captioned(data["title"], numbers, by)
        drawn = draw(
            title,
            data["along"],
            points,
            percent,
            name=column_name(source, data["along"]),
            order=order_of(source, data["along"]),
            unit=unit(percent),
            note=self.note(numbers),
            overlap=overlap,
        )
        if drawn is None:
            return [blocks.Note(gettext("{title}: no numbers to show.").format(**data))]
        return [replace(drawn, about=about)]

    def map(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        numbers = [one["figure"] for one in data["points"]]
        values = {one["place"]: self.cell(one["figure"]) for one in data["points"]}
        percent = bool(numbers) and self.percent(numbers[0])
        if not any(isinstance(value, int | float) for value in values.values()):
            return [blocks.Note(gettext("{title}: no numbers to show.").format(**data))]
        title, about = self.captioned(data["title"], numbers, ["place"])
        drawn = map_of(title, values, unit(percent), self.note(numbers))
        return [replace(drawn, about=about)]

    def finding(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        """A survey finding: a dot with its interval per answer, and the same as a table."""
        return findings.finding_blocks(data, self.language)

    def section(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        """What another app says of its records: text, figures and tables as they were stored."""
        made: list[blocks.Block] = [blocks.Heading(data["title"])] if data["title"] else []
        for piece in data["pieces"]:
            kind = piece["kind"]
            if kind == "heading":
                made.append(blocks.Heading(piece["text"], 2))
            elif kind == "paragraph":
                made.append(blocks.Paragraph([piece["text"]]))
            elif kind == "points":
                made.append(blocks.Points(piece["items"]))
            elif kind == "note":
                made.append(blocks.Note(piece["text"]))
            elif kind == "figures":
                made.append(self.key_figures(piece["items"]))
            elif kind == "table":
                columns = [Column(label, kind) for label, kind in piece["columns"]]
                rows = [
                    [
                        _stored_cell(column, value)
                        for column, value in zip(columns, row, strict=True)
                    ]
                    for row in piece["rows"]
                ]
                made.append(blocks.Table(piece["title"], columns, rows, note=piece.get("note", "")))
        return made

    def key_figures(self, items: Sequence[Mapping[str, Any]]) -> blocks.KeyFigures:
        """The key figures of a section; a share shows its denominator below."""
        found, links = [], []
        for one in items:
            if "figure" not in one:  # editions of before figures of sections could be opened
                found.append((one["label"], f"{one['value']}{one.get('unit', '')}", one["note"]))
                links.append("")
                continue
            figure = self.figures[one["figure"]]
            value, note = self.written(figure["n"]), ""
            if figure["state"] == "none":
                value, note = "–", one["none"]
            elif self.percent(figure["n"]) and figure["numerator"] is not None:
                note = gettext("{part} of {whole}").format(
                    part=blocks.in_writing(figure["numerator"], self.language),
                    whole=blocks.in_writing(figure["denominator"], self.language),
                )
            found.append((one["label"], value, note))
            links.append(self.link(figure["n"]))
        return blocks.KeyFigures(found, links)

    def register(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        """Every figure and table of the report with its hash, so that it can be compared."""
        title = data["title"] or gettext("Register of figures")
        below = gettext("Figures and tables of this report, each with its hash")
        heads = (_("What"), _("Period"), _("Value or rows"), _("SHA-256"))
        return [
            blocks.Heading(title),
            blocks.Table(
                below,
                [Column(str(head)) for head in heads],
                [
                    # A quarter of a hash, in groups, tells two figures apart on paper.
                    [one["name"], one["period"], one["value"], short_hash(one["hash"])]
                    for one in data["rows"]
                ],
                note=gettext(
                    "The first 16 digits of each hash; the frozen edition contains all 64."
                ),
            ),
        ]


def _stored_cell(column: Column, value: Any) -> Cell:
    """Return a stored value as a cell: days were stored as text."""
    if column.kind == "date" and isinstance(value, str) and value:
        return date.fromisoformat(value)
    kept: Cell = value
    return kept


def report_of(
    content: Mapping[str, Any],
    *,
    title: str,
    language: str,
    kicker: str = "",
    dated: date | datetime | None = None,
    state: str = "",
    edition: str = "",
    digest: str = "",
    author: str = "",
    notes: Mapping[str, str] | None = None,
    notice: str = "",
    href: Href | None = None,
    load: Load | None = None,
) -> blocks.Report:
    """Return the document of a draft or an edition. An edition brings its own frozen notes.

    A ``notice`` comes before its text. One with a cover has its contents after it and how the
    figures were counted at its end.
    """
    with translation.override(language):
        work = Pages(content, language, href, load)
        kinds = [(one["kind"], one.get("level", 1)) for one in content["blocks"]]
        shown = headings_with_text(kinds)
        found = [
            one
            for data, keep in zip(content["blocks"], shown, strict=True)
            if keep
            for one in work.block(data)
        ]
        if notice:
            found.insert(0, blocks.Note(notice))
        cover = captions.cover_of(content, load)
        if cover is not None:
            found += captions.methods(content)
        more: dict[str, Any] = {}
        if notes:
            more = {"unscr_1244_note": notes["unscr_1244"], "boundary_note": notes["boundaries"]}
        return blocks.report(
            title,
            found,
            language=language,
            kicker=kicker,
            dated=dated.date() if isinstance(dated, datetime) else dated,
            state=state,
            edition=edition,
            digest=digest,
            author=author,
            cover=cover,
            contents=cover is not None,
            **more,
        )


def label_of(block: Any, titles: Mapping[str, str]) -> str:
    """Return how a block is named in the outline of its draft: by its words, never by a key.

    ``titles`` are the names of the indicators that the reader may use.
    """
    content = block.content
    if "nodes" in content:
        text = writing.to_text(content["nodes"])
        return _shortened(re.sub(r"\[(\w+)\]", lambda key: f"“{_title_of(key[1], titles)}”", text))
    names = ("title", "text", "alternative")
    if text := next((content[name] for name in names if content.get(name)), ""):
        return _shortened(str(text))
    keys = content.get("indicators") or [content.get("indicator")]
    return _shortened(", ".join(_title_of(key, titles) for key in keys if key))


def _title_of(key: str, titles: Mapping[str, str]) -> str:
    return titles.get(key) or gettext("an indicator")


def _shortened(text: str) -> str:
    return Truncator(text).chars(70)
