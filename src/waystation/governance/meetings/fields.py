"""The field tables of meetings, agendas, papers, minutes, decisions and actions."""

from __future__ import annotations

from dataclasses import replace

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.rules import kinds
from waystation.governance.meetings.rules.minutes import LONGEST_BODY
from waystation.governance.network.rules.classes import CLASSES

LONG = 10_000
CLASS = Field(
    "access_class", "code", N_("Class"), choices=CLASSES, required=True, initial="network"
)
ON_THE_ITEM = Field("item", "key", N_("On the item"))
ENTITY = Field("entity", "key", N_("Entity"), required=True)
TITLE = Field("title", "text", N_("Title"), required=True, listed=True)
NOTE = Field("note", "long_text", N_("Note"), most=LONG)
WHY = FieldTable("", Field("why", "text", N_("Why"), reason=True, most=300, asked=True))
REMARK = FieldTable("", NOTE)
A_MOMENT, A_DAY = N_("For example 21/9/2026 10:00."), N_("For example 21/9/2026.")

MEETING = FieldTable(
    "meetings.Meeting",
    Field(
        "kind",
        "code",
        N_("Kind"),
        choices=kinds.MEETING_KINDS,
        required=True,
        listed=True,
        filtered=True,
    ),
    TITLE,
    Field("starts_at", "moment", N_("Begins"), N_("Day"), hint=A_MOMENT, required=True),
    Field("ends_at", "moment", N_("Ends"), required=True),
    Field("place", "text", N_("Place")),
    Field("link", "text", N_("Link to join"), most=300),
    Field(
        "categories",
        "codes",
        N_("Held with"),
        code_list="stakeholder_category",
        hint=N_("For an extended meeting only."),
    ),
)
NOTICE = FieldTable(
    "meetings.Notice", Field("text", "long_text", N_("A word to the members"), most=LONG)
)
SLOT = FieldTable(
    "meetings.Slot",
    Field("day", "date", N_("Day"), hint=A_DAY),
    replace(NOTE, kind="text", most=200),
)
POLL = FieldTable(
    "meetings.Poll",
    Field("first", "moment", N_("First moment"), hint=A_MOMENT, required=True),
    Field("second", "moment", N_("Second moment"), required=True),
    Field("third", "moment", N_("Third moment")),
    Field("fourth", "moment", N_("Fourth moment")),
    Field("closes_on", "date", N_("Open until"), required=True),
)
INVITEE = FieldTable(
    "meetings.Invitee",
    Field("account", "key", N_("Account"), hint=N_("Who has an account signs in to open papers.")),
    Field(
        "name",
        "text",
        N_("Name, without an account"),
        hint=N_("Stored encrypted; shown to the Network's members."),
        most=150,
    ),
    Field(
        "email",
        "text",
        N_("E-mail, without an account"),
        hint=N_(
            "Stored encrypted. The notice is sent there, with a link to the papers for these "
            "items; the link expires when the meeting ends."
        ),
        most=254,
    ),
    Field("category", "code", N_("Category"), code_list="stakeholder_category", required=True),
    Field("items", "codes", N_("Invited for the items"), asked=True),
    Field("reason", "text", N_("Why"), reason=True, most=300, asked=True),
)
ATTENDANCE = FieldTable(
    "meetings.Attendance",
    Field("state", "code", N_("State"), choices=kinds.ATTENDED),
    Field("people", "number", N_("People")),
)
CONTRIBUTION = FieldTable(
    "meetings.Contribution",
    ENTITY,
    ON_THE_ITEM,
    Field("text", "long_text", N_("What was contributed"), required=True, most=500),
)

ITEM = FieldTable(
    "meetings.AgendaItem",
    TITLE,
    Field("purpose", "code", N_("Purpose"), choices=kinds.PURPOSES, required=True, radio=True),
    Field("minutes", "number", N_("Duration (minutes)"), required=True),
    Field("owner", "key", N_("Whose item")),
    CLASS,
    NOTE,
)
# Who has no entity of their own always says whose item it is.
ITEM_OF_ANOTHER = FieldTable(
    ITEM.kind, *(replace(one, asked=True) if one.name == "owner" else one for one in ITEM)
)
DEFERRAL = FieldTable(
    "meetings.AgendaItem", WHY["why"], Field("to", "key", N_("To a later meeting"))
)

PAPER = FieldTable(
    "meetings.Paper",
    replace(TITLE, heading=N_("Paper")),
    replace(ON_THE_ITEM, label=N_("For the item")),
    replace(CLASS, listed=True, filtered=True),
    Field("replaces", "key", N_("Replaces")),
    Field("names_nobody", "yes_no", N_("This paper contains no data about identifiable people")),
)

DECISION = FieldTable(
    "meetings.Decision",
    Field(
        "text",
        "long_text",
        N_("What was decided"),
        N_("Decision"),
        required=True,
        most=LONG,
        listed=True,
    ),
    ON_THE_ITEM,
    replace(CLASS, listed=True, filtered=True),
    Field(
        "public_text",
        "long_text",
        N_("What everybody may read"),
        hint=N_("Leave blank for a decision without a public part."),
        most=LONG,
    ),
)
RESERVATION = FieldTable(
    "meetings.Reservation",
    ENTITY,
    Field("text", "long_text", N_("Its reservation"), required=True, most=500),
)
ACTION = FieldTable(
    "meetings.Action",
    Field(
        "text",
        "long_text",
        N_("What is to be done"),
        N_("Action"),
        required=True,
        most=500,
        listed=True,
    ),
    Field("owner", "key", N_("Who does it"), N_("Owner"), required=True),
    Field("due_on", "date", N_("Until"), N_("Due"), hint=A_DAY, required=True, filtered=True),
)
REPORT = FieldTable(
    "meetings.Action",
    Field("state", "code", N_("Progress"), required=True),
    Field(
        "evidence",
        "long_text",
        N_("Evidence"),
        hint=N_("A document, a link, or a sentence that can be checked."),
        most=LONG,
    ),
    Field("paper", "key", N_("Paper that shows it"), hint=N_("File it for the meeting first.")),
    NOTE,
)

MINUTES = FieldTable(
    "meetings.Minutes",
    Field(
        "body",
        "long_text",
        N_("Minutes of the meeting"),
        hint=N_("By entity, not by person. Decisions and actions are records of their own."),
        required=True,
        most=LONGEST_BODY,
    ),
)
CORRECTION = FieldTable(
    "meetings.Minutes",
    *MINUTES,
    Field("why", "text", N_("Why they are corrected"), reason=True, most=300, asked=True),
)
COMMENT = FieldTable(
    "meetings.MinutesComment", Field("text", "long_text", N_("Your comment"), required=True)
)
ANSWER = FieldTable(
    "meetings.MinutesComment",
    Field("answer", "text", N_("Outcome"), required=True, most=300),
)
