"""The blocks of a document: plain values for pages, Word, PDF and spreadsheets."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext

from waystation.foundation.documents import numbers
from waystation.foundation.documents.numbers import Number
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

# language -> (thousands, decimal) separators, from Unicode CLDR; Arabic with Latin digits
# Control characters, surrogates and non-characters: invalid in XML and missing in all fonts.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "he"})


@dataclass(frozen=True)
class Hidden:
    """A number suppressed to protect individuals; ``text`` is shown instead."""

    text: str = "–"

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | Decimal | date | Hidden | None
ColumnKind = Literal["text", "number", "percent", "date"]


@dataclass(frozen=True)
class Column:
    """A column of a table. Numbers are right-aligned, with ``digits`` decimals.

    Whole numbers have no decimals, unless the decimals show the precision (``exact``).
    """

    label: str
    kind: ColumnKind = "text"
    digits: int = 0
    exact: bool = False

    def digits_of(self, value: Number) -> int:
        """Return the number of decimals for this column."""
        whole = self.kind == "number" and not self.exact and numbers.is_whole(value)
        return 0 if whole else self.digits


@dataclass(frozen=True)
class Table:
    """A table with a title that says what the rows are, and their source.

    A percentage is given in percent (46.0, not 0.46). None is shown as "no data".
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    source: str = ""
    as_of: date | None = None
    note: str = ""
    total: Sequence[Cell] | None = None
    about: str = ""  # measure, breakdown, place and period, below the title

    def __post_init__(self) -> None:
        wrong = [
            row for row in [*self.rows, self.total or []] if row and len(row) != len(self.columns)
        ]
        if not self.title or not self.columns or wrong:
            raise Refusal(
                N_("A table needs a title, columns, and as many cells in a row as columns."),
                code="table_incomplete",
            )


@dataclass(frozen=True)
class Chart:
    """A chart of a table: its description in words, its table, and its Vega-Lite specification."""

    title: str
    sentence: str
    table: Table
    spec: str = field(repr=False)  # Vega-Lite as JSON text
    source: str = ""
    as_of: date | None = None
    note: str = ""
    kind: Literal["chart", "map"] = "chart"
    boundary_note: str = ""
    about: str = ""
    links: Mapping[tuple[str, ...], str] = field(default_factory=dict, compare=False)
    """What a page opens at a bar or a cell: (its label,) or (its label, its series) -> address."""

    def __post_init__(self) -> None:
        if not (self.title and self.sentence and self.table.rows):
            raise Refusal(
                N_("A chart needs a title, a sentence that says what it shows, and its table."),
                code="chart_incomplete",
            )
        if self.kind == "map" and not self.boundary_note:
            raise Refusal(
                N_("A map is not shown without the note on boundaries and names."),
                code="boundary_note_missing",
            )

    @cached_property
    def key(self) -> str:
        """Return a short key that is equal for equal charts."""
        return hashlib.sha256(self.spec.encode()).hexdigest()[:12]

    def vega(self) -> dict[str, Any]:
        """Return the chart as Vega, for the browser."""
        from . import drawing

        return drawing.vega(self.spec)

    def svg(self, *, on_a_phone: bool = False) -> str:
        """Return the chart as SVG without style attributes, laid out for a phone if asked."""
        from . import drawing

        return drawing.svg(self.spec, on_a_phone)

    def png(self, scale: float = 2.5) -> bytes:
        """Return the chart as PNG, ``scale`` times its size on the page."""
        from . import drawing

        return drawing.png(self.spec, scale)


@dataclass(frozen=True)
class Heading:
    """A heading below the title: level 1 is a section, 2 a subsection, 3 a part of that."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True)
class Figure:
    """A number in a sentence, with a link to the records that it counts."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Span:
    """Emphasised words, or words that link to an address."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""


@dataclass(frozen=True)
class Footnote:
    """A footnote; it is numbered throughout the document."""

    text: str


Part = str | Figure | Span | Footnote


@dataclass(frozen=True)
class Paragraph:
    """A sentence or several, made of text, figures and footnotes."""

    parts: Sequence[Part]

    @property
    def plain(self) -> str:
        """Return the text of the paragraph without its footnotes."""
        return "".join(
            part if isinstance(part, str) else part.text
            for part in self.parts
            if not isinstance(part, Footnote)
        )


@dataclass(frozen=True)
class Points:
    """A bulleted list, numbered if ``ordered``."""

    items: Sequence[str | Paragraph]
    ordered: bool = False

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [Paragraph([one]) if isinstance(one, str) else one for one in self.items]


@dataclass(frozen=True)
class Quotation:
    """A quotation."""

    paragraphs: Sequence[Paragraph]


@dataclass(frozen=True)
class TypedTable:
    """A table of words that somebody typed; its first row is its head. It has no caption."""

    rows: Sequence[Sequence[str]]

    @property
    def table(self) -> Table:
        head, *others = self.rows
        return Table(gettext("Table"), [Column(one) for one in head], others)


@dataclass(frozen=True)
class Picture:
    """A photograph or a logo, made by ``pictures.without_metadata``.

    Raises Refusal without alternative text.
    """

    content: bytes = field(repr=False)
    alternative: str
    caption: str = ""
    credit: str = ""

    def __post_init__(self) -> None:
        if not self.alternative.strip():
            raise Refusal(
                N_("Describe the picture for readers who cannot see it."),
                field="alternative",
                code="alternative_missing",
            )

    @property
    def kind(self) -> Literal["png", "jpeg"]:
        return "png" if self.content.startswith(b"\x89PNG") else "jpeg"


@dataclass(frozen=True)
class KeyFigures:
    """A few large numbers side by side: (label, value, comparison).

    ``links`` are the URLs behind the numbers, for pages.
    """

    items: Sequence[tuple[str, str, str]]
    links: Sequence[str] = ()

    @property
    def items_with_links(self) -> list[tuple[str, str, str, str]]:
        """Return the items, each with its link or ""."""
        links = [*self.links, *([""] * len(self.items))]
        return [(*item, link) for item, link in zip(self.items, links, strict=False)]


@dataclass(frozen=True)
class Note:
    """A notice that the reader must see, set apart from the text."""

    text: str


Words = Heading | Paragraph | Points | Quotation | TypedTable | Note
Block = Words | Picture | KeyFigures | Table | Chart


@dataclass(frozen=True)
class Cover:
    """The first page with the letterhead: the report's organisation and its recipient."""

    office: str
    lines: Sequence[str] = ()
    logo: bytes = field(default=b"", repr=False)
    readers: str = ""


@dataclass(frozen=True)
class Report:
    """A document: the lines of its title page, its blocks, and its mandatory notes."""

    title: str
    blocks: Sequence[Block]
    unscr_1244_note: str
    boundary_note: str = ""
    language: str = "en"
    kicker: str = ""  # the line above the title: the report's organisation
    subtitle: str = ""
    dated: date | None = None
    state: str = ""  # "Draft 3"; empty once published
    edition: str = ""  # the label of the edition
    digest: str = ""  # SHA-256 of the frozen edition, printed so that copies can be compared
    author: str = ""
    cover: Cover | None = None
    contents: bool = False

    def __post_init__(self) -> None:
        refuse_unnoted(self)

    @property
    def headings(self) -> list[Heading]:
        """Return the headings in the table of contents."""
        return [one for one in self.blocks if isinstance(one, Heading) and one.level < 3]

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        return direction_of(self.language)


def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a language."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def refuse_unnoted(report: Report) -> None:
    """Raise Refusal if a report lacks its title or one of the two notes."""
    if not report.title.strip():
        raise Refusal(N_("A report needs a title."), field="title", code="title_missing")
    if "1244" not in report.unscr_1244_note:
        raise Refusal(
            N_("A report is not made without the note on Security Council resolution 1244."),
            code="unscr_1244_missing",
        )
    has_map = any(isinstance(block, Chart) and block.kind == "map" for block in report.blocks)
    if has_map and not report.boundary_note.strip():
        raise Refusal(
            N_("A report with a map is not made without the note on boundaries and names."),
            code="boundary_note_missing",
        )


def report(
    title: str, blocks: Sequence[Block], *, language: str | None = None, **more: Any
) -> Report:
    """Return a Report with the standard notes in its language. Raises Refusal as Report does."""
    language = language or translation.get_language() or "en"
    with translation.override(language):
        notes: Mapping[str, str] = {
            "unscr_1244_note": str(settings.UNSCR_1244_NOTE),
            "boundary_note": str(settings.BOUNDARY_NOTE),
        }
    return Report(title, blocks, language=language, **{**notes, **more})


def in_writing(value: Cell, language: str | None = None, digits: int | None = None) -> str:
    """Return a cell formatted for people: 1,234.5 in English, 1.234,5 in Serbian."""
    if value is None:
        return gettext("no data")
    if isinstance(value, Hidden):
        return value.text
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return day_in_writing(value, language)
    if digits is None:
        digits = numbers.digits_for([value])
    return numbers.format_number(value, language, digits)


def day_in_writing(day: date, language: str | None = None) -> str:
    """Return a day with the name of its month: 20 September 2026; 20. septembra 2026."""
    language = language or translation.get_language() or "en"
    with translation.override(language):
        return formats.date_format(day, "j. F Y." if language == "bs" else "DATE_FORMAT")


def cell_in_writing(column: Column, value: Cell, language: str | None = None) -> str:
    """Return a cell of ``column`` formatted for people."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if column.kind == "percent":
            return in_writing(value, language, column.digits) + "%"
        if column.kind == "number":
            return in_writing(value, language, column.digits_of(value))
    return in_writing(value, language)


def printable(text: str) -> str:
    """Return ``text`` without characters that documents cannot contain."""
    return UNPRINTABLE.sub("", text)


def as_json(value: Any) -> str:
    """Return a specification as canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
