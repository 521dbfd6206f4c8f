"""Publishing a frozen edition of the migration profile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries, rules
from waystation.governance.knowledge.models import DatedFact, Mention, ProfileEdition
from waystation.governance.knowledge.queries.mentions import plain
from waystation.governance.knowledge.queries.newer import fact_year
from waystation.governance.knowledge.queries.registers import WRITE


@transaction.atomic
def publish_profile(user: AnyUser, summary: str = "") -> ProfileEdition:
    """Freeze the profile as it is known today, and record the facts it quotes.

    Raises NotAllowed, and Refusal while no section has anything to say.
    """
    seen = access.require(user, WRITE)
    content = queries.profile_visible_to(user, today_in())
    if not any(one["series"] or one["facts"] or one["findings"] for one in content["sections"]):
        raise Refusal(
            N_("The profile is empty. Load series or add facts first."), code="profile_empty"
        )
    offices = access.offices_where(user, WRITE)
    home = access.office_of(seen)
    office = home.id if home and home.id in offices else offices[0]
    last = ProfileEdition.objects.filter(office_id=office).aggregate(last=Max("number"))["last"]
    row = ProfileEdition.objects.create(
        organisation_id=seen.organisation_id, office_id=office, number=(last or 0) + 1,
        published_at=now(), published_by=seen, summary=summary.strip()[:2000], content=content,
        digest=queries.digest_of(content),
    )  # fmt: skip
    _record_figures(seen, row)
    audit.log(
        seen, "profile.publish", "knowledge.ProfileEdition", row.id,
        office_id=office, digest=row.digest, number=row.number,
    )  # fmt: skip
    return row


def _as_quoted(fact: DatedFact) -> str:
    """Return a fact's number with the qualifier of its source."""
    bare = fact.qualifier in {"exact", "count"}
    qualifier = "" if bare else f"{dict(rules.QUALIFIERS)[fact.qualifier]} "
    return f"{qualifier}{plain(fact.value)} {fact.unit}"[:120]


def _record_figures(user: Any, row: ProfileEdition) -> None:
    """Record what the edition quotes, so that a later vintage names it."""
    common: dict[str, Any] = {
        "text_kind": "profile", "text_id": str(row.id), "published": True,
        "title": f"Migration profile ({row.number})",
        "address": reverse("knowledge:profile_edition", args=[row.id]),
    }  # fmt: skip
    for section in row.content["sections"]:
        for series in section["series"]:
            latest = max(series["values"], key=lambda one: one["year"])
            Mention.begin(
                user, row.office_id, **common, written=f"{latest['value']} {series['unit']}"[:120],
                series=series["key"], geo=queries.HOME, year=latest["year"],
                value=Decimal(latest["value"]), source=latest["source"],
                vintage=date.fromisoformat(latest["vintage"]),
            ).save(force_insert=True)  # fmt: skip
        keys = [one["id"] for one in section["facts"]]
        for fact in DatedFact.objects.filter(id__in=keys).order_by("id"):
            Mention.begin(
                user, row.office_id, **common, written=_as_quoted(fact),
                series=fact.series, geo=fact.place, year=fact_year(fact), value=fact.value,
                source=fact.source, vintage=fact.vintage,
            ).save(force_insert=True)  # fmt: skip
