"""Loading a series from a file; a new vintage is added beside the old one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge.models import Observation, Series
from waystation.governance.knowledge.queries.registers import WRITE
from waystation.governance.knowledge.rules import packs

limits.preload("waystation.governance.knowledge.rules.packs")

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def load_series(
    user: AnyUser,
    content: bytes,
    vintage: date,
    *,
    office: UUID | None = None,
    name: str = "series.csv",
) -> int:
    """Load a file of series values published on ``vintage``; return how many were new.

    A value that its source repeats unchanged is no new vintage. Raises NotAllowed, NotSeen for an
    office that is not the user's, and Refusal naming the row that is wrong.
    """
    seen = access.require(user, WRITE)
    offices = access.offices_where(user, WRITE)
    home = access.office_of(seen)
    place = office or (home.id if home and home.id in offices else offices[0])
    if place not in offices:
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    if vintage > today_in():
        raise Refusal(N_("This date is in the future."), field="vintage", code="vintage_in_future")
    rows = limits.run(packs.rows_of, content, vintage, name=name)
    return _load(seen.organisation_id, place, content, rows, seen)


def load_rows(organisation_id: UUID, office_id: UUID, content: bytes, vintage: date) -> int:
    """Load a file into an office; for the command line, which needs no permission."""
    return _load(organisation_id, office_id, content, packs.rows_of(content, vintage), None)


@transaction.atomic
def _load(
    organisation_id: UUID,
    office_id: UUID,
    content: bytes,
    rows: Sequence[packs.Row],
    by: User | None,
) -> int:
    digest = hashlib.sha256(content).hexdigest()
    known = {
        (one.series, one.geo, one.year, one.source, one.vintage): one.value
        for one in Observation.objects.filter(
            office_id=office_id, series__in={one.series for one in rows}
        )
    }
    last: dict[tuple[str, str, int, str], tuple[date, object]] = {}
    for (series, geo, year, source, day), value in known.items():
        before = last.get((series, geo, year, source))
        if before is None or before[0] < day:
            last[series, geo, year, source] = (day, value)
    new = []
    for row in sorted(rows, key=lambda one: one.vintage):
        place = (row.series, row.geo, row.year, row.source)
        before = last.get(place)
        if (*place, row.vintage) in known or (
            before is not None and before[0] <= row.vintage and before[1] == row.value
        ):
            continue
        last[place] = (row.vintage, row.value)
        known[(*place, row.vintage)] = row.value
        new.append(
            Observation(
                organisation_id=organisation_id,
                office_id=office_id,
                series=row.series,
                geo=row.geo,
                year=row.year,
                value=row.value,
                source=row.source,
                vintage=row.vintage,
                file_digest=digest,
            )
        )
    Observation.objects.bulk_create(new, batch_size=500)
    _describe(organisation_id, office_id, {one.series for one in rows}, by)
    audit.log(
        by, "series_values.load", "knowledge.Observation", None,
        organisation_id=organisation_id, office_id=office_id, rows=len(new), sha256=digest,
    )  # fmt: skip
    return len(new)


def _describe(organisation_id: UUID, office_id: UUID, keys: set[str], by: User | None) -> None:
    """Describe the series that a file brings and nobody has described yet."""
    there = set(Series.objects.filter(office_id=office_id).values_list("key", flat=True))
    moment = now()
    for key in sorted(keys - there):
        known = packs.KNOWN.get(key) or packs.unnamed_series(key)
        row = Series.objects.create(
            organisation_id=organisation_id, office_id=office_id, created_at=moment,
            created_by=by, changed_at=moment, key=key, name=known.name, name_sq=known.name_sq,
            name_sr=known.name_sr, unit=known.unit, topic=known.topic, synonyms=known.synonyms,
        )  # fmt: skip
        audit.log(
            by, "fact_series.record", "knowledge.Series", row.id,
            organisation_id=organisation_id, office_id=office_id,
        )  # fmt: skip
