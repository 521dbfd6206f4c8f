"""Code lists, the names of places in other systems, and packs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy


class CodeList(models.Model):
    """One list: sexes, countries, municipalities, the objectives of the Global Compact."""

    privacy = Privacy.none("A public list.")
    key = models.CharField(max_length=40, primary_key=True)
    en = models.CharField(max_length=200)
    sq = models.CharField(max_length=200, blank=True)
    sr = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    # Hash of the file it was loaded from: an unchanged file is not read again.
    digest = models.CharField(max_length=64)
    # The pack that brought it, empty for our own lists.
    pack = models.CharField(max_length=40, blank=True)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.en


class Code(models.Model):
    """One entry of a list. Retired entries stay, because old records still name them."""

    privacy = Privacy.none("An entry of a public list.")
    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=60)
    en = models.CharField(max_length=1000)
    sq = models.CharField(max_length=1000, blank=True)
    sr = models.CharField(max_length=1000, blank=True)
    # The languages of public pages: only lists that are shown there have them.
    ar = models.CharField(max_length=1000, blank=True)
    tr = models.CharField(max_length=1000, blank=True)
    fa = models.CharField(max_length=1000, blank=True)
    ps = models.CharField(max_length=1000, blank=True)
    parent = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.CharField(max_length=60, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "code"], name="code_once"),
            in_order(
                "code_ends_after_start", "valid_from", "valid_to", blank=["valid_to", "valid_from"]
            ),
            models.CheckConstraint(condition=~Q(code=""), name="code_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}/{self.code}"


class PlaceCode(models.Model):
    """A place in another system: our key, their scheme, their code."""

    privacy = Privacy.none("A public code.")
    place = models.CharField(max_length=60)
    scheme = models.CharField(max_length=40)
    code = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code"], name="place_code_once"),
            models.UniqueConstraint(fields=["place", "scheme"], name="place_scheme_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place} = {self.scheme}:{self.code}"


class Population(models.Model):
    """People counted in a place. A partial count is never a denominator without saying so."""

    privacy = Privacy.none("Published totals.")
    place = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    partial = models.BooleanField(default=False)
    source = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "year"], name="population_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year}"


class Stamp(models.Model):
    """One row that changes whenever a list does, so that every process notices.

    ``digests`` and ``proof`` are those of proving.py.
    """

    privacy = Privacy.none("A counter of changes.")
    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField()
    digests = models.JSONField(default=dict)
    proof = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="stamp_is_one_row"),
        ]

    def __str__(self) -> str:
        return str(self.value)


class LoadedPack(models.Model):
    """A loaded pack: its file, day and user. Loading it again replaces it."""

    privacy = Privacy.none("Which public pack is loaded.")
    key = models.CharField(max_length=40, primary_key=True)
    version = models.CharField(max_length=80)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class PackDocument(models.Model):
    """A document out of a pack, such as the boundaries, as JSON text."""

    privacy = Privacy.none("A public document.")
    pack = models.ForeignKey(LoadedPack, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "name"], name="pack_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id}/{self.name}"


class SeriesValue(models.Model):
    """One value of a statistical series that a pack brought."""

    privacy = Privacy.none("A published value.")
    pack = models.ForeignKey(LoadedPack, on_delete=models.CASCADE, related_name="values")
    variable = models.CharField(max_length=40)
    geo = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    value = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pack", "variable", "geo", "year"], name="series_value_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variable} {self.geo} {self.year}"
