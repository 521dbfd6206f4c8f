"""The demonstration has skills profiles: some to be confirmed, one behind a link."""

from __future__ import annotations

import pytest

from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as people
from waystation.registry.skills import queries
from waystation.registry.skills.models import ProfileLink
from waystation.site.config import demonstration_skills

pytestmark = pytest.mark.django_db


def test_profiles_are_matched_and_some_wait_to_be_confirmed(mission, arta, milan, blerim):
    known = [
        people.record_person(
            arta, mission.prishtine, given=f"Person{n}", family="Shembulli", somebody_else=True
        ).id
        for n in range(12)
    ]

    number = demonstration_skills.tell([arta], {0: known}, [mission.prishtine], today_in())

    assert number == 12
    candidates = queries.profiles_for_matching(arta)
    assert {one.occupation for one in candidates} >= {"7212", "7411", "2221", "5131"}
    assert all(one.languages["sq", "speaking"] == 6 for one in candidates)
    assert len(queries.profiles_for_matching(blerim)) == 12
    assert queries.profiles_for_matching(milan) == []
    late = [one for one in queries.outstanding(arta, today_in()) if one.due_on < today_in()]
    assert len(late) == 4
    assert ProfileLink.objects.count() == 1
