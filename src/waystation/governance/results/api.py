"""Indicators and figures over HTTP, scoped and protected as on the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import parse
from waystation.governance.results import presenting, queries

router = Router(tags=["results"])


class IndicatorOut(Schema):
    key: str
    title: str
    version: int
    digest: str
    definition: dict[str, Any]


class FigureOut(Schema):
    key: dict[str, str]
    state: str
    value: float | None
    numerator: float | None
    denominator: float | None
    anonymous: int | None


class FiguresOut(Schema):
    indicator: str
    version: int
    period: str
    audience: str
    counted_at: int
    total: FigureOut
    cells: list[FigureOut]
    note: str


@router.get("/indicators", response=list[IndicatorOut], summary="Indicators in use")
def list_indicators(request: HttpRequest) -> list[IndicatorOut]:
    """Return every indicator with the definition in force."""
    return [
        IndicatorOut(
            key=key,
            title=one.title,
            version=one.version,
            digest=one.digest,
            definition=dict(one.definition.as_data),
        )
        for key, one in queries.indicators_by_key(request.user).items()
    ]


@router.get("/figures/{key}", response=FiguresOut, summary="Figures of an indicator")
def read_figures(
    request: HttpRequest,
    key: str,
    period: str = "",
    by: str = "",
    monthly: bool = False,
    office: UUID | None = None,
    sex: str = "",
    age_band: str = "",
    audience: str = "partners",
) -> FiguresOut:
    """Return an indicator's figures; small numbers are suppressed unless audience=internal and
    the caller may open every record behind them. ``by`` names dimensions, with commas between.
    Figures for partners or public are to be handed out; what was published to them with small
    numbers suppressed is refused. "staff" is for looking only.
    """
    access.require(request.user, "indicator.read")
    chosen = {name: value for name, value in (("sex", sex), ("age_band", age_band)) if value}
    table = queries.figures(
        request.user,
        [key],
        parse(period),
        by=[one for one in by.split(",") if one],
        monthly=monthly,
        offices=[office] if office else None,
        where=chosen,
        audience=audience,
    )[key]

    def out(one: queries.Figure) -> FigureOut:
        return FigureOut(
            key=dict(zip(table.dimensions, one.key, strict=False)),
            state=one.state,
            value=one.value,
            numerator=one.numerator,
            denominator=one.denominator,
            anonymous=one.anonymous,
        )

    return FiguresOut(
        indicator=key,
        version=table.known.version,
        period=table.period.code,
        audience=table.audience,
        counted_at=table.counted_at,
        total=out(table.total),
        cells=[out(one) for one in table.cells],
        note=presenting.note_of([table]),
    )
