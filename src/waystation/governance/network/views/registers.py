"""The pages of the Network's registers, with totals above each list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from waystation.foundation.pages.registers import RegisterPages
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.periods import today_in, year
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import people, registers
from waystation.governance.network.rules import registers as rules
from waystation.registry.reference import queries as reference


def above(request: HttpRequest, register: Register, rows: Any) -> Mapping[str, Any]:
    """Return the content above a register's list: coverage, silence, response times."""
    if register.key not in SUMMARIES:
        return {}
    network = people.network_visible_to(request.user, register.read)
    summary = SUMMARIES[register.key](network.office_id, today_in())
    return {"summary": {"template": "network/register_summary.html", **summary}}


def _coverage(office: Any, today: date) -> dict[str, Any]:
    span = year(today)
    covered = registers.category_coverage(office, span.start, span.end)
    empty = sum(count == 0 for _key, _known, count in covered)
    return {
        "title": _("Coverage this year, by category of partner"),
        "head": [_("Category"), _("Partners known"), _("Engagements")],
        "lines": [
            (reference.label("stakeholder_category", key), [known, count],
             (_("None yet"), "a") if not count else None)
            for key, known, count in covered
        ],
        "note": _("Categories without an engagement this year: {n}.").format(n=empty),
    }  # fmt: skip


def _exchanges(office: Any, today: date) -> dict[str, Any]:
    last = registers.last_exchanges(office)
    silent = registers.silent_levels(office, today)
    return {
        "title": _("Last exchange with each level"),
        "head": [_("Level"), _("Last exchange")],
        "lines": [
            (_(label), [last[key]],
             (_("None this quarter"), "a") if key in silent else (_("This quarter"), "g"))
            for key, label in rules.LEVELS
        ],
        "note": "",
    }  # fmt: skip


def _times(office: Any, today: date) -> dict[str, Any]:
    span = year(today)
    found = registers.response_times(office, span.start, span.end)
    median, longest = found["median"], found["longest"]
    return {
        "title": _("Answers to requests this year"),
        "head": [_("Figure"), _("Value")],
        "lines": [
            (_("Requests received"), [found["all"]], None),
            (_("Without an answer"), [found["waiting"]],
             (_("Waits"), "a") if found["waiting"] else None),
            (_("Median days to an answer"), ["–" if median is None else f"{median:g}"], None),
            (_("Longest time to an answer, days"), ["–" if longest is None else longest], None),
        ],
        "note": "",
    }  # fmt: skip


SUMMARIES = {"engagements": _coverage, "exchanges": _exchanges, "support-requests": _times}
PAGES = RegisterPages(
    "network",
    registers.REGISTERS,
    title=N_("Registers of the Network"),
    lead=N_("Who we work with, what they ask, what we lack, what is funded, and how far we are."),
    listed=above,
)
