"""Group sessions and their attendance over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Router, Schema, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import FieldsIn, FieldsOut, Text, key_of
from waystation.services.centres import actions, answers, queries, rules
from waystation.services.centres.fields import SESSION

from .common import mark_after

router = Router()


class AttendanceIn(Schema):
    """Who came: some by name, the others by number, {sex: {age band: how many}}."""

    counts: dict[Text, dict[Text, int]] = {}
    person_ids: list[UUID] = Field(default=[], max_length=rules.MOST_ATTENDEES)


class SessionIn(AttendanceIn, FieldsIn, table=SESSION):
    """A group session as it is sent. With `held` false it is planned; attendance comes later."""

    office_id: Text = ""
    held: bool = True


class SessionLine(FieldsOut, table=SESSION):
    """A session in a list."""

    id: UUID
    office_id: UUID
    version: int
    held: bool


class AttendanceOut(Schema):
    """Who came. Named people are given by the keys of their files."""

    attendees: int
    women: int | None
    by_name_or_phone: int
    by_number: int
    person_ids: list[UUID]
    counts: dict[str, dict[str, int]]


class SessionPage(Schema):
    sessions: list[SessionLine]
    next_after: str


class SignInOut(Schema):
    """The secret address at which phones sign in, and until when."""

    address: str
    until: datetime


@router.post("/sessions", response={201: SessionLine}, summary="Record a group session")
def record_session(request: HttpRequest, session: SessionIn) -> Any:
    """Record a session, or plan one. The header Idempotency-Key (a UUID) is its key."""
    key = key_of(request)
    given = session.dict()
    office_id = answers.office_for(request.user, given, "session.record")
    came = {name: given[name] for name in ("counts", "person_ids", "held")}
    values = SESSION.read(given)
    return Status(201, actions.record_session(request.user, office_id, key=key, **came, **values))


@router.get("/sessions", response=SessionPage, summary="The group sessions of your offices")
def list_sessions(request: HttpRequest, after: str = "", limit: int = 50) -> Any:
    """Return a page of sessions, latest first; send `next_after` back as `after` for the next."""
    user = access.require(request.user, "session.read")
    limit = min(max(limit, 1), 200)
    found = queries.sessions_after(user, after, limit + 1)
    return {"sessions": found[:limit], "next_after": mark_after(found, limit)}


@router.get("/sessions/{uuid:session_id}", response=SessionLine, summary="One group session")
def read_session(request: HttpRequest, session_id: UUID) -> Any:
    """Return one session; 404 outside your offices."""
    access.require(request.user, "session.read")
    return queries.session_visible_to(request.user, session_id)


def _attendance(user: access.AnyUser, session: Any) -> dict[str, Any]:
    came = queries.attendance_for(user, [session.id])[session.id]
    return {
        "attendees": came.together,
        "women": came.women,
        "by_name_or_phone": came.named,
        "by_number": came.counted,
        "person_ids": sorted(queries.attendees_named(session)),
        "counts": queries.headcounts_of(session),
    }


@router.get("/sessions/{uuid:session_id}/attendance", response=AttendanceOut, summary="Who came")
def read_attendance(request: HttpRequest, session_id: UUID) -> Any:
    """Return who came to a session, by name and by number."""
    access.require(request.user, "session.read")
    return _attendance(request.user, queries.session_visible_to(request.user, session_id))


@router.put(
    "/sessions/{uuid:session_id}/attendance", response=AttendanceOut, summary="Say who came"
)
def write_attendance(request: HttpRequest, session_id: UUID, came: AttendanceIn) -> Any:
    """Say who came: the numbers replace those before, names are added. Twice is once."""
    session = actions.complete_session(
        request.user, session_id, counts=came.counts, person_ids=came.person_ids
    )
    return _attendance(request.user, session)


@router.post(
    "/sessions/{uuid:session_id}/sign-in", response=SignInOut, summary="Open sign-in by phone"
)
def open_session_sign_in(request: HttpRequest, session_id: UUID) -> Any:
    """Open a session's sign-in by phone for some hours; a code opened before is closed."""
    code = actions.open_sign_in(request.user, session_id)
    address = request.build_absolute_uri(reverse("centres:sign_in", args=[code]))
    session = queries.session_visible_to(request.user, session_id)
    return {"address": address, "until": session.sign_in_until}
