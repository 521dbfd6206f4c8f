"""What readers outside the organisation have already received in editions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from waystation.governance.reports.models import Edition
from waystation.governance.results.queries.ledger import Dated


@dataclass(frozen=True)
class Editions:
    """The published editions of an organisation, as the ledger of ``results`` reads them."""

    organisation: UUID

    def dated(self) -> list[Dated]:
        """Return every edition that left the organisation, in the order of publication."""
        rows = Edition.objects.filter(organisation_id=self.organisation)
        rows = rows.exclude(audience="internal").order_by("link")
        return list(rows.values_list("id", "starts_on", "ends_on", "audience"))

    def contents(self, editions: Iterable[UUID]) -> Iterator[Mapping[str, Any]]:
        """Yield what these editions say, in the order of publication."""
        for row in Edition.objects.filter(id__in=editions).order_by("link"):
            yield json.loads(bytes(row.content))


def findings_in(blocks: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the survey findings that blocks show, by study and question."""
    return {one["key"]: one["finding"] for one in blocks if one["kind"] == "finding"}


def findings_before(report: Any) -> list[tuple[str, dict[str, Mapping[str, Any]]]]:
    """Return the survey findings that readers outside have read in editions."""
    rows = Edition.objects.filter(organisation_id=report.organisation_id).exclude(
        audience="internal"
    )
    found = []
    for row in rows.order_by("link"):
        content = json.loads(bytes(row.content))
        found.append((f"{row.title} ({row.number})", findings_in(content["blocks"])))
    return found


def released_before(report: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return what a report's audience already knows: editions over its offices.

    Partners also read what the public reads, and they may pass on what they read; so both count.
    """
    rows = Edition.objects.filter(organisation_id=report.organisation_id).exclude(
        audience="internal"
    )
    found = []
    for row in rows.order_by("link"):
        content = json.loads(bytes(row.content))
        if {one["id"] for one in content["offices"]} == set(report.offices):
            noisy = set(content.get("noisy", ()))  # noise is its own protection from differences
            figures = [one for one in content["figures"] if one["n"] not in noisy]
            found.append((f"{row.title} ({row.number})", figures))
    return found
