"""Exporting personal data as a file: one rule for all lists, pages and API endpoints.

A view counts the rows of its file and calls :func:`record_export` before it sends a byte::

    export = exports.record_export(
        user, "centres.visits", rows=len(rows), persons=persons, purpose=purpose,
        office_id=None, selection="year=2026",
    )
    ... write export.mark into a last column of every row ...

Call it outside a transaction: if approval is missing, the request for it is saved and the refusal
is raised.
"""

from __future__ import annotations

import hashlib
import secrets
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from waystation.foundation.audit import actions as audit
from waystation.foundation.audit.queries import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

from . import mails, queries, rules
from .models import ExportRequest, Office, User

LONGEST_SELECTION = 500
RECORDED: ContextVar[bool] = ContextVar("export_recorded", default=False)
"""Whether the current request has already logged its export."""


class Export(NamedTuple):
    """A permitted export.

    ``mark`` is its canary, which leads from a found file to the log entry: write it into a last
    column of every row.
    """

    mark: str
    entry: int


def record_export(
    user: queries.AnyUser,
    kind: str,
    *,
    rows: int,
    persons: int | None = None,
    purpose: str = "",
    office_id: UUID | None = None,
    selection: str = "",
) -> Export:
    """Log an export and return its mark, or refuse it.

    ``kind`` names the list ("centres.visits"); ``persons`` is the maximum number of persons in
    the file (``rows`` if unknown); ``selection`` is everything that decides which rows it has.
    Above EXPORT_ALONE persons, together with the other files of the last EXPORT_HOURS, it raises
    Refusal without a purpose, and with one until a second person has approved the same kind and
    selection: code ``export_waits``; the request for approval is then saved. The caller has
    checked that the user may read these rows.
    """
    me = queries.signed_in(user)
    about = rows if persons is None else persons
    purpose, selection = purpose.strip(), _in_a_column(selection)
    with transaction.atomic():
        User.objects.select_for_update().get(id=me.id)  # one file of a person after the other
        before = _exported_before(me, kind, selection) if about else 0
        purpose = purpose or _purpose_stated(me, kind, selection)
        if refusal := rules.refusal_to_export(about, purpose, before):
            raise refusal
        approval = None
        if needed := rules.export_needs_approval(about, before):
            approval = _approval(me, kind, selection, about)
            if approval is None:
                _ask(me, kind, about, purpose, office_id, selection)
        if approval is not None or not needed:
            return _record_export(me, kind, rows, about, purpose, office_id, selection, approval)
    raise rules.refusal_until_approved(about, before)


def _purpose_stated(me: User, kind: str, selection: str) -> str:
    """Return the purpose that the user gave for the same file of late, "" for none."""
    since = now() - timedelta(hours=rules.EXPORT_APPROVAL_HOURS)
    asked = ExportRequest.objects.filter(
        Q(asked_at__gte=since) | Q(approved_at__gte=since),
        user=me,
        kind=kind,
        selection=selection,
        used_at__isnull=True,
    )
    return asked.order_by("asked_at").values_list("purpose", flat=True).last() or ""


def _in_a_column(selection: str) -> str:
    """Return a selection that fits its column: the end of a long one becomes its hash."""
    if len(selection) <= LONGEST_SELECTION:
        return selection
    digest = hashlib.sha256(selection.encode(errors="surrogatepass")).hexdigest()
    return f"{selection[: LONGEST_SELECTION - len(digest) - 1]} {digest}"


def _exported_before(me: User, kind: str, selection: str) -> int:
    """Return the number of persons in the user's other files of late without approval.

    The single files of one record count as those of one person.
    """
    since = _of_late()
    made = Entry.objects.filter(
        organisation_id=me.organisation_id, user_id=me.id, verb="export", at__gt=since
    )
    details: list[Any] = [dict(row)["detail"] for row in made.values("detail")]
    files = [
        ((one["kind"], one.get("selection", "")), one["persons"])
        for one in details
        if "approved_by" not in one
    ]
    lists = rules.persons_exported(one for one in files if one[0] != (kind, selection))
    return lists + len(_records_of_files(me, since))


def _of_late() -> datetime:
    return now() - timedelta(hours=rules.EXPORT_HOURS)


def _records_of_files(me: User, since: datetime) -> set[UUID | None]:
    """Return the records whose single files the user has downloaded since then."""
    files = Entry.objects.filter(
        organisation_id=me.organisation_id, user_id=me.id, verb="export.download", at__gt=since
    ).exclude(subject_id=None)
    return set(files.values_list("subject_id", flat=True))


def _record_export(
    me: User,
    kind: str,
    rows: int,
    persons: int,
    purpose: str,
    office_id: UUID | None,
    selection: str,
    approval: ExportRequest | None,
) -> Export:
    mark = f"ws-{secrets.token_hex(6)}"
    detail: dict[str, Any] = {"kind": kind, "rows": rows, "persons": persons, "mark": mark}
    detail |= {"purpose": purpose} if purpose else {}
    detail |= {"selection": selection} if selection else {}
    if approval is not None:
        approval.used_at = now()
        approval.save(update_fields=["used_at"])
        detail["approved_by"] = str(approval.approved_by_id)
    key = approval.id if approval is not None else None
    entry = audit.log(me, "export", "access.ExportRequest", key, office_id=office_id, **detail)
    RECORDED.set(True)
    return Export(mark, entry)


def record_file(user: User, page: str, subject: UUID | None, kind: str, size: int | None) -> None:
    """Log a file sent by a page that has not called :func:`record_export` itself.

    For example one record's file, a published figure or a plan: none needs a second person, but
    every file that leaves the system is logged. Files of many records within EXPORT_HOURS, one by
    one, raise an alarm with those who could approve an export or read the audit log; above
    EXPORT_ALONE records they are refused (NotAllowed).
    """
    detail: dict[str, Any] = {"page": page, "type": kind} | ({"bytes": size} if size else {})
    alarm = 0
    with transaction.atomic():
        if subject is not None:
            User.objects.select_for_update().get(id=user.id)  # one file after the other
            files = len(_records_of_files(user, _of_late()) | {subject})
            if refusal := rules.refusal_of_file(files):
                raise refusal
            alarm = files if rules.files_raise_an_alarm(files, _alarmed_at(user)) else 0
        audit.log(user, "export.download", "access.Page", subject, **detail)
        if alarm:
            audit.log(user, "export.alarm", "access.User", user.id, number=alarm)
    for one in queries.second_persons_of(user) if alarm else ():
        mails.send(one.email, one.language, "export_alarm", user=user, number=alarm)


def _alarmed_at(user: User) -> int:
    """Return the largest number of files for which an alarm was raised of late."""
    alarms = Entry.objects.filter(
        organisation_id=user.organisation_id,
        subject_id=user.id,
        verb="export.alarm",
        at__gt=_of_late(),
    )
    details: list[Any] = [dict(row)["detail"] for row in alarms.values("detail")]
    return max((one["number"] for one in details), default=0)


def _approval(me: User, kind: str, selection: str, persons: int) -> ExportRequest | None:
    since = now() - timedelta(hours=rules.EXPORT_APPROVAL_HOURS)
    approved = ExportRequest.objects.select_for_update().filter(
        user=me, kind=kind, selection=selection, used_at__isnull=True, approved_at__gte=since
    )
    for one in approved.order_by("approved_at"):
        if rules.approval_covers(one.persons, persons):
            return one
    return None


def _ask(
    me: User, kind: str, persons: int, purpose: str, office_id: UUID | None, selection: str
) -> None:
    """Request approval, once: a repeated request is the same one."""
    open_ones = ExportRequest.objects.filter(
        user=me, kind=kind, selection=selection, approved_at__isnull=True, persons=persons
    )
    if open_ones.filter(purpose=purpose).exists():
        return
    request = ExportRequest.objects.create(
        organisation_id=me.organisation_id,
        office_id=office_id,
        user=me,
        kind=kind,
        selection=selection,
        persons=persons,
        purpose=purpose,
        asked_at=now(),
    )
    audit.log(
        me,
        "export.request",
        "access.ExportRequest",
        request.id,
        office_id=office_id,
        kind=kind,
        persons=persons,
    )


def requests_visible_to(user: queries.AnyUser) -> QuerySet[ExportRequest]:
    """Return the requests that this user may approve or has made, newest first."""
    if not isinstance(user, User) or not user.is_active:
        return ExportRequest.objects.none()
    offices = queries.offices_where(user, "export.approve")
    mine = ExportRequest.objects.filter(organisation_id=user.organisation_id)
    approvable = Q(office_id__in=offices)
    if _approves_everywhere(user):
        approvable |= Q(office__isnull=True)
    return mine.filter(approvable | Q(user=user)).select_related("user", "office", "approved_by")


def requests_waiting_for(user: queries.AnyUser) -> QuerySet[ExportRequest]:
    """Return the requests of others that this user may approve, the oldest first."""
    if not queries.may(user, "export.approve"):
        return ExportRequest.objects.none()
    since = now() - timedelta(days=rules.EXPORT_WAITS_DAYS)
    waiting = requests_visible_to(user).filter(approved_at__isnull=True, asked_at__gte=since)
    return waiting.exclude(user_id=queries.signed_in(user).id).order_by("asked_at")


def requests_approved_for(user: queries.AnyUser) -> QuerySet[ExportRequest]:
    """Return this user's own approved requests whose file can still be made."""
    if not isinstance(user, User) or not user.is_active:
        return ExportRequest.objects.none()
    since = now() - timedelta(hours=rules.EXPORT_APPROVAL_HOURS)
    return ExportRequest.objects.filter(
        organisation_id=user.organisation_id,
        user=user,
        used_at__isnull=True,
        approved_at__gte=since,
    )


def page_of_request(request: ExportRequest) -> str:
    """Return the URL of the list that a request is about, as it was selected; "/" for others."""
    try:
        return f"{reverse(request.kind)}?{request.selection}".rstrip("?")
    except NoReverseMatch:
        return "/"


def _approves_everywhere(user: User) -> bool:
    """Return whether the user may approve an export that is not limited to one office."""
    everywhere = Office.objects.filter(organisation_id=user.organisation_id)
    return set(queries.offices_where(user, "export.approve")) >= set(
        everywhere.values_list("id", flat=True)
    )


@transaction.atomic
def approve_export(user: queries.AnyUser, request_id: UUID) -> ExportRequest:
    """Approve somebody else's export. Raises NotSeen, NotAllowed, Conflict if already decided."""
    me = queries.require(user, "export.approve")
    request = requests_visible_to(me).select_for_update(of=("self",)).filter(id=request_id).first()
    if request is None:
        raise NotSeen(N_("There is no such request."), code="export_unknown")
    if request.user_id == me.id:
        raise NotAllowed(
            N_("You asked for this export. A second person has to agree."), code="export_own"
        )
    if request.approved_at is not None:
        raise Conflict(N_("This export has already been approved."), code="export_approved")
    request.approved_by, request.approved_at = me, now()
    request.save(update_fields=["approved_by", "approved_at"])
    audit.log(
        me,
        "export.approve",
        "access.ExportRequest",
        request.id,
        office_id=request.office_id,
        kind=request.kind,
        persons=request.persons,
    )
    return request


def entry_of_mark(user: queries.AnyUser, mark: str) -> Entry | None:
    """Return the log entry of the export with this mark, for users who may read the log."""
    entries = queries.audit_entries_visible_to(user).filter(verb="export")
    mark = mark.strip().casefold()
    return next((one for one in entries.iterator() if one.detail.get("mark") == mark), None)
