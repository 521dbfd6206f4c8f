"""Placement rounds: the lottery and its seed, reasons for everybody, least shares."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.people.models import Person
from waystation.services.labour import actions, queries
from waystation.services.labour.models import MatchingRound
from waystation.services.labour.queries import rounds
from waystation.services.labour.rules import rounds as rules


@pytest.fixture
def run(mission, luan):
    """Ask for a round and run it."""

    def ran(*vacancies, mode="stable", **more):
        made = actions.begin_round(
            luan, mission.prishtine.id, title="Autumn", mode=mode,
            vacancies=[one.id for one in vacancies], **more,
        )  # fmt: skip
        return actions.run_round(luan, made.id)

    return ran


def of(made):
    """Return what came of a round by person."""
    return {one.person_id: one for one in made.results.all()}


def test_three_openings_and_five_equals_are_decided_by_a_recorded_lottery(
    luan, run, publish, welder
):
    vacancy = publish(openings=3)
    five = [welder(name) for name in ("Agim", "Besim", "Cene", "Dren", "Egzon")]

    made = run(vacancy, seed=2026)
    again = actions.run_round(luan, actions.run_again(luan, made.id).id)

    results = of(made)
    placed = [one for one in results.values() if one.reason == "placed"]
    others = [one for one in results.values() if one.reason != "placed"]
    assert set(results) == {one.id for one in five}
    assert (made.placed, len(placed), made.blocking) == (3, 3, 0)
    assert [one.reason for one in others] == ["lottery", "lottery"]
    # the lowest lottery numbers won
    assert max(one.lottery for one in placed) < min(one.lottery for one in others)
    assert (made.seed, again.seed, again.digest) == (2026, 2026, made.digest)
    assert rounds.rerun_of(again) == "same"
    assert {k: v.vacancy_id for k, v in of(again).items()} == {
        k: v.vacancy_id for k, v in results.items()
    }


def test_another_seed_may_place_others_but_as_many(luan, run, publish, welder):
    vacancy = publish(openings=3)
    for name in ("Agim", "Besim", "Cene", "Dren", "Egzon"):
        welder(name)

    chosen = {
        frozenset(k for k, one in of(run(vacancy, seed=seed)).items() if one.vacancy_id)
        for seed in range(6)
    }

    assert {len(one) for one in chosen} == {3}
    assert len(chosen) > 1


def test_who_meets_no_condition_is_told_so(run, publish, welder):
    vacancy = publish(openings=1)
    able, unable = welder("Agim"), welder("Besim", german="A1")

    results = of(run(vacancy, seed=1))

    assert results[able.id].reason == "placed"
    assert (results[unable.id].reason, results[unable.id].vacancy_id) == ("gates", None)


def test_who_scores_lower_is_told_that_others_scored_higher(arta, run, publish, welder):
    from waystation.registry.skills import actions as skills

    vacancy = publish(openings=1)
    better, good = welder("Agim"), welder("Besim")
    skills.add_line(arta, better.profile.id, "skills", name="Reading drawings", weight="other")

    results = of(run(vacancy, seed=1))

    assert results[better.id].reason == "placed"
    assert results[good.id].reason == "others"
    assert results[good.id].score < results[better.id].score


def test_a_least_share_is_met_and_its_price_is_printed(arta, run, publish, welder):
    from waystation.registry.skills import actions as skills

    vacancy = publish(openings=1)
    man = welder("Agim", sex="male")
    woman = welder("Besa", sex="female")
    skills.add_line(arta, man.profile.id, "skills", name="Reading drawings", weight="other")

    free = run(vacancy, mode="optimal", seed=1)
    floor = run(vacancy, mode="optimal", seed=1, floors={"women": 1.0})

    assert of(free)[man.id].reason == "placed"
    assert of(floor)[woman.id].reason == "placed"
    assert of(floor)[man.id].reason == "floor"
    # what the welcome skill counts: 0.15 of 0.95
    assert floor.price == pytest.approx(0.15 / 0.95)
    assert floor.floors.get().reached == 1.0


def test_a_least_share_that_cannot_be_met_is_said_with_the_highest_that_is_possible(
    client, luan, run, publish, welder
):
    vacancy = publish(openings=2)
    welder("Agim", sex="male")
    welder("Besa", sex="female")
    made = run(vacancy, mode="optimal", seed=1, floors={"women": 0.9})
    client.force_login(luan)

    page = client.get(reverse("labour:round", args=[made.id])).content.decode()

    assert (made.state, made.floor_missed, made.most) == ("impossible", "women", 0.5)
    assert not made.results.exists()
    assert "50.0 % is the highest that is possible" in page


def test_what_cannot_be_asked_of_a_round_is_refused(mission, luan, publish):
    vacancy = publish()
    ask = {"title": "Autumn", "mode": "stable", "vacancies": [vacancy.id]}

    for changes, code in (
        ({"floors": {"women": 0.5}}, "floor_mode"),
        ({"mode": "optimal", "floors": {"women": 1.5}}, "floor_share"),
        ({"vacancies": []}, "vacancies"),
        ({"seed": -1}, "seed"),
        ({"title": " "}, "title"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.begin_round(luan, mission.prishtine.id, **ask | changes)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        actions.begin_round(mission.blerim, mission.prishtine.id, **ask)


def test_milan_sees_no_round_and_blerim_sees_it(mission, run, publish):
    made = run(publish(), seed=1)

    with pytest.raises(NotSeen):
        queries.round_visible_to(mission.milan, made.id)
    assert queries.round_visible_to(mission.blerim, made.id) == made
    with pytest.raises(NotAllowed):
        actions.run_again(mission.blerim, made.id)


def test_a_round_runs_in_the_background_and_says_how_far_it_is(mission, luan, publish, welder):
    from waystation.foundation.tasks.models import Task
    from waystation.services.labour import tasks

    vacancy = publish()
    welder("Besim")
    made = actions.begin_round(
        luan, mission.prishtine.id, title="Autumn", mode="stable", vacancies=[vacancy.id], seed=3
    )
    told = []

    task = Task.objects.get(kind="labour.round")
    result = tasks.run_round(luan, task.argument, b"", lambda *args: told.append(args[:2]))

    assert MatchingRound.objects.get(id=made.id).state == "done"
    assert result["page"] == "labour:round"
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_those_who_were_placed_become_candidates_once(luan, run, publish, welder):
    vacancy = publish(openings=1)
    besim = welder("Besim")
    made = run(vacancy, seed=1)

    first = actions.propose_results(luan, made.id)
    second = actions.propose_results(luan, made.id)

    candidacy = vacancy.candidacies.get()
    assert (first, second) == (1, 0)
    assert (candidacy.person_id, candidacy.round_id) == (besim.id, made.id)


def test_sex_and_community_change_no_round(mission, luan, run, publish, welder):
    vacancy = publish(openings=2)
    for number, given in enumerate(["Agim", "Besa", "Cene", "Dea"]):
        welder(given, sex=["male", "female"][number % 2], community=["serb", "roma"][number // 2])
    before = run(vacancy, seed=11)

    swapped = {"male": "female", "female": "male", "serb": "roma", "roma": "serb"}
    for person in Person.objects.filter(organisation=mission.organisation):
        person.sex = swapped.get(person.sex, person.sex)
        person.community = swapped.get(person.community, person.community)
        person.save()
    after = actions.run_round(luan, actions.run_again(luan, before.id).id)

    assert (after.digest, after.total) == (before.digest, before.total)


def test_each_reads_the_reason_on_the_own_timeline(mission, arta, run, publish, welder):
    vacancy = publish(openings=1)
    both = [welder("Agim"), welder("Besim")]
    run(vacancy, seed=5)

    texts = sorted(entry.text for person in both for entry in queries.timeline_of(arta, person.id))

    assert texts == ["Equal score: the lottery decided", "Placed"]
    assert queries.timeline_of(mission.milan, both[0].id) == []


def test_sex_is_read_for_a_least_share_only():
    class Somebody:
        sex, birth_year, community, migration_status = "female", 2000, "roma", "returnee_forced"

    today = date(2026, 9, 21)

    found = [code for code, _word in rules.GROUPS if rules.in_group(Somebody(), code, today)]

    assert found == ["women", "under_30", "returned", "minority"]
