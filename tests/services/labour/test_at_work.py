"""Whoever is in a placement is on no ranked list and in no round, until it ends."""

from datetime import date

import pytest
from django.urls import reverse

from waystation.services.labour import actions
from waystation.services.labour.queries import conditions, elsewhere, ranking

from .conftest import consent_to

pytestmark = pytest.mark.django_db
STEPS = ("introduce", "interview", "offer", "contract", "arrive")


@pytest.fixture
def place(arta, luan):
    """Take a person through the stages of a vacancy, up to the first day at work."""

    def placed(person, vacancy, steps=STEPS):
        consent_to(arta, person, "employment", "Steel Works")
        candidacy = actions.add_candidate(luan, vacancy.id, person.id)
        for step in steps:
            actions.change_candidacy_state(luan, candidacy.id, step, on=date(2026, 9, 21))
        return candidacy

    return placed


def people_on(user, vacancy, **setting):
    found = actions.show_list(user, vacancy.id, **setting)
    lines = ranking.lines_of(user, found.ranking.suggestions)
    return {one["person"] for one in lines}, found


def test_whoever_begins_work_leaves_the_lists_and_comes_back_at_the_end(
    luan, publish, welder, place
):
    first, second = publish(), publish(title="Second")
    arben, besim = welder("Arben"), welder("Besim")

    candidacy = place(arben, first)
    at_work, found = people_on(luan, second)
    actions.change_candidacy_state(
        luan, candidacy.id, "lose", on=date(2026, 9, 21), reason="dismissed", reason_shown=False
    )
    afterwards, _found = people_on(luan, second)

    assert at_work == {besim.id}
    assert afterwards == {arben.id, besim.id}
    (condition,) = [one for one in found.conditions if one.kind == "free"]
    assert (condition.failing, condition.failing_only) == (1, 1)
    assert conditions.conditions_in_words([condition])[0]["words"] == "Is not at work"


def test_a_contract_counts_and_an_offer_does_not(luan, publish, welder, place):
    first, second = publish(), publish(title="Second")
    arben, besim = welder("Arben"), welder("Besim")

    place(arben, first, STEPS[:4])
    place(besim, first, STEPS[:3])

    assert people_on(luan, second)[0] == {besim.id}


def test_the_fact_is_named_and_the_search_can_include_them(client, luan, publish, welder, place):
    first, second = publish(), publish(title="Second")
    arben = welder("Arben")
    place(arben, first)
    client.force_login(luan)

    names, lines = ranking.only_failing(luan, second, "free-work")
    page = client.get(reverse("labour:ranked", args=[second.id]))
    included = client.get(reverse("labour:ranked", args=[second.id]), {"at_work": "1"})
    answers = [
        client.get(reverse("api:ranked_candidates", args=[second.id]), asked).json()["passing"]
        for asked in ({}, {"at_work": "true"})
    ]
    tab = client.get(reverse("labour:person_vacancies", args=[arben.id]))

    assert names == ("Is not at work", "availability")
    assert [one["fact"] for one in lines] == ["at work since 21/09/2026"]
    assert "Arben" not in page.content.decode()
    assert "Include people who are at work" in page.content.decode()
    assert "Arben" in included.content.decode()
    assert answers == [0, 1]
    assert "At work since 21/09/2026" in tab.content.decode()


def test_a_round_leaves_them_out_with_the_reason_unless_it_includes_them(
    luan, mission, publish, welder, place
):
    first, second = publish(), publish(title="Second")
    arben, besim = welder("Arben"), welder("Besim")
    place(arben, first)

    results = []
    for included in (False, True):
        made = actions.begin_round(
            luan, mission.prishtine.id, title="Autumn", mode="stable", vacancies=[second.id],
            seed=7, with_at_work=included,
        )  # fmt: skip
        actions.run_round(luan, made.id)
        results.append(dict(made.results.values_list("person_id", "reason")))
    again = actions.run_again(luan, made.id)

    assert results == [
        {arben.id: "at_work", besim.id: "placed"},
        {arben.id: "placed", besim.id: "placed"},
    ]
    assert again.with_at_work


def test_other_offices_and_employers_are_not_shown_them_either(
    client, luan, egzon, publish, welder, place
):
    first, second = publish(), publish(title="Second")
    place(welder("Arben"), first)
    client.force_login(egzon)

    page = client.get(reverse("labour:employer_vacancy", args=[second.id]))

    assert page.context["lines"] == []
    assert elsewhere.candidates_elsewhere(luan, second).passing == 0
