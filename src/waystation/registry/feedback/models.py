"""Feedback and complaints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from .rules import LEVELS
from .transitions import FEEDBACK_WORKFLOW


class Entry(OfficeRecord):
    """What somebody said about us, a partner, an employer or a recruiter, and our answer.

    ``staff`` is the colleague it is about: they never see it. ``level`` says who answers.
    """

    privacy = Privacy(
        purpose="Answering complaints, and learning from what people say of the services.",
        personal=("staff", "handler", "about_name", "text", "contact", "answer"),
        sealed=("about_name", "text", "contact", "answer"),
    )
    received_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=20)
    staff = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    about_name = models.BinaryField(default=bytes)  # sealed
    text = models.BinaryField(default=bytes)  # sealed
    contact = models.BinaryField(default=bytes)  # sealed
    language = models.CharField(max_length=20, blank=True)
    by_public = models.BooleanField(default=False)
    level = models.CharField(max_length=12, choices=LEVELS, default="office")
    state = models.CharField(max_length=10, choices=FEEDBACK_WORKFLOW.choices(), default="received")
    handler = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    outcome = models.CharField(max_length=20, blank=True)
    answer = models.BinaryField(default=bytes)  # sealed
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="answered", answered_on__isnull=False) & ~Q(outcome="")
                | (~Q(state="answered") & Q(answered_on__isnull=True, outcome="")),
                name="feedback_answered_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=True) | Q(about__in=["staff", "management"]),
                name="feedback_names_staff_where_meant",
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=True)
                | Q(staff__isnull=True)
                | ~Q(handler=models.F("staff")),
                name="feedback_not_answered_by_who_is_meant",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-received_on", "-id"], name="feedback_list"
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.received_on}"
