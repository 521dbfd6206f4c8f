"""The register of centres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.saving import save
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.periods import today_in
from waystation.services.centres import queries, rules
from waystation.services.centres.fields import CENTRE
from waystation.services.centres.models import Centre


def _complete_values(values: Mapping[str, Any], office: access.Office) -> dict[str, Any]:
    """Return all values of a centre, tidied. Raises Refusals."""
    given = strip_texts(CENTRE.complete(values))
    given["trained_staff"] = given["trained_staff"] or 0
    given["country"] = given["country"] or rules.HOME_COUNTRY
    CENTRE.refuse(given, *rules.refusals_of_centre(given, today_in(office.zone)))
    return given


@transaction.atomic
def record_centre(user: access.AnyUser | None, office_id: UUID, **values: Any) -> Centre:
    """Enter a centre into the register, or change its entry. One centre per office.

    ``user`` is None for commands.
    """
    me = access.require(user, "centre.manage", office_id) if user is not None else None
    office = access.the_office(office_id, me)
    given = _complete_values(values, office)
    centre = Centre.objects.filter(office_id=office_id).first()
    if centre is None:
        centre = Centre.begin(me, office_id, version=0)
        centre.organisation_id = office.organisation_id
    write_values(centre, CENTRE, given)
    return save(me, "centre.record", centre, fields=sorted(values))


@transaction.atomic
def edit_centre(
    user: access.AnyUser, centre_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Centre:
    """Edit the entry of a centre. ``seen`` are the values that the editor saw, by field.

    Raises NotSeen, NotAllowed, Refusals, Conflict with both values where somebody else changed the
    same field.
    """
    queries.centre_visible_to(user, centre_id)
    centre = Centre.objects.select_for_update(of=("self",)).get(id=centre_id)
    me = access.require(user, "centre.manage", centre.office_id)
    before = values_of(centre, CENTRE)
    draft = Draft(**before)
    merge_edit(draft, seen, proposed)
    given = _complete_values(draft.values, access.the_office(centre.office_id, me))
    changed = sorted(name for name in CENTRE.names if given[name] != before[name])
    if not changed:
        return centre
    write_values(centre, CENTRE, given, changed)
    return save(me, "centre.edit", centre, fields=changed)
