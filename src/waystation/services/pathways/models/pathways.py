"""Pathways, their editions and rules, quotas, dated lists and bilateral arrangements."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.services.pathways.rules import conditions, words
from waystation.services.pathways.transitions import EDITION_WORKFLOW


class Pathway(OfficeRecord):
    """A regular way to work, to study or to stay abroad; its rules are in its editions."""

    privacy = Privacy.none("Public rules.")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=words.KINDS)
    countries = models.JSONField(default=list)
    authority = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    sheet = models.ForeignKey(
        "factsheets.Sheet", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="pathway_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="pathway_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Edition(OfficeRecord):
    """A pathway's rules as they are valid between two days. Published, they are frozen."""

    privacy = Privacy.none("Public rules.")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    changes = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    source_url = models.CharField(max_length=300, blank=True)
    read_on = models.DateField()
    confirmed = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=EDITION_WORKFLOW.choices(), default="draft")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pathway", "number"], name="pathway_edition_number"),
            models.UniqueConstraint(
                fields=["pathway"], condition=Q(state="draft"), name="pathway_draft_once"
            ),
            in_order(
                "pathway_edition_ends_after_start",
                "valid_from",
                "valid_until",
                blank=["valid_until"],
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="pathway_edition_published_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pathway_id} edition {self.number}"


class Condition(OfficeRecord):
    """One rule of an edition; the parameters of its kind have their own columns."""

    privacy = Privacy.none("Public rules.")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=conditions.KINDS)
    wording = models.CharField(max_length=300)
    countries = models.JSONField(default=list)
    occupations = models.CharField(max_length=600, blank=True)
    excluded = models.BooleanField(default=False)
    language = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=2, blank=True)
    education = models.CharField(max_length=20, blank=True)
    least_age = models.PositiveSmallIntegerField(null=True, blank=True)
    most_age = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    confirmed = models.BooleanField(default=False)
    frozen = models.BooleanField(default=False)  # published: the database refuses to change it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "position"], name="condition_position"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="condition_amount_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.wording


class Quota(OfficeRecord):
    """The places of a pathway in a period, and how many of them were used by a day."""

    privacy = Privacy.none("A published number of places.")
    pathway = models.ForeignKey(
        Pathway, on_delete=models.PROTECT, related_name="quotas", verbose_name=_("pathway")
    )
    name = models.CharField(_("what it counts"), max_length=150)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    places = models.PositiveIntegerField(_("places"))
    used = models.PositiveIntegerField(_("places used"), null=True, blank=True)
    used_on = models.DateField(_("used by the day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    read_on = models.DateField(_("read on"))
    confirmed = models.BooleanField(_("checked against a public copy"), default=False)

    class Meta:
        constraints: ClassVar = [
            in_order("quota_period"),
            models.CheckConstraint(
                condition=Q(used__isnull=True, used_on__isnull=True)
                | Q(used__isnull=False, used_on__isnull=False),
                name="quota_used_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on.year}"


class DatedList(OfficeRecord):
    """A list that a pathway refers to, from a day on: states that take part, occupations."""

    privacy = Privacy.none("A published list.")
    pathway = models.ForeignKey(
        Pathway, on_delete=models.PROTECT, related_name="lists", verbose_name=_("pathway")
    )
    kind = models.CharField(_("list"), max_length=20, choices=words.LISTS)
    name = models.CharField(_("name"), max_length=150)
    codes = models.TextField(
        _("codes"),
        help_text=_(
            "Countries by two letters, occupations by ISCO-08; one a line. What is short in one "
            "state only has the country before it: DE:7212."
        ),
    )
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=300)
    read_on = models.DateField(_("read on"))
    confirmed = models.BooleanField(_("checked against a public copy"), default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pathway", "kind", "valid_from"], name="dated_list_of_a_day_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Arrangement(OfficeRecord):
    """A bilateral arrangement on labour mobility: its content and validity."""

    privacy = Privacy.none("An agreement between authorities.")
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=8)
    kind = models.CharField(_("kind"), max_length=20, choices=words.ARRANGEMENTS)
    parties = models.CharField(_("parties"), max_length=300, blank=True)
    subject = models.TextField(_("what it settles"), blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    places = models.PositiveIntegerField(_("places a year"), null=True, blank=True)
    text_url = models.URLField(_("address of the text"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="arrangement_once"),
        ]

    def __str__(self) -> str:
        return self.name
