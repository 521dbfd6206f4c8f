"""Job titles whose occupation a person has confirmed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from .rules import LONGEST_TITLE


class LearnedTitle(OfficeRecord):
    """A title as people write it, and its ISCO-08 unit group. The newest confirmation counts."""

    privacy = Privacy.none("A job title and its code, without whose it is.")
    title = models.CharField(max_length=LONGEST_TITLE)
    folded = models.CharField(max_length=2 * LONGEST_TITLE)
    code = models.CharField(max_length=4)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "folded"], name="title_learned_once"),
            models.CheckConstraint(condition=~Q(folded=""), name="learned_title_has_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.code}"
