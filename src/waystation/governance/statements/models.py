"""Joint statements: versions of the text, clearance by each entity, release (ToR 72)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.statements import rules
from waystation.governance.statements.transitions import STATEMENT_WORKFLOW

REACHED = Q(mailed__in=["sent", "kept"]) | Q(opened_at__isnull=False)
"""That a request reached an entity: its e-mail left, or somebody opened it here."""


class Statement(OfficeRecord):
    """A joint statement on its way from a draft to a release."""

    privacy = Privacy(
        purpose="Knowing who released a statement, and who overrode an open objection.",
        personal=("released_by",),
    )
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=STATEMENT_WORKFLOW.choices(), default="draft")
    number = models.PositiveSmallIntegerField(default=1)
    until = models.DateField(null=True)
    released_on = models.DateField(null=True)
    released_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    not_cleared = models.CharField(max_length=500, blank=True)  # who had not, at an override
    override = models.TextField(blank=True)
    legal = models.JSONField(default=list)  # keys of entries of the legal framework (O-52)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="statement_place"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="silence") | Q(until__isnull=False),
                name="statement_silence_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state="released")
                | Q(released_on__isnull=False, released_by__isnull=False),
                name="statement_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(not_cleared="") | ~Q(override=""),
                name="statement_override_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def requests(self) -> list[rules.ClearanceRequest]:
        """Return the entities asked to clear this version, with their answers, by name."""
        return requests_of([self])[self.id]


class StatementVersion(Keyed):
    """The text of a statement as it was once. Never changed."""

    privacy = Privacy.none("The words of a statement.")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="statement_version_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Clearance(Keyed):
    """An entity asked to clear a version, and its answer; silence past the day is consent."""

    privacy = Privacy(purpose="Knowing who answered for an entity.", personal=("by",))
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="clearances")
    number = models.PositiveSmallIntegerField()
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    until = models.DateField()
    answer = models.CharField(max_length=10, choices=rules.CLEARANCES, blank=True)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["statement", "number", "entity"], name="clearance_once"
            ),
            models.CheckConstraint(
                condition=~Q(answer="objects") | ~Q(reason=""), name="clearance_objection_says_why"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("asked_on")), name="clearance_gives_time"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(by__isnull=False, answered_at__isnull=False),
                name="clearance_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.answer}"


def requests_of(statements: Sequence[Statement]) -> dict[UUID, list[rules.ClearanceRequest]]:
    """Return the entities asked to clear the present version of statements, by name."""
    found: dict[UUID, list[rules.ClearanceRequest]] = {one.id: [] for one in statements}
    version = StatementVersion.objects.filter(
        statement=OuterRef(OuterRef("statement")), number=OuterRef(OuterRef("number"))
    )
    sent = Delivery.objects.filter(
        subject_id__in=version.values("id"), recipient_id=OuterRef("entity_id")
    )
    rows = Clearance.objects.filter(statement__in=found, number=F("statement__number")).annotate(
        reached=Exists(sent.filter(REACHED)), failed=Exists(sent.filter(mailed="failed"))
    )
    columns = ("statement_id", "entity__acronym", "entity__name", "until", "reached", "failed",
               "answer")  # fmt: skip
    for key, acronym, name, *rest in rows.order_by("entity__name", "id").values_list(*columns):
        found[key].append(rules.ClearanceRequest(acronym or name, *rest))
    return found
