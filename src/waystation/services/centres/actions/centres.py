"""The register of centres."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.periods import now
from waystation.registry.reference import queries as reference
from waystation.services.centres.models import Centre

from .checking import missing

CENTRE_NEEDS = ("place", "host_kind", "handover_status")


@transaction.atomic
def keep_centre(user: access.Anyone | None, office_id: UUID, **values: Any) -> Centre:
    """Enter a centre into the register, or change its entry. One centre per office."""
    me = access.require(user, "centre.manage", office_id) if user is not None else None
    office = access.the_office(office_id)
    refuse(
        [
            *missing(values, CENTRE_NEEDS),
            reference.refusal_of_code("municipality", values.get("place", ""), "place"),
            reference.refusal_of_code("host_kind", values.get("host_kind", ""), "host_kind"),
            reference.refusal_of_code(
                "handover_status", values.get("handover_status", ""), "handover_status"
            ),
            *(
                reference.refusal_of_code("language", code, "languages")
                for code in values.get("languages", [])
            ),
        ]
    )
    centre = Centre.objects.filter(office_id=office_id).first() or Centre(
        organisation_id=office.organisation_id,
        office_id=office_id,
        created_by=me,
        created_at=now(),
        version=0,
    )
    for name, value in values.items():
        setattr(centre, name, value)
    centre.version += 1
    centre.changed_at = now()
    centre.save()
    audit.log(
        me,
        "centre.keep",
        "centres.Centre",
        centre.id,
        organisation_id=office.organisation_id,
        office_id=office_id,
        fields=sorted(values),
    )
    return centre
