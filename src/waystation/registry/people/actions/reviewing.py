"""Storing decisions about pairs of files, from which linkage calibrates its probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.registry.people.models import LinkReview

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def remember_review(
    me: User, office_id: UUID, one: UUID, other: UUID, weight: float, *, same: bool
) -> None:
    """Keep a decision about two files; a later one about the same two takes its place.

    Part of the action that decides, which is logged itself.
    """
    left, right = sorted((one, other))
    moment = now()
    there = LinkReview.objects.select_for_update().filter(left_id=left, right_id=right).first()
    if there is not None:
        there.same, there.changed_at, there.version = same, moment, there.version + 1
        there.save(update_fields=["same", "changed_at", "version"])
        return
    LinkReview.objects.create(
        id=new_key(),
        organisation_id=me.organisation_id,
        office_id=office_id,
        created_at=moment,
        created_by_id=me.id,
        changed_at=moment,
        left_id=left,
        right_id=right,
        weight=weight,
        same=same,
    )
