"""Ranked lists: gates with what fails, reasons that are stored, and what plays no part."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.services.labour.conftest import GERMAN, consent_to
from waystation.analysis import matching
from waystation.foundation.shared.errors import NotSeen
from waystation.registry.people.models import Person
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions as skills
from waystation.services.labour import actions
from waystation.services.labour.models import RankedList
from waystation.services.labour.queries import own, portal, ranking, supply


def names(found):
    return [one.id for one in found.ranking.suggestions]


def test_a_welder_with_german_b1_is_absent_and_listed_as_failing_only_german(
    mission, luan, publish, welder
):
    vacancy = publish()
    able, almost = welder("Agim"), welder("Besim", german="B1")

    found = actions.show_list(luan, vacancy.id)
    words, lines = ranking.only_failing(luan, vacancy, "language-de")

    assert names(found) == [str(able.profile.id)]
    (condition,) = [one for one in found.conditions if one.kind == "language"]
    assert (condition.failing, condition.failing_only) == (1, 1)
    assert words == ("German B2", "German B2")
    assert [(one["person"], one["fact"]) for one in lines] == [(almost.id, "B1")]


def test_those_who_fail_one_condition_are_ranked_with_reasons_and_the_missing_activity(
    mission, arta, luan, publish, welder
):
    vacancy = publish()
    waiter, silent = welder("Ana", german="B1"), welder("Besim", german="")
    line = waiter.profile.profileoccupations.get()
    skills.edit_line(arta, "occupations", line.id, {"code": "7212"}, {"code": "5131"})
    levels = dict.fromkeys(GERMAN[:-1], "B2")
    skills.add_line(arta, silent.profile.id, "languages", language="de", **levels)

    _words, lines = ranking.only_failing(luan, vacancy, "language-de")

    assert [one["person"] for one in lines] == [silent.id, waiter.id]
    assert [one["rank"] for one in lines] == [1, 2]
    assert lines[0]["fact"] == "listening B2, reading B2, speaking B2, writing not known"
    assert lines[0]["score"] > lines[1]["score"]
    assert lines[0]["matched"] == ["MIG welding"]
    assert ranking.only_failing(mission.milan, vacancy, "language-de")[1] == []


def test_the_weights_of_the_reasons_add_up_to_100(luan, publish, welder):
    vacancy = publish(nice_to_have=[])
    welder("Agim")

    (line,) = ranking.lines_of(luan, actions.show_list(luan, vacancy.id).ranking.suggestions)

    assert sum(one["share"] for one in line["parts"]) == pytest.approx(100)


def test_the_welder_is_present_at_once_after_the_certificate(mission, arta, luan, publish, welder):
    vacancy = publish()
    besim = welder("Besim", german="B1")
    before = actions.show_list(luan, vacancy.id)

    line = besim.profile.profilelanguages.get()
    old = {name: getattr(line, name) for name in GERMAN}
    skills.edit_line(arta, "languages", line.id, old, dict.fromkeys(GERMAN, "B2"))
    after = actions.show_list(luan, vacancy.id)

    assert names(before) == []
    assert names(after) == [str(besim.profile.id)]


def test_whoever_takes_consent_back_is_gone_at_the_next_request(arta, luan, publish, welder):
    vacancy = publish()
    besim = welder("Besim")
    assert names(actions.show_list(luan, vacancy.id)) == [str(besim.profile.id)]

    privacy.withdraw_consent(arta, besim.consents.get().id)

    assert names(actions.show_list(luan, vacancy.id)) == []


def test_a_list_is_stored_with_its_reasons_and_the_same_list_once(luan, publish, welder):
    vacancy = publish()
    besim = welder("Besim")

    actions.show_list(luan, vacancy.id)
    actions.show_list(luan, vacancy.id)

    (stored,) = RankedList.objects.filter(vacancy=vacancy)
    (line,) = stored.suggestions.all()
    assert (line.person_id, line.rank) == (besim.id, 1)
    assert line.reasons["matched"] == ["mig welding"]
    assert line.reasons["missing_optional"] == ["reading drawings"]
    # essential 0.5 and occupation 0.2 in full, pay 0.1 in full, optional 0.15 of nothing
    assert line.score == pytest.approx((0.5 + 0.2 + 0.1) / (0.5 + 0.2 + 0.1 + 0.15))


def test_a_stored_list_names_nobody_whom_a_condition_excludes(luan, publish, welder):
    vacancy = publish()
    able, almost = welder("Agim"), welder("Besim", german="B1")

    actions.show_list(luan, vacancy.id)

    stored = RankedList.objects.get(vacancy=vacancy)
    assert [one["failing"] for one in stored.gates if one["kind"] == "language"] == [1]
    assert str(almost.profile.id) not in repr(stored.gates)
    assert [one.person_id for one in stored.suggestions.all()] == [able.id]


def test_sex_and_community_change_no_list(mission, luan, publish, welder):
    vacancy = publish()
    for number, given in enumerate(["Agim", "Besa", "Cene", "Dea"]):
        welder(
            given,
            sex=["male", "female"][number % 2],
            community=["albanian", "serb", "roma", "turkish"][number],
        )
    before = actions.show_list(luan, vacancy.id)

    for person in Person.objects.filter(organisation=mission.organisation):
        person.sex = {"male": "female", "female": "male"}.get(person.sex, person.sex)
        person.community = {"albanian": "roma", "roma": "albanian"}.get(
            person.community, person.community
        )
        person.save()
    after = actions.show_list(luan, vacancy.id)

    assert repr(before.ranking) == repr(after.ranking)
    assert len(before.ranking.suggestions) == 4


WHO = st.tuples(
    st.sampled_from(["", "male", "female", "other"]),
    st.sampled_from(["", "albanian", "serb", "roma", "turkish", "bosniak", "gorani"]),
    st.sampled_from(["", "XK", "AL", "RS", "SY"]),
    st.none() | st.integers(1940, 2010),
)
"""Sex, community, nationality and year of birth: what may never enter."""
FIVE = st.lists(WHO, min_size=5, max_size=5)


@hypothesis.given(
    first=st.lists(WHO, min_size=5, max_size=5), second=st.lists(WHO, min_size=5, max_size=5)
)
@hypothesis.settings(max_examples=6, suppress_health_check=list(hypothesis.HealthCheck))
def test_whoever_the_candidates_are_every_list_is_byte_for_byte_the_same(
    luan, five_welders, first, second
):
    vacancies, people = five_welders

    lists = [everything_ranked(luan, vacancies, people, who) for who in (first, second)]

    assert lists[0] == lists[1]
    assert lists[0].count("Suggestion(") == 7


@pytest.fixture
def five_welders(publish, welder):
    """Publish two vacancies for people with different German, skills and scores."""
    names = (("Agim", "B2"), ("Besa", "C1"), ("Cene", "B1"), ("Dea", "B2"), ("Fatmir", ""))
    people = [welder(name, german=level) for name, level in names]
    vacancies = [publish(), publish(title="Fitter", occupation="7213", languages={"de": {
        "reading": "B1"}})]  # fmt: skip
    return vacancies, people


def everything_ranked(user, vacancies, people, who):
    """Return as text what the office and an employer read, once the people are so."""
    for person, (sex, community, nationality, year) in zip(people, who, strict=True):
        Person.objects.filter(id=person.id).update(
            sex=sex, community=community, nationality=nationality, birth_year=year
        )
    shown = [ranking.ranked_for(user, one) for one in vacancies]
    for_employers = [
        portal.anonymous_lines(one, found)["lines"]
        for one, found in zip(vacancies, shown, strict=True)
    ]
    for_people = [ranking.vacancies_for(user, one.id) for one in people]
    own_links = [own.vacancies_of(one.profile) for one in people]
    pool = supply.pool_for(user, vacancies[0].office_id, vacancies)
    edges, ids = matching.edges_of([supply.as_vacancy(one) for one in vacancies], pool)
    rounds = (matching.optimal_round(edges), matching.stable_round(edges, seed=7))
    return repr((shown, for_employers, for_people, own_links, ids, rounds))


def test_a_condition_that_nobody_meets_is_named(luan, publish, welder):
    vacancy = publish(documents=["crane"])
    welder("Agim")
    welder("Besim", german="B1")

    found = actions.show_list(luan, vacancy.id)

    assert [(one.kind, one.subject, one.failing) for one in found.impossible] == [
        ("document", "crane", 2)
    ]


def test_milan_sees_no_list(mission, publish):
    vacancy = publish()

    with pytest.raises(NotSeen):
        actions.show_list(mission.milan, vacancy.id)
    assert actions.show_list(mission.blerim, vacancy.id).ranking.considered == 0


def test_vacancies_for_a_person_say_what_would_change_it(arta, publish, welder):
    publish()
    publish(title="Helper", languages={}, must_have=[])
    besim = welder("Besim", german="B1")

    lines = ranking.vacancies_for(arta, besim.id)

    assert [(one["vacancy"].title, one["failed"]) for one in lines] == [
        ("Helper", []),
        ("Welder", ["German B2 (B1)"]),
    ]


def test_only_consent_to_matching_brings_somebody_into_a_list(mission, arta, luan, publish, welder):
    vacancy = publish()
    besim = welder("Besim")

    consent_to(arta, besim, "matching", "MSC Prishtinë", agreed=False, fields=["profile"])

    assert names(actions.show_list(luan, vacancy.id)) == []
