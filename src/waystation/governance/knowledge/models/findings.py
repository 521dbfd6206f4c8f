"""Studies, their findings with uses and dissemination, and the migration profile."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.knowledge import rules

from .documents import Document


class Finding(OfficeRecord):
    """What a study found, in one sentence that can be cited."""

    privacy = Privacy.none("A published finding.")
    statement = models.CharField(_("What was found"), max_length=500)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="findings",
        verbose_name=_("Study"),
    )  # fmt: skip
    where = models.CharField(
        _("Page or table"), max_length=120, blank=True,
    )  # fmt: skip
    topic = models.CharField(_("Topic"), max_length=12, choices=rules.TOPICS)
    estimate = models.CharField(
        _("Estimate it is based on"), max_length=80, blank=True,
        help_text=_("The key of the estimate, where one of our own surveys made it."),
    )  # fmt: skip
    limits = models.TextField(_("What it does not say"), max_length=1000, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "topic"], name="finding_topic"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(statement=""), name="finding_says_something"),
        ]

    def __str__(self) -> str:
        return self.statement

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = search_key(self.statement)
        super().save(*args, **kwargs)


class FindingUse(OfficeRecord):
    """A use of a finding: a policy, plan, activity, programme or recommendation."""

    privacy = Privacy.none("Where a published finding was used.")
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="uses", verbose_name=_("Finding")
    )
    used_in = models.CharField(_("Used in"), max_length=16, choices=rules.USES)
    title = models.CharField(_("Its title"), max_length=300)
    address = models.CharField(
        _("Where it is"), max_length=300, blank=True,
        help_text=_("An address in this program, or on the web."),
    )  # fmt: skip
    what_changed = models.TextField(_("What it changed"), max_length=1000, blank=True)
    used_on = models.DateField(_("Used on"))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "finding"], name="finding_use_place"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["finding", "used_in", "title"], name="finding_use_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Dissemination(OfficeRecord):
    """A document's recipient, with date and channel."""

    privacy = Privacy.none("Organisations, not people.")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="disseminations",
        verbose_name=_("Document"),
    )  # fmt: skip
    recipient = models.CharField(
        _("Sent to"), max_length=200, help_text=_("An organisation or a list, not a person.")
    )
    channel = models.CharField(_("How"), max_length=12, choices=rules.CHANNELS)
    sent_on = models.DateField(_("Sent on"))
    answer = models.CharField(_("What they answered"), max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "document"], name="dissemination_place"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "recipient", "sent_on"], name="dissemination_once"
            ),
        ]

    def __str__(self) -> str:
        return self.recipient


class Stakeholder(OfficeRecord):
    """An organisation that works on a topic, such as climate-related mobility, and its part."""

    privacy = Privacy.none("Organisations, not people.")
    name = models.CharField(_("Organisation"), max_length=200)
    topic = models.CharField(_("Topic"), max_length=12, choices=rules.TOPICS)
    part = models.CharField(_("Its part"), max_length=12, choices=rules.PARTS)
    work = models.TextField(_("What it does"), max_length=1000, blank=True)
    data = models.CharField(_("Data it holds"), max_length=300, blank=True)
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("In our list of organisations"),
    )  # fmt: skip

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "topic"], name="stakeholder_topic"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "name", "topic"], name="stakeholder_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ProfileEdition(Keyed):
    """The migration profile as it was on a day: its sections and values never change."""

    privacy = Privacy.none("Published figures.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey("access.Office", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    summary = models.TextField(max_length=2000, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "number"], name="migration_profile_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-number"], name="migration_profile_recent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
