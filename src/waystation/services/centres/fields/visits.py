"""The fields of a visit, and of a place on the waiting list."""

from __future__ import annotations

from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_
from waystation.registry.factsheets import queries as factsheets
from waystation.services.centres.rules import LONGEST_WISH


class EditionsField(Field):
    """The editions of fact sheets that were explained; a visit continues to show these."""

    def words(self, value: Any) -> str:
        titles = factsheets.titles_of(value or [])
        return ", ".join(sorted(titles.values()))


VISIT = FieldTable(
    "centres.Visit",
    Field("person_id", "key", N_("Visitor"), fact=False),
    Field(
        "mode",
        "code",
        N_("Type of contact"),
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
        N_("Type of visitor"),
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
        hint=N_("Only if you will call back. Leave blank to call back in a week."),
        rare=True,
        fact=False,
    ),
    Field("topics", "codes", N_("Topics discussed"), N_("Topics"), code_list="topic"),
    EditionsField(
        "editions",
        "codes",
        N_("Fact sheets explained"),
        N_("Fact sheets"),
        hint=N_(
            "If you explain a topic's fact sheet, tick it too. You will be asked to "
            "call the visitor back if the rules change."
        ),
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
        N_("Advice given"),
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
        N_("Interpreter used"),
        N_("With an interpreter"),
        rare=True,
    ),
    Field(
        "informed",
        "yes_no",
        N_("Information was given"),
        N_("Information given"),
        hint=N_("A topic discussed counts as information given."),
        rare=True,
    ),
    Field("started_at", "moment", N_("Start time"), hint=N_("Leave blank for now."), rare=True),
    Field(
        "ended_at",
        "moment",
        N_("End time"),
        hint=N_("For example 21/9/2026 10:30."),
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
        hint=N_(
            "Enter only what the visitor tells you. It is never used to search for or rank people."
        ),
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
