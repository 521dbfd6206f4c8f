"""A newcomer's walk: ten things to try, one story from a survey to a documented answer."""

from __future__ import annotations

import copy
from datetime import date

import pytest
from django.urls import reverse

from tests.crawl import read
from waystation.foundation.access import actions as access
from waystation.foundation.shared.periods import today_in
from waystation.governance.advice.models import Evidence, Recommendation
from waystation.governance.reports import queries
from waystation.governance.reports.models import Edition
from waystation.governance.results import actions as results
from waystation.governance.results.queries import store
from waystation.registry.collection.models import CleaningLine, Submission
from waystation.site.config import demonstration_story
from waystation.site.ui import ten_things

pytestmark = pytest.mark.sqlite_only  # every action of the story is asked of both elsewhere


@pytest.fixture
def told(session_data, mission):
    """The story, told to the people of the tests' own office and Network."""
    store.forget()
    network = copy.deepcopy(session_data.network)
    results.load_shipped_indicators(mission.organisation.id)
    anita = mission.hire("Anita Krasniqi", mission.prishtine, "analyst")
    access.give_role(None, anita, mission.prishtine, "programme_manager", date(2026, 1, 1))
    access.give_role(None, anita, network.office, "network_member", date(2026, 1, 1))
    staff = {
        "analyst": anita,
        "tracking_enumerator": mission.hire("Teuta M", mission.prishtine, "tracking_enumerator"),
    }
    people = {
        "carla": network.carla,
        "ivo": network.ivo,
        "sanja": network.sanja,
        "umar": network.uma,
    }
    answered = demonstration_story.tell(staff, people, mission.prishtine, today_in())
    return {
        "answered": answered,
        "Anita": anita,
        "Sanja": network.sanja,
        "Arta": mission.arta,
        "Blerim": mission.blerim,
        "Dafina": mission.hire("Dafina O", mission.prishtine, "data_protection_officer"),
        "Petrit": mission.hire("Petrit B", mission.prishtine, "partner_focal_point"),
    }


def test_a_newcomer_walks_the_ten_things_and_each_link_opens(client, told, milan):
    shown = {}
    for step in ten_things.STEPS:
        client.force_login(told[step.who])
        page = client.get("/ten-things/").content.decode()
        urls = {one["title"]: one["url"] for one in ten_things.steps_of(told[step.who])}
        answer = client.get(urls[step.title])

        assert urls[step.title] in read(page)[0], step.title
        assert answer.status_code == 200, step.title
        shown[step.button] = read(answer.content.decode())

    client.force_login(milan)
    elsewhere = read(client.get("/forms/?q=Households").content.decode())[1]

    # The story: the form has answers and a correction, and each thing rests on the one before.
    assert "Households and their plans" in shown["Forms and surveys"][1]
    assert Submission.objects.count() == demonstration_story.HOUSEHOLDS
    assert CleaningLine.objects.count() == 2
    assert demonstration_story.STUDY in shown["Studies"][1]
    assert demonstration_story.REPORT in shown["Reports"][1]
    assert "legal work abroad" in shown["Recommendations"][1]
    assert "Households and their plans" not in elsewhere

    recommendation = Recommendation.objects.get(id=told["answered"])
    evidence = Evidence.objects.get(recommendation=recommendation)
    client.force_login(told["Sanja"])
    opened = client.get(reverse("advice:recommendation", args=[recommendation.id]))
    words = read(opened.content.decode())[1]
    assert evidence.kind == "finding"
    assert "What does the household plan for the next year?" in words
    assert "UNKT meeting 10 (fictional)" in words


def test_the_report_of_the_story_has_figures_that_are_counted_again(client, told):
    edition = Edition.objects.get(title=demonstration_story.REPORT)
    client.force_login(told["Blerim"])

    counted = client.get(reverse("reports:check", args=[edition.id])).content.decode()
    figure = client.get(reverse("reports:figure", args=[edition.id, 1]))

    words = read(counted)[1]
    assert figure.status_code == 200
    assert "People informed on regular ways to migrate" in words
    assert "Plans of households for the next year" in words
    assert {one.state for one in queries.recompute(edition).verdicts.values()} == {"same"}


def test_each_step_of_the_referral_tour_opens_for_its_role(client, told):
    opened = {}
    for step in ten_things.WALK:
        client.force_login(told[step.who])
        links = read(client.get("/ten-things/").content.decode())[0]
        urls = {one["title"]: one["url"] for one in ten_things.walk_of(told[step.who])}
        opened[step.title] = (urls[step.title] in links, client.get(urls[step.title]).status_code)
    blerim = {one["title"]: one["url"] for one in ten_things.walk_of(told["Blerim"])}

    assert opened == {step.title: (True, 200) for step in ten_things.WALK}
    assert blerim["Record a visit"] == ""
