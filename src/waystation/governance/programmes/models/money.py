"""Donors, budgets, receipts and expenditure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.programmes.rules import words

from .programmes import ENTITY, Entry, part_of

DATED_RATE = Q(currency="EUR") | Q(
    rate__gt=0, rate_on__isnull=False
) & ~Q(rate_source="")  # fmt: skip


class Share(OfficeRecord):
    """A donor of a programme and its share; together they add to 100, or are all unknown."""

    privacy = Privacy.none("What an organisation pays.")
    programme = part_of("shares")
    entity = models.ForeignKey(
        ENTITY, on_delete=models.PROTECT, related_name="+", verbose_name=_("Donor")
    )
    per_cent = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "entity"], name="donor_share_once"),
            models.CheckConstraint(
                condition=Q(per_cent__isnull=True) | Q(per_cent__gt=0, per_cent__lte=100),
                name="donor_share_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.per_cent}"


class Valued(Entry):
    """An amount in its own currency, with the rate to the euro, its day and its source."""

    amount = models.DecimalField(_("Amount"), max_digits=16, decimal_places=2)
    currency = models.CharField(_("Currency"), max_length=3, default="EUR")
    rate = models.DecimalField(
        _("Rate"),
        max_digits=18,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Units of the currency for one euro. Not needed for euros."),
    )
    rate_on = models.DateField(_("Day of the rate"), null=True, blank=True)
    rate_source = models.CharField(_("Source of the rate"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        abstract = True


class BudgetLine(Valued):
    """A line of a budget: for what, and for which period."""

    privacy = Privacy.none("A planned amount.")
    programme = part_of("budget_lines")
    label = models.CharField(_("Budget line"), max_length=200)
    starts_on = models.DateField(_("From"), null=True, blank=True)
    ends_on = models.DateField(_("To"), null=True, blank=True)

    class Meta(Valued.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_negative"),
            models.CheckConstraint(condition=DATED_RATE, name="budget_rate_dated"),
        ]

    def __str__(self) -> str:
        return self.label


class Transaction(Valued):
    """Money that was received, committed, paid to a partner or spent on a day."""

    privacy = Privacy.none("A payment between organisations.")
    programme = part_of("transactions")
    kind = models.CharField(_("Kind"), max_length=14, choices=words.TRANSACTIONS)
    day = models.DateField(_("Day"))
    entity = models.ForeignKey(
        ENTITY,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
    )
    label = models.CharField(_("What for"), max_length=300, blank=True)

    class Meta(Valued.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="transaction_not_negative"),
            models.CheckConstraint(condition=DATED_RATE, name="transaction_rate_dated"),
            known("transaction_kind_known", "kind", [code for code, _word in words.TRANSACTIONS]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
