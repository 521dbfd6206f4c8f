"""Merging and erasing a person's records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now
from waystation.services.centres.fields import CALL_BACK, FOLLOW_UP, PLAN, PROFILE, VISIT, WAITING
from waystation.services.centres.models import (
    Attendee,
    CallBack,
    Invitation,
    Plan,
    Profile,
    Step,
    Visit,
    Waiting,
)

VERBS = {"CallBack": "call_back.follow"}


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Move the records of one file to another; return the keys that moved.

    A profile of a day on which the other file has one, and a session that both attended, stay
    where they are: they would count the person twice.
    """
    moved: list[UUID] = []
    for model, kind in (
        (Visit, "Visit"),
        (Profile, "Profile"),
        (Attendee, "Attendee"),
        (Invitation, "Invitation"),
        (Waiting, "Waiting"),
        (CallBack, "CallBack"),
        (Plan, "Plan"),
    ):
        rows: Any = model.objects.filter(organisation_id=organisation_id, person_id=from_id)
        if only is not None:
            rows = rows.filter(id__in=only)
        if model is Profile:
            taken = Profile.objects.filter(person_id=to_id).values_list("day", flat=True)
            rows = rows.exclude(day__in=list(taken))
        if model is Attendee:
            seats = Attendee.objects.filter(person_id=to_id).values_list("session_id", flat=True)
            rows = rows.exclude(session_id__in=list(seats))
        if model is Invitation:
            asked = Invitation.objects.filter(person_id=to_id).values_list("session_id", flat=True)
            rows = rows.exclude(session_id__in=list(asked))
        if model is Waiting and Waiting.objects.filter(person_id=to_id, state="waiting").exists():
            rows = rows.exclude(state="waiting")  # the same person would wait twice
        if model is CallBack:  # both were told the same edition: the person is called once
            theirs = CallBack.objects.filter(person_id=to_id, edition__isnull=False)
            rows = rows.exclude(edition_id__in=list(theirs.values_list("edition_id", flat=True)))
        for row in rows.select_for_update():
            row.person_id = to_id
            row.touch()
            row.save(update_fields=["person_id", "changed_at", "version"])
            audit.log(
                None,
                VERBS.get(kind, f"{kind.lower()}.follow"),
                f"centres.{kind}",
                row.id,
                organisation_id=organisation_id,
                office_id=row.office_id,
                fields=["person"],
            )
            moved.append(row.id)
    return moved


def erase_person(organisation_id: UUID, person_id: UUID) -> int:
    """Remove what describes a person from the visits and profiles; the rows stay counted."""
    mine = {"organisation_id": organisation_id, "person_id": person_id}
    sealed_reason = {"withdrawal_reason": b""}
    visits = Visit.objects.filter(**mine).update(**VISIT.erased, **sealed_reason, changed_at=now())
    Waiting.objects.filter(**mine).update(**WAITING.erased, changed_at=now())
    profiles = Profile.objects.filter(**mine).update(**PROFILE.erased, changed_at=now())
    noted = {**CALL_BACK.erased, "note": b""}
    calls = CallBack.objects.filter(**mine).update(**noted, changed_at=now())
    agreed = {**PLAN.erased, **FOLLOW_UP.erased}
    plans = Plan.objects.filter(**mine).update(**agreed, changed_at=now())
    mine_by_plan = {f"plan__{name}": value for name, value in mine.items()}
    steps = Step.objects.filter(**mine_by_plan).update(what=b"", changed_at=now())
    return visits + profiles + calls + plans + steps
