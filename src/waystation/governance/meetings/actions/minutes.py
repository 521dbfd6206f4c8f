"""What is done with minutes: draft, ask the members, answer, make final, correct, send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import Meeting, Minutes, MinutesComment
from waystation.governance.meetings.queries import deliveries
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.queries import minutes as read
from waystation.governance.meetings.rules import minutes as rules
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.scope import Reader, one, reader_of

from .deliveries import post
from .meetings import locked

KIND = "meetings.Minutes"


def _add(
    reader: Reader, meeting: Meeting, before: Minutes | None, state: str, body: str, **more: Any
) -> Minutes:
    row = Minutes.objects.create(
        **stamped(reader.network, reader.user),
        meeting=meeting,
        number=before.number + 1 if before else 1,
        state=state,
        body=body,
        digest=rules.digest(body),
        **more,
    )
    audit.log(
        reader.user, f"minutes.{state}", KIND, row.id, office_id=row.office_id, number=row.number
    )
    return row


def _latest(reader: Reader, key: UUID) -> tuple[Meeting, Minutes | None]:
    meeting = locked(reader, key)
    return meeting, Minutes.objects.filter(meeting=meeting).order_by("-number").first()


@transaction.atomic
def draft_minutes(user: Anyone, key: UUID, body: str) -> Minutes:
    """Save a draft as a new version (ToR 103); an unchanged text is the version already there.

    Raises NotSeen, NotAllowed, Refusal before the meeting and once the minutes are final.
    """
    reader = reader_of(user, "minutes.draft")
    meeting, before = _latest(reader, key)
    text = body.replace("\r\n", "\n").strip()
    if refusal := rules.refusal_to_draft(meeting.state, before.state if before else None, text):
        raise refusal
    if before is not None and before.body == text and before.state == "draft":
        return before
    return _add(reader, meeting, before, "draft", text)


@transaction.atomic
def circulate_minutes(user: Anyone, key: UUID) -> Minutes:
    """Send the draft to the members for comments. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "minutes.draft")
    meeting, before = _latest(reader, key)
    if refusal := rules.refusal_to_circulate(before.state if before else None):
        raise refusal
    assert before is not None  # noqa: S101 - the rule above has asked
    until = queries.deadlines_of(meeting, house_rules(reader.network)).final
    sent = _add(
        reader, meeting, before, "comments", before.body, comments_until=max(until, reader.today)
    )
    _send(reader, meeting, sent)
    return sent


def _send(reader: Reader, meeting: Meeting, version: Minutes) -> None:
    common = stamped(reader.network, reader.user)
    rows = [
        Delivery(
            **common,
            kind="minutes",
            subject_kind=deliveries.MINUTES,
            subject_id=version.id,
            batch_id=version.id,
            sent_on=reader.today,
            **deliveries.to_entity(key),
        )
        for key in queries.recipients_of(reader.network, reader.today)
    ]
    post(reader, rows)


@transaction.atomic
def comment_minutes(user: Anyone, key: UUID, text: str) -> MinutesComment:
    """Comment on the draft for the user's entity. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "minutes.comment")
    meeting, latest = _latest(reader, key)
    if refusal := rules.refusal_to_comment(latest.state if latest else None, text):
        raise refusal
    entity = people.entity_of(user, reader.today)
    if entity is None:
        raise Refusal(N_("You speak for no entity of the Network today."), code="no_entity")
    assert latest is not None  # noqa: S101 - the rule above has asked
    row = MinutesComment.objects.create(
        **stamped(reader.network, reader.user),
        minutes=latest,
        meeting=meeting,
        entity=entity,
        text=text.strip(),
    )
    audit.log(
        reader.user, "minutes.comment", "meetings.MinutesComment", row.id, office_id=row.office_id
    )
    return row


@transaction.atomic
def answer_comment(user: Anyone, comment_id: UUID, answer: str) -> MinutesComment:
    """Say what became of a comment. Raises NotSeen, NotAllowed, Refusal without an answer."""
    reader = reader_of(user, "minutes.draft")
    row = one(reader.of_network(MinutesComment.objects.select_for_update()), comment_id)
    if not answer.strip():
        raise Refusal(N_("Say what became of the comment."), field="answer", code="missing")
    row.answer = answer.strip()[:300]
    row.version += 1
    row.changed_at = now()
    row.save()
    audit.log(
        reader.user,
        "minutes.answer_comment",
        "meetings.MinutesComment",
        row.id,
        office_id=row.office_id,
    )
    return row


@transaction.atomic
def finish_minutes(user: Anyone, key: UUID) -> Minutes:
    """Make the minutes final: locked for ever, and sent to the members. A co-chair approves.

    Raises NotSeen, NotAllowed, Refusal before the members saw them or with open comments.
    """
    reader = reader_of(user, "minutes.approve")
    meeting, before = _latest(reader, key)
    refusal = rules.refusal_to_finish(
        before.state if before else None,
        Minutes.objects.filter(meeting=meeting, state="comments").exists(),
        MinutesComment.objects.filter(meeting=meeting, answer="").count(),
    )
    if refusal:
        raise refusal
    assert before is not None  # noqa: S101 - the rule above has asked
    final = _add(reader, meeting, before, "final", before.body, edition=1)
    _send(reader, meeting, final)
    return final


@transaction.atomic
def correct_minutes(user: Anyone, key: UUID, body: str, *, why: str) -> Minutes:
    """Correct final minutes with a new edition that names the one before and says why.

    Raises NotSeen, NotAllowed, Refusal without a reason or a difference.
    """
    reader = reader_of(user, "minutes.approve")
    meeting, before = _latest(reader, key)
    text = body.replace("\r\n", "\n").strip()
    refusal = rules.refusal_to_correct(
        before.state if before else None, text, before.body if before else "", why
    )
    if refusal:
        raise refusal
    assert before is not None  # noqa: S101 - the rule above has asked
    final = _add(
        reader,
        meeting,
        before,
        "final",
        text,
        edition=(before.edition or 0) + 1,
        corrects=before,
        why=why.strip()[:300],
    )
    _send(reader, meeting, final)
    return final


def open_minutes(user: Anyone, key: UUID) -> list[Minutes]:
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
