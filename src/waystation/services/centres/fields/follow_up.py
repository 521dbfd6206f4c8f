"""The fields of call-backs, plans and their steps."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.services.centres.rules import LONGEST_NOTE, LONGEST_STEP, LONGEST_WISH

CALL_BACK = FieldTable(
    "centres.CallBack",
    Field("person_id", "key", N_("Visitor"), fact=False),
    Field(
        "due_on", "date", N_("Call back on"), N_("Due on"), required=True, listed=True, fact=False
    ),
    Field(
        "language",
        "code",
        N_("Language of the conversation"),
        N_("Language"),
        code_list="language",
        listed=True,
        filtered=True,
    ),
    Field("wish", "text", N_("What it is about"), sealed=True, most=LONGEST_WISH),
    Field(
        "contact",
        "text",
        N_("How to reach the person"),
        hint=N_(
            "Only if the person has no file. Stored encrypted, deleted when the call-back is done."
        ),
        sealed=True,
        most=LONGEST_WISH,
    ),
)
"""``reason`` and the edition or visit behind it are not typed: they come from where it began."""

PLAN = FieldTable(
    "centres.Plan",
    Field(
        "intention_before",
        "code",
        N_("Intention before counselling"),
        code_list="intention",
        declinable=True,
        listed=True,
    ),
    Field(
        "intention_after",
        "code",
        N_("Intention after counselling"),
        code_list="intention",
        declinable=True,
        listed=True,
    ),
    Field(
        "aim",
        "long_text",
        N_("What the person wants to reach"),
        hint=N_("In the person's own words. Stored encrypted."),
        sealed=True,
        most=LONGEST_NOTE,
    ),
    Field("follow_up_on", "date", N_("Follow up on"), listed=True, filtered=True, fact=False),
)
"""What was agreed; the steps are records of their own."""

FOLLOW_UP = FieldTable(
    "centres.Plan",
    Field(
        "intention_at_follow_up",
        "code",
        N_("Intention at follow-up"),
        code_list="intention",
        declinable=True,
    ),
    Field(
        "outcome",
        "code",
        N_("Outcome"),
        N_("Outcome"),
        code_list="counselling_outcome",
        required=True,
    ),
    Field(
        "satisfaction",
        "code",
        N_("How satisfied the person is with the counselling"),
        N_("Satisfaction"),
        code_list="satisfaction",
        declinable=True,
    ),
    Field(
        "follow_up_note", "long_text", N_("Note"), hint=N_("Stored encrypted."), sealed=True,
        most=LONGEST_NOTE,
    ),
)  # fmt: skip
"""What is asked at follow-up."""

STEP = FieldTable(
    "centres.Step",
    Field(
        "what",
        "text",
        N_("Agreed step"),
        hint=N_("For example: has the diploma translated. Stored encrypted."),
        required=True,
        sealed=True,
        most=LONGEST_STEP,
    ),
    Field(
        "by_centre",
        "yes_no",
        N_("The centre does this"),
        hint=N_("Otherwise the person does."),
    ),
    Field("due_on", "date", N_("Until"), required=True, fact=False),
)
