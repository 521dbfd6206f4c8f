"""The field tables of forms, phones, submissions and corrections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules.building.book import OPENS
from .rules.building.questions import family

FORM = FieldTable(
    "collection.Form",
    Field("title", "text", N_("Form"), listed=True),
    Field("key", "text", N_("Form id"), listed=True),
    Field("office__name", "text", N_("Office"), listed=True),
    Field("submission_count", "number", N_("Submissions"), listed=True),
    Field("held_count", "number", N_("To review"), listed=True),
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
    ("blank", N_("Clear the answer")),
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
KIND_NAMES = (
    ("text", N_("Text")),
    ("integer", N_("Whole number")),
    ("decimal", N_("Number")),
    ("date", N_("Date")),
    ("time", N_("Time")),
    ("select_one", N_("One answer")),
    ("select_multiple", N_("Several answers")),
    ("note", N_("Note")),
    ("geopoint", N_("Place")),
    ("image", N_("Picture")),
    ("calculate", N_("Calculated")),
    ("begin_group", N_("Group")),
    ("begin_repeat", N_("Repeat")),
)
"""The types of questions that can be built in the browser, as they are offered."""

SETTINGS_OF_BUILT = FieldTable(
    "collection.BuiltForm",
    Field("title", "text", N_("Title"), required=True, most=200),
    Field(
        "name",
        "text",
        N_("Version"),
        required=True,
        most=60,
        hint=N_("Each published version has its own, for example today's date."),
    ),
    Field("languages", "codes", N_("Languages"), asked=True),
)
NEW_BUILT = SETTINGS_OF_BUILT.only("title", "languages")
CHOICES_OF_BUILT = FieldTable(
    "collection.BuiltForm",
    Field("choices", "long_text", N_("Choices"), most=200_000),
)
PART_KINDS = (
    ("question", N_("Question")),
    ("group", N_("Group")),
    ("list", N_("List of choices")),
)
LIBRARY_PART = FieldTable(
    "collection.LibraryPart",
    Field("title", "text", N_("Title"), required=True, most=200),
    Field("replaces", "yes_no", N_("Replace the library entry with this title")),
)
QUESTION_PARTS = (
    Field("kind", "code", N_("Type"), asked=True),
    Field("list_name", "code", N_("List of choices"), asked=True),
    Field("label", "text", N_("Question"), most=5000, asked=True),
    Field("hint", "text", N_("Hint"), most=5000),
    Field("required", "yes_no", N_("Must be answered")),
    Field("calculation", "text", N_("Calculation"), most=10_000, asked=True),
    Field(
        "name",
        "text",
        N_("Name of the question in data"),
        most=200,
        rare=True,
        hint=N_("Leave blank to create it from the question."),
    ),
    Field(
        "relevant",
        "text",
        N_("Ask only if this expression is true"),
        most=10_000,
        rare=True,
        hint=N_("An XLSForm expression, for rules that the comparisons cannot express."),
    ),
    Field(
        "constraint",
        "text",
        N_("An answer is allowed if"),
        most=10_000,
        rare=True,
        hint=N_("An expression of XLSForm in which a period is the answer: . >= 0 and . <= 120"),
    ),
    Field(
        "constraint_message", "text", N_("What to say if it is not allowed"), most=5000, rare=True
    ),
)
"""The fields of a question. Label, hint and message are fields of each language of the form."""


def question_table(
    names: Iterable[str], kind: str, languages: Sequence[str], lists: Iterable[str]
) -> FieldTable:
    """Return the fields of a question of a form that is built in the browser.

    ``names`` are those of ``rules.building.questions.field_names``.
    """
    parts = {one.name: one for one in QUESTION_PARTS}
    offered = {
        "kind": [one for one in KIND_NAMES if one[0] in family(kind)],
        "list_name": [(one, one) for one in lists],
    }
    found = []
    for name in names:
        if name in parts:
            found.append(replace(parts[name], choices=offered.get(name, ())))
            continue
        part, _, number = name.rpartition("_")
        language = languages[int(number)]
        field, first = parts[part], number == "0"
        word = N_("Title") if part == "label" and kind in OPENS else field.label
        label = f"{gettext(word)} – {language}" if language else word
        found.append(replace(field, name=name, label=label, asked=field.asked and first))
    return FieldTable("collection.BuiltForm", *found)
