"""The field tables of the centres' records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records import codes
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.refusals import DECLINED
from waystation.foundation.shared.words import N_
from waystation.registry.factsheets import queries as factsheets

from .rules import LONGEST_NOTE, LONGEST_STEP, LONGEST_TITLE, LONGEST_WISH


class EditionsField(Field):
    """The editions of fact sheets that were explained; a visit goes on showing these."""

    def words(self, value: Any) -> str:
        titles = factsheets.titles_of(value or [])
        return ", ".join(sorted(titles.values()))


YES_NO_DECLINED = (("yes", N_("Yes")), ("no", N_("No")), (DECLINED, N_("Did not want to say")))

VISIT = FieldTable(
    "centres.Visit",
    Field("person_id", "key", N_("Visitor"), fact=False),
    Field(
        "mode",
        "code",
        N_("How contact was made"),
        code_list="visit_mode",
        required=True,
        radio=True,
        initial="walk_in",
        listed=True,
        filtered=True,
    ),
    Field(
        "reason",
        "code",
        N_("Main reason for the visit"),
        code_list="visit_reason",
        required=True,
        radio=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "visitor_type",
        "code",
        N_("Kind of visitor"),
        code_list="visitor_type",
        required=True,
        listed=True,
    ),
    Field("sex", "code", N_("Sex"), code_list="sex", fact=False),
    Field("age_band", "code", N_("Age"), code_list="age_band", fact=False),
    Field("next_step", "code", N_("Next step"), code_list="next_step", listed=True, filtered=True),
    Field(
        "call_back_on",
        "date",
        N_("Call back on"),
        hint=N_("If you call back. Empty means in a week."),
        rare=True,
        fact=False,
    ),
    Field("topics", "codes", N_("Topics talked about"), N_("Topics"), code_list="topic"),
    EditionsField(
        "editions",
        "codes",
        N_("Fact sheets explained"),
        N_("Fact sheets"),
        hint=N_("Used for call-backs when a rule changes."),
        fact=False,
    ),
    Field(
        "counselled",
        "yes_no",
        N_("Individual counselling was given"),
        N_("Individual counselling"),
    ),
    Field(
        "advice",
        "long_text",
        N_("What was advised"),
        hint=N_("Stored encrypted. Only colleagues of your centre can read it."),
        sealed=True,
    ),
    Field("minutes", "number", N_("Minutes"), listed=True),
    Field(
        "language",
        "code",
        N_("Language of the conversation"),
        N_("Language"),
        code_list="language",
        listed=True,
        filtered=True,
    ),
    Field(
        "interpreter",
        "yes_no",
        N_("An interpreter helped"),
        N_("With an interpreter"),
        rare=True,
    ),
    Field(
        "informed",
        "yes_no",
        N_("Information was given"),
        N_("Information given"),
        hint=N_("A topic that was talked about counts as information given."),
        rare=True,
    ),
    Field("started_at", "moment", N_("When it began"), hint=N_("Empty means now."), rare=True),
    Field(
        "ended_at",
        "moment",
        N_("When it ended"),
        hint=N_("For example 21.9.2026 10:30."),
        rare=True,
    ),
    Field(
        "place",
        "code",
        N_("Municipality where the visitor lives"),
        N_("Municipality"),
        code_list="municipality",
        rare=True,
        fact=False,
    ),
    Field(
        "community",
        "code",
        N_("Community"),
        code_list="community",
        hint=N_("Only as the visitor says it. It is never used to find or to rank anybody."),
        rare=True,
        fact=False,
    ),
)
"""A visit in under a minute: three answers are needed, the rare ones are folded away."""

OF_THE_UNKNOWN = ("sex", "age_band", "community")
"""What is asked of a visitor without a file; for a known person the file says it."""

VISIT_ON_DEVICE = VISIT.without("person_id", *VISIT.sealed_names)
"""What of a visit a device may store: nothing that is sealed at rest."""

WAITING = FieldTable(
    "centres.Waiting",
    Field("person_id", "key", N_("Visitor")),
    Field("language", "code", N_("Language of the conversation"), code_list="language"),
    Field(
        "wish",
        "text",
        N_("What the visitor came for"),
        hint=N_("One line, stored encrypted. Only colleagues of your centre can read it."),
        sealed=True,
        most=LONGEST_WISH,
    ),
)


def _declinable(name: str, label: str, code_list: str, identifying: bool = False) -> Field:
    return Field(
        name,
        "code",
        label,
        code_list=code_list,
        declinable=True,
        identifying=identifying,
    )


PROFILE = FieldTable(
    "centres.Profile",
    _declinable("education", N_("Education"), "education"),
    _declinable("work_status", N_("Work"), "work_status"),
    _declinable("occupation", N_("Occupation"), "occupation", identifying=True),
    Field("been_abroad", "code", N_("Has lived abroad"), choices=YES_NO_DECLINED, identifying=True),
    _declinable("intention", N_("Intention now"), "intention"),
    _declinable("horizon", N_("When"), "horizon"),
    _declinable("destination", N_("Destination"), "country", identifying=True),
    Field(
        "drivers",
        "codes",
        N_("Reasons to migrate"),
        code_list="driver",
        declinable=True,
        identifying=True,
    ),
    Field("means", "codes", N_("Means"), code_list="means", declinable=True, identifying=True),
    Field(
        "skills",
        "long_text",
        N_("Skills, in the person's own words"),
        hint=N_("Stored encrypted."),
        sealed=True,
    ),
)
"""The daily profile. Every answer may be left out or declined."""

PROFILE_ON_DEVICE = PROFILE.without(*PROFILE.sealed_names)

SESSION = FieldTable(
    "centres.Session",
    Field("title", "text", N_("Title"), most=LONGEST_TITLE, required=True, fact=False, listed=True),
    Field(
        "day",
        "date",
        N_("Day"),
        hint=N_("For example 21.9.2026."),
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


CENTRE = FieldTable(
    "centres.Centre",
    Field("name", "text", N_("Name"), required=True, listed=True),
    Field(
        "country",
        "code",
        N_("Country"),
        code_list="country",
        initial="XK",
        listed=True,
        filtered=True,
    ),
    Field(
        "place",
        "code",
        N_("Municipality"),
        code_list="municipality",
        hint=N_("For a centre in Kosovo."),
        listed=True,
        filtered=True,
    ),
    Field(
        "host_kind",
        "code",
        N_("Host institution"),
        code_list="host_kind",
        required=True,
        listed=True,
    ),
    Field("host", "text", N_("Name of the host")),
    Field("address", "text", N_("Address"), most=300),
    Field("telephone", "text", N_("Telephone"), most=60),
    Field("hours", "text", N_("Opening hours"), listed=True),
    Field("languages", "codes", N_("Languages spoken"), code_list="language", listed=True),
    Field(
        "handover_status",
        "code",
        N_("Hand-over"),
        code_list="handover_status",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "handed_over_on",
        "date",
        N_("Handed over to the host on"),
        N_("Handed over on"),
        listed=True,
    ),
    Field("equipment", "text", N_("Equipment"), most=300),
    Field("trained_staff", "number", N_("Trained staff"), initial=0, listed=True),
    Field("public", "yes_no", N_("Shown on the public page")),
)

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
        N_("What became of it"),
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
