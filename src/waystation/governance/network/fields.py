"""The field tables of members, seats, the Terms of Reference and the year."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable, RecordField
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.seats import WAYS

WHY = Field("why", "text", N_("Why"), reason=True, most=300, required=True)
MEMBER = FieldTable(
    "network.Member",
    RecordField("entity", "code", N_("Entity"), required=True),
    Field("opted_in_on", "date", N_("Day of its wish to belong"),
          hint=N_("As in its letter or e-mail."), required=True),
    Field("wish", "text", N_("Letter or e-mail"), most=300),
    Field("mandate", "long_text", N_("Why migration is of relevance to its mandate"), reason=True,
          required=True),
)  # fmt: skip
LEAVING = FieldTable("network.Member", Field("ends_on", "date", N_("Last day"), required=True), WHY)
SEATS = FieldTable(
    "network.Seat",
    RecordField("undc", "code", N_("Office of the UN Development Coordinator"), required=True),
    RecordField("iom", "code", N_("IOM"), required=True),
)
INCUMBENCY = FieldTable(
    "network.Incumbency",
    RecordField("account", "code", N_("Who"), required=True),
    Field("starts_on", "date", N_("From"), required=True),
    Field("ends_on", "date", N_("To")),
    Field("acting", "yes_no", N_("Acts for who sits there")),
    Field("title", "text", N_("Title"), most=120),
)
TERM = FieldTable(
    "network.Term",
    RecordField("entity", "code", N_("Agency"), required=True),
    Field("starts_on", "date", N_("First day"),
          hint=N_("The term ends on 31 December of that year."), required=True),
    Field("decided_on", "date", N_("Day of UNKT's decision"), required=True),
    Field("decided_way", "code", N_("How UNKT decided"), choices=WAYS, radio=True,
          required=True, initial="meeting"),
    Field("decision", "text", N_("Document of the decision"), most=300, required=True),
    Field("nomination", "text", N_("Nomination"), most=300),
    Field("acceptance", "text", N_("Acceptance"), most=300),
    Field("override_reason", "text", N_("Reason of an exception"), reason=True, most=500,
          hint=N_("Only where UNKT decided to appoint an agency before others had the chance. It "
                  "shows for ever.")),
)  # fmt: skip
VACATING = FieldTable(
    "network.Term", Field("left_on", "date", N_("Last day in the seat"), required=True), WHY
)
DECLINING = FieldTable(
    "network.Decline",
    RecordField("entity", "code", N_("Agency"), required=True),
    Field("declined_on", "date", N_("Day"), required=True),
    Field("document", "text", N_("Letter or e-mail"), most=300, required=True),
)
TERMS = FieldTable(
    "network.Terms",
    Field("text", "long_text", N_("Text"), most=1_000_000, required=True,
          hint=N_("Each paragraph begins with its number in brackets, such as [86].")),
    Field("why", "text", N_("What is new in this edition"), most=300, required=True),
    Field("decided_on", "date", N_("In force since"), required=True),
)  # fmt: skip
WORKING_RULE = FieldTable(
    "network.WorkingRule",
    Field("value", "text", N_("To be decided locally"), most=20, required=True),
    Field("reason", "text", N_("Who decided this, and why"), reason=True, most=300, required=True,
          hint=N_("It shows beside the rule for ever.")),
)  # fmt: skip
MARKS = [
    ("0", N_("Not at all")), ("1", N_("A little")), ("2", N_("Largely")), ("3", N_("Fully"))
]  # fmt: skip
ASSESSMENT = FieldTable(
    "network.Assessment",
    Field("mark", "code", N_("How far did the Network live up to it this year?"), choices=MARKS,
          radio=True, required=True),
    Field("evidence", "long_text", N_("What shows it"), required=True),
    Field("next_step", "long_text", N_("What we change")),
)  # fmt: skip
