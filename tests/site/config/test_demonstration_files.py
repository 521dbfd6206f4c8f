"""The files of the demonstration are as old as what happened with their people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from waystation.foundation.shared.periods import now
from waystation.registry.people import actions as people
from waystation.registry.people.models import Person
from waystation.services.centres import actions as centres
from waystation.site.config import demonstration_files
from waystation.site.config.demonstration_files import opened_before


@pytest.fixture
def files(mission, arta):
    """Two files: of one who came twice, and of one who never came."""
    return [
        people.record_person(arta, mission.prishtine, given=name, family="Testi", sex="female").id
        for name in ("Vjosa", "Zana")
    ]


def test_a_file_was_opened_shortly_before_the_first_thing_that_happened(mission, arta, files):
    came, silent = files
    for days in (20, 90):
        centres.record_visit(
            arta, mission.prishtine.id, mode="walk_in", visitor_type="returnee",
            reason="work_abroad", person_id=came, started_at=now() - timedelta(days=days),
        )  # fmt: skip
    untouched = Person.objects.get(id=silent).created_at

    demonstration_files.date_files(files)

    opened = Person.objects.get(id=came).created_at
    assert timedelta(days=90) <= now() - opened < timedelta(days=90, minutes=10)
    assert Person.objects.get(id=silent).created_at == untouched


@pytest.mark.parametrize(
    ("first", "opened"),
    [
        (datetime(2026, 6, 1, 9, 0, tzinfo=UTC), datetime(2026, 6, 1, 8, 56, tzinfo=UTC)),
        # midnight in Prishtinë: what has a day and no time
        (datetime(2026, 5, 31, 22, 0, tzinfo=UTC), datetime(2026, 5, 31, 22, 0, tzinfo=UTC)),
        (datetime(2026, 5, 31, 22, 2, tzinfo=UTC), datetime(2026, 5, 31, 22, 0, tzinfo=UTC)),
    ],
)
def test_the_file_is_of_the_same_day_as_its_first_event(first, opened):
    assert opened_before(first) == opened
