"""Policy instruments, their chapters, and the consultation about them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order, known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.policies.rules import instruments as rules
from waystation.governance.policies.transitions import INSTRUMENT_WORKFLOW

KINDS = [key for key, _word in rules.KINDS]


def institution(**more: Any) -> Any:
    """Return the column of an institution."""
    return models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", **more
    )


class Instrument(OfficeRecord):
    """One edition of a roadmap, a strategy, a law or another policy of an institution."""

    privacy = Privacy.none("A public policy.")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=rules.KINDS)
    entity = institution()
    number = models.PositiveSmallIntegerField(default=1)  # 1 for the first edition, then 2 …
    edition = models.CharField(max_length=60)
    areas = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    gcm = models.JSONField(default=list)
    sdg = models.JSONField(default=list)
    pillar = models.CharField(max_length=20, blank=True)
    document = models.CharField(max_length=500, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="successor", null=True, blank=True
    )
    state = models.CharField(max_length=12, choices=INSTRUMENT_WORKFLOW.choices(), default="draft")
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # of a withdrawal

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "title", "number"], name="policy_edition_once"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(edition=""), name="policy_has_title_and_edition"
            ),
            known("policy_kind_known", "kind", KINDS),
            in_order("policy_ends_after_start", blank=["starts_on", "ends_on"]),
            models.CheckConstraint(
                condition=~Q(state__in=["adopted", "in_force", "replaced"])
                | (Q(adopted_on__isnull=False) & ~Q(adopted_by="")),
                name="policy_adopted_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(in_force_on__isnull=False),
                name="policy_in_force_since",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | Q(replaces__isnull=False), name="policy_follows_another"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "state", "-id"], name="policy_list"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})"


class Chapter(OfficeRecord):
    """A pillar of a roadmap or a chapter of a strategy."""

    privacy = Privacy.none("A heading of a public policy.")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="chapters")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "title"], name="policy_chapter_once"),
            models.CheckConstraint(condition=~Q(title=""), name="policy_chapter_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Consulted(OfficeRecord):
    """An institution or group that was asked about a draft."""

    privacy = Privacy.none("Bodies and groups; names no person.")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="consulted")
    entity = institution(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(entity__isnull=False) | ~Q(name=""), name="policy_consulted_is_somebody"
            ),
            models.UniqueConstraint(fields=["instrument", "entity"], name="policy_consulted_once"),
        ]

    def __str__(self) -> str:
        return str(self.entity.name) if self.entity else self.name


class Comment(OfficeRecord):
    """A participant's comment on a draft, and the answer."""

    privacy = Privacy.none("Positions of bodies and groups; names no person.")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="comments")
    consulted = models.ForeignKey(Consulted, on_delete=models.PROTECT, related_name="comments")
    chapter = models.ForeignKey(
        Chapter, on_delete=models.PROTECT, related_name="comments", null=True, blank=True
    )
    text = models.TextField()
    said_on = models.DateField()
    verdict = models.CharField(max_length=10, choices=rules.VERDICTS, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="policy_comment_says_something"),
            models.CheckConstraint(
                condition=Q(verdict="", answer="", answered_on__isnull=True)
                | (~Q(verdict="") & ~Q(answer="") & Q(answered_on__isnull=False)),
                name="policy_comment_answer_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="policy_comment_list"),
        ]

    def __str__(self) -> str:
        return f"{self.consulted}, {self.said_on}"
