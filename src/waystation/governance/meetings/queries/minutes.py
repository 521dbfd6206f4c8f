"""Versions of minutes, comments, and the comparison of two versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.documents import blocks, writing
from waystation.foundation.messaging.queries import Delivery
from waystation.governance.meetings.models import (
    Contribution,
    Meeting,
    Minutes,
    MinutesComment,
    Paper,
)
from waystation.governance.meetings.rules import minutes as rules
from waystation.governance.meetings.transitions import MINUTES_WORKFLOW
from waystation.governance.network.queries.scope import Reader, not_there, reader_of

from .deliveries import with_entities
from .meetings import day_of, meeting_visible_to


def versions_of(user: AnyUser, meeting_id: UUID) -> list[Minutes]:
    """Return the versions of a meeting's minutes, newest first.

    Drafts that were not sent out are visible to users who draft or approve. Raises NotSeen.
    """
    reader = reader_of(user)
    rows = _versions(reader, meeting_visible_to(user, meeting_id))
    return list(rows.select_related("created_by", "corrects", "meeting"))


def latest_version(reader: Reader, meeting: Meeting) -> Minutes | None:
    """Return the latest version of a meeting's minutes for the reader, without its text."""
    return _versions(reader, meeting).only("state", "edition").first()


def _versions(reader: Reader, meeting: Meeting) -> QuerySet[Minutes]:
    rows = Minutes.objects.filter(meeting=meeting).order_by("-number")
    if reader.may("minutes.draft") or reader.may("minutes.approve"):
        return rows
    return rows.exclude(state="draft")


def version_visible_to(user: AnyUser, meeting_id: UUID, number: int) -> Minutes:
    """Return one version. Raises NotSeen."""
    for row in versions_of(user, meeting_id):
        if row.number == number:
            return row
    raise not_there()


def compare_minutes(user: AnyUser, meeting_id: UUID, before: int, after: int) -> list[rules.Line]:
    """Return two versions line by line. Raises NotSeen."""
    first = version_visible_to(user, meeting_id, before)
    second = version_visible_to(user, meeting_id, after)
    return rules.compare(first.body, second.body)


def document_of(version: Minutes) -> blocks.Report:
    """Return a version of the minutes as a document, the same for every reader."""
    meeting = version.meeting
    edition = _("Edition {number}").format(number=version.edition) if version.edition else ""
    why = [blocks.Note(version.why)] if version.why else []
    return blocks.report(
        _("Minutes of the meeting"),
        [*why, *writing.blocks_of(version.nodes, {})],
        subtitle=meeting.title,
        dated=day_of(meeting),
        state="" if version.edition else MINUTES_WORKFLOW.words(version.state),
        edition=edition,
        digest=version.digest,
    )


def comments_of(meeting_id: UUID) -> list[MinutesComment]:
    """Return the members' comments, for users who may see the meeting."""
    rows = MinutesComment.objects.filter(meeting_id=meeting_id)
    return list(rows.select_related("entity", "created_by", "minutes").order_by("created_at"))


def deliveries_of(meeting_id: UUID) -> list[dict[str, Any]]:
    """Return who was sent the minutes, and who opened them: the dissemination log (ToR 103)."""
    numbers = dict(Minutes.objects.filter(meeting_id=meeting_id).values_list("id", "number"))
    rows = with_entities(Delivery.objects.filter(kind="minutes", subject_id__in=list(numbers)))
    fields = (
        "entity_acronym",
        "entity_name",
        "subject_id",
        "sent_on",
        "opened_at",
        "mailed",
        "mail_reason",
    )
    lines = [
        {**row, "number": numbers[row["subject_id"]]}
        for row in rows.order_by("entity_name", "id").values(*fields)
    ]
    return sorted(lines, key=lambda one: -one["number"])


def each_of(meeting_id: UUID, papers: Iterable[Paper]) -> list[dict[str, Any]]:
    """Return what each entity contributed to a meeting: papers, comments, words (ToR 111).

    ``papers`` are those of the meeting that exist for the reader.
    """
    counts: dict[str, dict[str, Any]] = {}

    def line(name: str) -> dict[str, Any]:
        return counts.setdefault(name, {"entity": name, "papers": 0, "comments": 0, "said": []})

    for paper in papers:
        if paper.entity:
            line(paper.entity.acronym or paper.entity.name)["papers"] += 1
    for acronym, name in MinutesComment.objects.filter(meeting_id=meeting_id).values_list(
        "entity__acronym", "entity__name"
    ):
        line(acronym or name)["comments"] += 1
    for acronym, name, text in Contribution.objects.filter(meeting_id=meeting_id).values_list(
        "entity__acronym", "entity__name", "text"
    ):
        line(acronym or name)["said"].append(text)
    return sorted(counts.values(), key=lambda one: str(one["entity"]))
