"""The fields of a group session and its attendance."""

from __future__ import annotations

from collections.abc import Mapping

from waystation.foundation.records import codes
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.services.centres.rules import LONGEST_TITLE

SESSION = FieldTable(
    "centres.Session",
    Field("title", "text", N_("Title"), most=LONGEST_TITLE, required=True, fact=False, listed=True),
    Field(
        "day",
        "date",
        N_("Day"),
        hint=N_("For example 21/9/2026."),
        required=True,
        fact=False,
        listed=True,
        filtered=True,
    ),
    Field("minutes", "number", N_("Minutes"), required=True, listed=True),
    Field("place", "code", N_("Municipality"), code_list="municipality", fact=False),
    Field("language", "code", N_("Language"), code_list="language", filtered=True),
    Field("topics", "codes", N_("Topics"), code_list="topic"),
    Field(
        "questions",
        "long_text",
        N_("Questions asked"),
        hint=N_("What the group wanted to know. Stored encrypted; no names."),
        sealed=True,
        rare=True,
    ),
)

RATING = FieldTable(
    "centres.Attendee",
    Field(
        "satisfaction",
        "code",
        N_("How satisfied are you with this session?"),
        N_("Satisfaction"),
        code_list="satisfaction",
        required=True,
        radio=True,
    ),
)
"""Asked on the phone after the session; the same answers are counted from paper forms."""

ATTENDEE = FieldTable(
    "centres.Attendee",
    Field("sex", "code", N_("Sex"), code_list="sex"),
    Field("age_band", "code", N_("Age"), code_list="age_band"),
)

HEADCOUNT_SEXES = ("female", "male")
"""Who is counted by number in a session: sex and age band of each box."""


def headcount_name(sex: str, band: str) -> str:
    """Return the name of a box in the table of a session."""
    return f"n_{sex}_{band}"


def heads_table() -> FieldTable:
    """Return the boxes of a session's attendance, in the reader's language."""
    return FieldTable(
        "centres.Headcount",
        *(
            Field(
                headcount_name(sex, band),
                "number",
                f"{codes.label('sex', sex)}, {label}",
                fact=False,
            )
            for band, label in codes.choices("age_band")
            for sex in HEADCOUNT_SEXES
        ),
    )


def counts_of(boxes: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Return the numbers of the boxes by sex and age band."""
    return {
        sex: {
            band: boxes.get(headcount_name(sex, band)) or 0
            for band, _label in codes.choices("age_band")
        }
        for sex in HEADCOUNT_SEXES
    }
