"""Feedback and complaints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from .rules import LEVELS
from .transitions import FEEDBACK_WORKFLOW, REMEDY_WORKFLOW


class Entry(OfficeRecord):
    """Feedback about us, a partner, an employer or a recruiter, and our answer.

    ``staff`` is the colleague concerned, who never sees it. ``level`` says who answers. ``entity``
    is the organisation concerned, ``record_id`` the related record.
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
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    record_id = models.UUIDField(null=True, blank=True)  # by value: it may belong to any app
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


class Remedy(OfficeRecord):
    """The requested remedy, what was agreed, and whether it was provided.

    Amounts in ``currency`` are requested, agreed and paid. ``confirmed_on`` is the day of the
    person's confirmation: at their secret address (``confirmed_by_person``), or to an officer.
    """

    privacy = Privacy(
        purpose="Seeing that who was wronged gets what was agreed.",
        personal=("asked", "agreed", "refusal"),
        sealed=("asked", "agreed", "refusal"),
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="remedies")
    asked = models.BinaryField(default=bytes)  # sealed
    asked_on = models.DateField()
    money_asked = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    agreed = models.BinaryField(default=bytes, blank=True)  # sealed
    agreed_on = models.DateField(null=True, blank=True)
    money_agreed = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    given_on = models.DateField(null=True, blank=True)
    money_given = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by_person = models.BooleanField(default=False)
    refusal = models.BinaryField(default=bytes, blank=True)  # sealed
    state = models.CharField(max_length=10, choices=REMEDY_WORKFLOW.choices(), default="asked")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "given", "confirmed"])
                | Q(agreed_on__isnull=False, due_on__isnull=False),
                name="remedy_agreed_has_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["given", "confirmed"]) | Q(given_on__isnull=False),
                name="remedy_given_on_day",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_on__isnull=False)
                | (~Q(state="confirmed") & Q(confirmed_on__isnull=True)),
                name="remedy_confirmed_on_day",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_person=False) | Q(state="confirmed"),
                name="remedy_confirmed_by_person",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}),
                    name=f"remedy_{name}",
                )
                for name in ("money_asked", "money_agreed", "money_given")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "state", "due_on"], name="remedy_due"),
        ]

    def __str__(self) -> str:
        return f"remedy {self.asked_on}"
