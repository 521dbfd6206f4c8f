"""Call-backs: agreed in a visit, requested in public, or due because a rule changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import Refusals, TooFast
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.refusals import refusal_of_no_office
from waystation.foundation.shared.words import N_
from waystation.registry.factsheets import queries as factsheets
from waystation.registry.people import queries as people
from waystation.services.centres import queries, rules
from waystation.services.centres.fields import CALL_BACK
from waystation.services.centres.models import ABOUT_AN_EDITION, CallBack, Citation, Visit
from waystation.services.centres.transitions import CALL_BACK_WORKFLOW

KIND = "centres.CallBack"


def follow_visit(user: Any, visit: Visit, *, new: bool = False) -> None:
    """Update the records derived from a visit: its citations and its call-back.

    A ``new`` visit has none yet, so nothing is queried.
    """
    wanted = {UUID(key) for key in visit.editions}
    there: set[UUID] = set()
    if not new:
        rows = Citation.objects.filter(visit=visit)
        there = set(rows.values_list("edition_id", flat=True))
        rows.exclude(edition_id__in=wanted).delete()
    for key in sorted(wanted - there):
        Citation.begin(user, visit.office_id, visit=visit, edition_id=key).save(force_insert=True)
    if not new or visit.call_back_on is not None:
        _call_back_of_visit(user, visit)
    if visit.person_id is not None and wanted - there:
        _list_late(visit, visit.person_id, wanted - there)


def _call_back_of_visit(user: Any, visit: Visit) -> None:
    call = CallBack.objects.select_for_update().filter(visit=visit, reason="visit").first()
    if visit.call_back_on is None:
        if call is not None and call.state == "open":
            call.state, call.ended_at = "closed", now()
            call.touch()
            call.save()
            _log(user, "call_back.close", call)
        return
    if call is None:
        call = CallBack.begin(user, visit.office_id, visit=visit, reason="visit", version=0)
    if call.state == "open":
        call.due_on, call.person_id = visit.call_back_on, visit.person_id
        call.language = visit.language
        call.touch()
        call.save()
        _log(user, "call_back.record", call)


def _log(user: Any, verb: str, call: CallBack, **detail: Any) -> None:
    audit.log(
        user,
        verb,
        KIND,
        call.id,
        organisation_id=call.organisation_id,
        office_id=call.office_id,
        **detail,
    )


@transaction.atomic
def record_call_back(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> CallBack:
    """Put a person on the call-back list; ``values`` are those of ``fields.CALL_BACK``.

    Raises NotAllowed, Refusals, NotSeen for a person of another office, Conflict.
    """
    me = access.require(user, "visit.record", office_id)
    given = CALL_BACK.complete(values)
    if given["person_id"] is not None:
        given["person_id"] = people.require_person(user, given["person_id"], office_id)
    there = recorded_before(CallBack, key)
    if there is not None:
        return require_same(there, CALL_BACK, {**given, "office_id": office_id})
    today = today_in(access.the_office(office_id, me).zone)
    CALL_BACK.refuse(
        given,
        rules.refusal_of_due_day(given["due_on"], today, "due_on"),
        rules.refusal_of_nobody(given["person_id"] is not None, given["contact"]),
    )
    call = CallBack.begin(me, office_id, key, reason="visit")
    write_values(call, CALL_BACK, given)
    call.save(force_insert=True)
    _log(me, "call_back.record", call)
    return call


@transaction.atomic
def ask_call_back_in_public(office_id: UUID | None, *, key: UUID, **values: Any) -> CallBack:
    """Request a call-back without an account and without a name.

    Idempotent by key. Raises Refusals, also where no centre is chosen, NotSeen for an unpublished
    centre, TooFast if a centre gets too many requests within an hour.
    """
    given = CALL_BACK.complete({**values, "person_id": None})
    unreachable = rules.refusal_of_nobody(False, given["contact"])
    if office_id is None:
        found = [*CALL_BACK.without("due_on").refusals(given), unreachable]
        raise Refusals([refusal_of_no_office(), *filter(None, found)])
    office = queries.public_office(office_id)
    today = today_in(office.zone)
    given["due_on"] = given["due_on"] or today + timedelta(days=1)
    there = recorded_before(CallBack, key)
    if there is not None:
        return require_same(there, CALL_BACK, {**given, "office_id": office_id})
    lately = CallBack.objects.filter(
        office_id=office_id, reason="public", created_at__gt=now() - timedelta(hours=1)
    )
    if lately.count() >= rules.MOST_PUBLIC_AN_HOUR:
        raise TooFast(
            N_("Many people are asking just now. Try again in an hour, or call the centre."),
            code="pace",
        )
    CALL_BACK.refuse(
        given,
        rules.refusal_of_due_day(given["due_on"], today, "due_on"),
        unreachable,
    )
    call = CallBack.begin(
        None, office_id, key, organisation_id=office.organisation_id, reason="public"
    )
    write_values(call, CALL_BACK, given)
    call.save(force_insert=True)
    _log(None, "call_back.record", call)
    return call


@transaction.atomic
def change_call_back_state(
    user: access.AnyUser, call_id: UUID, transition: str, **values: Any
) -> CallBack:
    """Record that a person was reached, or is to be called again, or remove them from the list.

    Raises NotSeen, NotAllowed, Refusals; a person who was told an old rule and does not currently
    consent to contact can only be removed.
    """
    rows = queries.call_backs_visible_to(user)
    changed: CallBack = CALL_BACK_WORKFLOW.perform(user, rows, call_id, transition, **values)
    return changed


def list_earlier_visitors(edition_id: UUID) -> None:
    """Put the visitors who were told an earlier edition on the call-back list.

    One line per person, however many visits there were; whether they may be called is decided when
    the list is read. Called in the transaction that publishes the new edition.
    """
    edition = factsheets.edition_by_key(edition_id)
    due_on = today_in() + timedelta(days=rules.CALL_BACK_DAYS)
    told = Citation.objects.filter(
        organisation_id=edition.organisation_id, edition_id__in=factsheets.replaced_by(edition)
    )
    for person_id, visit in _visits_of(told).items():
        _list_one(edition, person_id, visit, due_on, "edition")


def _visits_of(told: QuerySet[Citation]) -> dict[Any, Visit]:
    """Return of each person who was told something the latest visit in which they were."""
    citations = told.filter(
        visit__state="recorded",
        visit__person__isnull=False,
        visit__person__erased_at__isnull=True,
    )
    by_day = citations.select_related("visit").order_by("visit__day", "visit_id")
    return {one.visit.person_id: one.visit for one in by_day}


def list_visitors_told_otherwise(
    edition_id: UUID, language: str, since: datetime, until: datetime
) -> None:
    """Put the visitors on the list who were told an edition in a translation corrected since.

    They were told it in this language, after its text was first there and before it was changed.
    Called in the transaction that makes the text final.
    """
    edition = factsheets.edition_by_key(edition_id)
    due_on = today_in() + timedelta(days=rules.CALL_BACK_DAYS)
    told = Citation.objects.filter(
        edition_id=edition_id,
        visit__language=language,
        visit__started_at__gte=since,
        visit__started_at__lt=until,
    )
    for person_id, visit in _visits_of(told).items():
        _list_one(edition, person_id, visit, due_on, "text")


def _list_late(visit: Visit, person_id: UUID, cited: set[UUID]) -> None:
    """List the visitor of a visit that arrives after what it told has changed, as from a device."""
    changed = [
        *((one, "edition") for one in factsheets.replaced_since(cited)),
        *(
            (one, "text")
            for one in factsheets.corrected_since(cited, visit.language, visit.started_at)
        ),
    ]
    due_on = today_in() + timedelta(days=rules.CALL_BACK_DAYS)
    for edition, reason in changed:
        there = CallBack.objects.filter(person_id=person_id, edition=edition, reason=reason)
        if not there.exists():
            _list_one(edition, person_id, visit, due_on, reason)


def _list_one(edition: Any, person_id: Any, visit: Visit, due_on: date, reason: str) -> None:
    mine = CallBack.objects.select_for_update().filter(
        person_id=person_id,
        reason__in=ABOUT_AN_EDITION,
        state="open",
        edition__sheet_id=edition.sheet_id,
    )
    call = mine.first()  # about the same sheet, which nobody has called about yet
    if call is None:
        call = CallBack.begin(
            None,
            visit.office_id,
            organisation_id=visit.organisation_id,
            person_id=person_id,
            version=0,
        )
    call.reason = reason
    call.edition, call.visit, call.due_on = edition, visit, due_on
    call.language = visit.language
    call.touch()
    call.save()
    _log(None, "call_back.record", call, edition=str(edition.id))
