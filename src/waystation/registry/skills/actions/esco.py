"""Migrating profiles from one version of ESCO to the next."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.registry.skills import queries
from waystation.registry.skills.models import ProfileOccupation, ProfileSkill


@transaction.atomic
def follow_esco(user: access.AnyUser) -> dict[str, Any]:
    """Give profiles' lines the concepts that replaced theirs; report concepts without successor.

    Idempotent. A skill that a profile would have twice is kept once. Stored matching results keep
    their wording. Raises NotAllowed.
    """
    me = access.require(user, "pack.add")
    found = queries.unknown_concepts(me.organisation_id)
    changed = 0
    for one in found:
        if not one.replaced_by:
            continue
        if one.kind == "skill":
            lines: Any = ProfileSkill.objects.filter(
                organisation_id=me.organisation_id, uri=one.uri
            )
        else:
            lines = ProfileOccupation.objects.filter(
                organisation_id=me.organisation_id, esco_uri=one.uri
            )
        for line in lines.select_for_update().order_by("id"):
            _follow(line, one)
            changed += 1
    lost = [one.name or one.uri for one in found if not one.replaced_by]
    if changed:
        audit.log(
            me,
            "esco.follow",
            "reference.LoadedPack",
            None,
            lines=changed,
            lost=len(lost),
        )
    return {"changed": changed, "lost": lost}


def _follow(line: Any, one: queries.Unknown) -> None:
    if isinstance(line, ProfileSkill):
        there = ProfileSkill.objects.filter(profile_id=line.profile_id, key=one.replaced_by)
        if there.exists():
            line.delete()
            return
        line.uri = line.key = one.replaced_by
        line.name = one.new_name or line.name
    else:
        line.esco_uri = one.replaced_by
    line.touch()
    line.save()
