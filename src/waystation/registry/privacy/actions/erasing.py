"""The right to erasure, and the legal holds that postpone it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.sealed import write_sealed
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.registry.privacy.models import Consent, DataRequest, Erasure, LegalHold
from waystation.registry.privacy.rules.erasing import HELD, refusal_to_erase, refusal_to_hold

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


@transaction.atomic
def hold_file(user: access.AnyUser, person_id: UUID, reason: str) -> LegalHold:
    """Stop the erasure of a file while a court or a complaint needs it.

    The reason is sealed. Raises NotSeen, NotAllowed, Refusal without a reason.
    """
    person = files.lock_person(user, person_id, "person.hold")
    me = access.require(user, "person.hold", person.office_id)
    reason = reason.strip()
    refuse([refusal_to_hold(reason)])
    hold = LegalHold.begin(me, person.office_id, person=person)
    write_sealed(hold, "reason", reason)
    hold.save(force_insert=True)
    audit.log(
        me, "person.hold", people.KIND, person.id, office_id=person.office_id, hold=str(hold.id)
    )
    return hold


@transaction.atomic
def lift_hold(user: access.AnyUser, hold_id: UUID) -> LegalHold:
    """Lift a hold, so that the file can be erased; twice changes nothing.

    Raises NotSeen, NotAllowed.
    """
    hold = access.scoped(LegalHold.objects.all(), user, "person.read").filter(id=hold_id).first()
    if hold is None:
        raise NotSeen(N_("There is no such hold in your office."), code="hold_not_seen")
    me = access.require(user, "person.hold", hold.office_id)
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by = now(), me
        hold.touch()
        hold.save()
        audit.log(
            me,
            "person.unhold",
            people.KIND,
            hold.person_id,
            office_id=hold.office_id,
            hold=str(hold.id),
        )
    return hold


@transaction.atomic
def erase_person(user: access.AnyUser, person_id: UUID, *, reason: str = "asked") -> Erasure:
    """Erase a person everywhere: file, search, consents, and the records of every app.

    Counts are preserved: the row of the file keeps sex, year of birth and municipality, and the
    records of the apps keep what does not identify anybody. Files merged into this one are erased
    too. Raises NotSeen, NotAllowed, and Refusal under a legal hold.
    """
    person = files.lock_person(user, person_id, "person.erase")
    me = access.require(user, "person.erase", person.office_id)
    return _erase(me, person, reason)


def _erase(me: User | None, person: Any, reason: str) -> Erasure:
    merged = files.lock_merged(person)
    held = LegalHold.objects.filter(person__in=[person, *merged], lifted_at__isnull=True)
    refuse([refusal_to_erase(reason, held.exists())])
    for earlier in merged:
        if not earlier.erased_at:
            _erase(me, earlier, reason)
    erasers = contributions.functions("person_erase")
    touched = {app: erase(person.organisation_id, person.id) for app, erase in erasers.items()}
    touched["privacy"] = Consent.objects.filter(person=person).delete()[0]
    LegalHold.objects.filter(person=person).update(reason=b"")
    DataRequest.objects.filter(person=person).update(answer=b"")
    files.empty_file(person)
    moment = now()
    erasure = Erasure.objects.create(
        id=new_key(),
        organisation_id=person.organisation_id,
        office_id=person.office_id,
        created_at=moment,
        created_by=me,
        changed_at=moment,
        person=person,
        reason=reason,
        touched=touched,
    )
    audit.log(
        me,
        "person.erase",
        people.KIND,
        person.id,
        organisation_id=person.organisation_id,
        office_id=person.office_id,
        reason=reason,
        touched=touched,
    )
    return erasure


def erase_due(organisation_id: UUID, today: date | None = None) -> dict[str, int]:
    """Erase every file whose time is over, each in its own transaction; return what happened.

    Files under a legal hold are left and counted. Run daily by ``erase_due``.
    """
    day = today or today_in()
    result = {"erased": 0, "held": 0}
    for key in people.files_due(organisation_id, day):
        with transaction.atomic():
            person = files.lock_due(key, day)
            if person is None:
                continue
            try:
                with transaction.atomic():
                    _erase(None, person, "retention")
            except Refusal as refusal:
                if refusal.code != HELD:
                    raise
                result["held"] += 1
            else:
                result["erased"] += 1
    return result
