"""Figures that an office asks of a partner organisation, which answers through a link."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.messaging.records import GuestLink
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.results.rules.partners import LANGUAGES, LINK_DAYS
from waystation.governance.results.rules.targets import QUALIFIERS
from waystation.governance.results.transitions import REQUEST_WORKFLOW

from .indicators import Indicator


class PartnerRequest(OfficeRecord):
    """Figures of one or several indicators for a period, asked of a partner organisation."""

    privacy = Privacy.none("A question to an organisation.")
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    by = models.CharField(max_length=40, blank=True)
    question = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=8, choices=LANGUAGES, default="en")
    state = models.CharField(max_length=12, choices=REQUEST_WORKFLOW.choices(), default="asked")
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(max_length=500, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "state"], name="partner_request_place"),
        ]
        constraints: ClassVar = [
            in_order("partner_request_period"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "cancelled"]) | Q(answered_at__isnull=False),
                name="partner_request_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "returned"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="partner_request_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="partner_request_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id}, {self.starts_on}–{self.ends_on}"


class PartnerFigure(OfficeRecord):
    """One figure of a request: typed by the partner, with parts, a note and its source.

    ``parts`` are the numbers by the codes of the request's breakdown. Once accepted it is a dated
    ``fact`` that reports quote.
    """

    privacy = Privacy(
        purpose="The document that a figure was typed from.",
        personal=("document_name", "document"),
        sealed=("document_name", "document"),
    )
    request = models.ForeignKey(PartnerRequest, on_delete=models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    definition_version = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    qualifier = models.CharField(max_length=6, choices=QUALIFIERS, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=200, blank=True)
    document_name = models.BinaryField(default=bytes, blank=True)
    document = models.BinaryField(default=bytes, blank=True)
    document_media = models.CharField(max_length=100, blank=True)
    fact = models.ForeignKey(
        "knowledge.DatedFact", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "indicator"], name="partner_figure_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="partner_figure_not_below_0"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | ~Q(source=""), name="partner_figure_has_source"
            ),
            models.CheckConstraint(
                condition=Q(fact__isnull=True) | Q(value__isnull=False),
                name="partner_figure_fact_has_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} of {self.request_id}"


class RequestLink(GuestLink):
    """The address at which a partner answers a request, on one device, without an account."""

    privacy = Privacy(
        purpose="Letting a partner organisation answer without an account.",
        personal=("opened_at", "device"),
        hashed=("device",),
    )
    salt, subject, days = "results.request", "request", LINK_DAYS
    request = models.ForeignKey(PartnerRequest, on_delete=models.CASCADE, related_name="links")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["request", "expires_at"], name="request_link_of_request")
        ]
