"""A cook is no match of a welder's vacancy: on no list, in no round, on the pages and over HTTP."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from waystation.foundation.shared.errors import NotSeen
from waystation.registry.skills import actions as skills
from waystation.services.labour import actions
from waystation.services.labour.queries import conditions, elsewhere, ranking

RELATED = "Similar occupation or a skill that is needed"


@pytest.fixture
def cook(arta, welder):
    """A cook with the German of the welders."""
    person = welder("Cene", family="Kitchen")
    profile = person.profile
    work, skill = profile.profileoccupations.get(), profile.profileskills.get()
    skills.edit_line(arta, "occupations", work.id, {"code": "7212"}, {"code": "5120"})
    skills.edit_line(arta, "skills", skill.id, {"name": "MIG welding"}, {"name": "Grill"})
    return person


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_cook_is_not_among_the_candidates_of_a_welder_and_the_page_says_why(
    client, mission, luan, publish, welder, cook
):
    vacancy, able = publish(), welder("Agim")
    client.force_login(luan)

    page = client.get(reverse("labour:ranked", args=[vacancy.id]))
    only = client.get(reverse("labour:only", args=[vacancy.id, "related-work"]))
    found = client.get(reverse("api:ranked_candidates", args=[vacancy.id])).json()

    assert "1 of 2 candidates meet every condition." in text_of(page)
    assert f"{RELATED} {conditions.SIMILAR} 1 1" in text_of(page)
    assert [one["person_id"] for one in found["candidates"]] == [str(able.id)]
    counted = {one["words"]: one["failing_only"] for one in found["conditions"]}
    assert counted[RELATED] == 1
    assert "Cene Kitchen cook" in text_of(only)
    for user, status in ((mission.milan, 404), (mission.blerim, 200)):
        client.force_login(user)
        assert client.get(reverse("labour:ranked", args=[vacancy.id])).status_code == status


def test_a_cook_has_no_place_in_a_round_for_welders_and_reads_the_reason(
    mission, luan, publish, welder, cook
):
    vacancy, able = publish(openings=2), welder("Agim")

    for mode in ("stable", "optimal"):
        made = actions.begin_round(
            luan, mission.prishtine.id, title="Autumn", mode=mode, vacancies=[vacancy.id], seed=1
        )
        actions.run_round(luan, made.id)

        results = {one.person_id: one.reason for one in made.results.all()}
        assert results == {able.id: "placed", cook.id: "gates"}


def test_an_employer_and_other_offices_do_not_read_about_the_cook(
    client, luan, egzon, publish, cook
):
    vacancy = publish()
    client.force_login(egzon)

    page = client.get(reverse("labour:employer_vacancy", args=[vacancy.id]))

    assert "cook" not in text_of(page)
    assert elsewhere.candidates_elsewhere(luan, vacancy).lines == ()


def test_for_the_cook_the_vacancies_of_welders_come_last_under_another_heading(
    arta, mission, publish, cook
):
    publish(title="Welder of bridges")
    publish(title="Cook on a ship", occupation="5120", must_have=["Baking"], documents=["crane"])
    link = skills.make_link(arta, cook.profile.id)
    phone = Client()
    phone.post(reverse("skills:own", args=[link.token]), {"open_here": "1"})
    phone.cookies["language"] = "en"

    own = text_of(phone.get(reverse("labour:own_vacancies", args=[link.token])))
    lines = ranking.vacancies_for(arta, cook.id)

    assert own.index("What does not match yet") < own.index("Cook on a ship")
    assert own.index("Cook on a ship") < own.index("Other kinds of work")
    assert own.index("Other kinds of work") < own.index("Welder of bridges")
    assert "needs a similar occupation or one of its skills; your profile says cook" in own
    assert [one["is_related"] for one in lines] == [True, False]
    assert lines[1]["failed"] == [f"{RELATED} (cook)"]
    assert ranking.vacancies_for(mission.milan, cook.id) == []


def test_an_officer_may_still_choose_the_cook_by_hand(luan, publish, cook):
    vacancy = publish()

    candidacy = actions.add_candidate(luan, vacancy.id, cook.id)

    assert candidacy.reasons["failed"] == [["related", "work"]]
    with pytest.raises(NotSeen):
        actions.add_candidate(luan, cook.id, cook.id)
