"""The register of centres."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.services.centres.models import Centre

from .marks import not_seen


def centres_visible_to(user: access.AnyUser) -> QuerySet[Centre]:
    """Return the centres of the organisation: their register is no secret among colleagues."""
    if not access.may(user, "centre.read") and not access.may(user, "centre.manage"):
        return Centre.objects.none()
    return Centre.objects.filter(organisation_id=access.signed_in(user).organisation_id).order_by(
        "name", "id"
    )


def centre_visible_to(user: access.AnyUser, centre_id: UUID) -> Centre:
    """Return one centre. Raises NotSeen for another organisation's."""
    centre = centres_visible_to(user).select_related("office").filter(id=centre_id).first()
    if centre is None:
        raise not_seen()
    return centre


def public_centres() -> list[dict[str, Any]]:
    """Return what anybody may know of the centres: name, place, address, hours, languages."""
    found = Centre.objects.filter(public=True).order_by("name")
    return [
        dict(row)
        for row in found.values("name", "place", "address", "telephone", "hours", "languages")
    ]


def public_offices() -> list[tuple[UUID, str]]:
    """Return the offices whose centre is announced to everybody, as choices."""
    rows = Centre.objects.filter(public=True).order_by("name", "id")
    return list(rows.values_list("office_id", "name"))


def public_office(office_id: UUID) -> access.Office:
    """Return an office whose centre is announced. Raises NotSeen for another one."""
    centre = (
        Centre.objects.filter(public=True, office_id=office_id).select_related("office").first()
    )
    if centre is None:
        raise not_seen()
    return centre.office


def offices_without_centre(user: access.AnyUser) -> list[tuple[UUID, str]]:
    """Return the offices whose centre is not in the register yet, for who may enter it."""
    offices = access.offices_visible_to(user, "centre.manage")
    taken = Centre.objects.filter(office__in=offices).values_list("office_id", flat=True)
    return [(office.id, office.name) for office in offices if office.id not in set(taken)]
