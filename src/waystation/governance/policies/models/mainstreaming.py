"""Quotations about migration from strategies, and good practices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.policies.rules import instruments
from waystation.governance.policies.rules import others as rules
from waystation.governance.policies.transitions import PRACTICE_WORKFLOW

from .instruments import Chapter, Instrument, institution


class Cell(OfficeRecord):
    """The sentence in which a chapter of one edition speaks of a topic. Never changed."""

    privacy = Privacy.none("A quotation from a public policy.")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="cells")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="cells")
    topic = models.CharField(max_length=40)
    quote = models.TextField()
    page = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chapter", "topic"], name="policy_cell_once"),
            models.CheckConstraint(condition=~Q(quote=""), name="policy_cell_quotes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.chapter_id} {self.topic}"


class GoodPractice(OfficeRecord):
    """Something that works, proposed with its evidence and reviewed by others."""

    privacy = Privacy.none("Work of institutions.")
    title = models.CharField(max_length=300)
    entity = institution()
    topic = models.CharField(max_length=40)
    text = models.TextField()
    results = models.TextField()
    address = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=PRACTICE_WORKFLOW.choices(), default="proposed")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="policy_practice_list"),
        ]

    def __str__(self) -> str:
        return self.title


class PracticeReview(OfficeRecord):
    """A review of a good practice, with the reviewer's declaration of interests. Only added."""

    privacy = Privacy(
        purpose="Knowing who reviewed a practice, and with which interests.",
        personal=("conflict_text",),
    )
    practice = models.ForeignKey(GoodPractice, on_delete=models.PROTECT, related_name="reviews")
    conflict = models.CharField(max_length=10, choices=rules.CONFLICTS)
    conflict_text = models.CharField(max_length=300, blank=True)
    verdict = models.CharField(max_length=14, choices=rules.REVIEW_VERDICTS)
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practice", "created_by"], name="policy_practice_review_once"
            ),
            models.CheckConstraint(
                condition=~Q(conflict="declared") | ~Q(conflict_text=""),
                name="policy_practice_conflict_described",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.practice_id}"


class PolicyLink(OfficeRecord):
    """How two policies bear on each other: development, labour and education together."""

    privacy = Privacy.none("A link between public policies.")
    policy = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="linked", verbose_name=_("Policy")
    )
    relation = models.CharField(
        _("How they are linked"), max_length=12, choices=instruments.RELATIONS
    )
    other = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="linked_from",
        verbose_name=_("Other policy"),
    )  # fmt: skip
    text = models.TextField(_("Why"), max_length=1000)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["policy", "relation", "other"], name="policies_linked_once"
            ),
            models.CheckConstraint(
                condition=~Q(policy=F("other")), name="policy_not_linked_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.relation} {self.other_id}"
