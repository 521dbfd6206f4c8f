"""The period of a report, when it may be begun, and when it may be sent (96, 120)."""

from __future__ import annotations

from datetime import date, timedelta

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.refusals import first, unless


def span_of(kind: str, year: int, part: int) -> tuple[date, date]:
    """Return first and last day of a quarter (1–4) or half-year (1–2). Raises Refusal."""
    most = {"quarterly": 4, "half_year": 2}.get(kind, 0)
    if not 1 <= part <= most or not 2000 <= year <= 2100:
        sentence = N_("Choose a year and a quarter from 1 to 4, or a half-year 1 or 2.")
        raise Refusal(sentence, field="part", code="part_unknown")
    months = 12 // most
    first = date(year, (part - 1) * months + 1, 1)
    last = date(year + (first.month + months > 12), (first.month + months - 1) % 12 + 1, 1)
    return first, last - timedelta(days=1)


def update_due(rhythm: str, opened_year: int, year: int, half: int) -> bool:
    """Return whether a separate update is due at the end of a half-year (A-01)."""
    if rhythm == "two_yearly":
        return half == 2 and (year - opened_year) % 2 == 1
    return rhythm != "merged"


def holds_update(rhythm: str, kind: str, part: int) -> bool:
    """Return whether a quarterly report is the update for its half-year as well (A-01)."""
    return rhythm == "merged" and kind == "quarterly" and part in {2, 4}


def span_of_update(rhythm: str, year: int, part: int) -> tuple[date, date]:
    """Return first and last day of an update: a half-year, or two years. Raises Refusal."""
    starts_on, ends_on = span_of("half_year", year, part)
    return (date(year - 1, 1, 1) if rhythm == "two_yearly" else starts_on), ends_on


def refusal_of_rhythm(rhythm: str, opened_year: int, year: int, half: int) -> Refusal | None:
    """Return why no update is due for this half-year, or None (A-01, ToR 120)."""
    sentences = {
        "merged": N_(
            "By the working rule, the update is part of the reports for the second and "
            "fourth quarters. Start one of these."
        ),
        "two_yearly": N_(
            "By the working rule, an update is due every second year. The next one is for "
            "the end of {year}."
        ),
    }
    return unless(
        update_due(rhythm, opened_year, year, half),
        sentences.get(rhythm, ""),
        "part",
        "not_in_rhythm",
        working_rule="A-01",
        year=year + (year - opened_year + 1) % 2,
    )


def refusal_to_begin(
    starts_on: date, ends_on: date, opened_on: date, today: date
) -> Refusal | None:
    """Return why a report cannot be begun, or None: its period began, and the Network was there."""
    return first(
        unless(
            starts_on <= today,
            N_("This period has not started. Start its report once it has."),
            "part",
            "period_ahead",
        ),
        unless(
            ends_on >= opened_on,
            N_("The Network began on {day}, after this period. There is nothing to report."),
            "part",
            "period_before_network",
            day=opened_on,
        ),
    )


def refusal_before_end(kind: str, ends_on: date, today: date) -> Refusal | None:
    """Return why a report cannot be sent to the co-chairs, frozen or transmitted yet (96).

    Its period has not ended, and what the co-chairs get does not change any more.
    """
    return unless(
        kind == "on_demand" or ends_on < today,
        N_(
            "This period ends on {day}. Its report goes to the co-chairs, is frozen and "
            "transmitted after that day."
        ),
        code="period_not_over",
        day=ends_on,
    )
