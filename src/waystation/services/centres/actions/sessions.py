"""Group sessions and their attendance."""

from __future__ import annotations

import hashlib
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
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import NotSeen, Refusal, TooFast, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.services.centres import queries, rules
from waystation.services.centres.fields import (
    ATTENDEE,
    RATING,
    SESSION,
    counts_of,
    headcount_name,
)
from waystation.services.centres.models import (
    Attendee,
    Headcount,
    Invitation,
    PaperRating,
    Session,
)

KIND = "centres.Session"


@transaction.atomic
def record_session(
    user: access.AnyUser,
    office_id: UUID,
    *,
    counts: rules.Counts | None = None,
    person_ids: Sequence[UUID] = (),
    held: bool = True,
    key: UUID | None = None,
    **values: Any,
) -> Session:
    """Record a group session with who came: some by name, the others by number.

    ``values`` are those of ``fields.SESSION``. With ``held`` false the session is planned; its
    attendance is completed later. Raises Refusals with one sentence per field, NotSeen for a
    person of another office.
    """
    me = access.require(user, "session.record", office_id)
    office = access.the_office(office_id, me)
    given = SESSION.complete(values)
    given = strip_texts(given)
    there = recorded_before(Session, key)
    if there is not None:  # who came may have been completed meanwhile, on purpose
        return require_same(there, SESSION, {**given, "office_id": office_id})
    counts, today = counts or {}, today_in(office.zone)
    SESSION.refuse(
        given,
        rules.refusal_of_session_to_come(given["day"], today)
        or rules.refusal_of_day(given["day"], today, office.opened_on)
        if held
        else None,
        rules.refusal_of_minutes(given["minutes"], rules.LONGEST_SESSION_MINUTES),
        rules.refusal_of_topics(given["topics"], False),
        *_count_refusals(counts),
        rules.refusal_of_counts(counts, len(set(person_ids)), held=held),
    )
    session = Session.begin(me, office_id, key, held=held)
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
        file = people.active_file(user, named, session.office_id)
        attendee, made = Attendee.objects.get_or_create(
            session=session, person_id=file.id, defaults={**common, "person_id": file.id}
        )
        if made:
            files.note_contact(user, file.id, session.day, file.last_contact_on)
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
    """Record the attendance of a session. Counts replace earlier ones; names are added.

    ``seen`` are the counts (``fields.heads_table``) that the editor saw. Raises Conflict with both
    numbers if somebody else changed the same count.
    """
    session = queries.sessions_visible_to(user).select_for_update().filter(id=session_id).first()
    if session is None:
        raise queries.not_seen()
    me = access.require(user, "session.record", session.office_id)
    office = access.the_office(session.office_id, me)
    if seen is not None:
        counts = _merge_counts(session, seen, counts)
    already = set(session.attendees.values_list("person_id", flat=True))
    unnamed = session.attendees.filter(person__isnull=True).count()
    named = len((already | set(person_ids)) - {None}) + unnamed
    refuse(
        [
            rules.refusal_of_cancelled(session.cancelled_at is not None),
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


def _own(user: access.AnyUser, session_id: UUID) -> tuple[Any, Session]:
    """Return a session of the user's, locked, and who changes it. Raises NotSeen, NotAllowed."""
    rows = queries.sessions_visible_to(user).select_for_update(of=("self",))
    session = rows.filter(id=session_id).first()
    if session is None:
        raise queries.not_seen()
    return access.require(user, "session.record", session.office_id), session


@transaction.atomic
def edit_session(
    user: access.AnyUser, session_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Session:
    """Change what a session says. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    me, session = _own(user, session_id)
    office = access.the_office(session.office_id, me)
    draft = Draft(**values_of(session, SESSION))
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return session
    given = strip_texts(SESSION.complete(draft.values))
    on_day = rules.refusal_of_day(given["day"], today_in(office.zone), office.opened_on)
    SESSION.refuse(
        given,
        on_day if session.held and given["day"] else None,
        rules.refusal_of_minutes(given["minutes"], rules.LONGEST_SESSION_MINUTES),
    )
    write_values(session, SESSION, given)
    session.touch()
    session.save()
    audit.log(
        me, "session.edit", KIND, session.id, office_id=session.office_id, fields=sorted(changed)
    )
    return session


@transaction.atomic
def cancel_session(user: access.AnyUser, session_id: UUID) -> Session:
    """Cancel a planned session. Raises NotSeen, NotAllowed, Refusal once it was held."""
    me, session = _own(user, session_id)
    refuse([rules.refusal_to_cancel(session.held)])
    if session.cancelled_at is None:
        session.cancelled_at = now()
        session.sign_in_until = None
        session.touch()
        session.save()
        audit.log(me, "session.cancel", KIND, session.id, office_id=session.office_id)
    return session


@transaction.atomic
def invite(user: access.AnyUser, session_id: UUID, person_id: UUID) -> Invitation:
    """Invite a person with a file to a planned session; invited twice is invited once.

    Raises NotSeen, NotAllowed, Refusal for a session that was held or cancelled.
    """
    me, session = _own(user, session_id)
    refuse([rules.refusal_to_invite(session.held, session.cancelled_at is not None)])
    person_id = people.require_person(user, person_id, session.office_id)
    there = Invitation.objects.filter(session=session, person_id=person_id).first()
    if there is not None:
        return there
    made = Invitation.begin(me, session.office_id, session=session, person_id=person_id)
    made.save(force_insert=True)
    audit.log(me, "invitation.record", "centres.Invitation", made.id, office_id=session.office_id)
    return made


@transaction.atomic
def rate_on_paper(user: access.AnyUser, session_id: UUID, numbers: Mapping[str, int]) -> Session:
    """Record how many paper forms gave each answer about satisfaction; replaces those before.

    Raises NotSeen, NotAllowed, Refusals: an unknown answer, more forms than attendees.
    """
    me, session = _own(user, session_id)
    came = queries.attendance_of([session.id])[session.id].together
    refuse(
        [
            *(codes.refusal_of_code("satisfaction", one, "numbers") for one in numbers),
            rules.refusal_of_ratings(numbers, came),
        ]
    )
    PaperRating.objects.filter(session=session).delete()
    PaperRating.objects.bulk_create(
        [
            PaperRating.begin(me, session.office_id, session=session, satisfaction=one, number=many)
            for one, many in numbers.items()
            if many
        ]
    )
    audit.log(me, "session.rate", KIND, session.id, office_id=session.office_id)
    return session


@transaction.atomic
def rate_by_phone(code: str, *, key: UUID, satisfaction: str) -> Attendee:
    """Say on one's own phone how the session was; one answer for each phone that signed in.

    Raises NotSeen when the code is closed or the phone did not sign in, Refusal.
    """
    found = session_of_code(code)
    RATING.refuse({"satisfaction": satisfaction})
    attendee = Attendee.objects.select_for_update().filter(id=key, session_id=found.id).first()
    if attendee is None:
        raise NotSeen(N_("Sign in first."), code="not_signed_in")
    attendee.satisfaction = satisfaction
    attendee.touch()
    attendee.save(update_fields=["satisfaction", "version", "changed_at"])
    audit.log(
        None,
        "attendance.rate",
        "centres.Attendee",
        attendee.id,
        organisation_id=attendee.organisation_id,
        office_id=attendee.office_id,
    )
    return attendee


def _merge_counts(session: Session, seen: Mapping[str, int], counts: rules.Counts) -> rules.Counts:
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
    """Open a session's sign-in by phone for some hours; return the code for the QR.

    A session has one code: whoever opens it again shows the same one, so that phones that signed in
    are not counted twice. Raises NotSeen, NotAllowed, Refusal before the session's day or if it is
    cancelled.
    """
    session = queries.sessions_visible_to(user).select_for_update().filter(id=session_id).first()
    if session is None:
        raise queries.not_seen()
    me = access.require(user, "session.record", session.office_id)
    office = access.the_office(session.office_id, me)
    refuse(
        [
            rules.refusal_of_cancelled(session.cancelled_at is not None),
            rules.refusal_of_early_sign_in(session.day, today_in(office.zone)),
        ]
    )
    code = queries.sign_in_code(session)
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
def sign_in_by_phone(code: str, *, key: UUID, sex: str = "", age_band: str = "") -> Attendee:
    """Sign in to a group session from one's own phone: no name, no account, once per phone key.

    Raises NotSeen when the code is closed, Refusal for an answer that is not in the lists, TooFast
    when more phones sign in than a group can hold up in a minute.
    """
    found = session_of_code(code)
    session = Session.objects.select_for_update().get(id=found.id)
    ATTENDEE.refuse({"sex": sex, "age_band": age_band})
    there = Attendee.objects.filter(id=key, session=session).first()
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
        key,
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
