"""The field tables of fact sheets, their editions and language versions."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules import LONGEST_BODY, LONGEST_CHANGES, LONGEST_TITLE

SHEET = FieldTable(
    "factsheets.Sheet",
    Field(
        "topic", "code", N_("Topic"), code_list="topic", required=True, listed=True, filtered=True
    ),
    Field("title", "text", N_("Title"), required=True, most=LONGEST_TITLE, listed=True),
)

EDITION = FieldTable(
    "factsheets.Edition",
    Field(
        "valid_from",
        "date",
        N_("Valid from"),
        hint=N_("Until this date, the previous edition applies."),
    ),
    Field(
        "valid_until",
        "date",
        N_("Valid until"),
        hint=N_("Leave blank if valid until the next edition."),
    ),
    Field(
        "changes",
        "long_text",
        N_("What has changed since the previous edition"),
        hint=N_("Colleagues read this when they call people back."),
        most=LONGEST_CHANGES,
    ),
    Field("source", "text", N_("Source"), most=300),
    Field("source_url", "text", N_("Address of the source"), most=300),
    Field("source_on", "date", N_("Date of the source")),
)

TEXT = FieldTable(
    "factsheets.Text",
    Field("title", "text", N_("Title"), required=True, most=LONGEST_TITLE),
    Field(
        "body",
        "long_text",
        N_("Text"),
        hint=N_("Short sentences. An empty line begins a new paragraph."),
        required=True,
        most=LONGEST_BODY,
    ),
    Field(
        "unreviewed",
        "yes_no",
        N_("Translated by machine, or a draft that is not reviewed"),
        N_("Not reviewed"),
        hint=N_("Readers are told so in their language until a colleague confirms the text."),
    ),
)
