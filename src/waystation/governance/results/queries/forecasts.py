"""Forecasts to the end of a target's period, for readers who see exact figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.periods import Period, month
from waystation.governance.results.rules.forecast import Forecast, forecast

from .figures import figures, opens_any
from .indicators import Known


def forecast_of(
    user: AnyUser, known: Known, target: Mapping[str, Any], today: date
) -> Forecast | None:
    """Return what an office will reach by the end of a target's period at the pace of its months.

    None where months do not add up (people are counted once a period), where the period is of
    broken months or not under way, and for readers to whom small numbers are protected.
    """
    start, last = target["starts_on"], target["ends_on"]
    whole = month(today).start
    months_only = start.day == 1 and month(last).last_day == last
    if not months_only or not start < whole <= last or known.definition.over_time != "sum":
        return None
    if not opens_any(user, known.definition.source):
        return None
    so_far = Period(start, whole)
    table = figures(
        user, [known.key], so_far, monthly=True, offices=[target["office_id"]],
        known={known.key: known},
    )[known.key]  # fmt: skip
    if table.method != "exact":
        return None
    months = [table.cell(f"{one.start:%Y-%m}").value for one in so_far.months()]
    ahead = sum(1 for _one in Period(whole, month(last).end).months())
    return forecast(months, ahead, counts=known.definition.measure.kind == "rows")
