"""The field tables of studies and of their rounds."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .sampling import EQUAL, FROM_FRAME, FROM_QUESTION

STUDY = FieldTable(
    "tracking.Operation",
    Field("title", "text", N_("Title"), heading=N_("Study"), required=True, listed=True),
    Field("purpose", "text", N_("What it is for"), most=500),
)

ROUND = FieldTable(
    "tracking.Round",
    Field("number", "number", N_("Round"), required=True, listed=True),
    Field("form_id", "key", N_("Form"), required=True),
    Field("starts_on", "date", N_("First day"), required=True, listed=True),
    Field("ends_on", "date", N_("Last day"), required=True, listed=True),
    Field("place", "text", N_("Where"), listed=True),
)
"""``number`` and ``form_id`` are decided once; the others can be changed."""

CHANGEABLE = ROUND.without("number", "form_id")

WEIGHTINGS = (
    (EQUAL, N_("Every interview counts the same")),
    (FROM_FRAME, N_("From the sample frame: units of the stratum divided by its interviews")),
    (FROM_QUESTION, N_("From a question of the form")),
)
SINGLETONS = (
    ("fail", N_("Refuse to estimate")),
    ("certainty", N_("It adds nothing to the error")),
    ("centre", N_("Its distance from the mean of all")),
    ("average", N_("The average of the other strata")),
)

DESIGN = FieldTable(
    "tracking.Round",
    Field(
        "target",
        "number",
        N_("Interviews planned"),
        hint=N_("In total. Leave blank if the frame gives it for each stratum."),
    ),
    Field(
        "stratum",
        "code",
        N_("Question that names the stratum of an interview"),
        heading=N_("Strata"),
        hint=N_("Leave blank if the sample was drawn from the whole population at once."),
    ),
    Field(
        "cluster",
        "code",
        N_("Question that names the cluster of an interview"),
        heading=N_("Clusters"),
        hint=N_("The villages, blocks or centres that were drawn first, if any were."),
    ),
    Field(
        "weighting",
        "code",
        N_("Weights"),
        choices=WEIGHTINGS,
        required=True,
        radio=True,
        initial=EQUAL,
    ),
    Field(
        "weight",
        "code",
        N_("Question with the weight"),
        heading=N_("Weight"),
        hint=N_("Only where the weights come from a question: a number above 0 in each interview."),
    ),
    Field(
        "finite",
        "yes_no",
        N_("A large part of the population was interviewed: use the finite population correction"),
        heading=N_("Finite population correction"),
    ),
    Field(
        "singletons",
        "code",
        N_("What a stratum with a single unit adds to the error"),
        heading=N_("Strata with one unit"),
        choices=SINGLETONS,
        required=True,
        initial="fail",
    ),
    Field(
        "frame",
        "long_text",
        N_("Sample frame"),
        hint=N_(
            "One stratum in each row: code; units in the frame; interviews planned; units drawn. "
            "The last two may be missing. Rows copied from a spreadsheet work as they are."
        ),
        most=50_000,
    ),
    Field(
        "margins",
        "long_text",
        N_("Known totals to calibrate to"),
        hint=N_(
            "One total in each row: question; answer; number of people or households in the "
            "population."
        ),
        most=50_000,
    ),
)
"""How a round's sample was drawn. ``frame`` and ``margins`` are tables, typed as rows of text."""
