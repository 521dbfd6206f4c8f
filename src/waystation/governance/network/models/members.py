"""The Network itself, and the entities that joined it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order, known
from waystation.foundation.shared.privacy import Privacy
from waystation.registry.organisations.rules import UN_KINDS


class Network(OfficeRecord):
    """The one Network of a mission. Its office is where its roles are held."""

    privacy = Privacy.none("The Network itself.")
    name = models.CharField(max_length=200)
    opened_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="network_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(OfficeRecord):
    """An entity that wished to belong, and for whose mandate migration matters (ToR 84)."""

    privacy = Privacy.none("An entity of the UN system, not a person.")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="memberships"
    )
    entity_kind = models.CharField(max_length=30)
    opted_in_on = models.DateField()
    wish = models.CharField(max_length=300, blank=True)
    mandate = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            known("member_of_the_un_system", "entity_kind", UN_KINDS),
            models.CheckConstraint(condition=~Q(mandate=""), name="member_says_its_mandate"),
            in_order("member_ends_after_start", blank=["ends_on"]),
            models.UniqueConstraint(
                fields=["office", "entity"],
                condition=Q(ends_on__isnull=True),
                name="member_active_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "starts_on"], name="member_place"),
        ]

    def __str__(self) -> str:
        return f"member {self.entity_id}"


class Annex(OfficeRecord):
    """An edition of Annex I: the members on a day, as issued. Never changed afterwards."""

    privacy = Privacy.none("A list of entities.")
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    rows = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "number"], name="annex_number_once"),
        ]

    def __str__(self) -> str:
        return f"Annex I, edition {self.number}"


class ProfileEdition(OfficeRecord):
    """The profiles of all members on a day, as issued (ToR 46). Never changed afterwards."""

    privacy = Privacy.none("What entities say of their mandate and work.")
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    rows = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "number"], name="profile_edition_once"),
        ]

    def __str__(self) -> str:
        return f"Profiles of members, edition {self.number}"
