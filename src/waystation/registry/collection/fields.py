"""The field tables of forms, phones, submissions and corrections."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

FORM = FieldTable(
    "collection.Form",
    Field("title", "text", N_("Form"), listed=True),
    Field("key", "text", N_("Form id"), listed=True),
    Field("office__name", "text", N_("Office"), listed=True),
    Field("submission_count", "number", N_("Submissions"), listed=True),
    Field("held_count", "number", N_("To look at"), listed=True),
    Field("last_at", "moment", N_("Last received"), listed=True),
)
VERSION = FieldTable(
    "collection.FormVersion",
    Field("name", "text", N_("Version")),
    Field("source_name", "text", N_("File")),
    Field("published_at", "moment", N_("Published")),
)
PHONE = FieldTable(
    "collection.AppUser",
    Field("label", "text", N_("Name of the phone"), heading=N_("Phone"), most=100, listed=True),
    Field("user__full_name", "text", N_("Sends in the name of"), listed=True),
    Field("sent", "number", N_("Sent"), listed=True),
    Field("last_at", "moment", N_("Last"), listed=True),
)
SUBMISSION = FieldTable(
    "collection.Submission",
    Field("created_at", "moment", N_("Received"), listed=True),
    Field("app_user__label", "text", N_("Phone"), listed=True),
    Field("form_version__name", "text", N_("Version"), listed=True),
    Field("instance_id", "text", N_("Instance id")),
)
CORRECTION_KINDS = (
    ("change", N_("Change the answer")),
    ("blank", N_("Empty the answer")),
    ("remove", N_("Leave the whole submission out of the figures")),
)
CORRECTION_STATES = (
    ("applied", N_("Applied")),
    ("noted", N_("Looked at, no change")),
    ("not_applied", N_("Not applied")),
    ("undone", N_("Taken back")),
)
LINE = FieldTable(
    "collection.CleaningLine",
    Field(
        "kind",
        "code",
        N_("What to do"),
        choices=CORRECTION_KINDS,
        required=True,
        radio=True,
        initial="change",
    ),
    Field("question", "text", N_("Question"), asked=True),
    Field("old", "text", N_("Old"), sealed=True),
    Field(
        "new",
        "text",
        N_("New answer"),
        heading=N_("New"),
        sealed=True,
        most=10_000,
        listed=True,
        asked=True,
    ),
    Field("reason", "text", N_("Why"), sealed=True, required=True, most=1000),
    Field("who", "text", N_("Who")),
    Field("state", "code", N_("State"), choices=CORRECTION_STATES),
    Field("why_not", "text", N_("Why not")),
)
CORRECTION = LINE.only("kind", "question", "new", "reason")
"""What somebody types who corrects an answer by hand."""

LOG = FieldTable(
    "collection.CleaningLog",
    Field("name", "text", N_("File"), listed=True),
    Field("created_at", "moment", N_("Loaded"), listed=True),
    Field("line_count", "number", N_("Lines"), listed=True),
    Field("applied_count", "number", N_("Applied"), listed=True),
    Field("noted_count", "number", N_("No change"), listed=True),
    Field("not_applied_count", "number", N_("Not applied"), listed=True),
    Field("undone_count", "number", N_("Taken back"), listed=True),
)
LOG_COLUMNS = FieldTable(
    "collection.CleaningLog",
    Field("instance", "text", N_("Column of the submission's id")),
    Field("question", "text", N_("Column of the question")),
    Field("kind", "text", N_("Column of the kind of change")),
    Field("old", "text", N_("Column of the old value")),
    Field("new", "text", N_("Column of the new value")),
    Field("reason", "text", N_("Column of the reason")),
    Field("who", "text", N_("Column of who decided")),
)
"""What the columns of a cleaning log are called, where the headings are unusual."""
