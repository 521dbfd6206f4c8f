"""Indicators and figures over HTTP, scoped and protected as on the pages."""

from __future__ import annotations

from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, Text
from waystation.foundation.shared.periods import parse
from waystation.governance.results import actions, presenting, queries
from waystation.governance.results.fields import RETURN
from waystation.governance.results.transitions import DEFINITION_WORKFLOW

router = Router()
STEP = Enum("DefinitionStep", {name: name for name in DEFINITION_WORKFLOW.transitions})  # type: ignore[misc]


class IndicatorOut(Schema):
    key: str
    title: str
    version: int
    digest: str
    definition: dict[str, Any]


class DefinitionIn(Schema):
    """A definition to be approved by another person; ``based_on`` is the version it changes."""

    id: UUID | None = None
    definition: dict[str, Any] = {}
    why: Text = ""
    based_on: int | None = None


class DefinitionOut(Schema):
    id: UUID
    indicator: str
    based_on: int
    definition: dict[str, Any]
    retires: bool
    why: str
    state: str
    reason: str


class RetirementIn(Schema):
    """Why an indicator is used no longer, or again; ``id`` makes sending twice one proposal."""

    id: UUID | None = None
    why: Text = ""
    based_on: int | None = None


class ReturnIn(FieldsIn, table=RETURN):
    """Why a definition is returned; other steps ask nothing."""


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


@router.post(
    "/definitions", response={201: DefinitionOut}, summary="Propose the definition of an indicator"
)
def propose_definition(request: HttpRequest, body: DefinitionIn) -> Any:
    """Propose a definition. Figures are counted by it once another person approves it."""
    row = actions.propose_definition(
        request.user, body.definition, body.why, based_on=body.based_on, key=body.id
    )
    return Status(201, row)


@router.post("/indicators/{key}/retire", response={201: DefinitionOut}, summary="Propose to retire")
def propose_retirement(request: HttpRequest, key: str, body: RetirementIn) -> Any:
    """Propose that an indicator is used no longer; another person approves it as a definition."""
    row = actions.propose_retirement(
        request.user, key, body.why, based_on=body.based_on, key=body.id
    )
    return Status(201, row)


@router.post(
    "/indicators/{key}/reopen", response={201: DefinitionOut}, summary="Propose to use again"
)
def propose_reopening(request: HttpRequest, key: str, body: RetirementIn) -> Any:
    """Propose to use a retired indicator again, by the definition that it had last."""
    return Status(201, actions.propose_reopening(request.user, key, body.why, key=body.id))


@router.get("/definitions/{uuid:draft}", response=DefinitionOut, summary="A proposed definition")
def read_definition(request: HttpRequest, draft: UUID) -> Any:
    """Return a proposed definition and what was decided on it."""
    return queries.draft_visible_to(request.user, draft)


@router.post(
    "/definitions/{uuid:draft}/{step}", response=DefinitionOut, summary="Decide on a definition"
)
def decide_on_definition(request: HttpRequest, draft: UUID, step: STEP, body: ReturnIn) -> Any:
    """Approve, return or withdraw a proposed definition. Its author can only withdraw it."""
    return actions.decide_on_definition(request.user, draft, step.value, **body.dict())


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
