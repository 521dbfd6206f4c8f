"""Recommendations to UNKT: signatures, evidence and events.

A recommendation has no state of its own: its state is that of its latest event, and events are
append-only. So an answer cannot be overwritten, only superseded by a later one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.advice import rules
from waystation.governance.network.records import has_text


class Recommendation(OfficeRecord):
    """One sentence of advice, and its addressee (O-25). The text is fixed once signed."""

    privacy = Privacy.none("Advice of the Network; names no person.")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=rules.LONGEST_SENTENCE)
    rationale = models.TextField(blank=True)
    addressee = models.CharField(max_length=12, choices=rules.ADDRESSEES)
    to_whom = models.CharField(max_length=200, blank=True)
    gcm = models.JSONField(default=list)
    sdg = models.JSONField(default=list)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "year", "number"], name="recommendation_number_once"
            ),
            models.CheckConstraint(
                condition=has_text("text"), name="recommendation_says_something"
            ),
            known("recommendation_for_somebody", "addressee", dict(rules.ADDRESSEES)),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-year", "-number"], name="recommendation_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


class AdviceEvent(OfficeRecord):
    """An event of a recommendation. Append-only; the latest one is its state.

    The database refuses "not followed" and "partly followed" without motivation, day and decider
    (O-26), and an answer recorded by a signatory (A-15, a trigger).
    """

    privacy = Privacy.none("Decisions of a body; the decider is a meeting or an office.")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="events"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=rules.STATES)
    day = models.DateField()
    note = models.TextField(blank=True)
    motivation = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decider = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="advice_event_once"),
            known("advice_event_state_known", "state", dict(rules.STATES)),
            models.CheckConstraint(
                condition=~Q(state__in=rules.NEEDS_MOTIVATION) | has_text("motivation"),
                name="advice_not_followed_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=rules.ANSWERS)
                | (Q(decided_on__isnull=False) & has_text("decider")),
                name="advice_answer_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.WITHDRAWN) | has_text("note"),
                name="advice_withdrawn_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=rules.ANSWERS) | Q(created_by__isnull=False),
                name="advice_answer_has_a_writer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "state", "day"], name="advice_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.day}"


class Signature(OfficeRecord):
    """A co-chair who signed a recommendation. Never changed: four eyes rest on it."""

    privacy = Privacy(
        purpose="Knowing who signed advice, so that somebody else records the answer.",
        personal=("user",),
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="signatures"
    )
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "user"], name="signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.day}"


class Evidence(OfficeRecord):
    """The evidence of a recommendation as it was when cited; it does not follow later changes."""

    privacy = Privacy.none("A protected figure, a finding or a public fact.")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="evidence"
    )
    kind = models.CharField(max_length=10, choices=rules.EVIDENCE)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    said = models.CharField(max_length=300, blank=True)
    as_of = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300, blank=True)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "kind", "key"], name="evidence_once"),
            known("evidence_kind_known", "kind", dict(rules.EVIDENCE)),
        ]

    def __str__(self) -> str:
        return self.title


class FollowUp(OfficeRecord):
    """An action that carries on a recommendation: recommendation, documented answer, action."""

    privacy = Privacy.none("A link between advice and what is done about it.")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="follow_ups"
    )
    action = models.ForeignKey(
        "meetings.Action", on_delete=models.PROTECT, related_name="carries_on"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "action"], name="follow_up_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} after {self.recommendation_id}"
