"""Figures asked of partners over HTTP: asked, read, reminded of, and decided on."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut, Text, key_of
from waystation.foundation.records import plain
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.results import actions
from waystation.governance.results.fields import PARTNER_REQUEST, RETURN_FIGURES
from waystation.governance.results.queries import partners as queries
from waystation.governance.results.transitions import REQUEST_WORKFLOW

router = Router()
MOST = 200
STEP = Enum(  # type: ignore[misc]
    "RequestStep",
    {name: name for name, one in REQUEST_WORKFLOW.transitions.items() if one.permission},
)
STATE = Enum("RequestState", {name: name for name in REQUEST_WORKFLOW.states})  # type: ignore[misc]


class RequestIn(FieldsIn, table=PARTNER_REQUEST):
    """What is asked: of which partner, and of which indicators, by their keys."""

    office_id: Text = ""
    entity_id: Text = ""
    indicators: list[Text] = []


class RequestLine(FieldsOut, table=PARTNER_REQUEST):
    """A request with where it stands."""

    id: UUID
    office_id: UUID
    entity_id: UUID
    partner: str
    state: str
    reason: str
    answered_at: datetime | None
    decided_at: datetime | None
    reminded_on: date | None
    version: int

    @staticmethod
    def resolve_partner(row: Any) -> str:
        return str(row.entity.name)


class FigureOut(Schema):
    """One figure as the partner typed it; ``fact_id`` is the dated fact once it is accepted."""

    indicator: str
    definition_version: int
    value: float | None
    qualifier: str
    parts: dict[str, float]
    note: str
    source: str
    document: str
    fact_id: UUID | None


class RequestOut(RequestLine):
    """A request with its figures."""

    figures: list[FigureOut]

    @staticmethod
    def resolve_figures(row: Any) -> list[dict[str, Any]]:
        return [_figure(one) for one in queries.asked_in(row)]


class AskedOut(RequestOut):
    """A request that was just made, with the address for the partner; it is shown this once."""

    link: str

    @staticmethod
    def resolve_link(row: Any) -> str:
        link = queries.live_link(row)
        return queries.address_of(link) if link else ""


class LinkOut(Schema):
    """The address for the partner, shown this once, and until when it opens."""

    link: str
    expires_at: datetime


class DecisionIn(FieldsIn, table=RETURN_FIGURES):
    """The version that was read; why figures are returned, other steps ask nothing."""

    version: int | None = None


def _figure(one: queries.Asked) -> dict[str, Any]:
    figure = one.figure
    return {
        "indicator": one.known.key,
        "definition_version": figure.definition_version,
        "value": figure.value,
        "qualifier": figure.qualifier,
        "parts": figure.parts,
        "note": figure.note,
        "source": figure.source,
        "document": queries.document_of(figure),
        "fact_id": figure.fact_id,
    }


@router.get("/partner-requests", response=list[RequestLine], summary="Figures asked of partners")
def list_partner_requests(request: HttpRequest, state: STATE | None = None) -> Any:
    """Return the requests of the offices in which you write reports, the latest due first."""
    access.require(request.user, queries.READ)
    rows = queries.requests_visible_to(request.user)
    if state is not None:
        rows = rows.filter(state=state.value)
    return list(rows.order_by("-due_on", "-id")[:MOST])


@router.post("/partner-requests", response={201: AskedOut}, summary="Ask a partner for figures")
def ask_partner(request: HttpRequest, body: RequestIn) -> Any:
    """Ask a partner, and mail its focal points the link. An ``Idempotency-Key`` asks once."""
    access.require(request.user, "target.set")
    office = plain.key(body.office_id, "office_id")
    if office is None:
        raise Refusal(N_("Choose the office."), field="office_id", code="missing")
    row = actions.ask_partner(
        request.user,
        office,
        plain.key(body.entity_id, "entity_id"),
        body.indicators,
        key=key_of(request),
        **PARTNER_REQUEST.read(body.dict()),
    )
    return Status(201, queries.request_visible_to(request.user, row.pk))


@router.get("/partner-requests/{uuid:key}", response=RequestOut, summary="A request to a partner")
def read_partner_request(request: HttpRequest, key: UUID) -> Any:
    """Return a request with the figures that the partner typed."""
    return queries.request_visible_to(request.user, key)


@router.post(
    "/partner-requests/{uuid:key}/link", response={201: LinkOut}, summary="Make a new link"
)
def make_partner_link(request: HttpRequest, key: UUID) -> Any:
    """Make a new link and mail it; the earlier one no longer opens."""
    link = actions.make_request_link(request.user, key)
    return Status(201, {"link": queries.address_of(link), "expires_at": link.expires_at})


@router.post("/partner-requests/{uuid:key}/remind", response=RequestOut, summary="Remind a partner")
def remind_partner(request: HttpRequest, key: UUID) -> Any:
    """Remind a partner by e-mail, once a day at most."""
    actions.remind_partner(request.user, key)
    return queries.request_visible_to(request.user, key)


@router.post(
    "/partner-requests/{uuid:key}/{step}", response=RequestOut, summary="Decide on figures"
)
def decide_on_partner_figures(request: HttpRequest, key: UUID, step: STEP, body: DecisionIn) -> Any:
    """Accept the figures, return them with a reason, or cancel the request."""
    values = body.dict()
    version = values.pop("version")
    actions.decide_on_request(request.user, key, step.value, version, **values)
    return queries.request_visible_to(request.user, key)
