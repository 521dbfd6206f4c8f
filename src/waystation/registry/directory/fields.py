"""The field table of a service."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

SERVICE = FieldTable(
    "directory.Service",
    Field("name", "text", N_("Service"), required=True, listed=True),
    Field(
        "kind",
        "code",
        N_("Kind of service"),
        code_list="service_kind",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "places",
        "codes",
        N_("Municipalities"),
        hint=N_("Where it is offered. Leave blank if it is offered everywhere."),
        code_list="municipality",
        listed=True,
    ),
    Field("languages", "codes", N_("Languages"), code_list="language", listed=True),
    Field("eligibility", "long_text", N_("Who can use it"), most=2000),
    Field(
        "statuses",
        "codes",
        N_("Only for"),
        hint=N_("Leave blank if it is for everybody."),
        code_list="migration_status",
        rare=True,
    ),
    Field("sex", "code", N_("Only for this sex"), code_list="sex", rare=True),
    Field("least_age", "number", N_("From age"), rare=True),
    Field("most_age", "number", N_("To age"), rare=True),
    Field("hours", "text", N_("Opening hours"), hint=N_("For example: Mon–Fri 08:00–16:00")),
    Field("address", "text", N_("Address"), most=200),
    Field("telephone", "text", N_("Telephone"), most=40),
    Field("email", "text", N_("E-mail of the service"), most=200),
    Field("capacity", "number", N_("Places each month")),
    Field("free_places", "number", N_("Places free now"), listed=True),
    Field("takes_referrals", "yes_no", N_("Takes referrals"), initial=True),
)
