"""The co-chairs' three seats, and their holders between two days."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy


class Seat(OfficeRecord):
    """A co-chair's seat. Two belong to an office for good, one rotates (ToR 86)."""

    privacy = Privacy.none("A seat, not a person.")
    key = models.CharField(max_length=10)  # undc, iom, rotating
    permanent = models.BooleanField()
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="seats", null=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key"], name="seat_once"),
            models.CheckConstraint(
                condition=Q(key__in=["undc", "iom"], permanent=True, entity__isnull=False)
                | Q(key="rotating", permanent=False, entity__isnull=True),
                name="seat_permanent_or_rotating",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Incumbency(OfficeRecord):
    """The holder of a seat, or a deputy, between two days.

    The incumbency of a permanent seat may be open-ended; in the rotating seat it ends with the
    term.
    """

    privacy = Privacy(
        purpose="Knowing who may convene and sign as a co-chair on a day.",
        personal=("user",),
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="incumbencies")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="incumbencies"
    )
    title = models.CharField(max_length=120, blank=True)
    acting = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            in_order("incumbency_ends_after_start", blank=["ends_on"]),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "seat", "starts_on"], name="incumbency_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} from {self.starts_on}"


class FirstDayOf(models.Func):
    """1 January of the year in a column, on both databases."""

    output_field = models.DateField()
    template = "make_date(%(expressions)s, 1, 1)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="printf('%%%%04d-01-01', %(expressions)s)", **context
        )


class LastDayOf(models.Func):
    """31 December of the year in a column, on both databases."""

    output_field = models.DateField()
    template = "make_date(%(expressions)s, 12, 31)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="printf('%%%%04d-12-31', %(expressions)s)", **context
        )


class Round(OfficeRecord):
    """One turn of the rotation: it lasts until every eligible agency had its chance."""

    privacy = Privacy.none("A turn of the rotation among entities.")
    number = models.PositiveIntegerField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "number"], name="rotation_number_once"),
            models.UniqueConstraint(
                fields=["office"], condition=Q(closed_on__isnull=True), name="rotation_open_once"
            ),
            in_order(
                "rotation_closes_after_opening", "opened_on", "closed_on", blank=["closed_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number}"


class Decline(OfficeRecord):
    """An agency that gave up its turn in a round, in writing."""

    privacy = Privacy.none("A decision of an entity.")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="declines")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="declines"
    )
    declined_on = models.DateField()
    document = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "entity"], name="decline_once"),
            models.CheckConstraint(condition=~Q(document=""), name="decline_in_writing"),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} declined {self.round_id}"


class Term(OfficeRecord):
    """A term in the rotating seat: within one calendar year, by a decision of UNKT (ToR 86).

    ``served`` says whether it counts in the round's ledger; ``override`` that UNKT appointed
    an agency before its turn, for a reason that stays in sight.
    """

    privacy = Privacy.none("A term of an entity, not of a person.")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="terms")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="terms")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="terms"
    )
    year = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    left_why = models.CharField(max_length=300, blank=True)
    served = models.BooleanField()
    decided_on = models.DateField()
    decided_way = models.CharField(max_length=12)
    decision = models.CharField(max_length=300)
    nomination = models.CharField(max_length=300, blank=True)
    acceptance = models.CharField(max_length=300, blank=True)
    override = models.BooleanField(default=False)
    override_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=LastDayOf(F("year"))), name="term_ends_31_december"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FirstDayOf(F("year")), starts_on__lte=F("ends_on")),
                name="term_within_its_year",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(left_on__gte=F("starts_on"), left_on__lte=F("ends_on")),
                name="term_left_within_it",
            ),
            models.CheckConstraint(
                condition=~Q(decision="") & Q(decided_way__in=["meeting", "circulation"]),
                name="term_needs_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(override=False, override_reason="")
                | Q(override=True) & ~Q(override_reason=""),
                name="term_override_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["seat", "year"], condition=Q(left_on__isnull=True), name="term_one_a_year"
            ),
            models.UniqueConstraint(
                fields=["round", "entity"],
                condition=Q(served=True, override=False),
                name="term_once_in_a_round",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "year"], name="term_place"),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.year}"
