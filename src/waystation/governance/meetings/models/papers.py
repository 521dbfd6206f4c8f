"""Papers of the Network: their class, their clock, and who was sent and opened them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.network.rules.classes import CLASSES, ORDER

from .agenda import AgendaItem
from .labels import Labelled
from .meetings import Meeting


class Paper(Labelled, OfficeRecord):
    """A paper for a meeting. One that is filed after its due day is late for good.

    No paper of the Network contains personal data: the user who files it confirms that.
    """

    privacy = Privacy.none("A paper whose filer has declared that it describes no person.")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, related_name="papers", null=True, blank=True
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    access_class = models.CharField(max_length=10, choices=CLASSES)
    public_set = models.BooleanField(default=False)  # papers of an extended meeting
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    names_nobody = models.BooleanField()
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )
    due_on = models.DateField()
    distributed_on = models.DateField(null=True, blank=True)
    distributed_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            known("paper_class_known", "access_class", ORDER),
            models.CheckConstraint(condition=Q(names_nobody=True), name="paper_names_nobody"),
            models.CheckConstraint(
                condition=Q(public_set=False) | Q(access_class="public"),
                name="paper_public_set_is_public",
            ),
            models.CheckConstraint(
                condition=Q(distributed_on__isnull=True, late=False)
                | Q(distributed_on__lte=F("due_on"), late=False)
                | Q(distributed_on__gt=F("due_on"), late=True),
                name="paper_late_after_its_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-created_at", "-id"], name="paper_list"
            ),
            models.Index(fields=["meeting", "number"], name="paper_of_meeting"),
            models.Index(
                fields=["organisation", "office", "distributed_on", "late"], name="paper_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PaperFile(OfficeRecord):
    """The bytes of a paper, sealed at rest, apart so that lists stay light. Append-only."""

    privacy = Privacy.none("The bytes of a paper that describes no person, sealed all the same.")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="file")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"file of {self.paper_id}"
