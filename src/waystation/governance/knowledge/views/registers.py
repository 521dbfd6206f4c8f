"""The pages of the registers of knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.registers import RegisterPages, written
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries


def beside(request: HttpRequest, register: Register, row: Any) -> Mapping[str, Any]:
    """Return what is shown beside an entry: for a fact, every other value of its series."""
    if register.key != "facts":
        return {}
    offered = queries.choices_of(request.user, register)
    found = queries.facts_beside(request.user, row.id)
    newer = reverse("knowledge:entry_new", args=["facts"])
    return {
        "beside": {
            "title": _("Every value of this series, side by side"),
            "head": [_("Number"), _("Unit"), _("Valid for"), _("Source")],
            "rows": [
                (
                    reverse("knowledge:entry", args=["facts", one["id"]]),
                    [
                        f"{written(register, 'qualifier', one['qualifier'], offered)} "
                        f"{written(register, 'value', one['value'], offered)}",
                        one["unit"],
                        one["as_of"] or written(register, "as_of_on", one["as_of_on"], offered),
                        one["source"],
                    ],
                )
                for one in found
            ],
        },
        "more": [(f"{newer}?series={row.series}&label={row.label}&unit={row.unit}",
                  _("Add a newer value"))]
        if access.may(request.user, register.write, row.office_id)
        else [],
    }  # fmt: skip


PAGES = RegisterPages(
    "knowledge",
    queries.REGISTERS,
    title=N_("Knowledge"),
    lead=N_("What we rely on and quote, and where it comes from."),
    beside=beside,
    overview_name="library",
)
