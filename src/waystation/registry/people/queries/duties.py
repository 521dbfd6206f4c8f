"""What data protection asks of us: who has seen a file, what is kept, what may not go yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now, today_in
from waystation.registry.people.models import LegalHold, Merge, Person
from waystation.registry.people.queries.consents import consents_of
from waystation.registry.people.queries.files import KIND, file_of, not_seen, row_of


@dataclass(frozen=True)
class Hold:
    """A legal hold, its reason opened."""

    id: UUID
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None


@dataclass(frozen=True)
class MergeLine:
    """A merge that this file took part in."""

    id: UUID
    kept: str
    gone: str
    at: datetime
    by: str
    undone_at: datetime | None


def readers_of(user: access.Anyone, person_id: UUID) -> list[dict[str, Any]]:
    """Return who read or changed a file and when, newest first. Raises NotSeen."""
    row_of(user, person_id)
    return access.rows_about(user, person_id)


def holds_on(user: access.Anyone, person_id: UUID) -> list[Hold]:
    """Return the legal holds of a file. Raises NotSeen."""
    person = row_of(user, person_id)
    ring = access.keyring(person.organisation_id)
    return [
        Hold(
            id=hold.id,
            reason=ring.open(
                bytes(hold.reason), table="people_legalhold", column="reason", row=str(hold.id)
            ).decode()
            if bytes(hold.reason)
            else "",
            placed_at=hold.created_at,
            placed_by=str(hold.created_by or ""),
            lifted_at=hold.lifted_at,
        )
        for hold in LegalHold.objects.filter(person=person)
        .select_related("created_by")
        .order_by("-created_at")
    ]


def merges_of(user: access.Anyone, person_id: UUID) -> list[MergeLine]:
    """Return the merges into this file, newest first. Raises NotSeen."""
    person = row_of(user, person_id)
    return [
        MergeLine(
            merge.id,
            merge.kept.number,
            merge.gone.number,
            merge.created_at,
            str(merge.created_by or ""),
            merge.undone_at,
        )
        for merge in Merge.objects.filter(kept=person)
        .select_related("kept", "gone", "created_by")
        .order_by("-created_at")
    ]


@transaction.atomic
def export_of(user: access.Anyone, person_id: UUID) -> dict[str, Any]:
    """Return everything that is kept about a person, for the person, as plain JSON values.

    Each room adds what it holds through ``person_export``. That it was handed out is written
    down. Raises NotSeen, NotAllowed.
    """
    person = row_of(user, person_id)
    me = access.require(user, "person.export", person.office_id)
    if person.erased_at:
        raise not_seen()
    audit.log(me, "person.export.read", KIND, person.id, office_id=person.office_id)
    file = file_of(person)
    records: dict[str, Any] = {
        label: read(me, person.id)
        for label, read in contributions.functions("person_export").items()
    }
    return {
        "made_at": now().isoformat(),
        "made_by": me.full_name,
        "file": {
            "number": file.number,
            "office": file.office,
            "opened_at": file.created_at.isoformat(),
            "kept_until": file.keep_until.isoformat(),
            **file.identity.as_json(),
            "sex": file.sex,
            "birth_year": file.birth_year,
            "community": file.community,
            "nationality": file.nationality,
            "municipality": file.municipality,
            "migration_status": file.migration_status,
            "languages": list(file.languages),
        },
        "merged_files": list(
            Person.objects.filter(merged_into=person).values_list("number", flat=True)
        ),
        "consents": [
            {
                "purpose": one.purpose,
                "recipient": one.recipient,
                "fields": list(one.fields),
                "state": one.state,
                "text": one.text,
                "text_version": one.text_number,
                "language": one.language,
                "how": one.how,
                "given_by": one.giver,
                "given_at": one.given_at.isoformat(),
                "expires_on": one.expires_on.isoformat() if one.expires_on else None,
                "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
            }
            for one in consents_of(user, person_id)
        ],
        "records": records,
        "seen_by": [
            {
                "at": row["at"].isoformat(),
                "by": row["user"],
                "office": row["office"],
                "what": row["verb"],
            }
            for row in readers_of(user, person_id)
        ],
    }


def due_for_erasure(user: access.Anyone, day: date | None = None) -> list[dict[str, Any]]:
    """Return the files whose time is over, by day; without names. Raises NotAllowed."""
    me = access.require(user, "person.erase")
    rows = access.scoped(Person.objects.all(), me, "person.erase").filter(
        keep_until__lt=day or today_in(), erased_at__isnull=True, merged_into__isnull=True
    )
    columns = ("id", "number", "keep_until", "office__name")
    return [dict(row) for row in rows.order_by("keep_until", "id").values(*columns)[:500]]
