"""What is done with papers: file one, send them out."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import AgendaItem, Invitee, Meeting, Paper, PaperFile
from waystation.governance.meetings.queries import deliveries
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.rules import papers as rules
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.scope import Reader, one, reader_of
from waystation.governance.network.rules import classes

from .deliveries import post
from .meetings import locked

KIND = "meetings.Paper"


def file_paper(
    user: Anyone,
    meeting_id: UUID,
    *,
    title: str,
    file_name: str,
    content: bytes,
    access_class: str = classes.NETWORK,
    item: UUID | None = None,
    names_nobody: bool = False,
    replaces: UUID | None = None,
    key: UUID | None = None,
) -> Paper:
    """File a paper for a meeting, under one of its items or for the meeting as a whole.

    In an extended meeting a public paper joins the meeting's own public set. Raises NotSeen,
    NotAllowed, Refusal with the field, Conflict.
    """
    reader = reader_of(user, "paper.file")
    one(reader.of_network(Meeting.objects.all()), meeting_id)  # a stranger has nothing read
    content = rules.checked(file_name, content)
    with transaction.atomic():
        return _file(
            reader, meeting_id, title=title, file_name=file_name, content=content,
            access_class=access_class, item=item, names_nobody=names_nobody, replaces=replaces,
            key=key,
        )  # fmt: skip


def _file(
    reader: Reader,
    meeting_id: UUID,
    *,
    title: str,
    file_name: str,
    content: bytes,
    access_class: str,
    item: UUID | None,
    names_nobody: bool,
    replaces: UUID | None,
    key: UUID | None,
) -> Paper:
    meeting = locked(reader, meeting_id)
    digest = hashlib.sha256(content).hexdigest()
    there = Paper.objects.filter(id=key).first() if key else None
    if there is not None:
        if there.meeting_id == meeting.id and there.digest == digest:
            return there
        raise Conflict(N_("This was sent once before with other content."), code="key_reused")
    under = one(reader.seen(AgendaItem.objects.filter(meeting=meeting)), item) if item else None
    before = one(reader.seen(Paper.objects.filter(meeting=meeting)), replaces) if replaces else None
    refusal = (
        rules.refusal_to_file(
            title, file_name, content, names_nobody=names_nobody, meeting_state=meeting.state
        )
        or classes.refusal_of_class(access_class)
        or classes.refusal_of_looser_class(access_class, under.access_class if under else None)
    )
    if refusal:
        raise refusal
    series = Paper.objects.filter(
        meeting=meeting, access_class__in=classes.series_of(access_class)
    ).aggregate(last=Max("number"))["last"]
    entity = people.entity_of(reader.user, reader.today)
    paper = Paper.objects.create(
        id=key or new_key(),
        **stamped(reader.network, reader.user),
        meeting=meeting,
        item=under,
        number=(series or 0) + 1,
        title=title.strip()[:200],
        access_class=access_class,
        public_set=meeting.kind == "extended" and access_class == classes.PUBLIC,
        entity=entity or (under.owner if under else None),
        names_nobody=names_nobody,
        file_name=file_name.rpartition("/")[2].rpartition("\\")[2][:200],
        media_type=rules.KINDS[rules.ending(file_name)],
        size=len(content),
        digest=digest,
        replaces=before,
        due_on=queries.deadlines_of(meeting, house_rules(reader.network)).papers,
    )
    _keep_bytes(reader, paper, content)
    audit.log(reader.user, "paper.file", KIND, paper.id, office_id=paper.office_id)
    return paper


def _keep_bytes(reader: Reader, paper: Paper, content: bytes) -> None:
    key = new_key()
    sealed = access.keyring(paper.organisation_id).seal(
        content, table="meetings_paperfile", column="sealed", row=str(key)
    )
    PaperFile.objects.create(
        id=key, **stamped(reader.network, reader.user), paper=paper, sealed=sealed
    )


@transaction.atomic
def distribute_papers(user: Anyone, meeting_id: UUID) -> list[Paper]:
    """Send out what has not gone out yet (ToR 106). After its day a paper is late, for ever.

    Each paper goes to the entities that hold its class, and to the invitees of its item.
    Raises NotSeen, NotAllowed, Refusal where nothing waits.
    """
    reader = reader_of(user, "meeting.prepare")
    meeting = locked(reader, meeting_id)
    waiting = list(
        Paper.objects.filter(meeting=meeting, distributed_on__isnull=True, replaced_by__isnull=True)
    )
    if not waiting:
        raise Refusal(N_("No paper of this meeting waits to be sent."), code="nothing_waits")
    moment = now()
    rows: list[Delivery] = []
    for paper in waiting:
        paper.distributed_on = reader.today
        paper.distributed_at = moment
        paper.late = rules.is_late(reader.today, paper.due_on)
        paper.version += 1
        paper.changed_at = moment
        paper.save()
        rows += _deliveries(reader, meeting, paper)
        audit.log(
            reader.user,
            "paper.distribute",
            KIND,
            paper.id,
            office_id=paper.office_id,
            late=paper.late,
        )
    post(reader, rows)
    return waiting


def _deliveries(reader: Reader, meeting: Meeting, paper: Paper) -> list[Delivery]:
    common = stamped(reader.network, reader.user)
    to = queries.recipients_of(reader.network, reader.today, paper.access_class)
    rows = [
        Delivery(
            **common,
            kind="papers",
            subject_kind=deliveries.PAPER,
            subject_id=paper.id,
            batch_id=meeting.id,
            sent_on=reader.today,
            **deliveries.to_entity(key),
        )
        for key in to
    ]
    if paper.item_id and classes.open_to_invitees(paper.access_class, meeting.kind):
        rows += [
            Delivery(
                **common,
                kind="papers",
                subject_kind=deliveries.PAPER,
                subject_id=paper.id,
                batch_id=meeting.id,
                sent_on=reader.today,
                **deliveries.to_invitee(invitee.id),
            )
            for invitee in Invitee.objects.filter(meeting=meeting, links__item_id=paper.item_id)
        ]
    return rows
