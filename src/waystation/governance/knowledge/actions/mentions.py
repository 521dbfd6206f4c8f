"""Recording the facts behind a text's figures, and settling those that a new vintage outdated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.analysis import claims
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.saving import save
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries
from waystation.governance.knowledge.models import DatedFact, Mention, Observation
from waystation.governance.knowledge.queries.newer import fact_year
from waystation.governance.knowledge.queries.registers import WRITE


@transaction.atomic
def record_mentions(
    user: AnyUser,
    office_id: UUID,
    checked: Iterable[claims.Checked],
    *,
    text_kind: str,
    text_id: str,
    title: str,
    address: str = "",
    published: bool = False,
    permission: str = WRITE,
) -> int:
    """Record the figures of a checked text that quote a fact; return how many.

    Earlier records of the same text are replaced, unless they were settled. ``permission`` is the
    one that the caller requires for writing the text. Raises NotAllowed.
    """
    seen = access.require(user, permission, office_id)
    Mention.objects.filter(
        organisation_id=seen.organisation_id, text_kind=text_kind, text_id=text_id,
        settled_on__isnull=True, token=False, published=published,
    ).delete()  # fmt: skip
    made = 0
    for one in checked:
        fact = one.verdict.fact
        if fact is None or one.verdict.name in {"no_fact", "other_unit"}:
            continue
        known = _known_fact(seen.organisation_id, fact)
        if known is None:
            continue
        Mention.begin(
            seen, office_id, text_kind=text_kind, text_id=text_id, title=title[:300],
            address=address[:300], published=published, written=one.figure.text[:120], **known,
        ).save(force_insert=True)  # fmt: skip
        made += 1
    audit.log(
        seen, "text_figures.record", "knowledge.Mention", None,
        office_id=office_id, text_kind=text_kind, figures=made,
    )  # fmt: skip
    return made


def _known_fact(organisation_id: UUID, fact: claims.Fact) -> dict[str, Any] | None:
    kind, _mark, key = fact.key.partition(":")
    if kind == "value":
        value = Observation.objects.filter(organisation_id=organisation_id, id=key).first()
        if value is None:
            return None
        return {
            "series": value.series, "geo": value.geo, "year": value.year, "value": value.value,
            "source": value.source, "vintage": value.vintage,
        }  # fmt: skip
    if kind != "fact":
        return None
    row = DatedFact.objects.filter(organisation_id=organisation_id, id=key).first()
    if row is None:
        return None
    return {
        "series": row.series, "geo": row.place, "year": fact_year(row), "value": row.value,
        "source": row.source, "vintage": row.vintage,
    }  # fmt: skip


@transaction.atomic
def publish_mentions(
    organisation_id: UUID, text_kind: str, text_id: str, *, title: str, address: str
) -> int:
    """Mark the figures of a draft as published; for the app whose text it is, in its transaction.

    What an earlier edition of the same text quoted is settled: this one corrects it.
    """
    rows = Mention.objects.filter(
        organisation_id=organisation_id, text_kind=text_kind, text_id=text_id,
        settled_on__isnull=True,
    )  # fmt: skip
    moment = now()
    rows.filter(published=True).update(
        settled_on=today_in(), settled_by_text=title[:300], changed_at=moment
    )
    return rows.filter(published=False).update(
        published=True, title=title[:300], address=address[:300], changed_at=moment
    )


@transaction.atomic
def settle_mention(user: AnyUser, key: UUID, how: str, on: date | None = None) -> Mention:
    """Record that an outdated figure was corrected, or why it was left.

    Raises NotSeen, NotAllowed, and Refusal without a sentence.
    """
    row = queries.mention_visible_to(user, key)
    seen = access.require(user, WRITE, row.office_id)
    if not how.strip():
        raise Refusal(
            N_("Say how it was settled: an erratum, a new edition, or why it stays."),
            field="how", code="how_missing",
        )  # fmt: skip
    row = Mention.objects.select_for_update().get(pk=row.pk)
    row.settled_on = on or today_in()
    row.settled_by_text = how.strip()[:300]
    return save(seen, "text_figure.settle", row)
