"""Prices of sending remittances: a file of quotes from the World Bank as series.

The columns are those of the data set *Remittance Prices Worldwide*; a sheet saved as CSV is read
unchanged. "sending network coverage" says whether a service can be reached, "transparent" whether
it discloses its whole price.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from waystation.analysis import remittances
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

SOURCE = "World Bank, Remittance Prices Worldwide (computed)"
_REQUIRED = {"period", "source_code", "destination_code", "firm"}
_COSTS = ("cc1 total cost %", "total_cost_percent")
_SPEEDS = ("speed actual", "days")
_COVERAGES = ("sending network coverage", "within_reach")
_NO = frozenset({"no", "false", "0"})
_NO_REACH = _NO | {"low"}
_PERIOD = re.compile(r"((?:19|20)\d\d)[ _-]?(?:q?([1-4])q?)?$", re.IGNORECASE)


def recognises(names: Sequence[str]) -> bool:
    """Return whether a file has the columns of prices."""
    return set(names) >= _REQUIRED and any(one in names for one in _COSTS)


def values_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, int, Decimal]]:
    """Yield series, economy, year and value: of each receiving economy, and of its corridors.

    A year's price is the mean of its quarters, an economy's the simple mean of its corridors.
    """
    quotes = [_quote(row, line) for line, row in enumerate(rows, start=2)]
    by_year: dict[tuple[str, str, int], list[remittances.Price]] = defaultdict(list)
    for (sender, receiver, period), price in remittances.prices(quotes).items():
        by_year[sender, receiver, int(period[:4])].append(price)
    smart: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(dict)
    average: dict[tuple[str, int], list[Decimal]] = defaultdict(list)
    for (sender, receiver, year), found in by_year.items():
        average[receiver, year].append(remittances.mean([one.average for one in found]))
        known = [one.smart for one in found if one.smart is not None]
        if known:
            smart[receiver, year][sender] = remittances.mean(known)
    for (receiver, year), values in sorted(average.items()):
        yield "remittance_price", receiver, year, _round(remittances.mean(values))
    for (receiver, year), corridors in sorted(smart.items()):
        whole = remittances.mean(list(corridors.values()))
        yield "remittance_price_smart", receiver, year, _round(whole)
        above = sum(one > remittances.CORRIDOR_TARGET for one in corridors.values())
        yield "remittance_corridors_above_5", receiver, year, Decimal(above)
        for sender, value in sorted(corridors.items()):
            yield f"remittance_price_smart_{sender.lower()}", receiver, year, _round(value)


def _round(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def _quote(row: Mapping[str, Any], line: int) -> remittances.Quote:
    period = _PERIOD.match(_text(row, "period"))
    if period is None:
        raise _wrong(N_("Row {line}: “{text}” is not a quarter. Nothing was loaded."),
                     "price_period", line, _text(row, "period"))  # fmt: skip
    sender, receiver = _text(row, "source_code").upper(), _text(row, "destination_code").upper()
    for code in (sender, receiver):
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise _wrong(
                N_("Row {line}: “{text}” is not a three-letter code. Nothing was loaded."),
                "series_geo",
                line,
                code,
            )
    cost = next((_text(row, one) for one in _COSTS if one in row), "")
    try:
        percent = Decimal(cost.rstrip("% "))
    except InvalidOperation:
        percent = Decimal("NaN")
    if not percent.is_finite():
        raise _wrong(
            N_("Row {line}: “{text}” is not a number. Nothing was loaded."),
            "series_number",
            line,
            cost,
        )
    coverage = next((_text(row, one) for one in _COVERAGES if one in row), "").lower()
    return remittances.Quote(
        sender, receiver, f"{period[1]}Q{period[2] or ''}", _text(row, "firm"), percent,
        remittances.days_of(next((_text(row, one) for one in _SPEEDS if one in row), "")),
        coverage not in _NO_REACH if coverage else None,
        _text(row, "transparent").lower() not in _NO,
    )  # fmt: skip


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _wrong(sentence: str, code: str, line: int, text: str) -> Refusal:
    return Refusal(sentence, field="file", code=code, line=line, text=text[:40])
