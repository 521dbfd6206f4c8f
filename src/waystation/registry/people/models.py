"""Personal files. Names, contacts, identifiers and notes are sealed; codes are not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy

FILE = Privacy(
    purpose="Knowing who is served, so that help is continuous and nobody is counted twice.",
    personal=("sealed", "sex", "birth_year", "community", "nationality", "municipality"),
    sealed=("sealed",),
)


class Household(OfficeRecord):
    """People who live together. Notes about the household are sealed."""

    privacy = Privacy(
        purpose="Serving a family together, and counting households.",
        personal=("sealed", "municipality"),
        sealed=("sealed",),
    )
    sealed = models.BinaryField(default=bytes)  # {"label", "note"}
    municipality = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"household {self.id}"


class Person(OfficeRecord):
    """One person's file. ``handle`` is its short key in the search index of the organisation.

    An erased file keeps its row, its sex, its year of birth and its municipality, because the
    records that were counted still point to it; nothing else of the person is left.
    """

    privacy = FILE
    number = models.CharField(max_length=16)
    handle = models.BigIntegerField()
    pseudonym = models.CharField(max_length=32)
    sealed = models.BinaryField()
    tokens = models.BinaryField(default=bytes)  # what stands for this file in SearchToken
    made_of = models.BinaryField(default=bytes)  # keyed hash of what the file was opened with
    sex = models.CharField(max_length=20, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    community = models.CharField(max_length=40, blank=True)
    nationality = models.CharField(max_length=40, blank=True)
    municipality = models.CharField(max_length=40, blank=True)
    migration_status = models.CharField(max_length=40, blank=True)
    languages = models.JSONField(default=list, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.SET_NULL, null=True, blank=True, related_name="members"
    )
    household_role = models.CharField(max_length=40, blank=True)
    last_contact_on = models.DateField()
    keep_until = models.DateField()
    merged_into = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(household_role="head", merged_into__isnull=True),
                name="household_has_one_head",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(household_role=""),
                name="person_place_needs_household",
            ),
            models.UniqueConstraint(fields=["organisation", "number"], name="person_number_once"),
            models.UniqueConstraint(fields=["organisation", "handle"], name="person_handle_once"),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True)
                | Q(birth_year__gte=1890, birth_year__lte=2200),
                name="person_birth_year_sane",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="person_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(community="", nationality=""),
                name="person_erased_is_empty",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-changed_at", "-id"], name="person_list"
            ),
            models.Index(fields=["organisation", "keep_until"], name="person_keep_until"),
        ]

    def __str__(self) -> str:
        return self.number


class NumberSeries(models.Model):
    """How many files an organisation has opened in a year; locked by whoever opens the next."""

    privacy = Privacy.none("A counter.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year"], name="number_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class SearchToken(models.Model):
    """One keyed hash by which one person can be found. Office and organisation are in the hash."""

    privacy = Privacy(
        purpose="Finding a file across spellings without keeping a readable name.",
        personal=("token",),
        hashed=("token",),
    )
    pk = models.CompositePrimaryKey("token", "handle")
    token = models.BigIntegerField()
    handle = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.token:x}"


class Merge(OfficeRecord):
    """Two files that were of the same person: which one stays, what moved, and its undoing."""

    privacy = Privacy(purpose="Undoing a merge that was wrong.", personal=("into", "merged"))
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)  # app -> keys of the records that followed
    filled = models.JSONField(default=list)  # plain fields that came from the merged file
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(into=F("merged")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.into_id}"


class LinkReview(OfficeRecord):
    """A decision about two files: one person or two. Linkage is calibrated with it.

    ``weight`` is the evidence in bits that the pair had at the decision.
    """

    privacy = Privacy(
        purpose="Making the warning about duplicates as sure as it says.",
        personal=("left", "right", "same"),
    )
    left = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    weight = models.FloatField()
    same = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="link_review_ordered"),
            models.UniqueConstraint(fields=["left", "right"], name="link_review_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-changed_at"], name="link_review_last"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} {'is' if self.same else 'is not'} {self.right_id}"
