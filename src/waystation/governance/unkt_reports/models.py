"""Reports to UNKT: scope, tasks, the co-chairs' answers, transmission."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.records.constraints import in_order, known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.unkt_reports import rules


class UnktReport(OfficeRecord):
    """One report or update: the quarterly one (ToR 96), the half-yearly and on-demand (120).

    The text lives in a report of results, whose editions are frozen there. ``kept`` is what
    the sections said when the draft went to the co-chairs: what they approve is what leaves.
    """

    privacy = Privacy(purpose="Knowing who transmitted a report.", personal=("transmitted_by",))
    kind = models.CharField(max_length=10, choices=rules.KINDS)
    year = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    with_update = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=rules.STATES, default="drafting")
    report = models.OneToOneField(
        "reports.Report", on_delete=models.PROTECT, related_name="+", null=True
    )
    edition = models.ForeignKey(
        "reports.Edition", on_delete=models.PROTECT, related_name="+", null=True
    )
    round = models.PositiveSmallIntegerField(default=0)
    kept = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    asked_by = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField(null=True)
    question = models.TextField(blank=True)
    way = models.CharField(max_length=10, choices=rules.WAYS, blank=True)
    transmitted_on = models.DateField(null=True)
    transmitted_to = models.CharField(max_length=200, blank=True)
    transmitted_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    note = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="unkt_report_place"),
            models.Index(fields=["office", "kind", "due_on"], name="unkt_report_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "kind", "year", "part"],
                condition=~Q(state=rules.DISCARDED),
                name="unkt_report_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.DISCARDED) | ~Q(note=""),
                name="unkt_report_discarded_says_why",
            ),
            in_order("unkt_report_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state="transmitted")
                | (
                    Q(transmitted_on__isnull=False, transmitted_by__isnull=False)
                    & ~Q(way="")
                    & (Q(edition__isnull=False) | (Q(way="oral") & ~Q(note="")))
                ),
                name="unkt_report_transmitted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="quarterly") | ~Q(way="oral"),
                name="unkt_report_quarterly_is_written",
            ),
            models.CheckConstraint(
                condition=~Q(kind="on_demand")
                | (~Q(asked_by="") & ~Q(question="") & Q(asked_on__isnull=False)),
                name="unkt_report_demand_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}/{self.part}"

    @property
    def outline(self) -> tuple[rules.Section, ...]:
        """Return the sections that it has, in order."""
        return rules.sections_of(self.kind, self.with_update)


class ReportSection(Keyed):
    """The words people wrote into a section, and why a mandatory one is empty."""

    privacy = Privacy.none("Words of a report.")
    report = models.ForeignKey(UnktReport, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "key"], name="report_section_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.report_id}"


class ReportTask(Keyed):
    """A piece of work for a report, its owner and its date, counted back from the due date."""

    privacy = Privacy(purpose="Knowing who prepares what.", personal=("owner", "done_by"))
    report = models.ForeignKey(UnktReport, on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "key"], name="report_task_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="report_task_done_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["report", "due_on"], name="report_task_due")]

    def __str__(self) -> str:
        return self.title

    def is_late(self, today: date) -> bool:
        """Return whether its day has passed while it is not done."""
        return self.done_on is None and self.due_on < today


class ReportApproval(Keyed):
    """A co-chair's answer to a draft, from a seat, in a round. Never changed."""

    privacy = Privacy(purpose="Knowing which co-chair approved a report.", personal=("user",))
    report = models.ForeignKey(UnktReport, on_delete=models.PROTECT, related_name="approvals")
    round = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=10)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    approves = models.BooleanField()
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "round", "seat"], name="report_approval_once"
            ),
            models.CheckConstraint(
                condition=Q(approves=True) | ~Q(reason=""), name="report_refusal_says_why"
            ),
            known("report_approval_seat_known", "seat", rules.SEATS),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.approves}"
