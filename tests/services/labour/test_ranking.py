"""Ranked lists: gates with what fails, reasons that are stored, and what plays no part."""

from __future__ import annotations

import pytest

from tests.services.labour.conftest import GERMAN, consent_to
from waystation.foundation.shared.errors import NotSeen
from waystation.registry.people.models import Person
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import actions as skills
from waystation.services.labour import actions
from waystation.services.labour.models import RankedList
from waystation.services.labour.queries import ranking


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
    assert words == "German B2"
    assert [(one["person"], one["fact"]) for one in lines] == [(almost.id, "B1")]


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
