"""Consents and legal holds follow a merged file, and come back when the merge is undone."""

import pytest

from waystation.registry.people import actions as people
from waystation.registry.privacy import actions, queries


@pytest.fixture
def twin(mission, arta):
    return people.record_person(
        arta, mission.prishtine, given="Бесим", family="Краснићи", somebody_else=True
    )


def test_consents_and_holds_follow_and_come_back(arta, vera, blerim, milan, besim, twin):
    terms = {"fields": ["name"], "language": "en", "text_number": 1, "how": "signed"}
    actions.record_consent(arta, twin.id, purpose="referral", recipient="NARIC", **terms)
    actions.hold_file(vera, twin.id, "A court asks for it")

    merge = people.merge_people(arta, besim.id, twin.id)
    shared = [
        queries.may_share(user, besim.id, "referral", "NARIC") for user in (arta, blerim, milan)
    ]
    followed = len(queries.holds_on(vera, besim.id)), len(queries.holds_on(vera, twin.id))
    people.undo_merge(arta, merge.id)

    assert shared == [{"name"}, {"name"}, frozenset()]
    assert followed == (1, 0)
    assert queries.may_share(arta, besim.id, "referral", "NARIC") == frozenset()
    assert queries.may_share(arta, twin.id, "referral", "NARIC") == {"name"}
    assert len(queries.holds_on(vera, twin.id)) == 1
