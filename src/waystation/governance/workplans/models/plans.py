"""The annual work plan: priorities, activities, milestones, and adopted editions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import between, known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.network.records import has_text
from waystation.governance.workplans.rules import plans as rules

YES_NO = ["", *dict(rules.CHILD)]
CHECKS = ["", *dict(rules.ANSWERS)]
MARKER = Q(gender_marker__isnull=True) | Q(gender_marker__lte=3)
RIGHTS = Q(human_rights_marker__isnull=True) | Q(human_rights_marker__lte=3)


class WorkPlan(OfficeRecord):
    """The plan of one year as it stands now. What was adopted is in its editions."""

    privacy = Privacy.none("A plan of organisations.")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    edition = models.PositiveIntegerField(default=0)  # the last one; 0 while not adopted

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "year"], name="work_plan_of_year_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-year"], name="work_plan_list"),
        ]

    def __str__(self) -> str:
        return self.title


class Priority(OfficeRecord):
    """What the Network puts first in the year, and which of its objectives that serves."""

    privacy = Privacy.none("A heading of a plan.")
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="priorities")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    objective = models.CharField(max_length=20, blank=True)  # tor_objective

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=has_text("title"), name="priority_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Activity(OfficeRecord):
    """One thing the members do: who, when, where, with what money, and what it serves."""

    privacy = Privacy.none("An activity of organisations.")
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="activities")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="activities")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=rules.LONGEST_LINE)
    description = models.TextField(blank=True)
    unsdcf = models.JSONField(default=list)
    gcm = models.JSONField(default=list)
    sdg = models.JSONField(default=list)
    quarters = models.JSONField(default=list)
    places = models.JSONField(default=list)
    mechanisms = models.JSONField(default=list)  # keys of coordination mechanisms (O-39, O-49)
    legal = models.JSONField(default=list)  # keys of entries of the legal framework (O-52)
    funds_required = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    funds_available = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    gender_marker = models.PositiveSmallIntegerField(null=True, blank=True)
    human_rights_marker = models.PositiveSmallIntegerField(null=True, blank=True)
    child = models.CharField(max_length=3, blank=True)
    justification = models.TextField(blank=True)
    labour_migration = models.BooleanField(default=False)
    recruitment_fee = models.CharField(max_length=20, blank=True)
    contract = models.CharField(max_length=20, blank=True)
    complaint_channel = models.CharField(max_length=20, blank=True)
    joint = models.BooleanField(default=False)
    entities = models.PositiveSmallIntegerField(default=0)  # how many take part
    added_value = models.CharField(max_length=rules.LONGEST_LINE, blank=True)
    looked = models.BooleanField(default=False)  # somebody looked at what seemed a duplicate
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=has_text("title"), name="activity_has_a_title"),
            models.CheckConstraint(condition=MARKER & RIGHTS, name="activity_markers_0_to_3"),
            known("activity_child_known", "child", YES_NO),
            models.CheckConstraint(
                condition=Q(recruitment_fee__in=CHECKS)
                & Q(contract__in=CHECKS)
                & Q(complaint_channel__in=CHECKS),
                name="activity_checklist_known",
            ),
            models.CheckConstraint(
                condition=Q(joint=False) | Q(entities__gte=2), name="activity_joint_needs_two"
            ),
            models.CheckConstraint(
                condition=(Q(funds_required__isnull=True) | Q(funds_required__gte=0))
                & (Q(funds_available__isnull=True) | Q(funds_available__gte=0)),
                name="activity_funds_not_negative",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "plan"], name="activity_place"),
        ]

    def __str__(self) -> str:
        return self.title


class Participation(OfficeRecord):
    """An entity that takes part in an activity, and as what. One leads."""

    privacy = Privacy.none("An organisation's part in an activity.")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="participations")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="participations"
    )
    role = models.CharField(max_length=14, choices=rules.ROLES)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "entity"], name="participation_once"),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(role=rules.LEAD), name="activity_one_lead"
            ),
            known("participation_role_known", "role", dict(rules.ROLES)),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.role}"


class Milestone(OfficeRecord):
    """A step of an activity that should be reached in a quarter."""

    privacy = Privacy.none("A step of a plan.")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=rules.LONGEST_LINE)
    quarter = models.PositiveSmallIntegerField()
    reached_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["quarter", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=has_text("title"), name="milestone_has_a_title"),
            between("milestone_quarter", "quarter", 1, 4),
        ]

    def __str__(self) -> str:
        return self.title


class MarkerChange(OfficeRecord):
    """How an activity was marked, each time somebody marked it (O-35). Rows are only added."""

    privacy = Privacy.none("A marker of an activity.")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="marked")
    gender_marker = models.PositiveSmallIntegerField(null=True)
    human_rights_marker = models.PositiveSmallIntegerField(null=True)
    child = models.CharField(max_length=3, blank=True)
    justification = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=MARKER & RIGHTS, name="marker_change_0_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.gender_marker}/{self.human_rights_marker}"


class Progress(OfficeRecord):
    """What became of an activity in a quarter. Rows are only added; the latest one counts."""

    privacy = Privacy.none("Progress of an activity.")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="progress")
    quarter = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=14, choices=rules.PROGRESS)
    text = models.TextField(blank=True)
    spent = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            between("progress_quarter", "quarter", 1, 4),
            known("progress_state_known", "state", dict(rules.PROGRESS)),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "delayed", "dropped"]) | has_text("text"),
                name="progress_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["activity", "quarter", "-created_at"], name="progress_latest"),
        ]

    def __str__(self) -> str:
        return f"Q{self.quarter} {self.state}"


class PlanEdition(OfficeRecord):
    """A plan as a meeting's decision adopted it, or revised with a reason. It never changes."""

    privacy = Privacy.none("A plan of organisations, as adopted.")
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    day = models.DateField()
    meeting = models.ForeignKey(
        "meetings.Meeting", on_delete=models.PROTECT, related_name="plan_editions", null=True
    )
    decision = models.ForeignKey(
        "meetings.Decision", on_delete=models.PROTECT, related_name="plan_editions", null=True
    )
    review = models.ForeignKey(
        "workplans.Review", on_delete=models.PROTECT, related_name="plan_editions", null=True
    )
    reason = models.TextField(blank=True)
    content = models.JSONField()
    changes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_edition_once"),
            models.CheckConstraint(
                condition=Q(number=1, meeting__isnull=False, decision__isnull=False)
                | (Q(number__gt=1) & has_text("reason")),
                name="plan_adopted_by_decision_or_revised_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class Commitment(OfficeRecord):
    """What a member promised to do for an activity, and by when (O-23)."""

    privacy = Privacy.none("A promise of an organisation.")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="commitments"
    )
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="commitments")
    what = models.CharField(max_length=500)
    due_on = models.DateField()
    state = models.CharField(max_length=10, default="open")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=has_text("what"), name="commitment_says_what"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "state", "due_on"], name="commitment_list"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class CommitmentEvent(OfficeRecord):
    """A commitment's change of state. Rows are only added."""

    privacy = Privacy.none("The history of a promise of an organisation.")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=10)
    day = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="dropped") | has_text("note"), name="commitment_dropped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.day}"
