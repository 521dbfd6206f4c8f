"""The fields of a centre."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

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
