"""Subject access: everything recorded about a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from waystation.foundation.access import contributions, presenting
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now
from waystation.registry.people import queries as people
from waystation.registry.privacy.models import DataRequest
from waystation.registry.privacy.rules import requests

from .consents import Agreement, consents_of
from .requests import requests_of


@transaction.atomic
def export_of(user: access.AnyUser, person_id: UUID) -> dict[str, Any]:
    """Return everything recorded about a person, for the person, as plain JSON values.

    Each app adds what it holds through ``person_export``. The hand-over is logged. Raises
    NotSeen, NotAllowed.
    """
    person = people.row_of(user, person_id)
    me = access.require(user, "person.export", person.office_id)
    if person.erased_at:
        raise people.not_seen()
    audit.log(me, "person.export.read", people.KIND, person.id, office_id=person.office_id)
    records: dict[str, Any] = {
        label: read(me, person.id)
        for label, read in contributions.functions("person_export").items()
    }
    return {
        "made_at": now().isoformat(),
        "made_by": me.full_name,
        "file": people.plain_values(people.file_of(person)),
        "merged_files": people.numbers_merged_into(person),
        "consents": [_consent(one) for one in consents_of(user, person_id)],
        "requests": [_request(one) for one in requests_of(user, person_id)],
        "records": records,
        "seen_by": [
            {
                "at": row["at"].isoformat(),
                "by": row["user"],
                "office": row["office"],
                "what": presenting.verb(row["verb"]),
            }
            for row in people.readers_of(user, person_id)
        ],
    }


def _request(one: DataRequest) -> dict[str, Any]:
    return {
        "kind": gettext(requests.KINDS[one.kind]),
        "received_on": one.received_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "state": one.state,
        "answered_on": one.answered_on.isoformat() if one.answered_on else None,
    }


def _consent(one: Agreement) -> dict[str, Any]:
    return {
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
