"""The field tables of reports to UNKT."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.governance.unkt_reports import rules

KIND = "unkt_reports.UnktReport"
REASON = FieldTable(KIND, Field("reason", "long_text", N_("Reason"), reason=True, asked=True))
BEGINNING = FieldTable(
    KIND,
    Field("period", "code", N_("Report"), required=True),
    Field("language", "code", N_("Language"), required=True),
)
DEMAND = FieldTable(
    KIND,
    Field("asked_by", "text", N_("Who asks"), required=True),
    Field("question", "long_text", N_("What is asked"), required=True),
    Field("due_on", "date", N_("Answer wanted by"), required=True),
)
WORDS = FieldTable(
    "unkt_reports.ReportSection",
    Field("text", "long_text", N_("Words"), most=rules.LONGEST_WORDS,
          hint=N_("Shown before the text from the records. A blank line starts a new paragraph.")),
    Field("reason", "long_text", N_("Why it is empty"), reason=True, most=rules.LONGEST_WORDS,
          hint=N_("Printed in the report where the records say nothing.")),
)  # fmt: skip
FREE_SECTION = FieldTable(
    KIND,
    Field("heading", "text", N_("Heading"), required=True),
    Field("text", "long_text", N_("Text"), required=True),
)
TASK = FieldTable(
    "unkt_reports.ReportTask",
    Field("owner", "code", N_("Owner"), required=True),
    Field("due_on", "date", N_("Due"), required=True),
)
TRANSMISSION = FieldTable(
    KIND,
    Field("way", "code", N_("How"), required=True),
    Field("on", "date", N_("Day"), required=True),
    Field("to", "text", N_("To whom"), required=True, initial="UNKT"),
    Field("note", "long_text", N_("Note"), hint=N_("What was said, where the update was oral.")),
)
