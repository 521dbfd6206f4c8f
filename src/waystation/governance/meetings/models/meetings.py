"""Meetings of the Network: the year's slots, notices, invitations and attendance."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import between, known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.meetings.rules.kinds import (
    ATTENDED,
    MEETING_KINDS,
    NOTICES,
    POLL_ANSWERS,
)
from waystation.governance.meetings.transitions import MEETING_WORKFLOW


class Meeting(OfficeRecord):
    """A meeting of the Network (ToR, Role and organizational arrangements).

    The secretariat prepares it; it is convened only by a co-chair's notice. ``sequence`` is
    iCalendar's: it increases with every change that invitees must be notified of.
    """

    privacy = Privacy(
        purpose="Knowing who convened and who presides.",
        personal=("presiding", "convened_by"),
    )
    kind = models.CharField(max_length=20, choices=MEETING_KINDS)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    quarter = models.CharField(max_length=7)
    place = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=300, blank=True)
    categories = models.CharField(max_length=300, blank=True)  # codes with a space between
    state = models.CharField(max_length=12, choices=MEETING_WORKFLOW.choices(), default="planned")
    sequence = models.PositiveIntegerField(default=0)
    presiding = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    convened_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    convened_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"
            ),
            known("meeting_kind_known", "kind", dict(MEETING_KINDS)),
            known("meeting_state_known", "state", MEETING_WORKFLOW.states),
            models.CheckConstraint(
                condition=~Q(kind="extended") | ~Q(categories=""),
                name="meeting_extended_names_categories",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["convened", "held"])
                | Q(convened_by__isnull=False, convened_at__isnull=False),
                name="meeting_convened_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_at__isnull=False), name="meeting_held_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_why=""),
                name="meeting_cancelled_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-starts_at", "-id"], name="meeting_list"
            ),
            models.Index(fields=["organisation", "office", "quarter"], name="meeting_quarter"),
        ]

    def __str__(self) -> str:
        return self.title


class Slot(OfficeRecord):
    """The day of a quarter that the year calendar keeps for the regular meeting."""

    privacy = Privacy.none("A day in a calendar.")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    day = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "year", "quarter"], name="slot_once"),
            between("slot_quarter_of_a_year", "quarter", 1, 4),
        ]

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}"


class CalendarEdition(OfficeRecord):
    """The year calendar as it was published (ToR, working principle Inclusivity). Append-only."""

    privacy = Privacy.none("A published calendar.")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="calendar_once"),
        ]

    def __str__(self) -> str:
        return f"calendar {self.year}/{self.number}"


class Notice(OfficeRecord):
    """An issued notice: author, seat, and the calendar file as sent.

    ``incumbency`` is required: the database refuses a notice without a co-chair's seat. A convening
    notice after its due day is late for good.
    """

    privacy = Privacy(purpose="Proving who convened.", personal=("issuer",))
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=NOTICES)
    sequence = models.PositiveIntegerField()
    issuer = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    incumbency = models.ForeignKey("network.Incumbency", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    calendar = models.TextField()
    due_on = models.DateField(null=True, blank=True)  # of a convening notice, by working rule A-11
    late = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            known("notice_kind_known", "kind", dict(NOTICES)),
            models.UniqueConstraint(fields=["meeting", "sequence"], name="notice_sequence_once"),
            models.CheckConstraint(
                condition=Q(late=False) | Q(kind="convene", due_on__isnull=False),
                name="notice_late_after_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.meeting_id}"


class NoticeSignature(OfficeRecord):
    """A co-chair's consent to convene this meeting, if all three are required."""

    privacy = Privacy(purpose="Proving who agreed to convene.", personal=("created_by",))
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="signatures")
    incumbency = models.ForeignKey("network.Incumbency", on_delete=models.PROTECT, related_name="+")
    seat_key = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "seat_key"], name="notice_signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_key} for {self.meeting_id}"


class Invitee(OfficeRecord):
    """A special invitee or expert, asked by a co-chair for named items (ToR, Composition)."""

    privacy = Privacy(
        purpose="Inviting somebody to the items that concern them, and to no others.",
        personal=("user", "contact", "asked_by"),
        sealed=("contact",),
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitees")
    user = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    contact = models.BinaryField(default=bytes)
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    category = models.CharField(max_length=30)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    incumbency = models.ForeignKey("network.Incumbency", on_delete=models.PROTECT, related_name="+")
    items: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        "meetings.AgendaItem", through="meetings.InviteeItem", related_name="invitees"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="invitee_asked_with_reason"),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(contact=b""), name="invitee_is_somebody"
            ),
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(user__isnull=False),
                name="invitee_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "meeting"], name="invitee_of_user"),
        ]

    def __str__(self) -> str:
        return f"invitee of {self.meeting_id}"


class InviteeItem(OfficeRecord):
    """An agenda item to which an invitee is invited."""

    privacy = Privacy.none("A link between an invitation and an agenda item.")
    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="links")
    item = models.ForeignKey("meetings.AgendaItem", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitee", "item"], name="invitee_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.invitee_id} for {self.item_id}"


class Attendance(OfficeRecord):
    """How many came of an entity, or of a category that is no entity in the register."""

    privacy = Privacy.none("How many came of an organisation; names nobody.")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    category = models.CharField(max_length=30)  # "un_system" or a kind of external partner
    state = models.CharField(max_length=10, choices=ATTENDED)
    people = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="present", people__gte=1, people__lte=500)
                | Q(state__in=["apologies", "absent"], people=0),
                name="attendance_counts_who_came",
            ),
            models.UniqueConstraint(
                fields=["meeting", "entity"],
                condition=Q(entity__isnull=False),
                name="attendance_entity_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "category"],
                condition=Q(entity__isnull=True),
                name="attendance_category_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} at {self.meeting_id}"


class Poll(OfficeRecord):
    """A question when members could meet. It decides nothing; a co-chair convenes."""

    privacy = Privacy.none("A question to entities.")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="polls")
    closes_on = models.DateField()

    def __str__(self) -> str:
        return f"poll for {self.meeting_id}"


class PollOption(OfficeRecord):
    """One moment that a poll offers."""

    privacy = Privacy.none("A moment in time.")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    starts_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "starts_at"], name="poll_option_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at}"


class PollAnswer(OfficeRecord):
    """What an entity answers to one moment."""

    privacy = Privacy.none("What an entity answered.")
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="answers")
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=5, choices=POLL_ANSWERS)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["option", "entity"], name="poll_answer_once"),
            known("poll_answer_known", "answer", dict(POLL_ANSWERS)),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.answer}"
