"""The recruitment of individual workers: costs, contract, and calls after arrival."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.services.recruitment.rules.costs import CostLine
from waystation.services.recruitment.rules.recruitments import ANSWERS
from waystation.services.recruitment.transitions import CALL_WORKFLOW, RECRUITMENT_WORKFLOW


def _answer(*, blank: bool = False) -> Any:
    return models.CharField(max_length=8, choices=list(ANSWERS.items()), blank=blank)


class Recruitment(OfficeRecord):
    """That a person is, or was, recruited for a job abroad.

    ``earnings`` are those of the first month in the first job, as indicator 10.7.1 asks.
    """

    privacy = Privacy(
        purpose="Protecting the worker, and measuring what recruitment costs workers.",
        personal=("person", "earnings", "note", "prepared"),
        sealed=("note",),
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    recruiter = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    occupation = models.CharField(max_length=60)
    sector = models.CharField(max_length=60, blank=True)
    from_country = models.CharField(max_length=3)
    to_country = models.CharField(max_length=3)
    channel = models.CharField(max_length=20)
    signed_on = models.DateField(null=True, blank=True)
    for_wages = models.BooleanField(default=True)
    usual_stay = models.BooleanField(default=True)
    first_job = models.BooleanField(default=True)
    earnings = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    earnings_currency = models.CharField(max_length=3, default="EUR")
    earned_on = models.DateField(null=True, blank=True)
    prepared = models.JSONField(default=list, blank=True)
    note = models.BinaryField(default=bytes, blank=True)  # sealed
    costs_complete = models.BooleanField(default=False)  # the person named every cost
    state = models.CharField(
        max_length=12, choices=RECRUITMENT_WORKFLOW.choices(), default="preparing"
    )
    arrived_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(earnings__isnull=True) | Q(earnings__gt=0),
                name="recruitment_earnings_positive",
            ),
            models.CheckConstraint(
                condition=~Q(from_country=F("to_country")), name="recruitment_two_countries"
            ),
            models.CheckConstraint(
                condition=~Q(state="abroad") | Q(arrived_on__isnull=False),
                name="recruitment_abroad_since",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-created_at", "-id"], name="recruitment_list"
            ),
            models.Index(fields=["person"], name="recruitment_of_person"),
        ]

    def __str__(self) -> str:
        return f"recruitment {self.from_country}-{self.to_country}"


class Cost(OfficeRecord):
    """One cost of a recruitment: payer, repayment and receipt."""

    privacy = Privacy(
        purpose="Knowing what a worker has paid, and getting it paid back.",
        personal=("recruitment", "amount", "reimbursed", "receipt_name", "receipt"),
        sealed=("receipt_name", "receipt"),
    )
    recruitment = models.ForeignKey(Recruitment, on_delete=models.PROTECT, related_name="costs")
    kind = models.CharField(max_length=40)
    payer = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")
    paid_on = models.DateField()
    reimbursed = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    reimbursed_on = models.DateField(null=True, blank=True)
    receipt_name = models.BinaryField(default=bytes, blank=True)  # sealed
    receipt = models.BinaryField(default=bytes, blank=True)  # sealed
    receipt_media = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="recruitment_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(reimbursed__isnull=True)
                | Q(reimbursed__gte=0, reimbursed__lte=F("amount")),
                name="cost_reimbursed_at_most_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.recruitment_id}"

    @property
    def line(self) -> CostLine:
        """The cost as rules take it."""
        back = self.reimbursed or Decimal(0)
        return CostLine(self.kind, self.payer, self.amount, self.currency, back)


class ContractCheck(OfficeRecord):
    """The findings on a worker's contract."""

    privacy = Privacy(
        purpose="Seeing in time when a worker is cheated or held.",
        personal=("recruitment", "note", "free_to_leave", "documents_kept"),
        sealed=("note",),
    )
    recruitment = models.ForeignKey(Recruitment, on_delete=models.PROTECT, related_name="checks")
    day = models.DateField()
    contract_given = _answer()
    understood = _answer()
    in_advance = _answer()
    substituted = _answer()
    documents_kept = _answer()
    free_to_leave = _answer()
    hours_as_agreed = _answer()
    pay_as_promised = _answer()
    note = models.BinaryField(default=bytes, blank=True)  # sealed

    def __str__(self) -> str:
        return f"contract check {self.day}"


class ArrivalCall(OfficeRecord):
    """A call to a worker at a set time after the arrival, and the answers."""

    privacy = Privacy(
        purpose="Seeing in time when a worker abroad needs help.",
        personal=("recruitment", "note", "free_to_leave", "threatened"),
        sealed=("note",),
    )
    recruitment = models.ForeignKey(Recruitment, on_delete=models.PROTECT, related_name="calls")
    after_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=CALL_WORKFLOW.choices(), default="due")
    called_on = models.DateField(null=True, blank=True)
    pay_as_promised = _answer(blank=True)
    hours_as_agreed = _answer(blank=True)
    documents_kept = _answer(blank=True)
    free_to_leave = _answer(blank=True)
    safe = _answer(blank=True)
    threatened = _answer(blank=True)
    fee_asked = _answer(blank=True)
    note = models.BinaryField(default=bytes, blank=True)  # sealed

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recruitment", "after_days"], name="arrival_call_once"),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(called_on__isnull=False),
                name="arrival_call_answered_on_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "state", "due_on"], name="arrival_call_due"
            ),
        ]

    def __str__(self) -> str:
        return f"call after {self.after_days} days"


class CallPlan(OfficeRecord):
    """On which days after arrival an office calls its workers."""

    privacy = Privacy.none("A setting of an office.")
    days = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office"], name="call_plan_of_office"),
        ]

    def __str__(self) -> str:
        return f"call plan of {self.office_id}"


class ExchangeRate(OfficeRecord):
    """How many euro one unit of a currency was worth on a day, and who says so."""

    privacy = Privacy.none("A published rate.")
    currency = models.CharField(_("Currency"), max_length=3)
    day = models.DateField(_("Day"))
    rate = models.DecimalField(_("Euro for one unit"), max_digits=12, decimal_places=6)
    source = models.CharField(_("Source"), max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "currency", "day"], name="exchange_rate_once"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"
