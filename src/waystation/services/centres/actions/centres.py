"""The register of centres."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.periods import today_in
from waystation.services.centres import rules
from waystation.services.centres.fields import CENTRE
from waystation.services.centres.models import Centre


@transaction.atomic
def record_centre(user: access.AnyUser | None, office_id: UUID, **values: Any) -> Centre:
    """Enter a centre into the register, or change its entry. One centre per office.

    ``user`` is None for commands.
    """
    me = access.require(user, "centre.manage", office_id) if user is not None else None
    office = access.the_office(office_id)
    given = CENTRE.complete(values)
    given["trained_staff"] = given["trained_staff"] or 0
    given["country"] = given["country"] or rules.HOME_COUNTRY
    CENTRE.refuse(given, *rules.refusals_of_centre(given, today_in(office.zone)))
    centre = Centre.objects.filter(office_id=office_id).first()
    if centre is None:
        centre = Centre.begin(me, office_id, version=0)
        centre.organisation_id = office.organisation_id
    write_values(centre, CENTRE, given)
    centre.touch()
    centre.save()
    audit.log(
        me,
        "centre.record",
        "centres.Centre",
        centre.id,
        organisation_id=office.organisation_id,
        office_id=office_id,
        fields=sorted(values),
    )
    return centre
