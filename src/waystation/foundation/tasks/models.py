"""Background tasks, for work that takes longer than a request may."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import Keyed
from waystation.foundation.shared.privacy import Privacy


class Task(Keyed):
    """One background task: its argument, its user, its progress and its result."""

    privacy = Privacy(
        purpose="Doing long work in the background and showing who asked how far it is.",
        personal=("user",),
    )
    no_digest = "How far work is; it is written every few seconds, and counted nowhere."
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    argument = models.JSONField(default=dict)  # keys and codes, no personal data
    content = models.BinaryField(default=bytes)  # an uploaded file; deleted when the task ends
    state = models.CharField(
        max_length=10,
        choices=[(one, one) for one in ("waiting", "running", "done", "failed")],
        default="waiting",
    )
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)  # 0 if unknown
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)  # {"page", "args", "said"}
    sentence = models.CharField(max_length=500, blank=True)  # why it failed
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)  # renewed by a living worker
    worker = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | ~Q(state="running") & Q(lease_until__isnull=True),
                name="task_runs_on_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running"], ended_at__isnull=True),
                name="task_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(sentence=""), name="task_failed_says_why"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="task_queue"),
            models.Index(fields=["organisation", "user", "-id"], name="task_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"
