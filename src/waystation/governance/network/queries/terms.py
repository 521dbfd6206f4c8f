"""The valid Terms of Reference, and the status of their duties."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import QuerySet

from waystation.foundation.records.languages import in_own_language
from waystation.foundation.shared.read_once import once
from waystation.governance.network.fields import ASSESSMENT
from waystation.governance.network.models import Assessment, Network, Terms
from waystation.governance.network.rules import terms as rules


def editions(network: Network) -> QuerySet[Terms]:
    """Return the editions of the text, the latest first."""
    return (
        Terms.objects.filter(office_id=network.office_id)
        .select_related("created_by")
        .order_by("-number")
    )


@once
def edition(network: Network, number: int | None = None) -> Terms | None:
    """Return one edition, or the latest."""
    rows = editions(network)
    return (rows if number is None else rows.filter(number=number)).first()


def paragraphs(row: Terms | None) -> list[dict[str, Any]]:
    """Return the sections of an edition with their paragraphs, in the reader's language."""
    content: list[dict[str, Any]] = list(row.paragraphs) if row else list(rules.outline())
    found: dict[str, list[dict[str, Any]]] = {}
    for one in content:
        described = one | {"summary": in_own_language(one["brief"])}
        found.setdefault(one["section"], []).append(described)
    return [
        {"key": key, "title": title, "rows": found[key]}
        for key, title in rules.SECTIONS.items()
        if key in found
    ]


def brief_of(anchor: str) -> str:
    """Return our summary of a paragraph, in the reader's language; "" for none."""
    brief = _briefs().get(anchor)
    return in_own_language(brief) if brief else ""


@cache
def _briefs() -> dict[str, dict[str, str]]:
    return {one["anchor"]: one["brief"] for one in rules.outline()}


def assessments(network: Network, year: int) -> dict[str, Assessment]:
    """Return how the Network judged its own year, by principle and objective."""
    rows = Assessment.objects.filter(office_id=network.office_id, year=year)
    return {row.code: row for row in rows}


def assessment_values(row: Assessment) -> dict[str, str]:
    """Return a judgement by the names of ``fields.ASSESSMENT``."""
    return {name: str(getattr(row, name)) for name in ASSESSMENT.names}


def as_source(row: Terms | None) -> str:
    """Return an edition as the text that can be changed and loaded again: "[86] …"."""
    content = row.paragraphs if row else rules.outline()
    return "\n\n".join(f"[{one['anchor']}] {one['text'] or one['brief']['en']}" for one in content)
