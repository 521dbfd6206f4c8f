"""The right to be forgotten, and what stands against it for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people.actions.files import changeable, index
from waystation.registry.people.models import Consent, Erasure, LegalHold, Person
from waystation.registry.people.queries.files import KIND
from waystation.registry.people.rules.identity import NOBODY

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

REASONS = {"asked": N_("The person asked for it"), "retention": N_("Kept long enough")}
HOLD_TABLE = "people_legalhold"


@transaction.atomic
def hold_file(user: access.Anyone, person_id: UUID, reason: str) -> LegalHold:
    """Stop the erasure of a file while a court or a complaint needs it.

    The reason is sealed. Raises NotSeen, NotAllowed, Refusal without a reason.
    """
    person = changeable(user, person_id, "person.hold")
    me = access.require(user, "person.hold", person.office_id)
    reason = reason.strip()
    if not 3 <= len(reason) <= 2000:
        raise Refusal(
            N_("Say why the file must be kept, in 3 to 2,000 letters."),
            field="reason",
            code="hold_reason",
        )
    key, moment = new_key(), now()
    ring = access.keyring(person.organisation_id)
    hold = LegalHold.objects.create(
        id=key,
        organisation_id=person.organisation_id,
        office_id=person.office_id,
        created_at=moment,
        created_by_id=me.id,
        changed_at=moment,
        person=person,
        reason=ring.seal(reason.encode(), table=HOLD_TABLE, column="reason", row=str(key)),
    )
    audit.log(me, "person.hold", KIND, person.id, office_id=person.office_id, hold=str(key))
    return hold


@transaction.atomic
def lift_hold(user: access.Anyone, hold_id: UUID) -> LegalHold:
    """Let a file be erased again. Lifting twice is lifting once. Raises NotSeen, NotAllowed."""
    hold = access.scoped(LegalHold.objects.all(), user, "person.read").filter(id=hold_id).first()
    if hold is None:
        raise NotSeen(N_("There is no such hold in your office."), code="hold_not_seen")
    me = access.require(user, "person.hold", hold.office_id)
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by_id = now(), me.id
        hold.changed_at, hold.version = hold.lifted_at, hold.version + 1
        hold.save()
        audit.log(
            me, "person.unhold", KIND, hold.person_id, office_id=hold.office_id, hold=str(hold.id)
        )
    return hold


@transaction.atomic
def erase_person(user: access.Anyone, person_id: UUID, *, reason: str = "asked") -> Erasure:
    """Remove a person everywhere: file, search, consents, and what every room says of them.

    What was counted stays counted: the row of the file keeps sex, year of birth and
    municipality, and the records of the rooms keep what does not tell who it was. Files that
    were merged into this one go with it. Raises NotSeen, NotAllowed, and Refusal under a hold.
    """
    person = changeable(user, person_id, "person.erase")
    me = access.require(user, "person.erase", person.office_id)
    return _erase(me, person, reason)


def _erase(me: User | None, person: Person, reason: str) -> Erasure:
    if reason not in REASONS:
        raise Refusal(N_("Choose one of the list."), field="reason", code="erasure_reason")
    merged = list(Person.objects.select_for_update().filter(merged_into=person))
    everyone = [person, *merged]
    if LegalHold.objects.filter(person__in=everyone, lifted_at__isnull=True).exists():
        raise Refusal(
            N_("This file is held for a legal reason. Lift the hold first."), code="person_held"
        )
    for earlier in merged:
        if not earlier.erased_at:
            _erase(me, earlier, reason)
    touched = {
        room: eraser(person.organisation_id, person.id) for room, eraser in _erasers().items()
    }
    touched["people"] = Consent.objects.filter(person=person).delete()[0]
    LegalHold.objects.filter(person=person).update(reason=b"")
    moment = now()
    person.erased_at = moment
    person.sealed = person.made_of = b""
    person.community = person.nationality = person.migration_status = ""
    person.languages, person.household_id, person.household_role = [], None, ""
    person.changed_at, person.version = moment, person.version + 1
    index(person, NOBODY)
    person.save()
    erasure = Erasure.objects.create(
        organisation_id=person.organisation_id,
        office_id=person.office_id,
        created_at=moment,
        created_by_id=me.id if me else None,
        changed_at=moment,
        person=person,
        reason=reason,
        touched=touched,
    )
    audit.log(
        me,
        "person.erase",
        KIND,
        person.id,
        organisation_id=person.organisation_id,
        office_id=person.office_id,
        reason=reason,
        touched=touched,
    )
    return erasure


def _erasers() -> dict[str, Callable[..., int]]:
    return contributions.functions("person_erase")


def erase_due(organisation_id: UUID, today: date | None = None) -> dict[str, int]:
    """Erase every file whose time is over, each in its own transaction; return what happened.

    Files under a legal hold are left and counted. Run daily by ``erase_due``.
    """
    day = today or today_in()
    due: Any = Person.objects.filter(
        organisation_id=organisation_id,
        keep_until__lt=day,
        erased_at__isnull=True,
        merged_into__isnull=True,
    ).values_list("id", flat=True)
    result = {"erased": 0, "held": 0}
    for key in list(due):
        with transaction.atomic():
            person = Person.objects.select_for_update().get(id=key)
            if person.erased_at or person.keep_until >= day:
                continue
            try:
                with transaction.atomic():
                    _erase(None, person, "retention")
            except Refusal as refusal:
                if refusal.code != "person_held":
                    raise
                result["held"] += 1
            else:
                result["erased"] += 1
    return result
