"""Documents, norms, recommendations of mechanisms, the legal framework, dated facts, findings."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.documents import numbers
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.knowledge import rules


class Document(OfficeRecord):
    """Something that was published and may be relied on, with its source and licence."""

    privacy = Privacy.none("Published documents.")
    title = models.CharField(_("Title"), max_length=300)
    kind = models.CharField(_("Kind"), max_length=12, choices=rules.DOCUMENT_KINDS)
    source = models.CharField(_("Published by"), max_length=200)
    published_on = models.DateField(_("Published on"), null=True, blank=True)
    licence = models.CharField(
        _("Licence"), max_length=120, help_text=_("For example CC BY 4.0, or all rights reserved.")
    )
    link = models.URLField(_("Where it is found"), max_length=500, blank=True)
    summary = models.TextField(_("What it says, in a few sentences"), max_length=3000, blank=True)
    gcm = models.JSONField(_("Objectives of the Global Compact"), default=list, blank=True)
    indicator = models.SlugField(
        _("Indicator it belongs to"),
        max_length=60,
        blank=True,
        help_text=_("The key of an indicator, if the document explains one."),
    )
    review_on = models.DateField(_("Look at it again on"))
    search_key = models.TextField(blank=True, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="document_place"),
            models.Index(fields=["organisation", "review_on"], name="document_review"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(source="") & ~Q(licence=""),
                name="document_has_source_and_licence",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = search_key(f"{self.title} {self.source} {self.summary}")
        super().save(*args, **kwargs)


class Norm(OfficeRecord):
    """An instrument, its state in local law, and the gaps."""

    privacy = Privacy.none("Legal instruments.")
    instrument = models.CharField(_("Instrument"), max_length=300)
    kind = models.CharField(_("Kind"), max_length=12, choices=rules.INSTRUMENT_KINDS)
    reference = models.CharField(_("Where it is found"), max_length=200, blank=True)
    state = models.CharField(_("In local law"), max_length=12, choices=rules.NORM_STATES)
    local_text = models.CharField(
        _("Local law that takes it up"), max_length=300, blank=True,
        help_text=_("Law, article."),
    )  # fmt: skip
    gap = models.TextField(_("What is missing"), max_length=2000, blank=True)
    activity = models.CharField(
        _("What is done about it"), max_length=300, blank=True,
        help_text=_("The activity of the work plan, or who works on it."),
    )  # fmt: skip
    checked_on = models.DateField(_("Checked on"))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="norm_place"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "instrument"], name="norm_once"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.WITHOUT_GAP)) | ~Q(gap=""),
                name="norm_names_its_gap",
            ),
        ]

    def __str__(self) -> str:
        return self.instrument


class MechanismRecommendation(OfficeRecord):
    """What a human-rights mechanism recommended, and what came of it."""

    privacy = Privacy.none("Published recommendations.")
    mechanism = models.CharField(_("Mechanism"), max_length=200)
    reference = models.CharField(_("Document and paragraph"), max_length=200)
    issued_on = models.DateField(_("Issued on"))
    text = models.TextField(_("What is recommended"), max_length=2000)
    addressee = models.CharField(_("To whom"), max_length=200, blank=True)
    norm = models.ForeignKey(
        Norm, on_delete=models.PROTECT, related_name="recommendations", null=True, blank=True,
        verbose_name=_("Norm it is based on"),
    )  # fmt: skip
    state = models.CharField(_("State"), max_length=12, choices=rules.FOLLOW_UP_STATES)
    follow_up = models.TextField(_("What was done about it"), max_length=2000, blank=True)
    followed_up_on = models.DateField(_("Latest follow-up on"), null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="mechanism_rec_place"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.NEEDS_FOLLOW_UP))
                | (~Q(follow_up="") & Q(followed_up_on__isnull=False)),
                name="mechanism_rec_followed_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mechanism}, {self.reference}"


class LegalReference(OfficeRecord):
    """A text of the legal framework that the Network upholds."""

    privacy = Privacy.none("Legal texts.")
    title = models.CharField(_("Title"), max_length=300)
    kind = models.CharField(_("Kind"), max_length=12, choices=rules.INSTRUMENT_KINDS)
    reference = models.CharField(_("Number, or where it is found"), max_length=200)
    rights = models.JSONField(_("Rights it protects"), default=list)
    link = models.URLField(_("Address"), max_length=500, blank=True)
    note = models.TextField(_("What it means for our work"), max_length=2000, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="legal_place"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "title"], name="legal_once"),
        ]

    def __str__(self) -> str:
        return self.title


class DatedFact(OfficeRecord):
    """A published number, with everything needed to quote it correctly.

    Facts are immutable: a newer or corrected value is a new row (a vintage). Contradicting numbers
    of different sources are stored side by side.
    """

    privacy = Privacy.none("Published numbers.")
    series = models.SlugField(
        _("Series"), max_length=60,
        help_text=_("The same short name for every value of the same thing."),
    )  # fmt: skip
    label = models.CharField(_("What it is"), max_length=200)
    value = models.DecimalField(_("Number"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("Unit"), max_length=60)
    qualifier = models.CharField(_("The source says"), max_length=10, choices=rules.QUALIFIERS)
    as_of = models.CharField(
        _("Valid for"), max_length=80, blank=True,
        help_text=_("As the source says: 2022, or undated (2020–21)."),
    )  # fmt: skip
    as_of_from = models.DateField(_("Valid from"), null=True, blank=True)
    as_of_on = models.DateField(_("Valid for this day"), null=True, blank=True)
    place = models.CharField(
        _("Place"), max_length=60, blank=True,
        help_text=_("Leave blank for all of Kosovo*, or enter a municipality or an economy."),
    )  # fmt: skip
    source = models.CharField(_("Source"), max_length=300)
    method = models.CharField(_("How it was found"), max_length=300, blank=True)
    vintage = models.DateField(
        _("Published by the source on"), null=True, blank=True,
        help_text=_("Sources correct their numbers: of two publications the later one counts."),
    )  # fmt: skip
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True,
        verbose_name=_("Replaces the fact"),
    )  # fmt: skip
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Organisation it describes"),
    )  # fmt: skip
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="facts", null=True, blank=True,
        verbose_name=_("Document in the library"),
    )  # fmt: skip
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "series", "-id"], name="fact_series"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(unit="") & ~Q(source="")
                & (~Q(as_of="") | Q(as_of_on__isnull=False)),
                name="fact_can_be_quoted",
            ),
            models.CheckConstraint(
                condition=Q(as_of_from__isnull=True) | Q(as_of_from__lte=F("as_of_on")),
                name="fact_period_has_an_end",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label}: {numbers.in_record(self.value)} {self.unit}"

    @property
    def valid_for(self) -> str:
        """Return what the number is valid for: as the source says, or its days."""
        return valid_for(self.as_of, self.as_of_from, self.as_of_on)


def valid_for(as_of: str, first: date | None, last: date | None) -> str:
    """Return the text of the source, or the period or day in the reader's language."""
    if as_of or last is None:
        return as_of
    return f"{in_short(first)}–{in_short(last)}" if first else in_short(last)
