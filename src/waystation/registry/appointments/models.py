"""Slots, bookings, and the secret URL of a calendar feed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from .rules import CHANNELS, LONGEST_MINUTES, SHORTEST_MINUTES
from .transitions import BOOKING_WORKFLOW, SLOT_WORKFLOW


class Slot(OfficeRecord):
    """A time at which a centre receives one visitor, with a counsellor or whoever is free."""

    privacy = Privacy.none("Opening times; who comes is in Booking.")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    languages = models.JSONField(default=list)
    staff = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    public = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=SLOT_WORKFLOW.choices(), default="open")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_MINUTES, minutes__lte=LONGEST_MINUTES),
                name="slot_minutes_sane",
            ),
            models.UniqueConstraint(
                fields=["office", "starts_at", "staff"],
                condition=Q(staff__isnull=False),
                name="slot_of_counsellor_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "starts_at", "id"], name="slot_list"),
        ]

    def __str__(self) -> str:
        return f"slot {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class Booking(OfficeRecord):
    """An expected visitor, known or anonymous. Times are those of the slot."""

    privacy = Privacy(
        purpose="Expecting a visitor at an agreed time, and reminding them if they wish.",
        personal=("person", "wish", "contact", "channel"),
        sealed=("wish", "contact"),
    )
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=20, blank=True)
    wish = models.BinaryField(default=bytes)  # sealed: what it is about, in one line
    channel = models.CharField(max_length=10, choices=CHANNELS, blank=True)
    contact = models.BinaryField(default=bytes)  # sealed: where the reminder goes
    by_public = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=BOOKING_WORKFLOW.choices(), default="booked")
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminder_problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot"], condition=~Q(state="cancelled"), name="booking_of_slot_once"
            ),
            models.CheckConstraint(
                condition=Q(state="booked", ended_at__isnull=True)
                | (~Q(state="booked") & Q(ended_at__isnull=False)),
                name="booking_ends_with_time",
            ),
            models.CheckConstraint(
                condition=Q(channel="", contact=b"") | (~Q(channel="") & ~Q(contact=b"")),
                name="booking_contact_for_a_reminder",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "starts_at", "id"], name="booking_list"),
            models.Index(fields=["person", "starts_at"], name="booking_of_person"),
        ]

    def __str__(self) -> str:
        return f"booking {self.starts_at:%Y-%m-%d %H:%M}"


class Feed(OfficeRecord):
    """The secret address at which a calendar program reads the appointments."""

    privacy = Privacy(
        purpose="Letting staff see their appointments in their own calendar, without names.",
        personal=("user",),
        hashed=("digest",),
    )
    user = models.OneToOneField("access.User", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
