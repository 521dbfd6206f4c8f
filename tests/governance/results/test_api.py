"""Figures and editions over HTTP say what the pages say, and no more."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from waystation.governance.results import actions

pytestmark = pytest.mark.sqlite_only

FIGURES = "/api/v1/results/figures/visits?period=2026"


def test_a_figure_is_scoped_and_protected(client, visits, indicators, arta, milan):
    for i in range(3):
        visits.record(day=date(2026, 1, 5), person=f"p{i}")
    client.force_login(arta)

    outside = client.get(FIGURES).json()
    inside = client.get(f"{FIGURES}&audience=internal&monthly=true").json()
    wrong = client.get("/api/v1/results/figures/visits?period=soon")
    client.force_login(milan)
    other = client.get(f"{FIGURES}&audience=internal").json()

    assert outside["total"]["value"] in {0, *range(5, 9)}  # never a number under the threshold
    assert "changed by a little chance" in outside["note"]
    assert inside["total"]["value"] == 3
    assert inside["cells"][0] == inside["cells"][0] | {"key": {"month": "2026-01"}, "value": 3}
    assert wrong.status_code == 422
    assert other["total"]["value"] == 0


def test_an_edition_is_the_frozen_bytes(client, visits, indicators, blerim, milan):
    visits.record(day=date(2026, 1, 5))
    report = actions.draft_report(
        blerim,
        "Year",
        date(2026, 1, 1),
        date(2026, 12, 31),
        audience="internal",
        blocks=[("text", {"text": "[visits]"})],
    )
    edition = actions.publish_report(blerim, report.id)
    client.force_login(blerim)

    listed = client.get("/api/v1/results/editions").json()
    frozen = client.get(f"/api/v1/results/editions/{edition.id}")
    check = client.get(f"/api/v1/results/editions/{edition.id}/check").json()
    client.force_login(milan)
    other = client.get(f"/api/v1/results/editions/{edition.id}")

    assert [row["digest"] for row in listed] == [hashlib.sha256(frozen.content).hexdigest()]
    assert check == {"figures": {"1": "same"}}
    assert other.status_code == 404
