"""Published editions that a reader may see."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.reports.models import Edition


def published_editions(user: AnyUser, report: UUID | None = None) -> list[dict[str, Any]]:
    """Return the editions this user may read, the newest first, without their content."""
    rows = editions_visible_to(user)
    if report is not None:
        rows = rows.filter(report_id=report)
    return list(
        rows.order_by("-published_at", "-id").values(
            "id",
            "report_id",
            "number",
            "title",
            "starts_on",
            "ends_on",
            "audience",
            "published_at",
            "published_by__full_name",
            "office__name",
            "digest",
            "corrects__number",
            "corrects_id",
        )[:500]
    )


def editions_visible_to(user: AnyUser) -> QuerySet[Any]:
    """Return the editions that this user may read, as rows to narrow and order.

    Internal ones: where the user reads indicators. For partners: where the user reads
    reports. Public ones: anybody in the organisation who reads reports.
    """
    if not access.may(user, "report.read"):
        return Edition.objects.none()
    organisation = access.require(user, "report.read").organisation_id
    reads = access.offices_where(user, "report.read")
    inside = access.offices_where(user, "indicator.read")
    return Edition.objects.filter(organisation_id=organisation).filter(
        Q(audience="public")
        | Q(audience="partners", office_id__in=reads)
        | Q(audience="internal", office_id__in=[one for one in inside if one in set(reads)])
    )


@dataclass(frozen=True)
class Read:
    """An edition with its content."""

    row: Edition
    content: dict[str, Any]
    corrected_by: list[Any]

    def figure(self, number: int) -> dict[str, Any]:
        """Return a figure by its number. Raises NotSeen."""
        for one in self.content["figures"]:
            if one["n"] == number:
                return dict(one)
        raise NotSeen(N_("There is no such figure in this edition."), code="figure_unknown")


def edition_visible_to(user: AnyUser, key: UUID) -> Read:
    """Return one edition with its content. Raises NotSeen outside the user's scope."""
    rows = editions_visible_to(user).select_related("published_by", "office", "corrects")
    row = rows.filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such report."), code="edition_unknown")
    later = Edition.objects.filter(corrects_id=key).order_by("number").values("id", "number")
    return Read(row, json.loads(bytes(row.content)), list(later))


def figure_of(user: AnyUser, key: UUID, number: int) -> dict[str, Any]:
    """Return a figure of an edition with the definition it was made from. Raises NotSeen."""
    read = edition_visible_to(user, key)
    figure = read.figure(number)
    definition = read.content["definitions"][f"{figure['indicator']} {figure['version']}"]
    return {"edition": read, "figure": figure, "definition": definition}
