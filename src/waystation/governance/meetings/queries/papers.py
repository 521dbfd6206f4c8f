"""Papers by class: readers without a class see neither its titles nor its counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.governance.meetings.models import Invitee, InviteeItem, Meeting, Paper, PaperFile
from waystation.governance.meetings.rules import meetings as rules
from waystation.governance.network.queries import people
from waystation.governance.network.queries.scope import not_there, one, reader_of
from waystation.governance.network.rules import classes

from . import calendars
from .deliveries import of_reader, with_entities
from .guests import valid_invitations


def papers_visible_to(user: AnyUser) -> QuerySet[Paper]:
    """Return the papers whose class exists for the user."""
    return reader_of(user).visible(Paper.objects.all())


def with_replaced(rows: QuerySet[Paper]) -> QuerySet[Any]:
    """Return papers with ``replaced``: whether a newer one takes their place."""
    return rows.annotate(replaced=Exists(Paper.objects.filter(replaces=OuterRef("pk"))))


def lines_of(rows: QuerySet[Paper]) -> QuerySet[Any]:
    """Return papers as pages and the API show them."""
    return with_replaced(rows).select_related("entity", "item", "meeting")


def papers_of(user: AnyUser, meeting_id: UUID) -> list[Any]:
    """Return the papers of one meeting that exist for the user, in the order of their numbers."""
    rows = papers_visible_to(user).filter(meeting_id=meeting_id)
    return list(lines_of(rows).order_by("access_class", "number", "id"))


def latest(user: AnyUser, limit: int) -> QuerySet[Any]:
    """Return the papers filed last, among those visible to the user."""
    return lines_of(papers_visible_to(user)).order_by("-created_at", "-id")[:limit]


def paper_visible_to(user: AnyUser, key: UUID) -> Paper:
    """Return one paper without its bytes. Raises NotSeen, also for a class not held."""
    paper: Paper = one(lines_of(papers_visible_to(user)), key)
    return paper


@dataclass(frozen=True)
class Opened:
    """A paper as it is handed out."""

    file_name: str
    media_type: str
    content: bytes


def open_paper(user: AnyUser, key: UUID) -> Opened:
    """Return a paper's bytes and log who read it.

    Other users are refused, and the refusal is logged too: a member without the
    class as NotSeen, an invitee of another item or after the meeting as a Refusal.
    """
    seen = access.signed_in(user)
    try:
        paper = _paper_for(user, key)
    except Refusal as refusal:
        row = Paper.objects.filter(id=key, organisation_id=seen.organisation_id).first()
        if row is not None:
            with transaction.atomic():
                log(seen, "paper.refuse", row, code=refusal.code)
        raise
    with transaction.atomic():
        log(seen, "paper.read", paper)
        _note_opened(user, paper)
    return content_of(paper)


def _paper_for(user: AnyUser, key: UUID) -> Paper:
    if access.may(user, "network.read"):
        return paper_visible_to(user, key)
    return paper_of_invitee(user, key)


def paper_of_invitee(user: AnyUser, key: UUID) -> Paper:
    """Return a paper of an item that the user is invited to. Raises NotSeen, Refusal."""
    seen = access.require(user, "invitation.read")
    rows = Paper.objects.filter(organisation_id=seen.organisation_id).select_related("meeting")
    paper = one(rows, key)
    invitee = valid_invitations().filter(meeting_id=paper.meeting_id, user=seen).first()
    if invitee is None:
        raise not_there()
    if refusal := refusal_of_paper(invitee, paper):
        raise refusal
    return paper


def refusal_of_paper(invitee: Invitee, paper: Paper) -> Refusal | None:
    """Say why an invitee to a paper's meeting may not open it now, or None."""
    return rules.refusal_to_invitee(
        paper.meeting.state,
        paper.meeting.ends_at,
        now(),
        asked_for=paper.public_set
        or InviteeItem.objects.filter(
            invitee=invitee, item_id=paper.item_id, item__state="accepted"
        ).exists(),
        open_class=classes.open_to_invitees(paper.access_class, paper.meeting.kind),
        out=_out(Paper.objects.filter(id=paper.id)).exists(),
    )


def _out(rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """Return the papers that were sent out and that no newer one replaces."""
    return rows.filter(distributed_on__isnull=False, replaced_by__isnull=True)


def _note_opened(user: AnyUser, paper: Paper) -> None:
    """Note on the delivery that it was opened, once."""
    seen = access.signed_in(user)
    entity = people.entity_of(user, now().date())
    waiting = Delivery.objects.filter(subject_id=paper.id, opened_at__isnull=True)
    waiting.filter(of_reader(seen, entity)).update(opened_at=now(), opened_by=seen)


def content_of(paper: Paper) -> Opened:
    """Return a paper's bytes; the caller has asked whether it may be opened."""
    sealed = PaperFile.objects.get(paper=paper)
    ring = access.keyring(paper.organisation_id)
    content = ring.open(
        bytes(sealed.sealed), table="meetings_paperfile", column="sealed", row=str(sealed.id)
    )
    return Opened(paper.file_name, paper.media_type, content)


def deliveries_of(paper_id: UUID) -> list[dict[str, object]]:
    """Return a paper's recipients and when they opened it; the caller has checked access."""
    rows = with_entities(Delivery.objects.filter(subject_id=paper_id))
    fields = ("entity_acronym", "entity_name", "opened_at", "mailed", "mail_reason")
    return [dict(row) for row in rows.order_by("entity_name", "id").values(*fields)]


@dataclass(frozen=True)
class Invited:
    """A meeting as an invitee sees it: their items, the papers of these, and nothing else."""

    meeting: Meeting
    items: list[str]
    papers: list[Any]
    open: bool


def _invitations(user: AnyUser) -> QuerySet[Invitee]:
    seen = access.require(user, "invitation.read")
    rows = valid_invitations().filter(organisation_id=seen.organisation_id, user=seen)
    return rows.select_related("meeting").prefetch_related("links__item")


def invited_to(user: AnyUser) -> list[Invited]:
    """Return the meetings that the user is invited to; papers only while the access lasts."""
    rows = _invitations(user).order_by("-meeting__starts_at", "id")
    return [invited_as(row) for row in rows[:50]]


def invitation_visible_to(user: AnyUser, meeting_id: UUID) -> Invited:
    """Return one meeting that the user is invited to. Raises NotSeen."""
    row = _invitations(user).filter(meeting_id=meeting_id).first()
    if row is None:
        raise not_there()
    return invited_as(row)


def invited_as(row: Invitee) -> Invited:
    """Return what an invitee sees of a meeting; papers only while the access lasts."""
    meeting = row.meeting
    is_open = meeting.state == "convened" and now() <= meeting.ends_at
    items = [link.item for link in row.links.all() if link.item.state == "accepted"]
    papers: list[Any] = []
    if is_open:
        allowed = [classes.PUBLIC] if meeting.kind == "extended" else list(classes.FOR_INVITEES)
        out = _out(Paper.objects.filter(meeting=meeting, access_class__in=allowed))
        mine = out.filter(Q(item_id__in=[item.id for item in items]) | Q(public_set=True))
        papers = list(lines_of(mine).order_by("number", "id"))
    mine_in_order = calendars.guest_items_of(meeting, {item.id for item in items})
    names = [calendars.line_of(one) for one in mine_in_order] if is_open else []
    return Invited(meeting, names, papers, is_open)
