"""Measures with their milestones, evidence, events and assessments."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.policies.rules import measures as rules

from .instruments import Chapter, Instrument, institution


class OutcomeDocument(OfficeRecord):
    """What a conference or dialogue agreed; measures follow from it."""

    privacy = Privacy.none("A public document.")
    title = models.CharField(_("Title"), max_length=300)
    event = models.CharField(_("Event"), max_length=300)
    day = models.DateField(_("Adopted on"))
    organiser = models.CharField(_("Organiser"), max_length=200, blank=True)
    text = models.TextField(_("What it says"), max_length=4000)
    link = models.URLField(_("Where it is found"), max_length=500, blank=True)

    def __str__(self) -> str:
        return self.title


class Measure(OfficeRecord):
    """One thing that a policy promises: who answers for it, and by when.

    Its state and progress are computed from the milestones; there is no column for them.
    """

    privacy = Privacy(
        purpose="Knowing who in an institution answers for a measure.",
        personal=("person",),
        sealed=("person",),
    )
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="measures")
    chapter = models.ForeignKey(
        Chapter, on_delete=models.PROTECT, related_name="measures", null=True, blank=True
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    entity = institution()
    person = models.BinaryField(default=bytes)  # sealed: name and function
    due_on = models.DateField()
    first_due_on = models.DateField()
    outcome = models.ForeignKey(
        OutcomeDocument,
        on_delete=models.PROTECT,
        related_name="measures",
        null=True,
        blank=True,
    )
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="continued_by", null=True, blank=True
    )
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instrument", "number"], name="policy_measure_number_once"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="policy_measure_has_a_title"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "due_on", "id"], name="policy_measure_list"
            ),
            models.Index(fields=["entity", "due_on"], name="policy_measure_of_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Milestone(OfficeRecord):
    """A step of a measure. It is reached with evidence, or not at all (a trigger)."""

    privacy = Privacy.none("A step of a public policy.")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    reached_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="policy_milestone_has_a_title"),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True) | Q(dropped_on__isnull=True),
                name="policy_milestone_reached_or_dropped",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(OfficeRecord):
    """What shows that a milestone was reached: a file, a link, or a record by value."""

    privacy = Privacy.none("Documents of institutions about their work.")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=8, choices=rules.EVIDENCE)
    title = models.CharField(max_length=300)
    address = models.CharField(max_length=500, blank=True)
    record_kind = models.CharField(max_length=60, blank=True)
    record_id = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=120, blank=True)
    media = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(default=bytes)  # encrypted at rest
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="file", size__gt=0)
                | Q(kind="link") & ~Q(address="")
                | Q(kind="record") & ~Q(address="") & ~Q(record_kind=""),
                name="policy_evidence_is_something",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeasureEvent(OfficeRecord):
    """What happened to a measure: a deadline moved, an owner changed. Only added."""

    privacy = Privacy(
        purpose="Knowing who answered for a measure before.",
        personal=("old_person", "new_person"),
        sealed=("old_person", "new_person"),
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="events")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    kind = models.CharField(max_length=10, choices=rules.EVENTS)
    day = models.DateField()
    old_on = models.DateField(null=True, blank=True)
    new_on = models.DateField(null=True, blank=True)
    old_entity = institution(null=True, blank=True)
    new_entity = institution(null=True, blank=True)
    old_person = models.BinaryField(default=bytes)
    new_person = models.BinaryField(default=bytes)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="reached") | ~Q(reason=""), name="policy_measure_event_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["deadline", "milestone"])
                | Q(old_on__isnull=False, new_on__isnull=False),
                name="policy_measure_event_move_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Assessment(OfficeRecord):
    """An assessment of a measure, by its owner or an independent reviewer."""

    privacy = Privacy.none("An assessment of a measure; its author is in created_by.")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=12, choices=rules.ASSESSMENTS)
    rating = models.CharField(max_length=12, choices=rules.RATINGS)
    text = models.TextField()
    address = models.CharField(max_length=500, blank=True)
    day = models.DateField()
    entity = institution(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="policy_assessment_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Link(OfficeRecord):
    """A link of a policy or measure: to evidence, an activity, an indicator or a publication.

    The record is stored by value: its kind, key, title and URL on the day it was linked.
    """

    privacy = Privacy.none("A link between records about institutions.")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="links")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="links", null=True, blank=True
    )
    role = models.CharField(max_length=10, choices=rules.LINK_ROLES)
    record_kind = models.CharField(max_length=60, blank=True)
    record_id = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    said = models.CharField(max_length=300, blank=True)
    as_of = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "role", "address"],
                condition=Q(measure__isnull=False),
                name="policy_link_of_measure_once",
            ),
            models.UniqueConstraint(
                fields=["instrument", "role", "address"],
                condition=Q(measure__isnull=True),
                name="policy_link_once",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(address=""), name="policy_link_leads_somewhere"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "record_kind", "record_id"], name="policy_link_to"
            ),
        ]

    def __str__(self) -> str:
        return self.title
