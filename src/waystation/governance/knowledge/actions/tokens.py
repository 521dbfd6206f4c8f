"""Recording the facts that a text quotes as live tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.governance.knowledge.models import Mention
from waystation.governance.knowledge.queries.tokens import tokens_of


@transaction.atomic
def record_tokens(
    user: Any,
    office_id: UUID,
    quoted: Iterable[tuple[str, str]],
    *,
    text_kind: str,
    text_id: str,
    title: str,
    address: str,
) -> int:
    """Record the facts that a draft quotes, each as (key, as written); return how many.

    Replaces earlier records of the same draft. The caller has checked that the user may write the
    text, and logs the change of it.
    """
    there = Mention.objects.filter(
        organisation_id=user.organisation_id, text_kind=text_kind, text_id=text_id, token=True,
        published=False, settled_on__isnull=True,
    )  # fmt: skip
    there.delete()
    quoted = list(quoted)
    known = tokens_of(user.organisation_id, [key for key, _written in quoted])
    made = 0
    for key, written in quoted:
        one = known.get(key)
        if one is None:
            continue
        Mention.begin(
            user, office_id, text_kind=text_kind, text_id=text_id, title=title[:300],
            address=address[:300], written=written[:120], token=True, series=one.series[:60],
            geo=one.place[:60], year=one.year, value=one.value, source=one.source,
            vintage=one.vintage, fact=key,
        ).save(force_insert=True)  # fmt: skip
        made += 1
    return made
