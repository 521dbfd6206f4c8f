"""Links of policies and measures: to evidence, activities, indicators and publications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.saving import add, log
from waystation.foundation.records.values import tidy_values
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.policies.fields import LINK
from waystation.governance.policies.models import Link, Measure
from waystation.governance.policies.queries import instruments, records, scope
from waystation.governance.policies.queries import measures as queries
from waystation.governance.policies.transitions import DRAFT


@transaction.atomic
def link_record(
    user: access.AnyUser, instrument_id: UUID, *, measure_id: UUID | None = None, **values: Any
) -> Link:
    """Link a policy, or one of its measures, with a record as it is today.

    ``chosen`` is the address of a fact, a document or an indicator from the list; ``address``
    that of any other page of Waystation. The same link again is the one already there.
    Raises NotSeen, NotAllowed, Refusals.
    """
    row = scope.one_of(instruments.lockable(user), instrument_id)
    me = access.require(user, DRAFT, row.office_id)
    given = tidy_values(LINK, values)
    LINK.refuse(given)
    address = given["chosen"] or given["address"]
    named = records.record_at(user, address) if address else None
    if named is None:
        raise Refusal(
            N_("Choose a record from the list, or copy the address of its page in Waystation."),
            field="address",
            code="no_record",
        )
    if measure_id is not None:
        scope.one_of(Measure.objects.filter(instrument=row), measure_id)
    there = Link.objects.filter(
        instrument=row, measure=measure_id, role=given["role"], address=named.address
    ).first()
    if there is not None:
        return there
    link = Link.begin(
        me,
        row.office_id,
        instrument=row,
        measure_id=measure_id,
        role=given["role"],
        record_kind=named.kind,
        record_id=named.key,
        title=(given["title"] or named.title)[:300],
        said=named.said,
        as_of=named.as_of,
        source=named.source,
        address=named.address,
    )
    return add(me, "policy.link", link, role=link.role, kind=link.record_kind)


@transaction.atomic
def remove_link(user: access.AnyUser, key: UUID) -> Link:
    """Take a link out again. Raises NotSeen, NotAllowed."""
    link = queries.link_visible_to(user, key)
    me = access.require(user, DRAFT, link.office_id)
    log(me, "policy.unlink", link, role=link.role, to=link.address)
    Link.objects.filter(id=link.id).delete()
    return link
