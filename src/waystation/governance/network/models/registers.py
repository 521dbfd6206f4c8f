"""The Network's registers: partners, resources, funds and targets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.network.rules import registers as rules

ENTITY = "organisations.Entity"


class Entry(OfficeRecord):
    """What all entries of registers have: the index by which their list is read."""

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="%(class)s_place"),
        ]


def _entity(label: object, *, optional: bool = False) -> models.ForeignKey[object, object]:
    return models.ForeignKey(
        ENTITY, on_delete=models.PROTECT, related_name="+", verbose_name=label,  # type: ignore[arg-type]
        null=optional, blank=optional,
    )  # fmt: skip


class Mechanism(Entry):
    """A coordination mechanism, and who keeps the line to it (ToR, Objectives 7)."""

    privacy = Privacy(
        purpose="Knowing which colleague keeps the line to a mechanism.", personal=("liaison",)
    )
    name = models.CharField(_("Mechanism"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=14, choices=rules.MECHANISM_KINDS)
    role = models.TextField(_("What it coordinates"), max_length=1000, blank=True)
    liaison = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("Liaison")
    )
    meets = models.CharField(_("When it meets"), max_length=120, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "name"], name="mechanism_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Engagement(Entry):
    """An engagement with an external partner, and the process it fed (ToR, Objectives 8)."""

    privacy = Privacy.none("Work with organisations; names no person.")
    entity = _entity(_("Partner"))
    day = models.DateField(_("Day"))
    kind = models.CharField(_("Kind"), max_length=14, choices=rules.ENGAGEMENT_KINDS)
    topic = models.CharField(_("What it was about"), max_length=300)
    outcome = models.TextField(_("Outcome"), max_length=1000, blank=True)
    fed = models.CharField(
        _("Process it fed"), max_length=200, blank=True,
        help_text=_("For example a strategy, a regional review, the Migration Review Forum."),
    )  # fmt: skip
    fed_level = models.CharField(
        _("That process is"), max_length=10, choices=rules.PROCESS_LEVELS, blank=True
    )

    class Meta(Entry.Meta):
        indexes: ClassVar = [
            *Entry.Meta.indexes,
            models.Index(fields=["office", "day"], name="engagement_day"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(topic=""), name="engagement_says_what"),
            models.CheckConstraint(
                condition=Q(fed="") | ~Q(fed_level=""), name="engagement_fed_a_level"
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class Exchange(Entry):
    """An exchange with the global or regional Network, UNKT or local stakeholders."""

    privacy = Privacy.none("Work between bodies; names no person.")
    level = models.CharField(_("Level"), max_length=10, choices=rules.LEVELS)
    counterpart = models.CharField(_("With whom"), max_length=200)
    initiative = models.CharField(_("Initiative it links to"), max_length=200, blank=True)
    day = models.DateField(_("Day"))
    subject = models.CharField(_("What was exchanged"), max_length=300)
    follow_up = models.CharField(_("What follows"), max_length=300, blank=True)

    class Meta(Entry.Meta):
        indexes: ClassVar = [
            *Entry.Meta.indexes,
            models.Index(fields=["office", "level", "day"], name="exchange_level"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(counterpart=""), name="exchange_says_what"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class SupportRequest(Entry):
    """What authorities asked the Network for, and when they had an answer (Objectives 1)."""

    privacy = Privacy.none("Requests of authorities; names no person.")
    authority = models.CharField(_("Authority"), max_length=200)
    topic = models.CharField(_("What they ask for"), max_length=300)
    gcm = models.JSONField(_("Objectives of the Global Compact"), default=list, blank=True)
    received_on = models.DateField(_("Received on"))
    lead = _entity(_("Entity that leads the answer"), optional=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    answer = models.TextField(_("Answer"), max_length=2000, blank=True)

    class Meta(Entry.Meta):
        indexes: ClassVar = [
            *Entry.Meta.indexes,
            models.Index(fields=["office", "received_on"], name="support_received"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True)
                | (Q(answered_on__gte=F("received_on")) & ~Q(answer="")),
                name="support_answer_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.topic}"


class GcmReview(Entry):
    """A day in the calendar of reviews of the Global Compact."""

    privacy = Privacy.none("Days of meetings.")
    title = models.CharField(_("Review"), max_length=200)
    level = models.CharField(_("Level"), max_length=10, choices=rules.REVIEW_LEVELS)
    day = models.DateField(_("First day"))
    contribution = models.CharField(_("What we bring to it"), max_length=300, blank=True)
    due_on = models.DateField(_("Our part is due on"), null=True, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "title", "day"], name="gcm_review_once"),
        ]

    def __str__(self) -> str:
        return self.title


class CapacityOffer(Entry):
    """Training, advice or a tool that an entity offers (ToR, Objectives 4)."""

    privacy = Privacy.none("Offers of entities.")
    title = models.CharField(_("Offer"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=10, choices=rules.OFFER_KINDS)
    provider = _entity(_("Offered by"))
    audience = models.CharField(_("For whom"), max_length=200)
    starts_on = models.DateField(_("First day"), null=True, blank=True)
    ends_on = models.DateField(_("Last day"), null=True, blank=True)
    gcm = models.JSONField(_("Objectives of the Global Compact"), default=list, blank=True)
    state = models.CharField(
        _("State"), max_length=10, choices=rules.OFFER_STATES, default="offered"
    )

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            in_order("offer_ends_after_start", blank=["starts_on", "ends_on"]),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(starts_on__isnull=False), name="offer_held_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Expert(Entry):
    """An expert an entity can lend, known by function; the focal point knows the person."""

    privacy = Privacy.none("Functions, not names.")
    function = models.CharField(_("Function"), max_length=200)
    entity = _entity(_("Entity"))
    skills = models.TextField(_("Can help with"), max_length=1000)
    languages = models.JSONField(_("Languages"), default=list, blank=True)
    available = models.CharField(_("Available"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(skills=""), name="expert_has_skills"),
        ]

    def __str__(self) -> str:
        return self.function


class ResourceRequest(Entry):
    """A specialised resource the co-chairs look for (ToR, Co-Chairs, b), and the answer."""

    privacy = Privacy.none("Needs of the Network.")
    need = models.CharField(_("What is needed"), max_length=300)
    skill = models.CharField(_("Skill"), max_length=200, blank=True)
    entity = _entity(_("Entity that is asked"), optional=True)
    requested_on = models.DateField(_("Requested on"))
    needed_by = models.DateField(_("Needed by"), null=True, blank=True)
    state = models.CharField(
        _("State"), max_length=10, choices=rules.RESOURCE_STATES, default="open"
    )
    answer = models.CharField(_("Outcome"), max_length=300, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)

    class Meta(Entry.Meta):
        indexes: ClassVar = [
            *Entry.Meta.indexes,
            models.Index(fields=["office", "state"], name="resource_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.RESOURCE_ANSWERED))
                | (~Q(answer="") & Q(answered_on__gte=F("requested_on"))),
                name="resource_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.need


class SdgTarget(Entry):
    """How far a migration-related SDG target is nationalised (ToR, Co-Chairs, c ii)."""

    privacy = Privacy.none("Targets and indicators.")
    target = models.CharField(_("SDG target"), max_length=6)
    stage = models.CharField(_("Stage"), max_length=12, choices=rules.SDG_STAGES)
    indicator = models.CharField(_("Local indicator"), max_length=300, blank=True)
    custodian = models.CharField(_("Maintained by"), max_length=200, blank=True)
    baseline = models.CharField(
        _("Baseline"), max_length=120, blank=True, help_text=_("The value with its year.")
    )
    source = models.CharField(_("Data source"), max_length=200, blank=True)
    next_step = models.CharField(_("Next step"), max_length=300, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "target", "indicator"], name="sdg_once"),
            models.CheckConstraint(
                condition=~Q(stage__in=sorted(rules.SDG_WITH_INDICATOR))
                | (~Q(indicator="") & ~Q(custodian="")),
                name="sdg_has_indicator_and_custodian",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=sorted(rules.SDG_WITH_BASELINE))
                | (~Q(baseline="") & ~Q(source="")),
                name="sdg_has_baseline_and_source",
            ),
        ]

    def __str__(self) -> str:
        return self.target


class Funding(Entry):
    """One line of the funding pipeline, the Migration MPTF among the funds (Members, c)."""

    privacy = Privacy.none("Funds of organisations.")
    title = models.CharField(_("Project or opportunity"), max_length=200)
    kind = models.CharField(_("Fund"), max_length=10, choices=rules.FUND_KINDS)
    source = models.CharField(_("Donor or window"), max_length=200, blank=True)
    stage = models.CharField(_("Stage"), max_length=16, choices=rules.FUND_STAGES)
    lead = _entity(_("Lead entity"))
    partners = models.JSONField(_("Entities that take part"), default=list, blank=True)
    gcm = models.JSONField(_("Objectives of the Global Compact"), default=list, blank=True)
    gender_marker = models.PositiveSmallIntegerField(
        _("Gender marker"), choices=rules.MARKERS, null=True, blank=True
    )
    rights_marker = models.PositiveSmallIntegerField(
        _("Human-rights marker"), choices=rules.MARKERS, null=True, blank=True
    )
    currency = models.CharField(_("Currency"), max_length=3, default="EUR")
    asked = models.DecimalField(
        _("Amount asked"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    pledged = models.DecimalField(
        _("Amount approved or pledged"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    deadline_on = models.DateField(_("Deadline"), null=True, blank=True)
    stage_on = models.DateField(_("At this stage since"))
    contact = models.CharField(
        _("Who talks to the donor"), max_length=200, blank=True, help_text=_("The function.")
    )

    class Meta(Entry.Meta):
        indexes: ClassVar = [
            *Entry.Meta.indexes,
            models.Index(fields=["office", "stage"], name="funding_stage"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "title"], name="funding_once"),
            models.CheckConstraint(
                condition=~Q(kind="mptf")
                | Q(stage="opportunity")
                | Q(gender_marker__isnull=False, rights_marker__isnull=False),
                name="funding_mptf_has_markers",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=sorted(rules.FUND_WON)) | Q(pledged__isnull=False),
                name="funding_won_has_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.title
