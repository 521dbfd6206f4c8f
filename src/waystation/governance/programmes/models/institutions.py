"""Support given to institutions, their capacity, and the priorities of next year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.shared.privacy import Privacy
from waystation.governance.programmes.rules import words

from .programmes import ENTITY, Entry, Programme


def _programme(related: str) -> models.ForeignKey[Programme | None, Programme | None]:
    return models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name=related,
        verbose_name=_("Programme or project"),
        null=True,
        blank=True,
    )


class Support(Entry):
    """A service, advice or recommendation given to an institution, and its adoption."""

    privacy = Privacy.none("Support between institutions.")
    entity = models.ForeignKey(
        ENTITY, on_delete=models.PROTECT, related_name="+", verbose_name=_("Institution")
    )
    programme = _programme("supports")
    kind = models.CharField(_("Kind"), max_length=14, choices=words.SUPPORT_KINDS)
    title = models.CharField(_("What was given"), max_length=300)
    competence = models.CharField(
        _("Competence"), max_length=20, choices=words.COMPETENCES, blank=True
    )
    given_on = models.DateField(_("Given on"))
    adopted = models.CharField(
        _("Adopted"), max_length=12, choices=words.ADOPTED, default="pending"
    )
    adopted_on = models.DateField(_("Adopted on"), null=True, blank=True)
    what_adopted = models.CharField(_("What was adopted"), max_length=500, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(adopted__in=["adopted", "partly"])
                | Q(adopted_on__isnull=False) & ~Q(what_adopted=""),
                name="support_adoption_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Score(Entry):
    """How well an institution does something, before or after the support; on what evidence."""

    privacy = Privacy.none("A score of an institution; the scorer is a role or an organisation.")
    entity = models.ForeignKey(
        ENTITY, on_delete=models.PROTECT, related_name="+", verbose_name=_("Institution")
    )
    programme = _programme("scores")
    competence = models.CharField(_("Competence"), max_length=20, choices=words.COMPETENCES)
    moment = models.CharField(_("Before or after"), max_length=6, choices=words.MOMENTS)
    score = models.PositiveSmallIntegerField(_("Score"), choices=words.SCORES)
    scored_on = models.DateField(_("Scored on"))
    scored_by = models.CharField(_("Scored by (role or organisation)"), max_length=150)
    evidence = models.CharField(_("Evidence"), max_length=500)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="capacity_score_1_to_5"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="capacity_score_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.competence} {self.score}"


class NextPriority(Entry):
    """A priority of the office for a year, and the goal it serves."""

    privacy = Privacy.none("A heading of a plan.")
    year = models.PositiveSmallIntegerField(_("Year"))
    title = models.CharField(_("Priority"), max_length=300)
    goal = models.ForeignKey(
        "programmes.Goal",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Goal"),
        null=True,
        blank=True,
    )
    programme = _programme("priorities")
    text = models.TextField(_("Why"), max_length=2000, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "year", "title"], name="next_priority_once"),
        ]

    def __str__(self) -> str:
        return self.title
