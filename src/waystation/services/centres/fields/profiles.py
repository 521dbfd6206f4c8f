"""The fields of a daily profile."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.refusals import DECLINED
from waystation.foundation.shared.words import N_

YES_NO_DECLINED = (("yes", N_("Yes")), ("no", N_("No")), (DECLINED, N_("Did not want to say")))


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
