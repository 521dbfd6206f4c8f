"""Boards, their entries, and their e-mail subscriptions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy

from .fields import RHYTHMS, SHAPES


class Board(OfficeRecord):
    """A selection of figures by ``created_by``; an office's colleagues see it where shared."""

    privacy = Privacy.none("Which figures somebody looks at; the figures are counted each time.")
    title = models.CharField(max_length=120)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="board_titled"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "title"], name="board_of_office"),
        ]

    def __str__(self) -> str:
        return self.title


class Tile(OfficeRecord):
    """One indicator on a board, and how it is shown there."""

    privacy = Privacy.none("The name of an indicator.")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="tiles")
    indicator = models.CharField(max_length=80)
    shape = models.CharField(max_length=10, choices=SHAPES)
    by = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            known("tile_shape_known", "shape", [key for key, _ in SHAPES]),
            models.CheckConstraint(
                condition=Q(shape__in=["figure", "months"], by="")
                | (Q(shape__in=["bars", "table"]) & ~Q(by="")),
                name="tile_breakdown_fits_shape",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["board", "position"], name="tile_order")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.shape}"


class Subscription(OfficeRecord):
    """That ``subscriber`` wants a board by e-mail."""

    privacy = Privacy(
        purpose="Sending a board to those who asked for it.",
        personal=("subscriber",),
    )
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="subscriptions")
    subscriber = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    rhythm = models.CharField(max_length=10, choices=RHYTHMS)
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["board", "subscriber"], name="board_subscribed_once"),
            known("board_rhythm_known", "rhythm", [key for key, _ in RHYTHMS]),
        ]

    def __str__(self) -> str:
        return f"{self.board_id} {self.rhythm}"
