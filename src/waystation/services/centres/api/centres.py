"""The register of centres over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsOut
from waystation.services.centres import actions, queries
from waystation.services.centres.fields import CENTRE

router = Router()
READ = ("centre.read", "centre.manage")
MOST = 200


class CentreOut(FieldsOut, table=CENTRE):
    """A centre, its texts in every language in which they are written."""

    id: UUID
    office_id: UUID
    version: int


@router.get("/centres", response=list[CentreOut], summary="The centres of your organisation")
def list_centres(request: HttpRequest) -> Any:
    """Return the centres of your organisation by name."""
    access.require_any(request.user, *READ)
    return list(queries.centres_visible_to(request.user)[:MOST])


@router.get("/centres/{uuid:centre_id}", response=CentreOut, summary="One centre")
def read_centre(request: HttpRequest, centre_id: UUID) -> Any:
    """Return one centre; 404 outside your organisation."""
    access.require_any(request.user, *READ)
    return queries.centre_visible_to(request.user, centre_id)


@router.patch("/centres/{uuid:centre_id}", response=CentreOut, summary="Change a centre")
def edit_centre(request: HttpRequest, centre_id: UUID, edit: Edit) -> Any:
    """Change fields of a centre; 409 with both values where somebody else changed the same."""
    seen, proposed = edit.read(CENTRE)
    return actions.edit_centre(request.user, centre_id, seen, proposed)
