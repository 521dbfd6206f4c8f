"""Follow-up of visits: call-backs, agreed plans and their steps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.services.centres.transitions import (
    CALL_BACK_WORKFLOW,
    PLAN_WORKFLOW,
    STEP_WORKFLOW,
)

from .visits import Visit

REASONS = [(one, one) for one in ("visit", "edition", "text", "public")]
ABOUT_AN_EDITION = ("edition", "text")
"""Reasons of the centre's own: whoever is called must have agreed to be contacted."""


class Citation(OfficeRecord):
    """An edition of a fact sheet that was explained in a visit, to be searched."""

    privacy = Privacy.none("A visit and an edition; who visited is in Visit.")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="citations")
    edition = models.ForeignKey("factsheets.Edition", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "visit"], name="citation_once"),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id} in visit {self.visit_id}"


class CallBack(OfficeRecord):
    """A person whom the centre calls back, and by when.

    Agreed in a visit, requested on the public page, or due because a rule changed that the person
    was told, or the translation in which they were told it: in these cases their consent to be
    called is checked each time.
    """

    privacy = Privacy(
        purpose="Calling people back as agreed, and when what they were told has changed.",
        personal=("person", "wish", "contact", "note"),
        sealed=("wish", "contact", "note"),
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=10, choices=REASONS)
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="call_backs"
    )
    edition = models.ForeignKey(
        "factsheets.Edition", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    language = models.CharField(max_length=20, blank=True)
    wish = models.BinaryField(default=bytes)  # sealed: what it is about
    contact = models.BinaryField(default=bytes)  # sealed: how to reach somebody without a file
    note = models.BinaryField(default=bytes)  # sealed: what was said on the telephone
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=CALL_BACK_WORKFLOW.choices(), default="open")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "edition", "reason"],
                condition=Q(person__isnull=False, edition__isnull=False),
                name="call_back_of_edition_once",
            ),
            models.UniqueConstraint(
                fields=["visit"], condition=Q(reason="visit"), name="call_back_of_visit_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason__in=ABOUT_AN_EDITION)
                | Q(edition__isnull=False, person__isnull=False),
                name="call_back_for_an_edition",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="call_back_ends_with_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "state", "due_on", "id"], name="call_back_list"
            ),
        ]

    def __str__(self) -> str:
        return f"call-back {self.due_on}"


class Plan(OfficeRecord):
    """A plan that a person and the centre agreed on, the person's intention, and the outcome."""

    privacy = Privacy(
        purpose="Following up what was agreed, and learning what counselling changes.",
        personal=("person", "aim", "outcome", "satisfaction", "follow_up_note"),
        sealed=("aim", "follow_up_note"),
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    day = models.DateField()
    intention_before = models.CharField(max_length=40, blank=True)
    intention_after = models.CharField(max_length=40, blank=True)
    aim = models.BinaryField(default=bytes)  # sealed: the person's own words
    follow_up_on = models.DateField(null=True, blank=True)
    followed_up_on = models.DateField(null=True, blank=True)
    intention_at_follow_up = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    satisfaction = models.CharField(max_length=40, blank=True)
    follow_up_note = models.BinaryField(default=bytes)  # sealed
    state = models.CharField(max_length=12, choices=PLAN_WORKFLOW.choices(), default="open")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", followed_up_on__isnull=True, outcome="")
                | (Q(state="followed_up", followed_up_on__isnull=False) & ~Q(outcome="")),
                name="plan_followed_up_with_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-day", "-id"], name="plan_list"),
            models.Index(fields=["person", "day"], name="plan_of_person"),
        ]

    def __str__(self) -> str:
        return f"plan {self.day}"


class Step(OfficeRecord):
    """One agreed step of a plan: responsible person, deadline, state."""

    privacy = Privacy(
        purpose="Remembering who does what by when.", personal=("what",), sealed=("what",)
    )
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    what = models.BinaryField(default=bytes)  # sealed
    by_centre = models.BooleanField(default=False)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=STEP_WORKFLOW.choices(), default="open")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="step_ends_with_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "state", "due_on"], name="step_list"),
        ]

    def __str__(self) -> str:
        return f"step {self.due_on}"
