"""The fields of a centre."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

CENTRE = FieldTable(
    "centres.Centre",
    Field("name", "text", N_("Name"), required=True, listed=True),
    Field("name_sq", "text", N_("Name in Albanian"), rare=True),
    Field("name_sr", "text", N_("Name in Serbian"), hint=N_("In Cyrillic."), rare=True),
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
    Field("host_sq", "text", N_("Name of the host in Albanian"), rare=True),
    Field("host_sr", "text", N_("Name of the host in Serbian"), hint=N_("In Cyrillic."), rare=True),
    Field("address", "text", N_("Address"), most=300),
    Field("address_sq", "text", N_("Address in Albanian"), most=300, rare=True),
    Field(
        "address_sr", "text", N_("Address in Serbian"), most=300, hint=N_("In Cyrillic."), rare=True
    ),
    Field("telephone", "text", N_("Telephone"), most=60),
    Field("hours", "text", N_("Opening hours"), listed=True),
    Field("hours_sq", "text", N_("Opening hours in Albanian"), rare=True),
    Field("hours_sr", "text", N_("Opening hours in Serbian"), hint=N_("In Cyrillic."), rare=True),
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
PUBLIC_TEXTS = tuple(name for name in CENTRE.names if f"{name}_sq" in CENTRE.names)
"""What the public reads of a centre, each in English, Albanian or Serbian."""
