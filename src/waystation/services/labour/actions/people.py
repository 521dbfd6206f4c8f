"""Withdrawn consents, merged files and erased files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.shared.periods import now, today_in
from waystation.registry.privacy import queries as privacy
from waystation.registry.skills.rules.profiles import PURPOSE as MATCHING
from waystation.services.labour.models import Candidacy, RoundResult, Suggestion
from waystation.services.labour.queries.pipeline import PURPOSE
from waystation.services.labour.rules.pipeline import BEFORE_CONTRACT
from waystation.services.labour.transitions import CANDIDACY_WORKFLOW

from .pipeline import log


@transaction.atomic
def stop_for_consent(organisation_id: UUID, consent_id: UUID) -> int:
    """End candidacies that depend on an ended consent: to one employer, or to matching.

    The employer loses access to the name at its next request in any case; this ends candidacies
    without a contract. Return how many were ended.
    """
    ended = privacy.consents_that_ended().filter(organisation_id=organisation_id, id=consent_id)
    consent = ended.filter(purpose__in=[PURPOSE, MATCHING]).first()
    if consent is None:
        return 0
    rows: Any = Candidacy.objects.filter(
        organisation_id=organisation_id, person_id=consent.person_id, state__in=BEFORE_CONTRACT
    )
    if consent.purpose == PURPOSE:
        rows = rows.filter(vacancy__employer__entity__name=consent.recipient)
        # A refusal of a pending request ends it there, with its own reason.
        rows = rows.exclude(state="prospect", asked_at__isnull=True)
    count = 0
    for row in rows.select_for_update(of=("self",)):
        CANDIDACY_WORKFLOW.take(row, "stop")
        count += 1
    return count


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Move candidacies after a merge, or its undoing; return the keys that moved.

    Where both files are candidates of one vacancy, each stays as it is.
    """
    rows: Any = Candidacy.objects.filter(organisation_id=organisation_id, person_id=from_id)
    if only is not None:
        rows = rows.filter(id__in=only)
    both = Candidacy.objects.filter(person_id=to_id).values("vacancy")
    moved = []
    with transaction.atomic():
        for row in rows.exclude(vacancy__in=both).select_for_update(of=("self",)):
            row.person_id = to_id
            row.touch()
            row.save(update_fields=["person_id", "changed_at", "version"])
            log(None, "candidacy.follow", row, fields=["person"])
            moved.append(row.id)
    return moved


def erase_person(organisation_id: UUID, person_id: UUID) -> int:
    """Remove what describes a person from candidacies, lists and rounds; the rows stay counted."""
    Suggestion.objects.filter(list__organisation_id=organisation_id, person_id=person_id).update(
        reasons={}
    )
    RoundResult.objects.filter(round__organisation_id=organisation_id, person_id=person_id).update(
        detail={}
    )
    rows = Candidacy.objects.filter(organisation_id=organisation_id, person_id=person_id)
    rows.filter(state__in=BEFORE_CONTRACT).update(
        state="withdrawn", lost_on=today_in(), reason="consent"
    )
    return rows.update(reasons={}, changed_at=now())
