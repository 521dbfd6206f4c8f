"""The pages of the registers of knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.pages.registers import RegisterPages, format_value
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries, rules


def context_of_entry(request: HttpRequest, register: Register, row: Any) -> Mapping[str, Any]:
    """Return the context of an entry, and the cards of other apps."""
    panels = contributions.record_panels(request.user, register.kind, str(row.id))
    cards = {"panel": {"template": "knowledge/_panels.html"}, "panels": panels} if panels else {}
    return {**related_of_entry(request, register, row), **cards}


def related_of_entry(request: HttpRequest, register: Register, row: Any) -> Mapping[str, Any]:
    """Return what is shown beside an entry: for a fact, every other value of its series; for a
    finding, where it was used; for a document, its findings and who received it.
    """
    if register.key == "findings":
        return uses_of_finding(request, row)
    if register.key == "library":
        return findings_of_document(request, row)
    if register.key != "facts":
        return {}
    offered = queries.choices_of(request.user, register)
    found = queries.facts_of_same_series(request.user, row.id)
    newer = reverse("knowledge:entry_new", args=["facts"])
    given = urlencode({"series": row.series, "label": row.label, "unit": row.unit})
    return {
        "beside": {
            "title": _("Every value of this series, side by side"),
            "head": [_("Number"), _("Unit"), _("Valid for"), _("Source")],
            "rows": [
                (
                    reverse("knowledge:entry", args=["facts", one["id"]]),
                    [
                        f"{format_value(register, 'qualifier', one['qualifier'], offered)} "
                        f"{format_value(register, 'value', one['value'], offered)}",
                        one["unit"],
                        queries.valid_for(one["as_of"], one["as_of_from"], one["as_of_on"]),
                        one["source"],
                    ],
                )
                for one in found
            ],
        },
        "more": [(f"{newer}?{given}", _("Add a newer value"))]
        if access.may(request.user, register.write, row.office_id)
        else [],
    }  # fmt: skip


def uses_of_finding(request: HttpRequest, row: Any) -> Mapping[str, Any]:
    """Return the uses of a finding, and the button to add one."""
    kinds = dict(rules.USES)
    add = reverse("knowledge:entry_new", args=["finding-uses"])
    return {
        "beside": {
            "title": _("Used in"),
            "head": [_("Title"), _("Used in"), _("What it changed"), _("Used on")],
            "rows": [
                (
                    reverse("knowledge:entry", args=["finding-uses", one.id]),
                    [
                        one.title,
                        _(kinds[one.used_in]),
                        one.what_changed,
                        date_format(one.used_on, "SHORT_DATE_FORMAT"),
                    ],
                )
                for one in queries.uses_of(request.user, row.id)
            ],
            "empty": _("No use of this finding is recorded yet."),
        },
        "more": [(f"{add}?finding={row.id}", _("Add a use"))]
        if access.may(request.user, queries.WRITE, row.office_id)
        else [],
    }


def findings_of_document(request: HttpRequest, row: Any) -> Mapping[str, Any]:
    """Return a document's findings, and its recipients."""
    about = queries.about_document(request.user, row.id)
    finding = reverse("knowledge:entry_new", args=["findings"])
    sent = reverse("knowledge:entry_new", args=["dissemination"])
    may = access.may(request.user, queries.WRITE, row.office_id)
    return {
        "beside": {
            "title": _("Findings and recipients"),
            "head": [_("Finding or recipient"), _("Where"), _("Date")],
            "rows": [
                *(
                    (
                        reverse("knowledge:entry", args=["findings", one.id]),
                        [one.statement, one.where, ""],
                    )
                    for one in about["findings"]
                ),
                *(
                    (
                        reverse("knowledge:entry", args=["dissemination", one.id]),
                        [
                            one.recipient,
                            _(dict(rules.CHANNELS)[one.channel]),
                            date_format(one.sent_on, "SHORT_DATE_FORMAT"),
                        ],
                    )
                    for one in about["sent"]
                ),
            ],
            "empty": _(
                "No findings are recorded, and the document has not been sent to anyone yet."
            ),
        },
        "more": [
            (f"{finding}?document={row.id}", _("Add a finding")),
            (f"{sent}?document={row.id}", _("Add a recipient")),
        ]
        if may
        else [],
    }


PAGES = RegisterPages(
    "knowledge",
    queries.REGISTERS,
    title=N_("Library"),
    lead=N_("What we rely on and quote, and where it comes from."),
    related=context_of_entry,
    overview_name="library",
)
