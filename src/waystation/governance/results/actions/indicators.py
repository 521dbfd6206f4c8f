"""Versions of indicators. A definition is never changed: a new version replaces it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import rfc8785
from django.db import transaction

from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now, today_in
from waystation.governance.results.models import Indicator, IndicatorVersion
from waystation.governance.results.queries import store
from waystation.governance.results.queries.indicators import shipped_definitions
from waystation.governance.results.rules import definitions

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


RETIRED = ("retired_on", "retirement_proposed_by", "retirement_approved_by")


def digest_of(definition: Mapping[str, Any]) -> str:
    """Return the hash of a definition: SHA-256 over RFC 8785 JSON."""
    return hashlib.sha256(rfc8785.dumps(dict(definition))).hexdigest()


def load_shipped_indicators(organisation: UUID, *sources: str) -> int:
    """Load the definitions that come with the program; return how many were new or changed.

    Idempotent. A definition that the organisation has changed itself stays as it is. With
    ``sources`` ("meetings.", "advice.") only those over tables whose name begins so.
    """
    found = [
        (position, data)
        for position, data in enumerate(shipped_definitions(), start=1)
        if data["source"].startswith(sources or "")
    ]
    for _position, data in found:
        definitions.read(data, store.tables())
    with transaction.atomic():
        return keep_definitions(organisation, found)


def keep_definitions(
    organisation: UUID,
    found: Sequence[tuple[int, Mapping[str, Any]]],
    author: User | None = None,
    approver: User | None = None,
    why: str = "",
) -> int:
    """Keep definitions (with their position) that are new or changed; return how many were.

    Without an author they are the program's, and leave alone what somebody here has changed or
    retired.
    """
    rows = _lock_indicators(organisation, found)
    versions: dict[UUID, list[tuple[int, str, UUID | None]]] = {row.pk: [] for row in rows.values()}
    there = IndicatorVersion.objects.filter(indicator__in=versions).order_by("number")
    for key, number, digest, by in there.values_list(
        "indicator_id", "number", "digest", "created_by_id"
    ):
        versions[key].append((number, digest, by))
    fresh: list[IndicatorVersion] = []
    for _position, data in found:
        row, digest = rows[data["key"]], digest_of(data)
        number, latest, _ = versions[row.pk][-1] if versions[row.pk] else (0, "", None)
        changed_here = row.retired_on or any(by is not None for _, _, by in versions[row.pk])
        if (author is None and changed_here) or (latest == digest and row.retired_on is None):
            continue
        fresh.append(
            IndicatorVersion(
                indicator=row,
                number=number + 1,
                definition=dict(data),
                digest=digest,
                created_at=now(),
                created_by=author,
                approved_at=now() if approver else None,
                approved_by=approver,
                why=why[:300],
            )
        )
    IndicatorVersion.objects.bulk_create(fresh)
    for version in fresh:
        row = version.indicator
        if (row.current, row.retired_on) != (version.number, None):
            row.current, row.retired_on = version.number, None
            row.retirement_proposed_by = row.retirement_approved_by = None
            row.save(update_fields=["current", *RETIRED])
        audit.log(
            approver,
            "indicator.define",
            "results.Indicator",
            row.id,
            organisation_id=organisation,
            version=version.number,
            digest=version.digest,
        )
    return len(fresh)


def _lock_indicators(
    organisation: UUID, found: Sequence[tuple[int, Mapping[str, Any]]]
) -> dict[str, Indicator]:
    """Return the indicators of these definitions by key, locked; missing ones are created."""
    wanted = Indicator.objects.filter(
        organisation_id=organisation, key__in=[data["key"] for _position, data in found]
    )
    held = wanted.select_for_update().order_by("id")
    rows = {row.key: row for row in held}
    missing = [
        Indicator(organisation_id=organisation, key=data["key"], position=position)
        for position, data in found
        if data["key"] not in rows
    ]
    if missing:
        # Another process may create the same ones at this moment: then wait for them.
        Indicator.objects.bulk_create(missing, ignore_conflicts=True)
        rows = {row.key: row for row in held.all()}
    return rows


def retire_indicator(organisation: UUID, key: str, author: User | None, approver: User) -> None:
    """Stop using an indicator. Its versions and the figures made from them stay."""
    row = Indicator.objects.select_for_update().get(organisation_id=organisation, key=key)
    row.retired_on = today_in()
    row.retirement_proposed_by, row.retirement_approved_by = author, approver
    row.save(update_fields=RETIRED)
    audit.log(approver, "indicator.retire", "results.Indicator", row.id)
