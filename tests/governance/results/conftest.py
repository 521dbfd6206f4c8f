from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import transaction

from tests.governance.results import fakes


@pytest.fixture
def visits(mission, settings, contribute, tmp_path):
    """Record, change and remove visits of a made-up app, through the audit trail."""
    from waystation.foundation.audit import actions as audit
    from waystation.foundation.shared.keys import new_key
    from waystation.governance.results.queries import store

    settings.STATE = tmp_path
    contribute("facts", fakes={"visits": "tests.governance.results.fakes.VISITS"})
    store.forget()
    fakes.ROWS.clear()
    fakes.READS.clear()
    rows = fakes.ROWS.setdefault(mission.organisation.id, {})

    class Visits:
        def record(self, user=None, office=None, day=date(2026, 3, 5), **more):
            key = more.pop("key", None) or new_key()
            user = user or mission.arta
            office = office or mission.prishtine
            with transaction.atomic():
                rows[key] = fakes.visit(key, office.id, day, **more)
                audit.log(user, "visit.record", "fake.Visit", key, office_id=office.id)
            return key

        def many(self, lines):
            """Lay rows in before the trail is looked at for the first time."""
            for line in lines:
                rows[uuid.UUID(line["record"])] = line

        def change(self, key, user=None, **fields):
            with transaction.atomic():
                rows[key] = rows[key] | fields | {"version": rows[key]["version"] + 1}
                audit.log(
                    user or mission.arta, "visit.change", "fake.Visit", key, fields=sorted(fields)
                )

        def remove(self, key, verb="visit.erase", user=None):
            with transaction.atomic():
                rows.pop(key)
                audit.log(user or mission.arta, verb, "fake.Visit", key)

        reads = fakes.READS

    yield Visits()
    store.forget()


@pytest.fixture
def ana(mission):
    """An analyst: designs indicators, opens no visit."""
    return mission.hire("Ana Krasniqi", mission.prishtine, "analyst")


@pytest.fixture
def indicators(mission, visits, ana):
    """The sample indicators, defined."""
    from tests.governance.results.samples import ALL, define

    for data in ALL:
        define(ana, data)
    return {data["key"]: data for data in ALL}


@pytest.fixture
def sixty(mission, visits, indicators):
    """Sixty visits of thirty people in a quarter: their keys, and what the app records of them."""
    keys = [
        visits.record(
            day=date(2026, 1 + i % 3, 5),
            person=f"p{i // 2}",
            sex="female" if i % 3 else "male",
            reason=["work", "papers", "return"][i % 3],
            place="xk-peje",
            minutes=10.0 + i,
        )
        for i in range(60)
    ]
    return keys, dict(fakes.ROWS[mission.organisation.id])


@pytest.fixture
def sixty_visits(mission, sixty):
    """The keys of sixty visits of thirty people in the first quarter of 2026."""
    keys, rows = sixty
    fakes.ROWS[mission.organisation.id].update(rows)
    return keys
