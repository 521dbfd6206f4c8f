"""The agenda of a meeting, and the call for items."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import between, known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.meetings.rules.kinds import (
    LONGEST_ITEM_MINUTES,
    PURPOSES,
)
from waystation.governance.meetings.transitions import ITEM_WORKFLOW
from waystation.governance.network.rules.classes import CLASSES, ORDER

from .labels import Labelled
from .meetings import Meeting


class Call(OfficeRecord):
    """A call for agenda items and papers, with its two deadlines."""

    privacy = Privacy.none("A call to entities.")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="call")
    text = models.TextField(blank=True)
    items_until = models.DateField()
    papers_until = models.DateField()

    def __str__(self) -> str:
        return f"call for {self.meeting_id}"


class AgendaItem(Labelled, OfficeRecord):
    """One agenda item: proposer, purpose, duration; accepted or deferred with a reason.

    ``position`` is its place in the meeting; ``number`` counts within its class, so that readers
    who may not see a class see no gap either. ``starts_at`` is set by queries for one reader.
    """

    privacy = Privacy.none("A matter for a meeting.")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=12, choices=PURPOSES)
    minutes = models.PositiveSmallIntegerField()
    owner = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    access_class = models.CharField(max_length=10, choices=CLASSES, default="network")
    state = models.CharField(max_length=10, choices=ITEM_WORKFLOW.choices(), default="proposed")
    deferred_why = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    starts_at: datetime | None = None
    follows = models.ForeignKey(
        "meetings.Action", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    deferred_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            between("item_minutes_sane", "minutes", 1, LONGEST_ITEM_MINUTES),
            known("item_purpose", "purpose", dict(PURPOSES)),
            known("item_class_known", "access_class", ORDER),
            models.CheckConstraint(
                condition=Q(state="accepted", position__isnull=False, number__isnull=False)
                | Q(state__in=["proposed", "deferred"], position__isnull=True),
                name="item_accepted_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="deferred") | ~Q(deferred_why=""), name="item_deferred_says_why"
            ),
            models.UniqueConstraint(
                fields=["meeting", "position"],
                condition=Q(position__isnull=False),
                name="item_position_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["meeting", "position"], name="item_of_meeting"),
        ]

    @property
    def ends_at(self) -> datetime | None:
        """Return when the next item begins, where the time of this one is known."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    def __str__(self) -> str:
        return self.title
