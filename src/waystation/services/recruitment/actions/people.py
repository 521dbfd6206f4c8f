"""Merged files, erased files and withdrawn consents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now
from waystation.registry.privacy import queries as privacy
from waystation.services.recruitment.fields import CALL_ANSWERS, CONTRACT_CHECK, RECRUITMENT
from waystation.services.recruitment.models import (
    ArrivalCall,
    ContractCheck,
    Cost,
    Incident,
    Recruitment,
)
from waystation.services.recruitment.queries import PURPOSE
from waystation.services.recruitment.transitions import CALL_WORKFLOW


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Let recruitments follow a merge, or its undoing; return the keys that moved."""
    rows: Any = Recruitment.objects.filter(organisation_id=organisation_id, person_id=from_id)
    if only is not None:
        rows = rows.filter(id__in=only)
    moved = []
    for row in rows.select_for_update():
        row.person_id = to_id
        row.touch()
        row.save(update_fields=["person_id", "changed_at", "version"])
        audit.log(
            None,
            "recruitment.follow",
            "recruitment.Recruitment",
            row.id,
            organisation_id=organisation_id,
            office_id=row.office_id,
            fields=["person"],
        )
        moved.append(row.id)
    return moved


def erase_person(organisation_id: UUID, person_id: UUID) -> int:
    """Remove what names or describes a person; costs and earnings stay, to be counted."""
    rows = Recruitment.objects.filter(organisation_id=organisation_id, person_id=person_id)
    keys = list(rows.values_list("id", flat=True))
    moment = now()
    blank = {"receipt_name": b"", "receipt": b"", "receipt_media": ""}
    Cost.objects.filter(recruitment_id__in=keys).update(**blank, changed_at=moment)
    ContractCheck.objects.filter(recruitment_id__in=keys).update(
        **CONTRACT_CHECK.erased, changed_at=moment
    )
    calls = ArrivalCall.objects.filter(recruitment_id__in=keys)
    calls.filter(state="due").update(state="cancelled")
    calls.update(**CALL_ANSWERS.erased, changed_at=moment)
    Incident.objects.filter(subject_id__in=keys).update(
        account=b"", reason=b"", subject_title="", changed_at=moment
    )
    return rows.update(**RECRUITMENT.erased, changed_at=moment)


@transaction.atomic
def stop_for_consent(organisation_id: UUID, consent_id: UUID) -> int:
    """Cancel the calls to a person who no longer agrees; return how many."""
    ended = privacy.consents_that_ended().filter(organisation_id=organisation_id, id=consent_id)
    consent = ended.filter(purpose=PURPOSE).first()
    if consent is None:
        return 0
    due = ArrivalCall.objects.select_for_update().filter(
        organisation_id=organisation_id, recruitment__person_id=consent.person_id, state="due"
    )
    found = list(due.order_by("id"))
    for call in found:
        CALL_WORKFLOW.take(call, "cancel")
    return len(found)
