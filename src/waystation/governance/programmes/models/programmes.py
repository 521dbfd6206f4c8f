"""Programmes, projects and activities as one tree, with their attached records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order, known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.programmes.rules import words
from waystation.governance.programmes.transitions import PROGRAMME_WORKFLOW

ENTITY = "organisations.Entity"


class Programme(OfficeRecord):
    """A programme, a project of it, or an activity of a project."""

    privacy = Privacy.none("Work of organisations; names no person.")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True
    )
    level = models.CharField(max_length=10, choices=words.LEVELS)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    scope = models.CharField(max_length=10, choices=words.SCOPES, blank=True)
    places = models.JSONField(default=list, blank=True)
    countries = models.JSONField(default=list, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    nexus = models.CharField(max_length=12, choices=words.NEXUS, blank=True)
    interventions = models.JSONField(default=list, blank=True)
    drivers = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    dac_sector = models.CharField(max_length=5, blank=True)
    why = models.TextField(blank=True)  # why it was suspended or cancelled
    state = models.CharField(
        max_length=12, choices=PROGRAMME_WORKFLOW.choices(), default="pipeline"
    )
    search_key = models.CharField(max_length=420, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="programme_code_once"),
            models.CheckConstraint(condition=~Q(title=""), name="programme_titled"),
            models.CheckConstraint(condition=~Q(code=""), name="programme_coded"),
            in_order("programme_ends_after_start", blank=["starts_on", "ends_on"]),
            known("programme_state_known", "state", PROGRAMME_WORKFLOW.states),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(ended_on__isnull=False),
                name="programme_completed_on",
            ),
            models.CheckConstraint(
                condition=~Q(level="activity") | Q(parent__isnull=False),
                name="programme_activity_has_parent",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "level", "code"], name="programme_list"),
            models.Index(fields=["parent"], name="programme_parts"),
        ]

    def __str__(self) -> str:
        return self.title


def part_of(related: str) -> models.ForeignKey[Programme, Programme]:
    """Return the foreign key of a record that belongs to a programme."""
    return models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name=related,
        verbose_name=_("Programme or project"),
    )


class Entry(OfficeRecord):
    """What all entries of registers have: the index by which their list is read."""

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="prog_%(class)s_place"),
        ]


class Tag(OfficeRecord):
    """A goal that a programme serves, and how."""

    privacy = Privacy.none("A tag of work.")
    programme = part_of("tags")
    goal = models.ForeignKey("programmes.Goal", on_delete=models.PROTECT, related_name="tags")
    how = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "goal"], name="programme_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.goal_id}"


class Partner(Entry):
    """An organisation that takes part, and as what; donors are in the shares."""

    privacy = Privacy.none("An organisation's part in a project.")
    programme = part_of("partners")
    entity = models.ForeignKey(
        ENTITY, on_delete=models.PROTECT, related_name="+", verbose_name=_("Organisation")
    )
    role = models.CharField(_("Role"), max_length=14, choices=words.ENTRY_ROLES)
    note = models.CharField(_("What it does, or why it matters to it"), max_length=500, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "entity", "role"], name="programme_partner_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.role}"


class StaffPost(Entry):
    """A colleague who works for a programme, as what, and between which days."""

    privacy = Privacy(
        purpose="Knowing which colleague works for which project.", personal=("account",)
    )
    programme = part_of("staff")
    account = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("Colleague")
    )
    duty = models.CharField(_("Task"), max_length=200)
    share = models.PositiveSmallIntegerField(_("Share of working time, %"), null=True, blank=True)
    starts_on = models.DateField(_("From"), null=True, blank=True)
    ends_on = models.DateField(_("To"), null=True, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__lte=100), name="staff_post_share"
            ),
        ]

    def __str__(self) -> str:
        return self.duty


class Document(Entry):
    """A document of a programme, and where it can be read."""

    privacy = Privacy.none("A document of a project.")
    programme = part_of("documents")
    title = models.CharField(_("Title"), max_length=300)
    kind = models.CharField(_("Kind"), max_length=12, choices=words.DOCUMENT_KINDS)
    issued_on = models.DateField(_("Date"), null=True, blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    address = models.CharField(_("Where it is"), max_length=400, blank=True)
    study = models.ForeignKey(
        "knowledge.Document",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("In the library"),
        help_text=_("The document of the library whose findings are cited."),
    )
    public = models.BooleanField(_("For the public"), default=False)

    def __str__(self) -> str:
        return self.title


class Lesson(Entry):
    """A lesson learnt, and what to do differently."""

    privacy = Privacy.none("A lesson of a project.")
    programme = part_of("lessons")
    text = models.TextField(_("What was learnt"), max_length=2000)
    change = models.TextField(_("What to do next time"), max_length=2000, blank=True)
    noted_on = models.DateField(_("Date"), null=True, blank=True)

    def __str__(self) -> str:
        return self.text[:80]


class Reach(Entry):
    """People who were reached for the first time in a period."""

    privacy = Privacy.none("A number of people.")
    programme = part_of("reached")
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("To"))
    qualifier = models.CharField(
        _("The number is"), max_length=6, choices=words.QUALIFIERS, blank=True
    )
    people = models.PositiveIntegerField(_("People reached for the first time"))
    women = models.PositiveIntegerField(_("Women and girls among them"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(women__lte=F("people")),
                name="reach_women_among_people",
            ),
            in_order("reach_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.people}"
