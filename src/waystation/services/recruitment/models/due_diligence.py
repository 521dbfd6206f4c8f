"""Due diligence of recruiters and employers, and incidents in recruitment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.privacy import Privacy
from waystation.services.recruitment.rules.clearance import CONFLICTS, ROLES, VERDICTS
from waystation.services.recruitment.rules.costs import is_charged
from waystation.services.recruitment.rules.fees import refusal_to_close_fee, settled_by
from waystation.services.recruitment.rules.incidents import SUBJECTS
from waystation.services.recruitment.transitions import (
    ACTION_WORKFLOW,
    ASSESSMENT_WORKFLOW,
    INCIDENT_WORKFLOW,
)

from .recruitments import Cost

DECIDED = ["cleared", "cleared_actions", "not_cleared"]


class Assessment(OfficeRecord):
    """One edition of an organisation's due diligence against a standard.

    Editions of the same organisation and standard are numbered. ``outcome`` is the decision, which
    remains if the edition is suspended or expires later.
    """

    privacy = Privacy(
        purpose="Knowing which recruiters and employers treat workers fairly.",
        personal=("summary", "reason", "decided_by", "suspended_by"),
        sealed=("summary", "reason"),
    )
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=list(ROLES.items()))
    standard = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    conflict = models.CharField(max_length=10, choices=list(CONFLICTS.items()))
    summary = models.BinaryField(default=bytes, blank=True)  # sealed
    state = models.CharField(max_length=16, choices=ASSESSMENT_WORKFLOW.choices(), default="draft")
    submitted_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    reason = models.BinaryField(default=bytes, blank=True)  # sealed: of the last decision
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    valid_until = models.DateField(null=True, blank=True)
    suspended_on = models.DateField(null=True, blank=True)
    suspended_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    asked_at = models.DateTimeField(null=True, blank=True)  # when the link was sent last
    answered_at = models.DateTimeField(null=True, blank=True)  # by the organisation itself

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "standard", "number"], name="assessment_edition_once"
            ),
            known("assessment_state_known", "state", ASSESSMENT_WORKFLOW.states),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True, decided_by__isnull=True)
                | Q(outcome__in=DECIDED, decided_on__isnull=False, decided_by__isnull=False),
                name="assessment_decided_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(decided_by=F("created_by")),
                name="assessment_decided_by_second",
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | Q(suspended_on__isnull=False),
                name="assessment_suspended_on_day",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["cleared", "cleared_actions"])
                | Q(valid_until__isnull=False),
                name="assessment_cleared_until",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "entity"], name="assessment_list"),
        ]

    def __str__(self) -> str:
        return f"assessment {self.number} of {self.entity_id}"


class Finding(OfficeRecord):
    """The finding on one criterion: first the organisation's own, then ours."""

    privacy = Privacy(
        purpose="The evidence on which a recruiter or an employer is cleared.",
        personal=("evidence", "own_note", "assessed_by"),
        sealed=("evidence", "own_note"),
    )
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="findings")
    criterion = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=16, choices=list(VERDICTS.items()), blank=True)
    evidence = models.BinaryField(default=bytes, blank=True)  # sealed
    assessed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    own_verdict = models.CharField(max_length=16, choices=list(VERDICTS.items()), blank=True)
    own_note = models.BinaryField(default=bytes, blank=True)  # sealed

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="finding_criterion_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(assessed_by__isnull=False),
                name="finding_assessed_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} of {self.assessment_id}"


class EvidenceFile(OfficeRecord):
    """A document that an organisation sent as evidence for a criterion."""

    privacy = Privacy(
        purpose="The evidence on which a recruiter or an employer is cleared.",
        personal=("name", "content"),
        sealed=("name", "content"),
    )
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="files")
    name = models.BinaryField()
    content = models.BinaryField()
    media = models.CharField(max_length=60)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"file of {self.finding_id}"


class Incident(OfficeRecord):
    """An incident in recruitment, and the action taken.

    ``entity`` is the recruiter or employer if known; the subject (a vacancy, a placement, the
    recruitment of a worker) is referred to by value, because it may belong to any app.
    """

    privacy = Privacy(
        purpose="Protecting workers from abuse in recruitment, and repairing it.",
        personal=("account", "reason", "handler", "repaid_by", "closed_by", "subject_title"),
        sealed=("account", "reason"),
    )
    kind = models.CharField(max_length=40)
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    subject_kind = models.CharField(max_length=12, choices=list(SUBJECTS.items()), blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    subject_title = models.CharField(max_length=200, blank=True)
    subject_address = models.CharField(max_length=300, blank=True)
    opened_on = models.DateField()
    happened_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    account = models.BinaryField(default=bytes)  # sealed
    state = models.CharField(max_length=10, choices=INCIDENT_WORKFLOW.choices(), default="open")
    handler = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.BinaryField(default=bytes, blank=True)  # sealed
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    # who recorded that the worker got everything back: another person reviews it
    repaid_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False, closed_by__isnull=False)
                & ~Q(outcome="")
                | (
                    ~Q(state="closed")
                    & Q(closed_on__isnull=True, closed_by__isnull=True, outcome="")
                ),
                name="incident_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(repaid_by__isnull=True)
                | Q(closed_by__isnull=True)
                | ~Q(closed_by=F("repaid_by")),
                name="incident_reviewed_by_second",
            ),
            models.CheckConstraint(
                condition=~Q(state="review") | Q(repaid_by__isnull=False),
                name="incident_repaid_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="incident_amount"
            ),
            models.UniqueConstraint(
                fields=["subject_id", "kind"],
                condition=Q(subject_id__isnull=False) & ~Q(state="closed"),
                name="incident_open_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "state", "due_on"], name="incident_list"
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.opened_on}"

    def refusal_to_close_fee(self, outcome: str) -> Refusal | None:
        """Say why the incident of a worker's fee cannot be closed as remedied."""
        if self.kind != "fee" or self.subject_kind != "recruitment" or self.subject_id is None:
            return None
        rows = Cost.objects.filter(recruitment_id=self.subject_id)
        costs = [(one.line, bool(one.receipt_media)) for one in rows]
        charged = any(is_charged(line) for line, _receipt in costs)
        return refusal_to_close_fee(outcome, charged, settled_by(costs))


class CorrectiveAction(OfficeRecord):
    """What has to be done by a day, because of a finding or of an incident."""

    privacy = Privacy(
        purpose="Seeing that what was wrong is put right.", personal=("who", "proof"),
        sealed=("proof",),
    )  # fmt: skip
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="actions", null=True, blank=True
    )
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="actions", null=True, blank=True
    )
    what = models.CharField(max_length=400)
    who = models.CharField(max_length=150, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ACTION_WORKFLOW.choices(), default="open")
    proof = models.BinaryField(default=bytes, blank=True)  # sealed
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finding__isnull=False, incident__isnull=True)
                | Q(finding__isnull=True, incident__isnull=False),
                name="corrective_action_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_on__isnull=True)
                | (~Q(state="open") & Q(done_on__isnull=False)),
                name="corrective_action_done_on_day",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="corrective_action_says_what"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "state", "due_on"], name="corrective_action_due"
            ),
        ]

    def __str__(self) -> str:
        return self.what
