"""Strategies and frameworks in editions, with the goals used as tags."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.programmes.rules import words


class Framework(OfficeRecord):
    """One edition of a strategy or framework; its successor is a separate one."""

    privacy = Privacy.none("A published framework.")
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=14, choices=words.FRAMEWORK_KINDS)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="successors", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="framework_key_once"),
            models.CheckConstraint(condition=~Q(title=""), name="framework_titled"),
            in_order(
                "framework_ends_after_start",
                "valid_from",
                "valid_to",
                blank=["valid_from", "valid_to"],
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "kind", "valid_from"], name="framework_list"),
        ]

    def __str__(self) -> str:
        return self.title


class Goal(OfficeRecord):
    """A pillar, priority, objective, principle or target of a framework."""

    privacy = Privacy.none("A goal of a published framework.")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="goals")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=1000)
    text = models.TextField(blank=True)
    parent = models.CharField(max_length=60, blank=True)
    position = models.PositiveIntegerField(default=0)
    cross_cutting = models.BooleanField(default=False)
    relevance = models.CharField(max_length=8, choices=words.RELEVANCE, blank=True)
    lead = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="predecessors", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "code"], name="goal_code_once"),
            models.CheckConstraint(condition=~Q(code=""), name="goal_coded"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["framework", "position"], name="goal_order"),
        ]

    def __str__(self) -> str:
        return self.title
