"""The centres' records as facts: visits, profiles, sessions, attendance; without identities.

Columns are read as values, a hundred thousand rows at a time, never as objects: a year of a large
office is a million visits.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from waystation.foundation.access import queries as access
from waystation.foundation.shared.facts import STANDARD, Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.imports import queries as imports

from . import rules
from .fields import OF_THE_UNKNOWN, PROFILE, SESSION, VISIT
from .models import Attendee, Headcount, Profile, Session, Visit

CODES = pa.list_(pa.string())
TYPES = {
    "key": pa.string(),
    "date": pa.date32(),
    "code": pa.string(),
    "codes": CODES,
    "number": pa.int64(),
    "yes_no": pa.bool_(),
}

VISIT_COLUMNS = (
    *VISIT.fact_columns(),
    Column("known", "yes_no", N_("Known person"), known_of="person"),
)
PROFILE_COLUMNS = PROFILE.fact_columns()
SESSION_COLUMNS = SESSION.fact_columns()
SESSION_NAMES = tuple(one.name for one in SESSION_COLUMNS)
ATTENDANCE_COLUMNS = (
    *SESSION.only("topics").fact_columns(),
    Column("number", "number", N_("Attendees")),
    Column("named", "yes_no", N_("By name")),
)


PERSON = (
    "person__pseudonym",
    "person__sex",
    "person__birth_year",
    "person__community",
    "person__nationality",
    "person__municipality",
    "person__migration_status",
)


def key_as_text(field: str) -> Cast:
    """Return a key as text straight from the database, without building a UUID for each row."""
    return Cast(field, CharField())


def key_of(text: Any) -> str | None:
    """Return a key as 32 hexadecimal digits, as both databases can give it."""
    return text.replace("-", "") if text else None


def table_of(columns: Sequence[Column], values: dict[str, list[Any]]) -> pa.Table:
    """Return an Arrow table with the standard columns, those of the app, and nothing else."""
    every = (*STANDARD, *columns)
    size = len(values["record"])
    arrays = [
        pa.array(values.get(column.name) or [None] * size, type=TYPES[column.kind])
        for column in every
    ]
    return pa.table(arrays, names=[column.name for column in every])


def _rows_of(rows: QuerySet[Any], organisation: UUID, ids: Sequence[UUID] | None) -> QuerySet[Any]:
    """Return the rows of an organisation: all, or those with these ids."""
    rows = rows.filter(organisation_id=organisation)
    return rows if ids is None else rows.filter(id__in=list(ids))


def _or_none(value: str) -> str | None:
    return value or None


MOST_KEYS = 5000  # in one statement: both databases limit its parameters


def read_visits(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the visits of an organisation as facts."""
    if ids is not None and len(ids) > MOST_KEYS:
        some = [ids[start : start + MOST_KEYS] for start in range(0, len(ids), MOST_KEYS)]
        return pa.concat_tables([read_visits(organisation, one) for one in some])
    rows = (
        _rows_of(Visit.objects.filter(state="recorded"), organisation, ids)
        .order_by()
        .annotate(key=key_as_text("id"), office_key=key_as_text("office_id"))
        .values_list(
            "key",
            "version",
            "day",
            "office_key",
            "place",
            *OF_THE_UNKNOWN,
            *PERSON,
            *(one.name for one in VISIT.fact_columns()),
        )
    )
    parts = [_visits(batch) for batch in access.columns_of(rows, few=ids is not None)]
    return pa.concat_tables(parts) if parts else table_of(VISIT_COLUMNS, {"record": []})


def _visits(batch: Any) -> pa.Table:
    """Return visits as facts, a whole column at a time."""
    known = pc.is_valid(batch.column("person__pseudonym"))

    def answers_in(name: str) -> Any:
        column = batch.column(name)
        return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)

    def either(name: str) -> Any:
        return pc.if_else(known, answers_in(f"person__{name}"), answers_in(name))

    def key(name: str) -> Any:
        return pc.replace_substring(batch.column(name), "-", "")

    columns = {
        "record": key("key"),
        "office": key("office_key"),
        "date": batch.column("day"),
        "place": pc.coalesce(answers_in("place"), answers_in("person__municipality")),
        "person": answers_in("person__pseudonym"),
        "sex": either("sex"),
        "age_band": pc.if_else(known, _bands(batch), answers_in("age_band")),
        "community": either("community"),
        "nationality": answers_in("person__nationality"),
        "migration_status": answers_in("person__migration_status"),
        "known": known,
    }
    for one in VISIT.fact_columns():
        if one.kind == "codes":
            columns[one.name] = _lists(batch.column(one.name))
        elif one.kind == "code":
            columns[one.name] = answers_in(one.name)
    every = (*STANDARD, *VISIT_COLUMNS)
    return pa.table(
        {
            one.name: columns[one.name] if one.name in columns else batch.column(one.name)
            for one in every
        },
        schema=pa.schema([(one.name, TYPES[one.kind]) for one in every]),
    )


def _bands(batch: Any) -> Any:
    """Return the age band of each person on the day of the visit."""
    ages = pc.subtract(pc.year(batch.column("day")), batch.column("person__birth_year"))
    different = pc.unique(ages)
    bands = [
        None if age is None else _or_none(rules.age_band_of(2000, date(2000 + age, 1, 1)))
        for age in different.to_pylist()
    ]
    return pa.array(bands, pa.string()).take(pc.index_in(ages, different))


def _lists(texts: Any) -> Any:
    """Return lists of codes that came as JSON; each different list is read once."""
    packed = texts.dictionary_encode()
    read = [None if one is None else json.loads(one) for one in packed.dictionary.to_pylist()]
    return pa.array(read, CODES).take(packed.indices)


def _person_columns(row: dict[str, Any], day: date) -> dict[str, Any]:
    return {
        "person": row["person__pseudonym"] or None,
        "sex": _or_none(row["person__sex"] or ""),
        "age_band": _or_none(rules.age_band_of(row["person__birth_year"], day)),
        "community": _or_none(row["person__community"] or ""),
        "nationality": _or_none(row["person__nationality"] or ""),
        "place": _or_none(row["person__municipality"] or ""),
        "migration_status": _or_none(row["person__migration_status"] or ""),
    }


def _table_of_rows(columns: Sequence[Column], rows: list[dict[str, Any]]) -> pa.Table:
    every = (*STANDARD, *columns)
    return table_of(
        columns, {column.name: [row.get(column.name) for row in rows] for column in every}
    )


def read_profiles(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the daily profiles of an organisation as facts. "declined" stays an answer."""
    answers = tuple(column.name for column in PROFILE_COLUMNS)
    found = (
        _rows_of(Profile.objects.all(), organisation, ids)
        .order_by()
        .values("id", "version", "day", "office_id", *PERSON, *answers)
    )
    rows = [
        {
            "record": row["id"].hex,
            "version": row["version"],
            "date": row["day"],
            "office": row["office_id"].hex,
            **_person_columns(row, row["day"]),
            **{name: row[name] or None for name in answers},
        }
        for row in found.iterator(chunk_size=20000)
    ]
    return _table_of_rows(PROFILE_COLUMNS, rows)


def read_sessions(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return the group sessions that were held, as facts."""
    found = (
        _rows_of(Session.objects.filter(held=True), organisation, ids)
        .order_by()
        .values("id", "version", "day", "office_id", "place", *SESSION_NAMES)
    )
    rows = [
        {
            "record": row["id"].hex,
            "version": row["version"],
            "date": row["day"],
            "office": row["office_id"].hex,
            "place": row["place"] or None,
            **{name: None if row[name] == "" else row[name] for name in SESSION_NAMES},
        }
        for row in found.iterator(chunk_size=20000)
    ]
    return _table_of_rows(SESSION_COLUMNS, rows)


def read_attendance(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return who came to sessions held: one row per named attendee and per group counted.

    The record is the session: its attendance is read again as a whole when it changes.
    """
    sessions = Q(session__held=True)
    if ids is not None:
        sessions &= Q(session_id__in=list(ids))
    common = ("session_id", "session__version", "session__day", "office_id", "session__topics")
    rows = []
    for row in (
        Attendee.objects.filter(sessions, organisation_id=organisation)
        .order_by()
        .values(*common, *PERSON, "sex", "age_band")
        .iterator(chunk_size=20000)
    ):
        person = _person_columns(row, row["session__day"])
        person["sex"] = person["sex"] or row["sex"] or None
        person["age_band"] = person["age_band"] or row["age_band"] or None
        rows.append({**_session_columns(row), **person, "number": 1, "named": True})
    for row in (
        Headcount.objects.filter(sessions, organisation_id=organisation)
        .order_by()
        .values(*common, "sex", "age_band", "number")
        .iterator(chunk_size=20000)
    ):
        rows.append(
            {
                **_session_columns(row),
                "sex": row["sex"] or None,
                "age_band": row["age_band"] or None,
                "number": row["number"],
                "named": False,
            }
        )
    return _table_of_rows(ATTENDANCE_COLUMNS, rows)


def _session_columns(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "record": row["session_id"].hex,
        "version": row["session__version"],
        "date": row["session__day"],
        "office": row["office_id"].hex,
        "topics": row["session__topics"],
    }


def visits_of_people(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
    """Return the visits whose facts change when these people's files do."""
    return list(
        Visit.objects.filter(organisation_id=organisation, person_id__in=people).values_list(
            "id", flat=True
        )
    )


def visits_of_uploads(organisation: UUID, uploads: Sequence[UUID]) -> Sequence[UUID]:
    """Return the visits that these imports recorded or took back."""
    return imports.records_of_uploads(organisation, uploads)


def profiles_of_people(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
    """Return the profiles whose facts change when these people's files do."""
    return list(
        Profile.objects.filter(organisation_id=organisation, person_id__in=people).values_list(
            "id", flat=True
        )
    )


def sessions_of_people(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
    """Return the sessions that these people attended by name."""
    return list(
        Attendee.objects.filter(organisation_id=organisation, person_id__in=people).values_list(
            "session_id", flat=True
        )
    )


def sessions_of_attendees(organisation: UUID, attendees: Sequence[UUID]) -> Sequence[UUID]:
    """Return the sessions of these attendees."""
    return list(
        Attendee.objects.filter(organisation_id=organisation, id__in=attendees).values_list(
            "session_id", flat=True
        )
    )


VISITS = FactTable(
    "centres.visits",
    N_("Visits"),
    "centres.Visit",
    "visit.read",
    VISIT_COLUMNS,
    read_visits,
    {"people.Person": visits_of_people, "imports.Upload": visits_of_uploads},
)
PROFILES = FactTable(
    "centres.profiles",
    N_("Daily profiles"),
    "centres.Profile",
    "visit.read",
    PROFILE_COLUMNS,
    read_profiles,
    {"people.Person": profiles_of_people},
)
SESSIONS = FactTable(
    "centres.sessions",
    N_("Group sessions"),
    "centres.Session",
    "session.read",
    SESSION_COLUMNS,
    read_sessions,
)
ATTENDANCE = FactTable(
    "centres.attendance",
    N_("Attendance of group sessions"),
    "centres.Session",
    "session.read",
    ATTENDANCE_COLUMNS,
    read_attendance,
    {"people.Person": sessions_of_people, "centres.Attendee": sessions_of_attendees},
)
