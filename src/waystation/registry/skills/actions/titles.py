"""Confirming what a title means."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.analysis.matching import fold
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import refuse
from waystation.registry.skills.models import LearnedTitle
from waystation.registry.skills.occupations import occupation_names
from waystation.registry.skills.rules import titles as rules


@transaction.atomic
def confirm_title(user: access.AnyUser, title: str, code: str) -> LearnedTitle:
    """Record that a title means an occupation; from then on it is accepted without asking.

    A title that was confirmed before gets the new code; the same code changes nothing. Raises
    NotAllowed, Refusal for a title without letters or a code that is not in ISCO-08.
    """
    me = access.require(user, "title.code")
    title = " ".join(title.split())
    refuse([rules.refusal_of_pair(title, code, occupation_names())])
    folded = fold(title)
    rows = LearnedTitle.objects.select_for_update()
    learned = rows.filter(organisation_id=me.organisation_id, folded=folded).first()
    if learned is not None and learned.code == code:
        return learned
    if learned is None:
        learned = LearnedTitle.begin(me, _office_of(me), folded=folded)
    else:
        learned.touch()
    learned.title, learned.code = title, code
    learned.save()
    audit.log(
        me, "title.confirm", "skills.LearnedTitle", learned.id,
        office_id=learned.office_id, code=code,
    )  # fmt: skip
    return learned


def _office_of(user: Any) -> UUID:
    offices = access.offices_where(user, "title.code")
    home = access.office_of(user)
    return home.id if home is not None and home.id in offices else offices[0]
