"""Known files of series: recognising the file, and its values."""

from __future__ import annotations

import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from waystation.foundation.shared.csv_text import CsvText
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import prices

WORLD_BANK = "World Bank, World Development Indicators"
DESA = "UN DESA, International Migrant Stock 2024"
MOST_BYTES = 60_000_000
MOST_DIGITS = 18  # before the point: what a series holds


@dataclass(frozen=True)
class Row:
    """One value out of a file."""

    series: str
    geo: str
    year: int
    value: Decimal
    source: str
    vintage: date


@dataclass(frozen=True)
class Known:
    """A series in a file, with a default description."""

    key: str
    name: str
    name_sq: str
    name_sr: str
    unit: str
    topic: str
    synonyms: str = ""


KNOWN = {
    one.key: one
    for one in (
        Known("remittances_gdp", "Remittances as a share of GDP",
              "Remitencat si pjesë e PBB-së", "Дознаке као удео у БДП-у", "percent of GDP",
              "diaspora", "remittances received\ndërgesat\ndoznake\nRücküberweisungen"),
        Known("remittances_usd", "Remittances received", "Remitencat e pranuara",
              "Примљене дознаке", "USD", "diaspora"),
        Known("remittances_paid_usd", "Remittances paid", "Remitencat e dërguara",
              "Послате дознаке", "USD", "destination"),
        Known("gdp_usd", "Gross domestic product", "Prodhimi i brendshëm bruto",
              "Бруто домаћи производ", "USD", "drivers"),
        Known("population", "Population", "Popullsia", "Становништво", "people", "origin"),
        Known("net_migration", "Net migration", "Migrimi neto", "Нето миграција", "people",
              "emigration"),
        Known("unemployment", "Unemployment", "Papunësia", "Незапосленост",
              "percent of the labour force", "drivers"),
        Known("migrant_stock", "Migrants living in the economy", "Migrantët që jetojnë në vend",
              "Мигранти који живе у земљи", "people", "destination"),
        Known("migrant_stock_women", "Women among migrants living in the economy",
              "Gratë ndër migrantët që jetojnë në vend", "Жене међу мигрантима у земљи",
              "people", "destination"),
        Known("remittance_price_smart", "Price of sending remittances (SDG 10.c.1, SmaRT)",
              "Çmimi i dërgimit të remitencave (OZHQ 10.c.1, SmaRT)",
              "Цена слања дознака (ЦОР 10.c.1, SmaRT)", "percent of the amount sent", "diaspora",
              "cost of sending remittances\nkostoja e dërgimit\ntrošak slanja doznaka"),
        Known("remittance_price", "Average price of sending remittances",
              "Çmimi mesatar i dërgimit të remitencave", "Просечна цена слања дознака",
              "percent of the amount sent", "diaspora"),
        Known("remittance_corridors_above_5", "Remittance corridors above 5 percent (SmaRT)",
              "Korridoret e remitencave mbi 5 për qind (SmaRT)",
              "Коридори дознака изнад 5 одсто (SmaRT)", "corridors", "diaspora"),
    )
}  # fmt: skip


def unnamed_series(key: str) -> Known:
    """Return the default description of a series."""
    return Known(key, key.replace("_", " "), "", "", "number", "other")


_VARIABLES = {
    "remin": "remittances_usd", "remout": "remittances_paid_usd", "gdp": "gdp_usd",
    "pop": "population", "nmig": "net_migration", "unem": "unemployment",
}  # fmt: skip


def variables_of(series: str) -> list[str]:
    """Return the World Bank's variables from which a series comes."""
    if series == "remittances_gdp":
        return ["remin", "gdp"]
    return [variable for variable, key in _VARIABLES.items() if key == series]


def text_of(content: bytes) -> str:
    """Return the text of a file, decompressed if it is gzip. Raises Refusal."""
    if content[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal(N_("This file is too large."), field="file", code="file_too_large")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unknown() from None


def rows_of(content: bytes, vintage: date) -> list[Row]:
    """Return the values of a file, for the day on which the source published it.

    Five files are known by their first line: World Bank values (geo,var,t,v), the history of
    published remittances (…_commit_date,year,remittances_pct_gdp), bilateral migrant stock
    (geo,t,from,sex,n), prices of sending remittances (period,source_code,destination_code,firm,
    …) and our own (series,geo,year,value,source,vintage). Raises Refusal.
    """
    text = text_of(content)
    reader = CsvText(text)
    names = [str(one).strip().lower() for one in reader.fieldnames or ()]
    reader.fieldnames = names
    if names[:4] == ["geo", "var", "t", "v"]:
        return list(of_world_bank(reader, vintage))
    if {"year", "remittances_pct_gdp"} <= set(names):
        return list(_vintages(reader, names))
    if {"geo", "t", "from", "sex", "n"} <= set(names):
        return list(_stock(reader, vintage))
    if prices.recognises(names):
        found = prices.values_of(reader)
        return [Row(*one, prices.SOURCE, vintage) for one in found]
    if {"series", "geo", "year", "value", "source"} <= set(names):
        return list(_ours(reader, vintage))
    raise _unknown()


def _unknown() -> Refusal:
    return Refusal(
        N_("This kind of file is not known. The guide to knowledge lists the five kinds of files."),
        field="file",
        code="series_file_unknown",
    )


def _number(row: Mapping[str, Any], name: str, line: int) -> Decimal:
    try:
        value = Decimal(str(row[name]).strip())
    except (InvalidOperation, KeyError):
        value = Decimal("NaN")
    if not value.is_finite() or value.adjusted() >= MOST_DIGITS:
        raise Refusal(
            N_("Row {line}: “{text}” is not a number. Nothing was loaded."),
            field="file", code="series_number", line=line, text=str(row.get(name))[:40],
        )  # fmt: skip
    return value


def _year(row: Mapping[str, Any], name: str, line: int) -> int:
    year = _number(row, name, line)
    if year != year.to_integral() or not 1900 <= year <= 2100:
        raise Refusal(
            N_("Row {line}: “{text}” is not a year. Nothing was loaded."),
            field="file", code="series_year", line=line, text=str(row.get(name))[:40],
        )  # fmt: skip
    return int(year)


def _geo(row: Mapping[str, Any], line: int) -> str:
    geo = str(row.get("geo") or "").strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", geo):
        raise Refusal(
            N_("Row {line}: “{text}” is not a three-letter code. Nothing was loaded."),
            field="file", code="series_geo", line=line, text=geo[:40],
        )  # fmt: skip
    return geo


def of_world_bank(rows: Iterable[Mapping[str, Any]], vintage: date) -> Iterator[Row]:
    """Yield the values, and remittances as a share of GDP, which is computed from two of them."""
    money: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(dict)
    for line, row in enumerate(rows, start=2):
        if not str(row["v"] or "").strip():
            continue
        series = _VARIABLES.get(str(row["var"]))
        if series is None:
            continue
        geo, year, value = _geo(row, line), _year(row, "t", line), _number(row, "v", line)
        money[geo, year][series] = value
        yield Row(series, geo, year, value, WORLD_BANK, vintage)
    for (geo, year), known in sorted(money.items()):
        if known.get("gdp_usd") and "remittances_usd" in known:
            share = 100 * known["remittances_usd"] / known["gdp_usd"]
            if share.adjusted() >= MOST_DIGITS:
                continue
            share = share.quantize(Decimal("0.0001"))
            yield Row("remittances_gdp", geo, year, share, f"{WORLD_BANK} (computed)", vintage)


def _vintages(rows: Iterable[Mapping[str, Any]], names: list[str]) -> Iterator[Row]:
    """Yield how the published share of remittances of Kosovo* changed over time."""
    column = next((one for one in names if one.endswith("date")), "")
    for line, row in enumerate(rows, start=2):
        try:
            day = date.fromisoformat(str(row.get(column, "")).strip())
        except ValueError:
            raise Refusal(
                N_("Row {line}: “{text}” is not a date. Nothing was loaded."),
                field="file", code="series_day", line=line, text=str(row.get(column))[:40],
            ) from None  # fmt: skip
        yield Row(
            "remittances_gdp", "XKX", _year(row, "year", line),
            _number(row, "remittances_pct_gdp", line), "World Bank", day,
        )  # fmt: skip


def _stock(rows: Iterable[Mapping[str, Any]], vintage: date) -> Iterator[Row]:
    """Yield the migrants who live in each economy, all origins together, and the women of them."""
    totals: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for line, row in enumerate(rows, start=2):
        geo, year, people = _geo(row, line), _year(row, "t", line), _number(row, "n", line)
        totals["migrant_stock", geo, year] += people
        if row["sex"] == "female":
            totals["migrant_stock_women", geo, year] += people
    for (series, geo, year), people in sorted(totals.items()):
        yield Row(series, geo, year, people, DESA, vintage)


def _ours(rows: Iterable[Mapping[str, Any]], vintage: date) -> Iterator[Row]:
    for line, row in enumerate(rows, start=2):
        day = str(row.get("vintage") or "").strip()
        try:
            published = date.fromisoformat(day) if day else vintage
        except ValueError:
            raise Refusal(
                N_("Row {line}: “{text}” is not a date. Nothing was loaded."),
                field="file", code="series_day", line=line, text=day[:40],
            ) from None  # fmt: skip
        series, source = str(row["series"] or "").strip(), str(row["source"] or "").strip()
        if not re.fullmatch(r"[a-z0-9_-]{1,60}", series) or not source:
            raise Refusal(
                N_("Row {line}: give the short name of the series and its source. Nothing was "
                   "loaded."),
                field="file", code="series_unnamed", line=line,
            )  # fmt: skip
        yield Row(
            series, _geo(row, line), _year(row, "year", line), _number(row, "value", line),
            source[:200], published,
        )  # fmt: skip
