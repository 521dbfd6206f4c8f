"""The field tables of joint statements, and of an entity's answer."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.governance.statements import rules

STATEMENT = FieldTable(
    "statements.Statement",
    Field("title", "text", N_("Title"), heading=N_("Statement"), required=True, listed=True),
    Field("text", "long_text", N_("Statement"), required=True, most=rules.LONGEST),
    Field("legal", "codes", N_("Texts of the legal framework it is based on")),
)
VERSION = FieldTable(
    "statements.Statement", *STATEMENT, Field("why", "text", N_("What changed"), most=300)
)
ASK = FieldTable(
    "statements.Statement", Field("until", "date", N_("Silence ends after"), required=True)
)
ANSWER = FieldTable(
    "statements.Clearance",
    Field("answer", "code", N_("Answer of your entity"), choices=rules.CLEARANCES, required=True),
    Field("reason", "long_text", N_("Reason"), reason=True),
)
RELEASE = FieldTable("statements.Statement", ANSWER["reason"])
