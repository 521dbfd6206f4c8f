"""Actions on minutes: draft, ask the members, answer, finalise, correct, send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.documents import writing
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.saving import log, save
from waystation.foundation.shared.digests import digest_of
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.periods import now
from waystation.governance.meetings.fields import ANSWER, COMMENT, MINUTES
from waystation.governance.meetings.models import Meeting, Minutes, MinutesComment
from waystation.governance.meetings.queries import deliveries
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.queries import minutes as read
from waystation.governance.meetings.rules import minutes as rules
from waystation.governance.network.queries import people
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.queries.scope import Reader, one, reader_of

from .frame import (
    address_deliveries,
    check_values,
    entity_for,
    lock_meeting,
    post,
    record,
    record_and_log,
)

Nodes = list[dict[str, Any]]


def _written(body: str) -> tuple[Nodes, str]:
    """Return a text in lines as a document, and its lines as they are written again."""
    nodes = rules.nodes_of(check_values(MINUTES, {"body": body})["body"])
    return nodes, writing.to_text(nodes)


def _add(
    reader: Reader, meeting: Meeting, before: Minutes | None, state: str, nodes: Nodes, **more: Any
) -> Minutes:
    number = before.number + 1 if before else 1
    content = {"state": state, "nodes": nodes, "digest": digest_of(nodes), **more}
    row = record(reader, Minutes, meeting=meeting, number=number, **content)
    log(reader.user, f"minutes.{state}", row, number=row.number)
    return row


def _merge(before: Minutes | None, seen: Mapping[str, Any] | None, text: str) -> None:
    """Raise Conflict where the latest version is not the one that the writer had before them."""
    if before is not None and seen is not None:
        merge_edit(Draft(body=before.body), seen, {"body": text})


def _latest(reader: Reader, key: UUID) -> tuple[Meeting, Minutes | None]:
    meeting = lock_meeting(reader, key)
    return meeting, meeting.minutes.order_by("-number").first()


@transaction.atomic
def draft_minutes(
    user: AnyUser, key: UUID, body: str, seen: Mapping[str, Any] | None = None
) -> Minutes:
    """Save a draft as a new version (ToR 103); an unchanged text adds none.

    ``body`` is the text in lines (``documents.writing.plain``), stored as a document. ``seen`` is
    the text that the author saw. Raises NotSeen, NotAllowed, Refusal before the meeting and once
    the minutes are final, Conflict if somebody else saved a version.
    """
    reader = reader_of(user, "minutes.draft")
    meeting, before = _latest(reader, key)
    refuse([rules.refusal_to_draft(meeting.state, before.state if before else None)])
    nodes, text = _written(body)
    _merge(before, seen, text)
    if before is not None and before.nodes == nodes and before.state == "draft":
        return before
    return _add(reader, meeting, before, "draft", nodes)


@transaction.atomic
def circulate_minutes(user: AnyUser, key: UUID) -> Minutes:
    """Send the draft to the members for comments. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "minutes.draft")
    meeting, before = _latest(reader, key)
    refuse([rules.refusal_to_circulate(before.state if before else None)])
    assert before is not None  # noqa: S101 - the rule above has asked
    until = queries.deadlines_of(meeting, working_rules(reader.network)).final
    sent = _add(
        reader, meeting, before, "comments", before.nodes, comments_until=max(until, reader.today)
    )
    _send(reader, sent)
    return sent


def _send(reader: Reader, version: Minutes) -> None:
    to = queries.recipients_of(reader.network, reader.today)
    post(reader, address_deliveries(reader, "minutes", version, map(deliveries.to_entity, to)))


@transaction.atomic
def comment_minutes(user: AnyUser, key: UUID, text: str) -> MinutesComment:
    """Comment on the draft for the user's entity. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "minutes.comment")
    meeting, latest = _latest(reader, key)
    refuse([rules.refusal_to_comment(latest.state if latest else None)])
    given = check_values(COMMENT, {"text": text})
    known = {"minutes": latest, "meeting": meeting, "entity": entity_for(reader)}
    return record_and_log(reader, "minutes.comment", MinutesComment, **known, **given)


@transaction.atomic
def answer_comment(user: AnyUser, comment_id: UUID, answer: str) -> MinutesComment:
    """Say what became of a comment. Raises NotSeen, NotAllowed, Refusal without an answer."""
    reader = reader_of(user, "minutes.draft")
    row = one(reader.of_network(MinutesComment.objects.select_for_update()), comment_id)
    row.answer = check_values(ANSWER, {"answer": answer})["answer"]
    return save(reader.user, "minutes.answer_comment", row)


@transaction.atomic
def finish_minutes(user: AnyUser, key: UUID) -> Minutes:
    """Finalise the minutes, as a co-chair: they are locked and sent to the members.

    Raises NotSeen, NotAllowed, Refusal before the members saw them or with open comments.
    """
    reader = reader_of(user, "minutes.approve")
    meeting, before = _latest(reader, key)
    refusal = rules.refusal_to_finish(
        before.state if before else None,
        meeting.minutes.filter(state="comments").exists(),
        MinutesComment.objects.filter(meeting=meeting, answer="").count(),
    )
    refuse([refusal])
    assert before is not None  # noqa: S101 - the rule above has asked
    final = _add(reader, meeting, before, "final", before.nodes, edition=1)
    _send(reader, final)
    return final


@transaction.atomic
def correct_minutes(
    user: AnyUser, key: UUID, body: str, seen: Mapping[str, Any] | None = None, *, why: str
) -> Minutes:
    """Correct final minutes with a new edition that names the previous one and the reason.

    ``seen`` is the text that the author saw. Raises NotSeen, NotAllowed, Refusal without a reason
    or a difference, Conflict if somebody else issued an edition.
    """
    reader = reader_of(user, "minutes.approve")
    meeting, before = _latest(reader, key)
    nodes, text = _written(body)
    refusal = rules.refusal_to_correct(
        before.state if before else None, text, before.body if before else "", why
    )
    refuse([refusal])
    assert before is not None  # noqa: S101 - the rule above has asked
    _merge(before, seen, text)
    edition = {"edition": (before.edition or 0) + 1, "corrects": before, "why": why.strip()[:300]}
    final = _add(reader, meeting, before, "final", nodes, **edition)
    _send(reader, final)
    return final


def open_minutes(user: AnyUser, key: UUID) -> list[Minutes]:
    """Return the versions that the reader may see, and note that the delivery was opened."""
    versions = read.versions_of(user, key)
    seen = reader_of(user)
    entity = people.entity_of(user, seen.today)
    if entity is not None:
        Delivery.objects.filter(
            kind="minutes",
            subject_id__in=Minutes.objects.filter(meeting_id=key).values("id"),
            opened_at__isnull=True,
            **deliveries.to_entity(entity.id),
        ).update(opened_at=now(), opened_by=seen.user)
    return versions
