"""Minutes: immutable versions, and the members' comments on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.documents import writing
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.meetings.transitions import MINUTES_WORKFLOW

from .meetings import Meeting


class Minutes(OfficeRecord):
    """One version of a meeting's minutes. Append-only: draft, with members, final, corrected.

    ``number`` counts versions; ``edition`` counts final ones, which alone are the minutes.
    ``nodes`` is the text as a document of typed nodes, ``digest`` the hash of their canonical JSON.
    """

    privacy = Privacy.none("What the Network discussed, by entity.")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=MINUTES_WORKFLOW.choices())
    edition = models.PositiveSmallIntegerField(null=True, blank=True)
    nodes = models.JSONField()
    digest = models.CharField(max_length=64)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True
    )
    why = models.CharField(max_length=300, blank=True)
    comments_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "minutes"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once"),
            models.UniqueConstraint(
                fields=["meeting", "edition"],
                condition=Q(edition__isnull=False),
                name="minutes_edition_once",
            ),
            models.CheckConstraint(
                condition=Q(state="final", edition__isnull=False)
                | Q(state__in=["draft", "comments"], edition__isnull=True),
                name="minutes_final_has_edition",
            ),
            known("minutes_state_known", "state", MINUTES_WORKFLOW.states),
            models.CheckConstraint(
                condition=Q(edition__isnull=True)
                | Q(edition=1, corrects__isnull=True)
                | (Q(edition__gt=1, corrects__isnull=False) & ~Q(why="")),
                name="minutes_correction_says_why",
            ),
        ]

    @property
    def body(self) -> str:
        """Return the text as lines, as the form without JavaScript has it."""
        return writing.to_text(self.nodes)

    def __str__(self) -> str:
        return f"minutes of {self.meeting_id}, {self.number}"


class MinutesComment(OfficeRecord):
    """A member's comment on a draft, and its resolution."""

    privacy = Privacy.none("What an entity said about a draft.")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="comments")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="minutes_comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"comment of {self.entity_id}"


class Contribution(OfficeRecord):
    """An entity's statement in a meeting, for the record (ToR, Members, a)."""

    privacy = Privacy.none("What an entity contributed.")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="contributions")
    item = models.ForeignKey(
        "meetings.AgendaItem", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="contribution_says_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["meeting"], name="contribution_of_meeting")]

    def __str__(self) -> str:
        return f"{self.entity_id} at {self.meeting_id}"
