"""Figures over HTTP say what the pages say, and no more."""

from __future__ import annotations

from datetime import date

import pytest

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
    assert "small random change" in outside["note"]
    assert inside["total"]["value"] == 3
    assert inside["cells"][0] == inside["cells"][0] | {"key": {"month": "2026-01"}, "value": 3}
    assert wrong.status_code == 422
    assert other["total"]["value"] == 0
