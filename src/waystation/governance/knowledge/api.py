"""Checking a text and reading series over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from waystation.analysis import claims
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_

from . import queries

router = Router(tags=["knowledge"])


class TextIn(Schema):
    """A text to check; without ``facts`` the office's own register is meant."""

    text: str = ""
    language: str = ""
    facts: list[dict[str, Any]] | None = None


class FactOut(Schema):
    """The fact behind a figure, or the nearest one."""

    id: str
    subject: str
    label: str
    value: float | None
    unit: str
    qualifier: str
    year: int | str | None
    place: str
    source: str
    vintage: str | None


class QuotationOut(Schema):
    """A quotation that says what a figure says, and its publisher's own value for that time."""

    fact: FactOut
    own: FactOut | None


class FigureOut(Schema):
    """A figure of the text with its verdict; ``span`` counts characters of the text."""

    span: tuple[int, int]
    text: str
    value: float | None
    upper: float | None
    kind: str
    unit: str
    qualifier: str
    year: int | str | None
    verdict: str
    says: str
    fact: FactOut | None
    against: FactOut | None
    quotation: QuotationOut | None = None


class CheckedOut(Schema):
    """The language the text was read in, and its figures."""

    language: str
    facts: int
    figures: list[FigureOut]


class ValueOut(Schema):
    """The value of a year as a source published it."""

    year: int
    value: float
    source: str
    vintage: date
    corrected_from: float | None


class LineOut(Schema):
    """A series of an economy as it was known on a day."""

    series: str
    geo: str
    as_of: date
    unit: str
    values: list[ValueOut]


@router.post("/check", response=CheckedOut, summary="Check the figures of a text")
def check_text(request: HttpRequest, body: TextIn) -> Any:
    """Return every figure of a text with one of seven verdicts and its fact."""
    user = access.require_any(request.user, *queries.CHECKERS)
    facts = None if body.facts is None else claims.facts_of(body.facts)
    if body.facts and not facts:
        raise Refusal(
            N_("None of these facts has a value and something that says what it is."),
            field="facts", code="register_unreadable",
        )  # fmt: skip
    found = queries.checked_text(user, body.text, body.language, facts)
    return {
        "language": found.language,
        "facts": found.facts,
        "figures": [
            one.as_json() | {"quotation": quoted.as_json() if quoted else None}
            for one, quoted in (
                (one, found.quotations.get(at)) for at, one in enumerate(found.figures)
            )
        ],
    }


@router.get("/series/{key}", response=LineOut, summary="A series as it was known on a day")
def read_series(request: HttpRequest, key: str, geo: str = "XKX", as_of: date | None = None) -> Any:
    """Return one value a year, of the newest vintage until the day (today by default)."""
    user = access.require(request.user, queries.READ)
    line = queries.line_visible_to(user, key, geo.upper(), as_of or today_in())
    return {
        "series": key, "geo": line.geo, "as_of": line.day, "unit": line.series.unit,
        "values": [
            {
                "year": one.year, "value": float(one.value), "source": one.source,
                "vintage": one.vintage,
                "corrected_from": None if one.corrected_from is None else float(one.corrected_from),
            }
            for one in line.values.values()
        ],
    }  # fmt: skip
