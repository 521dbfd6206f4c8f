"""Meetings, papers, decisions and actions over HTTP, with the refusals of the pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from waystation.foundation.pages import lists
from waystation.foundation.pages.api import FieldsIn, FieldsOut, key_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import ACTION, ITEM, MEETING, PAPER, REPORT
from waystation.governance.meetings.queries import decisions as decision_queries
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.queries import papers as paper_queries
from waystation.governance.meetings.transitions import ACTION_WORKFLOW, UNFINISHED
from waystation.governance.network.queries.scope import reader_of

PREFIX = "network"  # the address stays that of the Network
router = Router(tags=["network"])
MOST = 200
PAPER_ASKED = PAPER.without("replaces")


def _page(
    rows: QuerySet[Any], name: str, after: str, limit: int, order: Sequence[str]
) -> dict[str, Any]:
    """Return a page of rows under ``name``; ``after`` is what the page before said."""
    size = min(max(limit, 1), MOST)
    column = order[0].removeprefix("-")
    text, _, key = after.rpartition("_")
    try:
        mark = [rows.model._meta.get_field(column).to_python(text), key_in(key)]
    except ValidationError:
        mark = []
    if mark and mark[1] is not None:
        rows = rows.filter(lists.after(order, mark))
    found = list(rows.order_by(*order)[: size + 1])
    last = found[size - 1] if len(found) > size else None
    following = f"{getattr(last, column).isoformat()}_{last.id}" if last else ""
    return {name: found[:size], "next_after": following}


class MeetingIn(FieldsIn, table=MEETING):
    """A meeting as it is planned. Times carry their zone."""

    kind: str = "regular"


class MeetingOut(FieldsOut, table=MEETING.without("categories")):
    id: UUID
    version: int
    quarter: str
    state: str
    sequence: int


class MeetingPage(Schema):
    meetings: list[MeetingOut]
    next_after: str


class Text(Schema):
    text: str = ""


class Why(Schema):
    why: str = ""


class ItemIn(FieldsIn, table=ITEM):
    """A proposed agenda item."""

    access_class: str = "network"


class ItemOut(FieldsOut, table=ITEM.without("owner", "note")):
    id: UUID
    label: str
    owner: str
    state: str
    deferred_why: str
    starts_at: datetime | None

    @staticmethod
    def resolve_owner(item: Any) -> str:
        return str(item.owner)


class PaperIn(FieldsIn, table=PAPER_ASKED):
    """A paper; its bytes in base64."""

    file_name: str = ""
    content: str = ""
    access_class: str = "network"


class PaperOut(FieldsOut, table=PAPER.only("title", "access_class")):
    id: UUID
    label: str
    entity: str
    meeting_id: UUID
    due_on: date
    distributed_on: date | None
    late: bool
    file_name: str
    size: int

    @staticmethod
    def resolve_entity(paper: Any) -> str:
        return str(paper.entity or "")


class PaperPage(Schema):
    papers: list[PaperOut]
    next_after: str


class ActionOut(FieldsOut, table=ACTION.only("text", "due_on")):
    id: UUID
    owner: str
    owner_id: UUID
    state: str
    late: bool
    meeting_id: UUID | None

    @staticmethod
    def resolve_owner(action: Any) -> str:
        return str(action.owner)

    @staticmethod
    def resolve_late(action: Any) -> bool:
        today = today_in(action.office.zone)
        return decision_queries.is_late(action.state, action.due_on, today)


class ActionPage(Schema):
    actions: list[ActionOut]
    next_after: str


class ReportIn(FieldsIn, table=REPORT):
    """The state of an action."""


@router.get("/meetings", response=MeetingPage, summary="The Network's meetings, latest first")
def list_meetings(request: HttpRequest, after: str = "", limit: int = 50) -> Any:
    """Return a page; send `next_after` back as `after` for the next."""
    rows = queries.meetings_visible_to(request.user)
    return _page(rows, "meetings", after, limit, ("-starts_at", "-id"))


@router.post("/meetings", response={201: MeetingOut}, summary="Plan a meeting")
def plan_meeting(request: HttpRequest, meeting: MeetingIn) -> Any:
    """Plan a meeting. The header Idempotency-Key (a UUID) is its key: sent twice, it is one."""
    given = MEETING.read(meeting.dict())
    made = actions.meetings.plan_meeting(request.user, key=key_of(request), **given)
    return Status(201, made)


@router.get("/meetings/{uuid:meeting_id}", response=MeetingOut, summary="One meeting")
def read_meeting(request: HttpRequest, meeting_id: UUID) -> Any:
    """Return one meeting; 404 outside the Network."""
    return queries.meeting_visible_to(request.user, meeting_id)


@router.post("/meetings/{uuid:meeting_id}/convene", response=MeetingOut, summary="Convene it")
def convene_meeting(request: HttpRequest, meeting_id: UUID, notice: Text) -> Any:
    """Issue the convening notice; 403 for anybody who is not a co-chair today."""
    return actions.meetings.convene_meeting(request.user, meeting_id, text=notice.text)


@router.post("/meetings/{uuid:meeting_id}/cancel", response=MeetingOut, summary="Cancel it")
def cancel_meeting(request: HttpRequest, meeting_id: UUID, because: Why) -> Any:
    """Cancel a meeting with a reason."""
    return actions.meetings.cancel_meeting(request.user, meeting_id, why=because.why)


@router.get("/meetings/{uuid:meeting_id}/items", response=list[ItemOut], summary="Its agenda")
def list_agenda(request: HttpRequest, meeting_id: UUID) -> Any:
    """Return the items whose class exists for the caller."""
    queries.meeting_visible_to(request.user, meeting_id)
    return queries.items_of(reader_of(request.user), meeting_id)


@router.post("/meetings/{uuid:meeting_id}/items", response={201: ItemOut}, summary="Propose one")
def propose_item(request: HttpRequest, meeting_id: UUID, item: ItemIn) -> Any:
    """Propose an agenda item."""
    given = ITEM.read(item.dict())
    made = actions.agenda.propose_item(request.user, meeting_id, key=key_of(request), **given)
    lines = queries.items_of(reader_of(request.user), meeting_id)
    return Status(201, next(one for one in lines if one.id == made.id))


@router.get("/papers", response=PaperPage, summary="The papers of the caller's classes")
def list_papers(request: HttpRequest, after: str = "", limit: int = 50) -> Any:
    """Return a page; papers of a class that the user may not see are neither listed nor counted."""
    rows = paper_queries.lines_of(paper_queries.papers_visible_to(request.user))
    return _page(rows, "papers", after, limit, ("-created_at", "-id"))


@router.post("/meetings/{uuid:meeting_id}/papers", response={201: PaperOut}, summary="File one")
def file_paper(request: HttpRequest, meeting_id: UUID, paper: PaperIn) -> Any:
    """File a paper for a meeting."""
    try:
        content = base64.b64decode(paper.content, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(
            N_("Send the file's bytes in base64."), field="content", code="not_base64"
        ) from None
    given = PAPER_ASKED.read(paper.dict()) | {"file_name": paper.file_name, "content": content}
    made = actions.papers.file_paper(request.user, meeting_id, key=key_of(request), **given)
    return Status(201, paper_queries.paper_visible_to(request.user, made.id))


@router.get("/papers/{uuid:paper_id}/file", summary="A paper's bytes")
def read_paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Send a paper; the reading, or the refusal, is logged."""
    opened = paper_queries.open_paper(request.user, paper_id)
    return HttpResponse(opened.content, content_type=opened.media_type)


@router.get("/actions", response=ActionPage, summary="Actions, first due first")
def list_actions(request: HttpRequest, after: str = "", limit: int = 50, state: str = "") -> Any:
    """Return a page of unfinished actions, or of those in a state ("all" for all)."""
    rows = decision_queries.actions_visible_to(request.user)
    if state != "all":
        states = [state] if state in ACTION_WORKFLOW.states else UNFINISHED
        rows = rows.filter(state__in=states)
    return _page(rows, "actions", after, limit, ("due_on", "id"))


@router.post("/actions/{uuid:action_id}/report", response=ActionOut, summary="Report on one")
def report_action(request: HttpRequest, action_id: UUID, report: ReportIn) -> Any:
    """Report the state of an action; its owner does, with evidence when it is done."""
    actions.decisions.report_action(request.user, action_id, **REPORT.read(report.dict()))
    return decision_queries.action_visible_to(request.user, action_id)


@router.post("/actions/{uuid:action_id}/verify", response=ActionOut, summary="Verify one")
def verify_action(request: HttpRequest, action_id: UUID, note: Text) -> Any:
    """Verify an action: another entity than its owner, another person than who reported."""
    actions.decisions.verify_action(request.user, action_id, note=note.text)
    return decision_queries.action_visible_to(request.user, action_id)
