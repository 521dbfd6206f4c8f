"""The register of centres."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from waystation.foundation.access import queries as access
from waystation.foundation.records.languages import names_in, own_text
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.shared.languages import LocalText
from waystation.services.centres.fields import CENTRE, PUBLIC_TEXTS
from waystation.services.centres.models import Centre, Equipment, StaffTraining
from waystation.services.centres.rules import HANDED_OVER


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


@dataclass(frozen=True)
class HandOver:
    """How far a centre is in the hands of its host: equipment and trainings, by number."""

    equipment: int = 0
    handed_over: int = 0
    broken: int = 0
    trainings: int = 0
    trained: int = 0


def hand_over_of(offices: Sequence[UUID]) -> dict[UUID, HandOver]:
    """Return the hand-over of centres that the user may see already, by office."""
    items = Equipment.objects.filter(office_id__in=offices).order_by().values_list("office_id")
    gear = {
        office: found
        for office, *found in items.annotate(
            all=Count("id"),
            over=Count("id", filter=Q(handed_over_on__isnull=False)),
            broken=Count("id", filter=Q(condition__in=["broken", "lost"])),
        )
    }
    held = StaffTraining.objects.filter(office_id__in=offices).order_by().values_list("office_id")
    staff = {
        office: found for office, *found in held.annotate(all=Count("id"), trained=Sum("trained"))
    }
    return {one: HandOver(*gear.get(one, [0, 0, 0]), *staff.get(one, [0, 0])) for one in offices}


@dataclass(frozen=True)
class CountryLine:
    """The centres of a country: how many, how many handed over, how many staff trained."""

    country: str
    centres: int
    handed_over: int
    trained_staff: int


def network_of(user: access.AnyUser) -> list[CountryLine]:
    """Return the network of all centres, country by country."""
    rows = centres_visible_to(user).order_by("country").values_list("country")
    found = rows.annotate(
        all=Count("id"),
        over=Count("id", filter=Q(handover_status=HANDED_OVER)),
        staff=Sum("trained_staff"),
    )
    return [CountryLine(CENTRE["country"].words(one), *counts) for one, *counts in found]


def public_centres() -> list[dict[str, Any]]:
    """Return what anybody may know of the centres, by name, in the reader's language."""
    texts = names_in(*PUBLIC_TEXTS)
    found = Centre.objects.filter(public=True).order_by("name", "id")
    rows = found.values("place", "telephone", "languages", *texts)
    return [row | {name: own_text(row, name) for name in PUBLIC_TEXTS} for row in rows]


def public_offices() -> list[tuple[UUID, LocalText]]:
    """Return the offices whose centre is announced to everybody, as choices."""
    return list(_public_names(Centre.objects.order_by("name", "id")).items())


def names_of_offices(offices: Collection[UUID]) -> dict[UUID, LocalText]:
    """Return the names of those among the offices whose centre is announced to everybody."""
    return _public_names(Centre.objects.filter(office_id__in=offices))


def _public_names(centres: QuerySet[Centre]) -> dict[UUID, LocalText]:
    """Return the names of the announced ones among centres by office, in the reader's language."""
    rows = centres.filter(public=True).values("office_id", *names_in("name"))
    return {row["office_id"]: own_text(row, "name") for row in rows}


def public_office(office_id: UUID) -> access.Office:
    """Return an office whose centre is announced. Raises NotSeen for another one."""
    centre = (
        Centre.objects.filter(public=True, office_id=office_id).select_related("office").first()
    )
    if centre is None:
        raise not_seen()
    return centre.office


def offices_without_centre(user: access.AnyUser) -> list[tuple[UUID, str]]:
    """Return offices whose centre is not yet in the register, for users who may add it."""
    offices = access.offices_visible_to(user, "centre.manage")
    taken = Centre.objects.filter(office__in=offices).values_list("office_id", flat=True)
    return [(office.id, office.name) for office in offices if office.id not in set(taken)]
