"""Sent referrals as facts, by the day of sending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa

from waystation.foundation.shared.facts import STANDARD, Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.reference.rules import age_band

from .fields import REFERRAL
from .models import Referral
from .rules.deadlines import in_time

TYPES = {
    "key": pa.string(),
    "date": pa.date32(),
    "code": pa.string(),
    "number": pa.float64(),
    "yes_no": pa.bool_(),
}
COLUMNS = (
    *REFERRAL.fact_columns(),
    Column("partner_kind", "code", N_("Kind of partner"), "entity_kind"),
    Column("sent_by_us", "yes_no", N_("Sent by us")),
    Column("first", "yes_no", N_("First of its chain")),
    Column("without_consent", "yes_no", N_("Sent without consent, vital interest")),
    Column("answered", "yes_no", N_("Answered")),
    Column("in_time", "yes_no", N_("Answered in time")),
    Column("accepted", "yes_no", N_("Accepted")),
    Column("outcome", "code", N_("Outcome"), "referral_outcome"),
    Column("taken_up", "yes_no", N_("Service taken up")),
    Column("person_confirms", "yes_no", N_("The person confirms the outcome")),
    Column("days", "number", N_("Days to the answer")),
)
"""``in_time``, ``accepted``, ``taken_up`` and ``person_confirms`` are unknown until they are."""

READ = (
    "id",
    "version",
    "sent_at",
    "office_id",
    "office__zone",
    "person_id",
    "direction",
    "follows_id",
    "basis",
    "state",
    "outcome",
    "due_at",
    "answered_at",
    "alerted_at",
    "entity__kind",
    *(one.name for one in REFERRAL.fact_columns()),
)


def read_referrals(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the referrals of an organisation that were sent, as facts. Drafts are none."""
    rows = Referral.objects.filter(organisation_id=organisation, sent_at__isnull=False).order_by()
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    found = list(rows.values(*READ).iterator(chunk_size=20000))
    known = people.plain_of(
        organisation, None if ids is None else [row["person_id"] for row in found]
    )
    made = [_fact(row, known.get(row["person_id"])) for row in found]
    every = (*STANDARD, *COLUMNS)
    arrays = [pa.array([one.get(col.name) for one in made], type=TYPES[col.kind]) for col in every]
    return pa.table(arrays, names=[column.name for column in every])


def _fact(row: dict[str, Any], person: people.Plain | None) -> dict[str, Any]:
    day = row["sent_at"].astimezone(ZoneInfo(row["office__zone"])).date()
    answered = row["answered_at"]
    decided = {"declined": False}.get(row["state"], True) if answered else None
    waited = (answered - row["sent_at"]).total_seconds() / 86400 if answered else None
    confirms = {"confirmed": True, "contradicted": False}.get(row["state"])
    return {
        "record": row["id"].hex,
        "version": row["version"],
        "date": day,
        "office": row["office_id"].hex,
        **(_about(person, day) if person else {}),
        **{one.name: row[one.name] or None for one in REFERRAL.fact_columns()},
        "partner_kind": row["entity__kind"],
        "sent_by_us": row["direction"] == "out",
        "first": row["follows_id"] is None,
        "without_consent": row["basis"] == "vital_interest",
        "answered": answered is not None,
        "in_time": in_time(row["due_at"], answered, row["alerted_at"]),
        "accepted": decided,
        "outcome": row["outcome"] or None,
        "taken_up": row["outcome"] in ("received", "partly") if row["outcome"] else None,
        "person_confirms": confirms,
        "days": round(waited, 2) if waited is not None else None,
    }


def _about(person: people.Plain, day: date) -> dict[str, Any]:
    return {
        "person": person.pseudonym or None,
        "sex": person.sex or None,
        "age_band": age_band(max(0, day.year - person.birth_year)) if person.birth_year else None,
        "community": person.community or None,
        "nationality": person.nationality or None,
        "place": person.municipality or None,
        "migration_status": person.migration_status or None,
    }


def referrals_of_people(organisation: UUID, keys: Sequence[UUID]) -> Sequence[UUID]:
    """Return the referrals whose facts change when these people's files do."""
    rows = Referral.objects.filter(organisation_id=organisation, person_id__in=keys)
    return list(rows.values_list("id", flat=True))


REFERRALS = FactTable(
    "referrals.referrals",
    N_("Referrals"),
    "referrals.Referral",
    "referral.read",
    COLUMNS,
    read_referrals,
    follows={people.KIND: referrals_of_people},
)
