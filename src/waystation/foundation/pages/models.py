"""Saved views of lists."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waystation.foundation.access.records import Keyed
from waystation.foundation.shared.privacy import Privacy


class SavedView(Keyed):
    """The search, filters, sort and columns of one list, saved by a user for themselves."""

    privacy = Privacy(
        purpose="Opening a list again as its user had it.", personal=("user", "name", "query")
    )
    no_digest = "How one user likes to look at a list."
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_once"),
        ]

    def __str__(self) -> str:
        return self.name
