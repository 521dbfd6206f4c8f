"""Series of values with their vintages, errors of sources, and figures quoted in texts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.knowledge import rules


class Series(OfficeRecord):
    """What a series of values is: its names, its unit, and which source holds for which years."""

    privacy = Privacy.none("The description of a published series.")
    key = models.SlugField(
        _("Short name"), max_length=60,
        help_text=_("The same short name as on its facts, for example remittances_gdp."),
    )  # fmt: skip
    name = models.CharField(_("Name in English"), max_length=200)
    name_sq = models.CharField(_("Name in Albanian"), max_length=200, blank=True)
    name_sr = models.CharField(_("Name in Serbian"), max_length=200, blank=True)
    synonyms = models.TextField(
        _("Other names"), max_length=1000, blank=True,
        help_text=_("One a line, in any language. The draft checker looks for them."),
    )  # fmt: skip
    unit = models.CharField(_("Unit"), max_length=60)
    topic = models.CharField(_("Topic"), max_length=12, choices=rules.TOPICS)
    stitched = models.TextField(
        _("Which source holds for which years"), max_length=1000, blank=True,
        help_text=_("One a line: 2004-2012 Central Bank of Kosovo."),
    )  # fmt: skip
    method = models.TextField(_("How it is measured"), max_length=2000, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "topic"], name="series_topic"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key"], name="series_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(unit=""), name="series_described"),
        ]

    def __str__(self) -> str:
        return self.name


class Observation(Keyed):
    """One value of a series for an economy and a year, as a source published it on a day.

    Rows are never changed: a corrected value is a row of a later vintage.
    """

    privacy = Privacy.none("A published value.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey("access.Office", on_delete=models.PROTECT, related_name="+")
    series = models.SlugField(max_length=60)
    geo = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    source = models.CharField(max_length=200)
    vintage = models.DateField()
    file_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "series", "geo", "year", "source", "vintage"],
                name="observation_once",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="observation_has_source"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "series", "geo"], name="observation_series"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.geo} {self.year} ({self.vintage})"


class Correction(OfficeRecord):
    """An error of a source that we work around until the source has mended it."""

    privacy = Privacy.none("An error in published statistics.")
    series = models.SlugField(_("Series"), max_length=60)
    geo = models.CharField(
        _("Economy"), max_length=3, default="XKX", help_text=_("Three letters: XKX, ALB, SRB.")
    )
    year = models.PositiveSmallIntegerField(_("Year"))
    source = models.CharField(_("Source"), max_length=200)
    published = models.DecimalField(_("What the source says"), max_digits=24, decimal_places=6)
    corrected = models.DecimalField(_("What is right"), max_digits=24, decimal_places=6)
    reason = models.TextField(_("How we know"), max_length=2000)
    reported_on = models.DateField(_("Reported to the source on"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "series", "geo", "year", "source"], name="correction_once"
            ),
            models.CheckConstraint(
                condition=~Q(published=models.F("corrected")), name="correction_corrects"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.geo} {self.year}"


class Mention(OfficeRecord):
    """A figure in a checked text: its fact, and the vintage at that time."""

    privacy = Privacy.none("A figure quoted in a text of the office.")
    text_kind = models.CharField(_("Kind of text"), max_length=20, choices=rules.TEXT_KINDS)
    text_id = models.CharField(max_length=60, blank=True)
    title = models.CharField(_("Text"), max_length=300)
    address = models.CharField(_("Where it is"), max_length=300, blank=True)
    published = models.BooleanField(_("Published"), default=False)
    written = models.CharField(_("As written"), max_length=120)
    token = models.BooleanField(default=False)
    fact = models.CharField(max_length=50, blank=True)
    series = models.SlugField(_("Series"), max_length=60, blank=True)
    geo = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("Year"), null=True)
    value = models.DecimalField(_("Value seen"), max_digits=24, decimal_places=6)
    source = models.CharField(_("Source"), max_length=300)
    vintage = models.DateField(_("Vintage seen"), null=True)
    settled_on = models.DateField(_("Settled on"), null=True, blank=True)
    settled_by_text = models.CharField(_("How it was settled"), max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "series"], name="mention_series"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="mention_names_its_text"),
        ]

    def __str__(self) -> str:
        return f"{self.written} ({self.title})"
