"""Actions on papers: file one, send papers out."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.documents.attachments import MEDIA, ending_of
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import log, save
from waystation.foundation.records.values import next_number
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.fields import PAPER
from waystation.governance.meetings.models import AgendaItem, Meeting, Paper, PaperFile
from waystation.governance.meetings.queries import deliveries
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.rules import papers as rules
from waystation.governance.network.queries import people
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.queries.scope import Reader, one, reader_of
from waystation.governance.network.rules import classes

from .frame import address_deliveries, check_values, lock_meeting, post, record


def file_paper(
    user: AnyUser,
    meeting_id: UUID,
    *,
    file_name: str,
    content: bytes,
    item: UUID | None = None,
    replaces: UUID | None = None,
    key: UUID | None = None,
    **values: Any,
) -> Paper:
    """File a paper for a meeting, under one of its items or for the meeting as a whole.

    ``values`` are the others of ``fields.PAPER``. In an extended meeting a public paper joins the
    meeting's own public set. Raises NotSeen, NotAllowed, Refusals with the field, Conflict.
    """
    reader = reader_of(user, "paper.file")
    one(reader.of_network(Meeting.objects.all()), meeting_id)  # a stranger has nothing read
    content = rules.check_paper(file_name, content)
    given = PAPER.complete({"access_class": classes.NETWORK} | values)
    with transaction.atomic():
        meeting = lock_meeting(reader, meeting_id)
        digest = hashlib.sha256(content).hexdigest()
        there = recorded_before(Paper, key)
        if there is not None:
            return require_same(there, PAPER, {"meeting_id": meeting.id, "digest": digest})
        items, papers = AgendaItem.objects.filter(meeting=meeting), meeting.papers.all()
        given["item"] = one(reader.visible(items), item) if item else None
        given["replaces"] = one(reader.visible(papers), replaces) if replaces else None
        refuse([rules.refusal_of_meeting(meeting.state)])
        wrong = (rules.refusal_of_file(file_name, content), rules.refusal_of_names(given))
        given |= check_values(PAPER.only("title", "access_class"), given, *wrong)
        given |= {"file_name": rules.plain_name(file_name), "digest": digest, "size": len(content)}
        paper = _file_paper(reader, meeting, given, key)
        _keep_bytes(reader, paper, content)
        log(reader.user, "paper.file", paper)
    return paper


def _file_paper(reader: Reader, meeting: Meeting, given: dict[str, Any], key: UUID | None) -> Paper:
    kind, under = given["access_class"], given["item"]
    refuse([classes.refusal_of_looser_class(kind, under.access_class if under else None)])
    series = meeting.papers.filter(access_class__in=classes.series_of(kind))
    entity = people.entity_of(reader.user, reader.today)
    return record(
        reader,
        Paper,
        key,
        meeting=meeting,
        number=next_number(series),
        public_set=meeting.kind == "extended" and kind == classes.PUBLIC,
        entity=entity or (under.owner if under else None),
        media_type=MEDIA[ending_of(given["file_name"])],
        due_on=queries.deadlines_of(meeting, working_rules(reader.network)).papers,
        **given,
    )


def _keep_bytes(reader: Reader, paper: Paper, content: bytes) -> None:
    key = new_key()
    sealed = access.keyring(paper.organisation_id).seal(
        content, table="meetings_paperfile", column="sealed", row=str(key)
    )
    record(reader, PaperFile, key, paper=paper, sealed=sealed)


@transaction.atomic
def distribute_papers(user: AnyUser, meeting_id: UUID) -> list[Paper]:
    """Send papers that were not sent yet (ToR 106). After its due day a paper is late for good.

    Each paper is sent to the entities that may see its class, and to the invitees of its item.
    Raises NotSeen, NotAllowed, Refusal if nothing is waiting.
    """
    reader = reader_of(user, "meeting.prepare")
    meeting = lock_meeting(reader, meeting_id)
    waiting = list(meeting.papers.filter(distributed_on__isnull=True, replaced_by__isnull=True))
    if not waiting:
        raise Refusal(N_("There are no papers of this meeting to send."), code="nothing_waits")
    rows: list[Delivery] = []
    for paper in waiting:
        paper.distributed_on, paper.distributed_at = reader.today, now()
        paper.late = rules.is_late(reader.today, paper.due_on)
        save(reader.user, "paper.distribute", paper, late=paper.late)
        to = _recipients(reader, meeting, paper)
        rows += address_deliveries(reader, "papers", paper, to, batch=meeting)
    post(reader, rows)
    return waiting


def _recipients(reader: Reader, meeting: Meeting, paper: Paper) -> list[dict[str, Any]]:
    keys = queries.recipients_of(reader.network, reader.today, paper.access_class)
    to = [deliveries.to_entity(key) for key in keys]
    if paper.item_id and classes.open_to_invitees(paper.access_class, meeting.kind):
        asked = meeting.invitees.filter(links__item_id=paper.item_id)
        to += [deliveries.to_invitee(invitee.id) for invitee in asked]
    return to


@transaction.atomic
def send_again(user: AnyUser, meeting_id: UUID) -> int:
    """Resend a meeting's papers and minutes to recipients whom they did not reach.

    They are sent to the current focal points of an entity. Raises NotSeen, NotAllowed, Refusal if
    everything was delivered.
    """
    reader = reader_of(user, "meeting.prepare")
    meeting = lock_meeting(reader, meeting_id)
    failed = deliveries.deliveries_unreached(deliveries.of_meeting(meeting.id))
    names = ("kind", "subject_kind", "subject_id", "batch_id", "recipient_kind", "recipient_id")
    again = list(failed.values(*names).distinct())
    if not again:
        raise Refusal(N_("Everything that was sent has been delivered."), code="nothing_failed")
    office, today = reader.network.office_id, reader.today
    post(reader, [Delivery.begin(reader.user, office, sent_on=today, **one) for one in again])
    log(reader.user, "meeting.send_again", meeting, messages=len(again))
    return len(again)
