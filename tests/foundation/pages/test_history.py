"""The history of a record: its changes, and nothing that was read or refused."""

from __future__ import annotations

from datetime import UTC, datetime

from django.urls import reverse

from waystation.foundation.audit import actions as audit
from waystation.services.centres import actions as centres


def test_what_was_refused_to_somebody_is_no_change_of_the_record(client, mission, arta, milan):
    visit = centres.record_visit(
        arta, mission.prishtine.id, mode="phone", visitor_type="returnee", reason="work_abroad",
        started_at=datetime(2026, 1, 12, 9, tzinfo=UTC),
    )  # fmt: skip
    audit.log(milan, "access.refuse", "centres.Visit", visit.id, code="visit_not_seen")
    client.force_login(arta)

    page = client.get(reverse("centres:visit", args=[visit.id]))

    assert [one["what"] for one in page.context["history"]] == ["Recorded"]
    assert milan.full_name not in page.content.decode()
