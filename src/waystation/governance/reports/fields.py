"""The fields of a report and of each kind of block, for forms, lists, pages and actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from waystation.foundation.documents.writing import LONGEST_TEXT
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.governance.results.rules.audiences import AUDIENCES

from .rules.reports import MOST_OF_AUTHOR
from .rules.templates import TEMPLATES

REPORT = FieldTable(
    "reports.Report",
    Field("title", "text", N_("Title"), required=True, listed=True),
    Field("starts_on", "date", N_("From"), required=True, listed=True),
    Field("ends_on", "date", N_("To"), required=True, listed=True),
    Field(
        "audience",
        "code",
        N_("Audience"),
        choices=AUDIENCES,
        hint=N_("Small numbers are suppressed in reports for partners and for everybody."),
        required=True,
        listed=True,
        filtered=True,
    ),
    Field("language", "code", N_("Language"), choices=settings.LANGUAGES, required=True),
    Field("author", "text", N_("Author"), hint=N_("On the cover."), most=MOST_OF_AUTHOR),
    Field(
        "with_cover",
        "yes_no",
        N_("Cover page, contents, and annex on methods"),
        initial=True,
        rare=True,
    ),
)
BEGUN = FieldTable(
    "reports.Report",
    Field(
        "template",
        "code",
        N_("Start with"),
        choices=TEMPLATES,
        hint=N_("You can change everything afterwards."),
        initial="quarterly",
    ),
    *REPORT,
)
"""What is asked when a report is begun."""

LETTERHEAD = FieldTable(
    "reports.Letterhead",
    Field("name", "text", N_("Name on the cover")),
    Field(
        "address",
        "long_text",
        N_("Lines below it"),
        hint=N_("Address, telephone, web address: one a line, at most five."),
        most=600,
    ),
    Field(
        "second_approver",
        "yes_no",
        N_("A second person approves each report before it is published"),
    ),
)

CORRECTION = FieldTable(
    "reports.Edition",
    Field("reason", "text", N_("What is corrected"), reason=True, required=True, most=300),
)

LEVELS = (("1", N_("Section")), ("2", N_("Part of a section")))
TITLE = Field("title", "text", N_("Title"))
INDICATOR = Field("indicator", "code", N_("Indicator"), required=True)
BLOCKS = {
    kind: FieldTable("reports.Block", *fields)
    for kind, fields in {
        "heading": (
            Field("text", "text", N_("Heading"), required=True),
            Field("level", "code", N_("Level"), choices=LEVELS, initial="1"),
        ),
        "text": (
            Field(
                "text",
                "long_text",
                N_("Text"),
                hint=N_(
                    "Name a figure in brackets: [people_served], [people_served 2026-Q3 "
                    "sex=female]. A blank line ends a paragraph; - begins a point, > a quotation; "
                    "**bold**, __italic__, [^footnote]."
                ),
                required=True,
                most=LONGEST_TEXT,
            ),
        ),
        "table": (
            TITLE,
            Field("indicators", "codes", N_("Indicators"), required=True),
            Field("by", "code", N_("Broken down by")),
        ),
        "chart": (
            TITLE,
            INDICATOR,
            Field("along", "code", N_("Along"), initial="month", required=True),
            Field("split", "code", N_("Split by")),
        ),
        "map": (TITLE, INDICATOR),
        "headline": (TITLE, Field("indicators", "codes", N_("Indicators"), required=True)),
        "image": (
            Field("image", "text", N_("Picture"), required=True),
            Field(
                "alternative",
                "text",
                N_("What the picture shows"),
                hint=N_("For readers who cannot see it."),
                required=True,
                most=300,
            ),
            Field("caption", "text", N_("Caption")),
            Field("credit", "text", N_("Photo credit")),
        ),
        "finding": (TITLE, Field("finding", "code", N_("Finding"), required=True)),
        # These two are written by other apps, and typed nowhere.
        "section": (Field("section", "text", N_("Section from records"), required=True),),
        "register": (TITLE,),
    }.items()
}
CONTENT = {kind: table.names for kind, table in BLOCKS.items()}
CONTENT["text"] = (*CONTENT["text"], "nodes")  # the editor sends nodes, the plain form lines
REQUIRED = {
    kind: tuple(one.name for one in table if one.required and not one.initial)
    for kind, table in BLOCKS.items()
}
TYPED = ("heading", "text", "headline", "table", "chart", "map", "finding", "image")
"""The kinds of block that a writer adds."""


def offering(kind: str, **offered: Sequence[tuple[str, str]]) -> FieldTable:
    """Return the fields of a kind of block with what may be chosen, by name of the field."""
    fields = [replace(one, choices=offered.get(one.name, one.choices)) for one in BLOCKS[kind]]
    return FieldTable("reports.Block", *fields)
