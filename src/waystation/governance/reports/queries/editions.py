"""Published editions that a reader may see."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.reports.models import Edition
from waystation.governance.results.queries import store
from waystation.governance.results.queries.figures import opens_all


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

    Internal ones: where the user reads indicators, and may open all records that they show
    exactly. For partners: where the user reads reports. Public ones: anybody in the
    organisation who reads reports.
    """
    if not access.may(user, "report.read"):
        return Edition.objects.none()
    organisation = access.require(user, "report.read").organisation_id
    reads = access.offices_where(user, "report.read")
    inside = access.offices_where(user, "indicator.read")
    rows = Edition.objects.filter(organisation_id=organisation)
    internal = rows.filter(
        audience="internal", office_id__in=[one for one in inside if one in set(reads)]
    )
    return rows.filter(
        Q(audience="public")
        | Q(audience="partners", office_id__in=reads)
        | Q(id__in=_readable(user, internal))
    )


def page_after_publishing(user: AnyUser, report: UUID, edition: UUID) -> tuple[str, UUID]:
    """Return the address name and key of what a publisher may open: the edition, or the draft.

    Exact numbers for our own staff are not shown to a publisher who may not open the records.
    """
    if editions_visible_to(user).filter(id=edition).exists():
        return "reports:report", edition
    return "reports:draft", report


def _readable(user: AnyUser, internal: QuerySet[Edition]) -> list[UUID]:
    """Return those of these editions whose exact figures count only what the user may open."""
    found = []
    for key in internal.values_list("id", flat=True):
        sources, offices = _sources_with_exact_numbers(key)
        if all(opens_all(user, source, offices) for source in sources):
            found.append(key)
    return found


@lru_cache(maxsize=4096)
def _sources_with_exact_numbers(key: UUID) -> tuple[frozenset[str], frozenset[UUID]]:
    """Return of which sources of people an edition shows exact numbers, and of which offices."""
    frozen = Edition.objects.values_list("content", flat=True).get(id=key)
    content = json.loads(bytes(frozen))
    noisy = set(content.get("noisy", ()))
    sources = {
        content["definitions"][f"{one['indicator']} {one['version']}"]["source"]
        for one in content["figures"]
        if one["n"] not in noisy
    }
    of_people = frozenset(filter(is_of_people, sources))
    return of_people, frozenset(UUID(one["id"]) for one in content["offices"])


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


def is_of_people(source: str) -> bool:
    """Return whether records of a source may be about people; yes for one that is gone."""
    known = store.tables()
    return source not in known or not known[source].of_institutions


def figure_of(user: AnyUser, key: UUID, number: int) -> dict[str, Any]:
    """Return a figure of an edition with the definition it was made from. Raises NotSeen."""
    read = edition_visible_to(user, key)
    figure = read.figure(number)
    definition = read.content["definitions"][f"{figure['indicator']} {figure['version']}"]
    return {"edition": read, "figure": figure, "definition": definition}


def refusal_to_cite(opened: dict[str, Any], field: str) -> Refusal | None:
    """Say why a figure (``figure_of``) may not be cited where others read it.

    One in a report for our own staff counts people exactly, for users who may open their records.
    """
    edition = opened["edition"].row
    if edition.audience != "internal" or not is_of_people(opened["definition"]["source"]):
        return None
    return Refusal(
        N_(
            "This figure is in a report for our own staff, with its small numbers. "
            "Choose one from a report for partners or for everybody."
        ),
        field=field,
        code="figure_internal",
    )
