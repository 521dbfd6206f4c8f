"""Group sessions and who came."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records import codes
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import NotSeen, Refusal, TooFast, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.services.centres import queries, rules
from waystation.services.centres.fields import ATTENDEE, SESSION, counts_of, headcount_name
from waystation.services.centres.models import Attendee, Headcount, Session


@transaction.atomic
def record_session(
    user: access.AnyUser,
    office_id: UUID,
    *,
    counts: rules.Counts | None = None,
    person_ids: Sequence[UUID] = (),
    held: bool = True,
    id: UUID | None = None,
    **values: Any,
) -> Session:
    """Record a group session with who came: some by name, the others by number.

    ``values`` are those of ``fields.SESSION``. With ``held`` false the session is planned; its
    attendance is completed later. Raises Refusals with one sentence per field, NotSeen for a
    person of another office.
    """
    me = access.require(user, "session.record", office_id)
    office = access.the_office(office_id)
    given = SESSION.complete(values)
    given["title"] = given["title"].strip()
    there = recorded_before(Session, id)
    if there is not None:  # who came may have been completed meanwhile, on purpose
        return require_same(there, SESSION, {**given, "office_id": office_id})
    counts = counts or {}
    refuse(
        [
            *SESSION.refusals(given),
            rules.refusal_of_day(given["day"], today_in(office.zone), office.opened_on)
            if held and given["day"]
            else None,
            rules.refusal_of_minutes(given["minutes"], rules.LONGEST_SESSION_MINUTES),
            rules.refusal_of_topics(given["topics"], False),
            *_count_refusals(counts),
            rules.refusal_of_counts(counts, len(set(person_ids)), held=held),
        ]
    )
    session = Session.begin(me, office_id, id, held=held)
    write_values(session, SESSION, given)
    session.save(force_insert=True)
    _write_attendance(user, session, counts, person_ids)
    audit.log(me, "session.record", "centres.Session", session.id, office_id=office_id)
    return session


def _count_refusals(counts: rules.Counts) -> list[Refusal | None]:
    bands = {band for row in counts.values() for band in row}
    return [
        *(codes.refusal_of_code("sex", sex, "counts") for sex in counts),
        *(codes.refusal_of_code("age_band", band, "counts") for band in sorted(bands)),
    ]


def _write_attendance(
    user: access.AnyUser, session: Session, counts: rules.Counts, person_ids: Sequence[UUID]
) -> None:
    me = access.signed_in(user)
    common: dict[str, Any] = {
        "organisation_id": session.organisation_id,
        "office_id": session.office_id,
        "created_by": me,
        "created_at": now(),
        "changed_at": now(),
        "session": session,
    }
    for named in dict.fromkeys(person_ids):
        person_id = people.require_person(user, named, session.office_id)
        attendee, made = Attendee.objects.get_or_create(
            session=session, person_id=person_id, defaults={**common, "person_id": person_id}
        )
        if made:
            files.note_contact(user, person_id, session.day)
            audit.log(
                me,
                "attendance.record",
                "centres.Attendee",
                attendee.id,
                office_id=session.office_id,
            )
    Headcount.objects.filter(session=session).delete()
    Headcount.objects.bulk_create(
        [
            Headcount(**common, sex=sex, age_band=band, number=number)
            for sex, bands in counts.items()
            for band, number in bands.items()
            if number
        ]
    )


@transaction.atomic
def complete_session(
    user: access.AnyUser,
    session_id: UUID,
    *,
    counts: rules.Counts,
    person_ids: Sequence[UUID] = (),
    seen: Mapping[str, int] | None = None,
) -> Session:
    """Say who came to a session. The counts replace those before; names are added.

    ``seen`` are the boxes (``fields.heads_table``) that the editor had before them. Raises
    Conflict with both numbers where somebody else changed the same box meanwhile.
    """
    session = queries.sessions_visible_to(user).select_for_update().filter(id=session_id).first()
    if session is None:
        raise queries.not_seen()
    me = access.require(user, "session.record", session.office_id)
    office = access.the_office(session.office_id)
    if seen is not None:
        counts = _merged(session, seen, counts)
    already = set(session.attendees.values_list("person_id", flat=True))
    unnamed = session.attendees.filter(person__isnull=True).count()
    named = len((already | set(person_ids)) - {None}) + unnamed
    refuse(
        [
            rules.refusal_of_day(session.day, today_in(office.zone), office.opened_on),
            *_count_refusals(counts),
            rules.refusal_of_counts(counts, named, held=True),
        ]
    )
    session.held = True
    session.touch()
    session.save(update_fields=["held", "version", "changed_at"])
    _write_attendance(user, session, counts, person_ids)
    audit.log(me, "session.complete", "centres.Session", session.id, office_id=session.office_id)
    return session


def _merged(session: Session, seen: Mapping[str, int], counts: rules.Counts) -> rules.Counts:
    """Return the counts of two editors as one. Raises Conflict for a box that both changed."""
    boxes = Draft(**queries.heads_of(session))
    proposed = {
        headcount_name(sex, band): number
        for sex, bands in counts.items()
        for band, number in bands.items()
    }
    merge_edit(boxes, seen, proposed)
    there, merged = queries.headcounts_of(session), counts_of(boxes.values)
    return {sex: {**there.get(sex, {}), **merged.get(sex, {})} for sex in {*there, *merged}}


@transaction.atomic
def open_sign_in(user: access.AnyUser, session_id: UUID) -> str:
    """Open a session's sign-in by phone for some hours; return the code for the QR."""
    session = queries.sessions_visible_to(user).select_for_update().filter(id=session_id).first()
    if session is None:
        raise queries.not_seen()
    me = access.require(user, "session.record", session.office_id)
    code = secrets.token_urlsafe(12)
    session.sign_in_digest = hashlib.sha256(code.encode()).digest()
    session.sign_in_until = now() + timedelta(hours=rules.SIGN_IN_HOURS)
    session.save(update_fields=["sign_in_digest", "sign_in_until"])
    audit.log(
        me, "session.sign_in_open", "centres.Session", session.id, office_id=session.office_id
    )
    return code


def session_of_code(code: str, moment: datetime | None = None) -> Session:
    """Return the session of a sign-in code. Raises NotSeen when it is not good any more."""
    session = queries.open_session_by_code(hashlib.sha256(code.encode()).digest(), moment or now())
    if session is None:
        raise NotSeen(
            N_("This sign-in is closed. Ask the person who leads the session."), code="closed"
        )
    return session


@transaction.atomic
def sign_in_by_phone(code: str, *, id: UUID, sex: str = "", age_band: str = "") -> Attendee:
    """Sign in to a group session from one's own phone: no name, no account, once per phone key.

    Raises NotSeen when the code is closed, Refusal for an answer that is not in the lists, TooFast
    when more phones sign in than a group can hold up in a minute.
    """
    found = session_of_code(code)
    session = Session.objects.select_for_update().get(id=found.id)
    refuse(ATTENDEE.refusals({"sex": sex, "age_band": age_band}))
    there = Attendee.objects.filter(id=id, session=session).first()
    if there is not None:
        return there
    if session.attendees.count() >= rules.MOST_ATTENDEES:
        raise Refusal(N_("This session is full. Tell the person who leads it."), code="full")
    minute_ago = now() - timedelta(minutes=1)
    lately = session.attendees.filter(signed_in_by_phone=True, created_at__gt=minute_ago)
    if lately.count() >= rules.MOST_SIGN_INS_A_MINUTE:
        raise TooFast(
            N_("Many people are signing in just now. Wait a minute and press again."), code="pace"
        )
    attendee = Attendee.begin(
        None,
        session.office_id,
        id,
        organisation_id=session.organisation_id,
        session=session,
        sex=sex,
        age_band=age_band,
        signed_in_by_phone=True,
    )
    attendee.save(force_insert=True)
    audit.log(
        None,
        "attendance.sign_in",
        "centres.Attendee",
        attendee.id,
        organisation_id=session.organisation_id,
        office_id=session.office_id,
    )
    return attendee
