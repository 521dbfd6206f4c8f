"""Who did it, to which record, and when: these filters of the audit log have an index.

Every write pays for each index, so the others read the log: office, kind and verb.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from waystation.foundation.access import queries
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.keys import new_key


@pytest.fixture
def vera(mission):
    return mission.hire("Vera Officer", mission.prishtine, "data_protection_officer")


def asked(user):
    """Each of these filters alone, and the index that finds its entries."""
    day = date(2026, 1, 12)
    return {
        "audit_user": {"who": str(user.id)},
        "audit_subject": {"subject": str(new_key())},
        "audit_at": {"first": day, "last": day},
    }


@pytest.mark.sqlite_only  # PostgreSQL decides by the size of the table
@pytest.mark.parametrize("index", sorted(asked(type("", (), {"id": 0}))))
def test_the_filter_is_answered_from_its_index(vera, index):
    plan = queries.audit_entries_matching(vera, **asked(vera)[index])[:101].explain()

    assert index in plan


def test_entries_of_some_days_are_paged_in_the_order_of_time(mission, vera, milan):
    ever = {"first": date(2020, 1, 1), "last": date(2100, 1, 1)}
    rows = queries.audit_entries_matching(vera, **ever)
    numbers = [one.number for one in rows]

    page = [one.number for one in rows[:2]]
    rest = [one.number for one in queries.entries_before(rows, page[-1])]

    assert len(numbers) > 3
    assert page + rest == numbers
    assert list(queries.entries_before(rows, max(numbers) + 1)) == []
    assert not queries.audit_entries_matching(milan, **ever).exists()


def test_what_was_done_is_found_by_the_end_of_its_verb_and_nothing_else(mission, vera, arta):
    with transaction.atomic():
        for verb in ("thing.sign", "sign", "thing.countersign", "thing.sign.read"):
            audit.log(arta, verb, "access.User", arta.id)

    found = {one.verb for one in queries.audit_entries_matching(vera, steps=["sign"])}

    assert found == {"thing.sign", "sign"}
