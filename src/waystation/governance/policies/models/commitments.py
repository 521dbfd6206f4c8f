"""Networks and processes in which the institutions take part, and exchanges in them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.policies.rules import others as rules


def _entity(label: Any) -> Any:
    return models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", verbose_name=label
    )


class Membership(OfficeRecord):
    """An institution's membership of a network or process, or a convention it joined."""

    privacy = Privacy.none("Memberships of institutions.")
    name = models.CharField(_("Network or process"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=12, choices=rules.BODIES)
    level = models.CharField(_("Level"), max_length=10, choices=rules.LEVELS)
    entity = _entity(_("Institution that takes part"))
    host = models.CharField(_("Who runs it"), max_length=200, blank=True)
    joined_on = models.DateField(_("Joined on"))
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    meaning = models.TextField(_("What it commits to"), max_length=2000)
    next_meeting_on = models.DateField(_("Next meeting on"), null=True, blank=True)
    link = models.URLField(_("Where it is found"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "name", "entity"], name="policy_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Duty(OfficeRecord):
    """What a membership asks for by a day."""

    privacy = Privacy.none("Duties of institutions.")
    membership = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="duties",
        verbose_name=_("Membership"),
    )
    what = models.CharField(_("Obligation"), max_length=300)
    due_on = models.DateField(_("Due on"))
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    evidence = models.CharField(_("What shows it"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(evidence=""),
                name="policy_duty_done_with_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Delegation(OfficeRecord):
    """A delegation to a conference: members, mandate, report."""

    privacy = Privacy.none("Delegations by the functions of their members, not by names.")
    event = models.CharField(_("Event"), max_length=300)
    place = models.CharField(_("Place"), max_length=120)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    entity = _entity(_("Institution that leads"))
    members = models.TextField(
        _("Members, by function"), max_length=1000, help_text=_("Functions, not names.")
    )
    mandate = models.TextField(_("Mandate"), max_length=2000)
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="delegations", null=True, blank=True,
        verbose_name=_("Under which membership"),
    )  # fmt: skip
    report_due_on = models.DateField(_("Report due on"))
    reported_on = models.DateField(_("Reported on"), null=True, blank=True)
    report = models.TextField(_("What they reported"), max_length=4000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | ~Q(report=""),
                name="policy_delegation_reported_something",
            ),
        ]

    def __str__(self) -> str:
        return self.event


class Exchange(OfficeRecord):
    """Experience that was exchanged with a network or another government."""

    privacy = Privacy.none("Exchange between bodies; names no person.")
    day = models.DateField(_("Day"))
    subject = models.CharField(_("Subject"), max_length=300)
    counterpart = models.CharField(_("With whom"), max_length=200)
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="exchanges", null=True, blank=True,
        verbose_name=_("Under which membership"),
    )  # fmt: skip
    learned = models.TextField(_("What was learned, and what follows"), max_length=2000)
    link = models.URLField(_("Where it is found"), max_length=500, blank=True)

    def __str__(self) -> str:
        return self.subject


class Dialogue(OfficeRecord):
    """A meeting with another government: agreements, and the next step."""

    privacy = Privacy.none("Meetings of governments; names no person.")
    country = models.CharField(_("With the government of"), max_length=3)
    day = models.DateField(_("Day"))
    subject = models.CharField(_("Subject"), max_length=300)
    entity = _entity(_("Institution that leads"))
    commitments = models.TextField(_("Commitments"), max_length=2000)
    state = models.CharField(_("State"), max_length=10, choices=rules.DIALOGUE_STATES)
    next_step = models.CharField(_("Next step"), max_length=300, blank=True)
    next_on = models.DateField(_("Next step by"), null=True, blank=True)
    policy = models.ForeignKey(
        "policies.Instrument", on_delete=models.PROTECT, related_name="dialogues", null=True,
        blank=True, verbose_name=_("Policy it belongs to"),
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="open") | (~Q(next_step="") & Q(next_on__isnull=False)),
                name="policy_dialogue_open_has_next_step",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
