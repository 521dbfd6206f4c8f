"""Decisions and their action items, as records and not only as text in minutes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.meetings.transitions import ACTION_WORKFLOW
from waystation.governance.network.rules.classes import CLASSES, ORDER

from .agenda import AgendaItem
from .labels import Labelled
from .meetings import Meeting
from .papers import Paper


class Decision(Labelled, OfficeRecord):
    """A decision of the Network, by consensus, with reservations."""

    privacy = Privacy.none("A decision of the Network.")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, related_name="decisions", null=True, blank=True
    )
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    access_class = models.CharField(max_length=10, choices=CLASSES, default="network")
    public_text = models.TextField(blank=True)
    decided_on = models.DateField()
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replaces", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="decision_says_something"),
            known("decision_class_known", "access_class", ORDER),
            models.CheckConstraint(
                condition=~Q(access_class="public") | ~Q(public_text=""),
                name="decision_public_has_text",
            ),
            models.CheckConstraint(
                condition=Q(access_class__in=["public", "network"]) | Q(public_text=""),
                name="decision_closed_has_no_public_text",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-decided_on", "-id"], name="decision_list"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Reservation(OfficeRecord):
    """An entity's reservation to a decision that is nevertheless made by consensus."""

    privacy = Privacy.none("What an entity put on record.")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reservations")
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "entity"], name="reservation_once"),
            models.CheckConstraint(condition=~Q(text=""), name="reservation_says_something"),
        ]

    def __str__(self) -> str:
        return f"reservation of {self.entity_id}"


class Action(OfficeRecord):
    """What an entity is to do by a day, with evidence, verified by another entity."""

    privacy = Privacy(
        purpose="Knowing who reported an action done, and who verified it.",
        personal=("reported_by", "verified_by"),
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="actions", null=True, blank=True
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="actions", null=True, blank=True
    )
    number = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(max_length=500)
    owner = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    access_class = models.CharField(max_length=10, choices=CLASSES, default="network")
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=ACTION_WORKFLOW.choices(), default="open")
    evidence = models.TextField(blank=True)
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reported_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    done_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    verifier = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    verified_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            known("action_state_known", "state", ACTION_WORKFLOW.states),
            models.CheckConstraint(condition=~Q(text=""), name="action_says_something"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "verified"])
                | (~Q(evidence="") & Q(reported_by__isnull=False, done_on__isnull=False)),
                name="action_done_shows_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified")
                | Q(verified_by__isnull=False, verifier__isnull=False, verified_on__isnull=False),
                name="action_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(verifier__isnull=True) | ~Q(verifier=F("owner")),
                name="action_verifier_is_not_owner",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("reported_by")),
                name="action_verified_by_another_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "due_on", "id"], name="action_due"),
            models.Index(
                fields=["organisation", "office", "state", "due_on", "decision"],
                name="action_standing",
            ),
            models.Index(fields=["owner", "state"], name="action_of_owner"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ActionEvent(OfficeRecord):
    """A change of an action's state: from, to, reason, user. Append-only."""

    privacy = Privacy.none("What happened to an action.")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="events")
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    note = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["action", "id"], name="action_history")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
