"""What people in a centre do."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from waystation.foundation.access import actions as trail
from waystation.foundation.access import queries as access
from waystation.foundation.access.records import merge_edit
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference

from . import queries, rules
from .models import Attendee, Centre, Headcount, Profile, Session, Visit

VISIT_CODES = {
    "mode": "visit_mode",
    "visitor_type": "visitor_type",
    "reason": "visit_reason",
    "next_step": "next_step",
    "language": "language",
    "sex": "sex",
    "age_band": "age_band",
    "community": "community",
    "place": "municipality",
}
VISIT_NEEDS = ("mode", "visitor_type", "reason")
PROFILE_CODES = {
    "education": "education",
    "occupation": "occupation",
    "work_status": "work_status",
    "destination": "country",
    "intention": "intention",
    "horizon": "horizon",
}
CENTRE_NEEDS = ("place", "host_kind", "handover_status")
SIGN_IN_HOURS = 4


def _collected(refusals: Sequence[Refusal | None]) -> None:
    found = [refusal for refusal in refusals if refusal is not None]
    if found:
        raise found[0] if len(found) == 1 else Refusals(found)


def _declinable(code_list: str, code: str, field: str) -> Refusal | None:
    return None if code == rules.DECLINED else reference.refusal_of_code(code_list, code, field)


def _missing(values: Mapping[str, Any], names: Sequence[str]) -> list[Refusal | None]:
    return [
        Refusal(N_("Choose an answer."), field=name, code="missing")
        for name in names
        if not values.get(name)
    ]


def _visit_refusals(values: Mapping[str, Any], office_id: UUID) -> list[Refusal | None]:
    office = access.the_office(office_id)
    codes = [
        reference.refusal_of_code(code_list, str(values.get(name) or ""), name)
        for name, code_list in VISIT_CODES.items()
    ]
    topics = [reference.refusal_of_code("topic", code, "topics") for code in values["topics"]]
    return [
        *_missing(values, VISIT_NEEDS),
        *codes,
        *topics,
        rules.refusal_of_day(values["day"], today_in(office.zone), office.opened_on),
        rules.refusal_of_times(values["started_at"], values.get("ended_at")),
        rules.refusal_of_minutes(values.get("minutes")),
        rules.refusal_of_topics(list(values["topics"]), bool(values.get("informed"))),
        rules.refusal_of_text(str(values.get("advice") or ""), "advice"),
        rules.refusal_of_visitor(
            values.get("person_id") is not None,
            values.get("sex") or "",
            values.get("age_band") or "",
            values.get("community") or "",
        ),
        rules.refusal_of_interpreter(bool(values.get("interpreter")), values.get("language") or ""),
    ]


VISIT_PLAIN = (
    "started_at",
    "ended_at",
    "minutes",
    "mode",
    "person_id",
    "sex",
    "age_band",
    "community",
    "place",
    "visitor_type",
    "reason",
    "topics",
    "informed",
    "counselled",
    "next_step",
    "language",
    "interpreter",
)
BLANKS: dict[str, Any] = {
    "ended_at": None,
    "minutes": None,
    "person_id": None,
    "sex": "",
    "age_band": "",
    "community": "",
    "place": "",
    "topics": [],
    "informed": False,
    "counselled": False,
    "next_step": "",
    "language": "",
    "interpreter": False,
    "advice": "",
}


@transaction.atomic
def record_visit(
    user: access.Anyone, office_id: UUID, *, id: UUID | None = None, **values: Any
) -> Visit:
    """Record a visit to the centre of an office.

    ``values``: started_at, ended_at, minutes, mode, person_id, sex, age_band, community, place,
    visitor_type, reason, topics, informed, counselled, advice, next_step, language,
    interpreter; only mode, visitor_type and reason are needed. The same ``id`` with the same
    content returns the visit that is there already.

    Raises NotAllowed, Refusals with one sentence per field, NotSeen for a person of another
    office, Conflict where the ``id`` was used for something else.
    """
    me = access.require(user, "visit.record", office_id)
    office = access.the_office(office_id)
    given = {**BLANKS, **values}
    given["topics"] = list(given["topics"] or [])
    there = Visit.objects.filter(id=id).first() if id else None
    given["started_at"] = given.get("started_at") or (there.started_at if there else now())
    given["day"] = given["started_at"].astimezone(ZoneInfo(office.zone)).date()
    if given["person_id"] is not None:
        given["person_id"] = people.require_person(user, given["person_id"], office_id)
    if there is not None:
        return _same_visit(there, office_id, given)
    _collected(_visit_refusals(given, office_id))
    visit = Visit(
        id=id or new_key(),
        organisation_id=me.organisation_id,
        office_id=office_id,
        created_by=me,
        created_at=now(),
        changed_at=now(),
        day=given["day"],
        **{name: given[name] for name in VISIT_PLAIN if name in given},
    )
    visit.advice = _sealed(visit, "centres_visit", "advice", given["advice"])
    visit.save(force_insert=True)
    if visit.person_id:
        files.note_contact(user, visit.person_id, visit.day)
    trail.log(me, "visit.record", "centres.Visit", visit.id, office_id=office_id)
    return visit


@transaction.atomic
def record_visit_of(
    user: access.Anyone,
    office_id: UUID,
    newcomer: Mapping[str, Any] | None,
    *,
    id: UUID | None = None,
    **values: Any,
) -> Visit:
    """Record a visit and, for a newcomer with a name, open the file with it: both or neither.

    Raises what record_visit and people's record_person raise.
    """
    if newcomer is not None:
        there = Visit.objects.filter(id=id, office_id=office_id).first() if id else None
        known = there.person_id if there is not None else None
        person_id = known or files.record_person(user, office_id, **newcomer).id
        values |= {"person_id": person_id, "sex": "", "age_band": "", "community": ""}
    return record_visit(user, office_id, id=id, **values)


def _sealed(record: Any, table: str, column: str, text: str) -> bytes:
    if not text:
        return b""
    ring = access.keyring(record.organisation_id)
    return ring.seal(text.encode(), table=table, column=column, row=str(record.id))


def _same_visit(there: Visit, office_id: UUID, given: Mapping[str, Any]) -> Visit:
    """Return the visit that the key made before. Of another office's visit nothing is said."""
    same = there.office_id == office_id and all(
        getattr(there, name) == given[name] for name in VISIT_PLAIN if name in given
    )
    if not same or queries.advice_of(there) != given["advice"]:
        raise Conflict(
            N_("A different visit was recorded with this key already. Nothing was changed."),
            code="key_used",
        )
    return there


@transaction.atomic
def edit_visit(
    user: access.Anyone, visit_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Visit:
    """Change a visit. ``seen`` is what the editor had before them, field by field.

    Raises Conflict with both values where somebody else changed the same field meanwhile.
    """
    visit = queries.visits_seen_by(user).select_for_update().filter(id=visit_id).first()
    if visit is None:
        raise queries.not_seen()
    me = access.require(user, "visit.record", visit.office_id)
    office = access.the_office(visit.office_id)
    advice = queries.advice_of(visit)
    beside = _Beside(visit, advice)
    changed = merge_edit(beside, seen, proposed)  # type: ignore[arg-type]
    if not changed:
        return visit
    values = {name: getattr(beside, name) for name in (*VISIT_PLAIN, "advice")}
    values["day"] = values["started_at"].astimezone(ZoneInfo(office.zone)).date()
    _collected(_visit_refusals(values, visit.office_id))
    if "person_id" in changed and values["person_id"] is not None:
        values["person_id"] = people.require_person(user, values["person_id"], visit.office_id)
    for name in VISIT_PLAIN:
        setattr(visit, name, values[name])
    visit.day = values["day"]
    if "advice" in changed:
        visit.advice = _sealed(visit, "centres_visit", "advice", values["advice"])
    visit.version += 1
    visit.changed_at = now()
    visit.save()
    trail.log(
        me,
        "visit.edit",
        "centres.Visit",
        visit.id,
        office_id=visit.office_id,
        fields=sorted(changed),
    )
    return visit


class _Beside:
    """A visit laid open for two editors: its columns and its sealed text side by side."""

    def __init__(self, visit: Visit, advice: str) -> None:
        self.__dict__.update({name: getattr(visit, name) for name in VISIT_PLAIN})
        self.advice = advice


@transaction.atomic
def record_profile(
    user: access.Anyone,
    office_id: UUID,
    *,
    person_id: UUID,
    id: UUID | None = None,
    day: date | None = None,
    **answers: Any,
) -> Profile:
    """Record the daily profile of a person: at most one per person and day.

    Every answer may be left out or be "declined". Raises Refusals, NotSeen, Conflict.
    """
    me = access.require(user, "visit.record", office_id)
    office = access.the_office(office_id)
    person_id = people.require_person(user, person_id, office_id)
    today = today_in(office.zone)
    day = day or today
    given = {name: str(answers.get(name) or "") for name in PROFILE_CODES}
    given["been_abroad"] = str(answers.get("been_abroad") or "")
    drivers, means = list(answers.get("drivers") or []), list(answers.get("means") or [])
    skills = str(answers.get("skills") or "")
    there = Profile.objects.filter(id=id).first() if id else None
    if there is not None:
        same = there.office_id == office_id and all(
            getattr(there, name) == value for name, value in given.items()
        )
        if same and there.person_id == person_id and there.day == day:
            return there
        raise Conflict(
            N_("A different profile was recorded with this key already. Nothing was changed."),
            code="key_used",
        )
    _collected(
        [
            rules.refusal_of_day(day, today, office.opened_on),
            *(_declinable(PROFILE_CODES[name], given[name], name) for name in PROFILE_CODES),
            *(_declinable("driver", code, "drivers") for code in drivers),
            *(_declinable("means", code, "means") for code in means),
            rules.refusal_of_horizon(given["intention"], given["horizon"]),
            rules.refusal_of_text(skills, "skills"),
            rules.refusal_of_been_abroad(given["been_abroad"]),
            rules.refusal_of_second_profile(
                Profile.objects.filter(person_id=person_id, day=day).exists(), day
            ),
        ]
    )
    profile = Profile(
        id=id or new_key(),
        organisation_id=me.organisation_id,
        office_id=office_id,
        created_by=me,
        created_at=now(),
        changed_at=now(),
        person_id=person_id,
        day=day,
        drivers=drivers,
        means=means,
        **given,
    )
    profile.skills = _sealed(profile, "centres_profile", "skills", skills)
    profile.save(force_insert=True)
    files.note_contact(user, person_id, day)
    trail.log(me, "profile.record", "centres.Profile", profile.id, office_id=office_id)
    return profile


@transaction.atomic
def record_session(
    user: access.Anyone,
    office_id: UUID,
    *,
    title: str,
    day: date,
    minutes: int,
    topics: Sequence[str] = (),
    place: str = "",
    language: str = "",
    counts: rules.Counts | None = None,
    person_ids: Sequence[UUID] = (),
    held: bool = True,
    id: UUID | None = None,
) -> Session:
    """Record a group session with who came: some by name, the others by number.

    With ``held`` false the session is planned; its attendance is completed later.
    Raises Refusals with one sentence per field, NotSeen for a person of another office.
    """
    me = access.require(user, "session.record", office_id)
    office = access.the_office(office_id)
    there = Session.objects.filter(id=id).first() if id else None
    if there is not None:
        if there.office_id == office_id and (there.title, there.day, there.minutes) == (
            title,
            day,
            minutes,
        ):
            return there
        raise Conflict(
            N_("A different session was recorded with this key already. Nothing was changed."),
            code="key_used",
        )
    counts = counts or {}
    _collected(
        [
            rules.refusal_of_title(title),
            rules.refusal_of_day(day, today_in(office.zone), office.opened_on) if held else None,
            rules.refusal_of_minutes(minutes, rules.LONGEST_SESSION_MINUTES),
            rules.refusal_of_topics(list(topics), False),
            *(reference.refusal_of_code("topic", code, "topics") for code in topics),
            reference.refusal_of_code("municipality", place, "place"),
            reference.refusal_of_code("language", language, "language"),
            rules.refusal_of_counts(counts, len(set(person_ids)), held=held),
        ]
    )
    session = Session.objects.create(
        id=id or new_key(),
        organisation_id=me.organisation_id,
        office_id=office_id,
        created_by=me,
        created_at=now(),
        changed_at=now(),
        title=title.strip(),
        day=day,
        minutes=minutes,
        topics=list(topics),
        place=place,
        language=language,
        held=held,
    )
    _write_attendance(user, session, counts, person_ids)
    trail.log(me, "session.record", "centres.Session", session.id, office_id=office_id)
    return session


def _write_attendance(
    user: access.Anyone, session: Session, counts: rules.Counts, person_ids: Sequence[UUID]
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
            trail.log(
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
    user: access.Anyone,
    session_id: UUID,
    *,
    counts: rules.Counts,
    person_ids: Sequence[UUID] = (),
) -> Session:
    """Say who came to a session. The counts replace those before; names are added."""
    session = queries.sessions_seen_by(user).select_for_update().filter(id=session_id).first()
    if session is None:
        raise queries.not_seen()
    me = access.require(user, "session.record", session.office_id)
    office = access.the_office(session.office_id)
    already = set(session.attendees.values_list("person_id", flat=True))
    unnamed = session.attendees.filter(person__isnull=True).count()
    named = len((already | set(person_ids)) - {None}) + unnamed
    _collected(
        [
            rules.refusal_of_day(session.day, today_in(office.zone), office.opened_on),
            rules.refusal_of_counts(counts, named, held=True),
        ]
    )
    session.held = True
    session.version += 1
    session.changed_at = now()
    session.save(update_fields=["held", "version", "changed_at"])
    _write_attendance(user, session, counts, person_ids)
    trail.log(me, "session.complete", "centres.Session", session.id, office_id=session.office_id)
    return session


@transaction.atomic
def open_sign_in(user: access.Anyone, session_id: UUID) -> str:
    """Open a session's sign-in by phone for some hours; return the code for the QR."""
    session = queries.sessions_seen_by(user).select_for_update().filter(id=session_id).first()
    if session is None:
        raise queries.not_seen()
    me = access.require(user, "session.record", session.office_id)
    code = secrets.token_urlsafe(12)
    session.sign_in_digest = hashlib.sha256(code.encode()).digest()
    session.sign_in_until = now() + timedelta(hours=SIGN_IN_HOURS)
    session.save(update_fields=["sign_in_digest", "sign_in_until"])
    trail.log(
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

    Raises NotSeen when the code is closed, Refusal for an answer that is not in the lists.
    """
    session = session_of_code(code)
    _collected(
        [
            reference.refusal_of_code("sex", sex, "sex"),
            reference.refusal_of_code("age_band", age_band, "age_band"),
        ]
    )
    there = Attendee.objects.filter(id=id, session=session).first()
    if there is not None:
        return there
    if session.attendees.count() >= rules.MOST_ATTENDEES:
        raise Refusal(N_("This session is full. Tell the person who leads it."), code="full")
    attendee = Attendee.objects.create(
        id=id,
        organisation_id=session.organisation_id,
        office_id=session.office_id,
        created_at=now(),
        changed_at=now(),
        session=session,
        sex=sex,
        age_band=age_band,
        signed_in_by_phone=True,
    )
    trail.log(
        None,
        "attendance.sign_in",
        "centres.Attendee",
        attendee.id,
        organisation_id=session.organisation_id,
        office_id=session.office_id,
    )
    return attendee


@transaction.atomic
def keep_centre(user: access.Anyone | None, office_id: UUID, **values: Any) -> Centre:
    """Enter a centre into the register, or change its entry. One centre per office."""
    me = access.require(user, "centre.manage", office_id) if user is not None else None
    office = access.the_office(office_id)
    _collected(
        [
            *_missing(values, CENTRE_NEEDS),
            reference.refusal_of_code("municipality", values.get("place", ""), "place"),
            reference.refusal_of_code("host_kind", values.get("host_kind", ""), "host_kind"),
            reference.refusal_of_code(
                "handover_status", values.get("handover_status", ""), "handover_status"
            ),
            *(
                reference.refusal_of_code("language", code, "languages")
                for code in values.get("languages", [])
            ),
        ]
    )
    centre = Centre.objects.filter(office_id=office_id).first() or Centre(
        organisation_id=office.organisation_id,
        office_id=office_id,
        created_by=me,
        created_at=now(),
        version=0,
    )
    for name, value in values.items():
        setattr(centre, name, value)
    centre.version += 1
    centre.changed_at = now()
    centre.save()
    trail.log(
        me,
        "centre.keep",
        "centres.Centre",
        centre.id,
        organisation_id=office.organisation_id,
        office_id=office_id,
        fields=sorted(values),
    )
    return centre


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Let the records of one file follow to another; return the keys that moved.

    A profile of a day on which the other file has one, and a session that both attended, stay
    where they are: they would count the person twice.
    """
    moved: list[UUID] = []
    for model, kind in ((Visit, "Visit"), (Profile, "Profile"), (Attendee, "Attendee")):
        rows: Any = model.objects.filter(organisation_id=organisation_id, person_id=from_id)
        if only is not None:
            rows = rows.filter(id__in=only)
        if model is Profile:
            taken = Profile.objects.filter(person_id=to_id).values_list("day", flat=True)
            rows = rows.exclude(day__in=list(taken))
        if model is Attendee:
            seats = Attendee.objects.filter(person_id=to_id).values_list("session_id", flat=True)
            rows = rows.exclude(session_id__in=list(seats))
        for row in rows.select_for_update():
            row.person_id = to_id
            row.changed_at = now()
            row.version += 1
            row.save(update_fields=["person_id", "changed_at", "version"])
            trail.log(
                None,
                f"{kind.lower()}.follow",
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
    visits = Visit.objects.filter(**mine).update(advice=b"", changed_at=now())
    profiles = Profile.objects.filter(**mine).update(
        skills=b"",
        occupation="",
        been_abroad="",
        destination="",
        drivers=[],
        means=[],
        changed_at=now(),
    )
    return visits + profiles


def record_profile_of(user: access.Anyone, person_id: UUID, **answers: Any) -> Profile:
    """Record today's profile of a person in the office where the person's file is kept."""
    office_id = people.office_of(user, person_id)
    return record_profile(user, office_id, person_id=person_id, **answers)
