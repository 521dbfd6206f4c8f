"""The results chain: outcome, output, indicator, and its figures by period."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.programmes.rules import words

from .programmes import Entry, part_of


class Result(Entry):
    """A result that a programme works for: an impact, an outcome, or an output of one."""

    privacy = Privacy.none("A planned result.")
    programme = part_of("results")
    level = models.CharField(_("Level"), max_length=8, choices=words.RESULT_LEVELS)
    title = models.CharField(_("Result"), max_length=500)
    theme = models.CharField(_("Outcome theme"), max_length=20, choices=words.THEMES, blank=True)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="parts",
        null=True,
        blank=True,
        verbose_name=_("Leads to"),
    )
    text = models.TextField(_("How"), max_length=2000, blank=True)

    def __str__(self) -> str:
        return self.title


class ProgrammeIndicator(Entry):
    """How a result is measured: by an indicator of the office, or by one of its own."""

    privacy = Privacy.none("A definition.")
    result = models.ForeignKey(
        Result, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("Result")
    )
    title = models.CharField(_("Indicator"), max_length=300, blank=True)
    office_indicator = models.CharField(_("Indicator of the office"), max_length=60, blank=True)
    measure = models.CharField(_("Measured as"), max_length=12, choices=words.MEASURES)
    baseline = models.DecimalField(
        _("Baseline"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    baseline_text = models.CharField(_("Baseline in words"), max_length=500, blank=True)
    baseline_on = models.DateField(_("Day of the baseline"), null=True, blank=True)
    external_source = models.CharField(
        _("Source outside the office"),
        max_length=300,
        blank=True,
        help_text=_("For an impact that others measure, for example Eurostat."),
    )

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(title="") | ~Q(office_indicator=""), name="programme_indicator_named"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.office_indicator


class Figure(Entry):
    """Target and actual of an indicator in a period, for all or for one part of a dimension."""

    privacy = Privacy.none("A figure typed from a document.")
    indicator = models.ForeignKey(
        ProgrammeIndicator,
        on_delete=models.PROTECT,
        related_name="figures",
        verbose_name=_("Indicator"),
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("To"))
    dimension = models.CharField(_("Broken down by"), max_length=60, blank=True)
    part = models.CharField(_("Part"), max_length=60, blank=True)
    target = models.DecimalField(
        _("Target"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    target_qualifier = models.CharField(
        _("The target is"), max_length=6, choices=words.QUALIFIERS, blank=True
    )
    actual = models.DecimalField(
        _("Actual"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    qualifier = models.CharField(
        _("The actual figure is"), max_length=6, choices=words.QUALIFIERS, blank=True
    )
    text = models.CharField(_("In words"), max_length=500, blank=True)
    source = models.CharField(_("Typed from"), max_length=300, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "starts_on", "ends_on", "dimension", "part"],
                name="programme_figure_once",
            ),
            in_order("programme_figure_ends_after_start"),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(actual__isnull=False) | ~Q(text=""),
                name="programme_figure_says_something",
            ),
            models.CheckConstraint(
                condition=Q(part="") | ~Q(dimension=""), name="programme_figure_part_of"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"
