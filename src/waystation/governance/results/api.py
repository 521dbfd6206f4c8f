"""Indicators, figures and editions over HTTP, scoped and protected as on the pages."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
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


class EditionOut(Schema):
    id: UUID
    title: str
    number: int
    audience: str
    published_at: str
    digest: str


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
        for key, one in queries.indicators_seen_by(request.user).items()
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
    """Return an indicator's figures; small numbers are kept back unless audience=internal and
    the caller may open every record behind them. ``by`` names dimensions, with commas between.
    Figures for partners or public are to be handed out; what was published to them with small
    numbers kept back is refused. "staff" is for looking only.
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


@router.get("/editions", response=list[EditionOut], summary="Published editions")
def list_editions(request: HttpRequest) -> list[EditionOut]:
    """Return the editions that the caller may read, the newest first."""
    access.require(request.user, "report.read")
    return [
        EditionOut(
            id=row["id"],
            title=row["title"],
            number=row["number"],
            audience=row["audience"],
            published_at=row["published_at"].isoformat(),
            digest=row["digest"],
        )
        for row in queries.editions_seen_by(request.user)
    ]


@router.get("/editions/{edition}", summary="The frozen bytes of an edition")
def read_edition(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Return the very bytes whose SHA-256 is the edition's digest."""
    access.require(request.user, "report.read")
    read = queries.edition_seen_by(request.user, edition)
    answer = HttpResponse(bytes(read.row.content), content_type="application/json")
    answer["Digest-SHA-256"] = read.row.digest
    return answer


@router.get("/editions/{edition}/check", summary="Count an edition again")
def check_edition(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Return the state of every figure: same, changed, not_recomputable."""
    access.require(request.user, "report.read")
    read = queries.edition_seen_by(request.user, edition)
    again = queries.recomputed(read.row)
    states = {str(number): one.state for number, one in again.verdicts.items()}
    return HttpResponse(json.dumps({"figures": states}), content_type="application/json")
