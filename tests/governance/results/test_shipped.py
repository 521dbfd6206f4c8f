"""The indicators that come with the program, over the real fact tables of the apps."""

from __future__ import annotations

import pytest

from tests.governance.results.samples import define
from waystation.foundation.shared.periods import parse
from waystation.governance.results import actions, queries
from waystation.governance.results.queries import store
from waystation.governance.results.rules import definitions


@pytest.fixture
def shipped_once(mission):
    return actions.load_shipped_indicators(mission.organisation.id)


@pytest.fixture
def shipped(shipped_once, settings, tmp_path):
    settings.STATE = tmp_path
    store.forget()
    return shipped_once


def test_at_least_fifteen_are_shipped_and_each_is_linked_to_the_frameworks(shipped, mission):
    known = queries.current(mission.organisation.id)

    assert shipped == len(known) >= 15
    for one in known.values():
        found = one.definition
        assert found.pillar in {"RES", "MOB", "GOV"}
        assert found.unsdcf
        assert found.gcm
        assert found.sdg
        assert {"en", "sq", "sr"} <= set(found.title)
        assert {"en", "sq", "sr"} <= set(found.meaning)


def test_loading_again_changes_nothing(shipped, mission, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):  # two of them are the savepoint's
        assert actions.load_shipped_indicators(mission.organisation.id) == 0


def test_one_that_people_retired_stays_retired(shipped, mission):
    analyst = mission.hire("Ana Krasniqi", mission.prishtine, "analyst")
    draft = actions.propose_retirement(analyst, "visits", "Not needed")
    actions.decide_on_definition(mission.blerim, draft.pk, "approve")

    assert actions.load_shipped_indicators(mission.organisation.id) == 0

    assert "visits" not in queries.current(mission.organisation.id)


def test_a_definition_the_office_changed_stays(shipped, mission):
    analyst = mission.hire("Ana Krasniqi", mission.prishtine, "analyst")
    mine = dict(queries.indicator_visible_to(analyst, "visits").definition.as_data)
    define(analyst, mine | {"title": {"en": "Our visits"}}, why="Our word")

    actions.load_shipped_indicators(mission.organisation.id)

    assert queries.indicator_visible_to(analyst, "visits").title == "Our visits"
    assert [row["number"] for row in queries.versions_visible_to(analyst, "visits")] == [2, 1]


def test_all_can_be_counted_over_nothing(shipped, arta):
    found = queries.figures(arta, period=parse("2026"))

    # what only a Network can have is left out where there is none
    elsewhere = [key for key in queries.current(arta.organisation_id) if key not in found]
    assert len(found) == shipped - len(elsewhere)
    assert all(key.startswith("network_") for key in elsewhere)
    assert found["people_served"].total.value == 0
    assert found["women_among_people_served"].total.value is None


def test_every_breakdown_of_every_indicator_can_be_counted(shipped, arta):
    for key, known in queries.indicators_by_key(arta).items():
        for name in known.definition.by:
            assert queries.figures(arta, [key], parse("2026"), by=[name])[key].cells == ()


def test_links_are_codes_of_the_lists(shipped, mission, arta):
    from waystation.registry.reference import actions as reference_actions
    from waystation.registry.reference import queries as reference

    if hasattr(reference_actions, "load_lists"):
        reference_actions.load_lists()
    for known in queries.indicators_by_key(arta).values():
        found = known.definition
        assert reference.codes("pillar")[found.pillar]
        for code in found.gcm:
            assert code in reference.codes("gcm_objective")
        for code in found.sdg:
            assert code in reference.codes("sdg_target")
        for code in found.unsdcf:
            assert code in reference.codes("unsdcf")


def test_a_wrong_definition_is_refused_with_its_field(shipped, arta):
    from waystation.foundation.shared.errors import Refusal

    good = dict(queries.indicator_visible_to(arta, "visits").definition.as_data)
    for wrong, field in [
        ({"source": "nowhere"}, "source"),
        ({"where": {"column": "nothing", "is": "x"}}, "where"),
        ({"where": {"column": "minutes", "has": "x"}}, "where"),
        ({"measure": {"kind": "sum", "column": "reason"}}, "measure"),
        ({"over_time": "distinct"}, "over_time"),
        ({"by": ["minutes"]}, "by"),
        ({"unit": "cow"}, "unit"),
        ({"date": "reason"}, "date"),
        ({"title": {"sq": "x"}}, "title"),
        ({"key": "a b"}, "key"),
    ]:
        with pytest.raises(Refusal) as refused:
            definitions.read(good | wrong, queries.sources())
        assert refused.value.field == field
