"""The history of a record shows its changes, however often the record was read."""

from __future__ import annotations

import pytest

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.keys import new_key


@pytest.mark.django_db
def test_changes_are_found_behind_a_hundred_reads(arta):
    record = new_key()
    audit.log(arta, "visit.record", "centres.Visit", record)
    for _ in range(100):
        audit.log(arta, "visit.read", "centres.Visit", record)

    changes = access.rows_about(arta, record, limit=20, reads=False)
    latest = access.rows_about(arta, record, limit=20)

    assert [row["verb"] for row in changes] == ["visit.record"]
    assert {row["verb"] for row in latest} == {"visit.read"}
