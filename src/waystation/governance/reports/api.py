"""Published editions over HTTP, scoped as on the pages."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from waystation.foundation.access import queries as access
from waystation.governance.reports import queries

PREFIX = "results"
router = Router(tags=["reports"])


class EditionOut(Schema):
    id: UUID
    title: str
    number: int
    audience: str
    published_at: str
    digest: str


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
        for row in queries.published_editions(request.user)
    ]


@router.get("/editions/{edition}", summary="The frozen bytes of an edition")
def read_edition(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Return the very bytes whose SHA-256 is the edition's digest."""
    access.require(request.user, "report.read")
    read = queries.edition_visible_to(request.user, edition)
    answer = HttpResponse(bytes(read.row.content), content_type="application/json")
    answer["Digest-SHA-256"] = read.row.digest
    return answer


@router.get("/editions/{edition}/check", summary="Count an edition again")
def check_edition(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Return the state of every figure: same, changed, not_recomputable, or closed.

    It is closed where the user may not open every record behind the figure.
    """
    access.require(request.user, "report.read")
    read = queries.edition_visible_to(request.user, edition)
    again = queries.recompute_for(request.user, read.row)
    states = {str(number): one.state for number, one in again.verdicts.items()}
    return HttpResponse(json.dumps({"figures": states}), content_type="application/json")
