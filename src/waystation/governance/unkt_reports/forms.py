"""Forms of reports to UNKT."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.translation import gettext

from waystation.foundation.shared.typed import number_in
from waystation.governance.unkt_reports import rules


def languages() -> list[tuple[str, str]]:
    """Return the languages a report may be written in."""
    return [one for one in settings.LANGUAGES if one[0] in settings.STAFF_LANGUAGES]


def periods(today: date, rhythm: str, opened: date) -> list[tuple[str, str]]:
    """Return the reports that may be begun: "<kind>:<year>:<part>" and what it is called."""
    found: list[tuple[str, str]] = []
    for year in (today.year, today.year - 1):
        for part in (4, 3, 2, 1):
            first, last = rules.span_of("quarterly", year, part)
            if first <= today and last >= opened:
                words = gettext("Quarterly report, {year}, quarter {part}")
                found.append((f"quarterly:{year}:{part}", words.format(year=year, part=part)))
        for part in (2, 1):
            first, last = rules.span_of_update(rhythm, year, part)
            if (
                first <= today
                and last >= opened
                and rules.update_due(rhythm, opened.year, year, part)
            ):
                words = gettext("Half-yearly update, {year}, half-year {part}")
                if rhythm == "two_yearly":
                    words = gettext("Update for two years, to the end of {year}")
                found.append((f"half_year:{year}:{part}", words.format(year=year, part=part)))
    return found


def period_of(text: str) -> tuple[str, int, int]:
    """Return kind, year and part of a chosen period; what cannot be read is no period."""
    kind, year, part = [*text.split(":"), "", ""][:3]
    return kind, number_in(year) or 0, number_in(part) or 0
