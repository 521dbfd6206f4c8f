"""Mapping between our records and IATI 2.03. Codes: IATI Standard, iatistandard.org."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

REPORTING_REF, REPORTING_TYPE = "XM-DAC-47066", "40"
REPORTING_NAME = "International Organization for Migration (IOM)"
"""IOM in the list of the OECD's channels; another office passes its own reference."""
MIGRATION_SECTOR = "15190"
EUROPE = "89"
"""The DAC's code for projects over several countries of Europe."""

STATUS = {
    "pipeline": "1",
    "running": "2",
    "finalising": "3",
    "completed": "4",
    "cancelled": "5",
    "suspended": "6",
}
SCOPE = {"global": "1", "regional": "2", "national": "4", "local": "5"}
ROLE = {"funding": "1", "accountable": "2", "extending": "3", "implementing": "4"}
KIND = {"incoming": "1", "commitment": "2", "disbursement": "3", "expenditure": "4"}
RESULT = {"output": "1", "outcome": "2", "impact": "3"}
MEASURE = {"unit": "1", "percentage": "2", "qualitative": "5"}
ORGANISATION = {
    "un_system": "40",
    "un_finance": "40",
    "liaison": "40",
    "authority": "10",
    "municipality": "11",
    "civil_society": "22",
    "diaspora": "22",
    "employer": "70",
    "union": "22",
    "academia": "80",
    "media": "70",
    "donor": "10",
    "international": "40",
    "other": "90",
    "recruiter": "70",
    "employment_service": "10",
    "school": "80",
    "health": "10",
    "shelter": "22",
}
OWN_VOCABULARY = "99"


def backwards(codes: dict[str, str]) -> dict[str, str]:
    """Return a table from the standard's codes to ours."""
    return {code: ours for ours, code in reversed(codes.items())}


def identifier_of(ref: str, code: str) -> str:
    """Return the identifier of an activity: that of the organisation, a hyphen, our code."""
    plain = "".join("." if mark in "/&|? " else mark for mark in code)
    return f"{ref}-{plain}"


def code_of(identifier: str, ref: str) -> str:
    """Return our code of an identifier: without our organisation's."""
    return identifier.removeprefix(f"{ref}-")[:60]


def by_year(amount: Decimal, start: date, end: date) -> list[tuple[date, date, Decimal]]:
    """Return an amount cut at the years, by days: a budget of IATI covers a year at most.

    What rounding leaves goes to the last part, so that the parts add to the amount.
    """
    days = (end - start).days + 1
    if end < _a_year_after(start):
        return [(start, end, amount)]
    found, left, first = [], amount, start
    while first <= end:
        last = min(end, date(first.year, 12, 31))
        part = (amount * ((last - first).days + 1) / days).quantize(Decimal("0.01"), ROUND_HALF_UP)
        part = left if last == end else part
        found.append((first, last, part))
        left -= part
        first = last + timedelta(days=1)
    return found


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 3, 1)
