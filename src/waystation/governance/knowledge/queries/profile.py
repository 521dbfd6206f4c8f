"""The migration profile: sections of series, facts and findings, as known on a day."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import rfc8785
from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models, rules

from . import series as reading
from .mentions import plain
from .registers import READ

SECTIONS = (
    "origin", "transit", "destination", "emigration", "drivers", "labour", "diaspora", "mixed",
    "displaced", "climate", "perception",
)  # fmt: skip
"""The topics of the profile, in their order."""


def topic_known(topic: str) -> str:
    """Return a topic. Raises NotSeen for an unknown one."""
    if topic not in dict(rules.TOPICS):
        raise NotSeen(N_("There is no such topic."), code="topic_unknown")
    return topic


def section_visible_to(user: AnyUser, topic: str, day: date) -> dict[str, Any]:
    """Return the data on a topic as known on a day, as plain values."""
    described = list(reading.series_visible_to(user).filter(topic=topic).order_by("name", "id"))
    return {
        "topic": topic_known(topic),
        "series": [one for series in described if (one := _line(user, series, day))["values"]],
        "facts": _facts(user, {one.key for one in described}),
        "findings": _findings(user, topic),
        "stakeholders": _stakeholders(user, topic),
    }


def profile_visible_to(user: AnyUser, day: date) -> dict[str, Any]:
    """Return the whole profile as known on a day, as plain values that can be frozen."""
    access.require(user, READ)
    return {
        "day": day.isoformat(),
        "sections": [section_visible_to(user, topic, day) for topic in SECTIONS],
    }


def _line(user: AnyUser, series: models.Series, day: date) -> dict[str, Any]:
    line = reading.line_visible_to(user, series.key, reading.HOME, day)
    return {
        "key": series.key,
        "names": {"en": series.name, "sq": series.name_sq, "sr": series.name_sr},
        "unit": series.unit,
        "values": [
            {
                "year": one.year,
                "value": plain(one.value),
                "source": one.source,
                "vintage": one.vintage.isoformat(),
                "corrected": one.corrected_from is not None,
            }
            for one in line.values.values()
        ],
    }


def _facts(user: AnyUser, keys: set[str]) -> list[dict[str, Any]]:
    """Return the facts of some series, without those that a newer one replaces."""
    rows = access.scoped(models.DatedFact.objects.all(), user, READ)
    rows = rows.filter(series__in=keys, superseded_by__isnull=True)
    return [
        {
            "id": str(one.id),
            "series": one.series,
            "label": one.label,
            "qualifier": one.qualifier,
            "value": plain(one.value),
            "unit": one.unit,
            "as_of": one.valid_for,
            "source": one.source,
        }
        for one in rows.order_by("label", "id")
    ]


def _findings(user: AnyUser, topic: str) -> list[dict[str, Any]]:
    rows = access.scoped(models.Finding.objects.all(), user, READ)
    rows = rows.filter(topic=topic).select_related("document").order_by("-id")
    return [
        {
            "id": str(one.id),
            "statement": one.statement,
            "study": one.document.title,
            "where": one.where,
            "limits": one.limits,
        }
        for one in rows[:50]
    ]


def _stakeholders(user: AnyUser, topic: str) -> list[dict[str, Any]]:
    rows = access.scoped(models.Stakeholder.objects.all(), user, READ)
    return [
        {"name": one.name, "part": one.part, "work": one.work, "data": one.data}
        for one in rows.filter(topic=topic).order_by("name", "id")[:100]
    ]


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a profile's canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(dict(content))).hexdigest()


def editions_visible_to(user: AnyUser) -> QuerySet[models.ProfileEdition]:
    """Return the published editions of the profile, the newest first."""
    rows = access.scoped(models.ProfileEdition.objects.all(), user, READ)
    return rows.order_by("-number", "-id")


def edition_visible_to(user: AnyUser, key: UUID) -> models.ProfileEdition:
    """Return one published edition. Raises NotSeen outside the user's scope."""
    row = editions_visible_to(user).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such edition here."), code="edition_unknown")
    return row


def verified_profiles() -> tuple[int, list[str]]:
    """Return how many editions were checked, and those whose content has changed."""
    wrong, checked = [], 0
    for one in models.ProfileEdition.objects.order_by("id"):
        checked += 1
        if digest_of(one.content) != one.digest:
            wrong.append(f"Migration profile, edition {one.number} ({one.id}) was changed.")
    return checked, wrong


def uses_of(user: AnyUser, finding: UUID) -> list[models.FindingUse]:
    """Return the uses of a finding, newest first."""
    rows = access.scoped(models.FindingUse.objects.all(), user, READ)
    return list(rows.filter(finding_id=finding).order_by("-used_on", "-id"))


def uses_of_documents(
    organisation_id: UUID, documents: Collection[UUID]
) -> dict[UUID, list[models.FindingUse]]:
    """Return where the findings of documents are used, by document, the newest first.

    For the app that shows its own publications: every reader of those may see the uses.
    """
    rows = models.FindingUse.objects.filter(
        organisation_id=organisation_id, finding__document__in=documents
    ).select_related("finding")
    found: dict[UUID, list[models.FindingUse]] = defaultdict(list)
    for one in rows.order_by("-used_on", "-id"):
        found[one.finding.document_id].append(one)
    return found


def about_document(user: AnyUser, document: UUID) -> dict[str, list[Any]]:
    """Return the findings of a document, and its recipients."""
    found: dict[str, list[Any]] = defaultdict(list)
    rows = access.scoped(models.Finding.objects.all(), user, READ)
    found["findings"] = list(rows.filter(document_id=document).order_by("-id"))
    sent = access.scoped(models.Dissemination.objects.all(), user, READ)
    found["sent"] = list(sent.filter(document_id=document).order_by("-sent_on", "-id"))
    return found


def facts_about(user: AnyUser, entity: UUID) -> list[models.DatedFact]:
    """Return the facts that describe an organisation, contradictory values together."""
    rows = access.scoped(models.DatedFact.objects.all(), user, READ)
    return list(rows.filter(entity_id=entity).order_by("series", "-id"))
