"""Defining what is counted. A definition is never changed: a new version takes its place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction

from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.periods import now, today_in
from waystation.governance.results import store
from waystation.governance.results.models import Indicator, IndicatorVersion
from waystation.governance.results.queries.indicators import (
    Known,
    current,
    indicator_seen_by,
    shipped,
)
from waystation.governance.results.rules import definitions


def digest_of(definition: Mapping[str, Any]) -> str:
    """Return the hash of a definition: SHA-256 over RFC 8785 JSON."""
    return hashlib.sha256(rfc8785.dumps(dict(definition))).hexdigest()


def define_indicator(user: Anyone, data: Mapping[str, Any], why: str = "") -> Known:
    """Define an indicator, or give an existing one a new version.

    Raises NotAllowed, and Refusal with the field if the definition does not hold together.
    """
    seen = access.require(user, "indicator.design")
    definition = definitions.read(data, store.tables())
    with transaction.atomic():
        _keep(seen.organisation_id, definition.as_data, seen, why)
    return current(seen.organisation_id)[definition.key]


def load_shipped_indicators(organisation: UUID, source: str = "") -> int:
    """Load the definitions that come with the program; return how many were new or changed.

    Idempotent. A definition that the organisation has changed itself stays as it is. With a
    ``source`` ("network.") only those over tables whose name begins so.
    """
    loaded = 0
    with transaction.atomic():
        for position, data in enumerate(shipped(), start=1):
            if not data["source"].startswith(source):
                continue
            definitions.read(data, store.tables())
            own = (
                IndicatorVersion.objects.filter(
                    indicator__organisation_id=organisation, indicator__key=data["key"]
                )
                .exclude(created_by=None)
                .exists()
            )
            if not own:
                loaded += _keep(organisation, data, None, "", position)
    return loaded


def _keep(
    organisation: UUID,
    data: Mapping[str, Any],
    user: Any,
    why: str,
    position: int = 1000,
) -> bool:
    digest = digest_of(data)
    row, _made = Indicator.objects.get_or_create(
        organisation_id=organisation, key=data["key"], defaults={"position": position}
    )
    row = Indicator.objects.select_for_update().get(pk=row.pk)
    latest = IndicatorVersion.objects.filter(indicator=row).order_by("-number").first()
    if latest is not None and latest.digest == digest and row.retired_on is None:
        return False
    number = latest.number + 1 if latest else 1
    IndicatorVersion.objects.create(
        indicator=row,
        number=number,
        definition=dict(data),
        digest=digest,
        created_at=now(),
        created_by=user,
        why=why[:300],
    )
    row.current, row.retired_on = number, None
    row.save(update_fields=["current", "retired_on"])
    access_actions.log(
        user,
        "indicator.define",
        "results.Indicator",
        row.id,
        organisation_id=organisation,
        version=number,
        digest=digest,
    )
    return True


@transaction.atomic
def retire_indicator(user: Anyone, key: str) -> None:
    """Stop using an indicator. Its versions and the figures made from them stay.

    Raises NotAllowed and NotSeen.
    """
    seen = access.require(user, "indicator.design")
    known = indicator_seen_by(user, key)
    Indicator.objects.filter(pk=known.id).update(retired_on=today_in())
    access_actions.log(seen, "indicator.retire", "results.Indicator", known.id)
