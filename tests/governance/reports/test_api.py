"""Editions over HTTP are the bytes that were frozen."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from waystation.governance.reports import actions

pytestmark = pytest.mark.sqlite_only


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
