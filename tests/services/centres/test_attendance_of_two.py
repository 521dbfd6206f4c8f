"""Two people who count the attendance of one session: merged box by box, asked where both typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from waystation.foundation.records.editing import write_seen
from waystation.services.centres import actions, queries

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)
GIRLS, WOMEN = "n_female_15-17", "n_female_25-34"


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def session(arta, mission):
    return actions.record_session(
        arta,
        mission.prishtine.id,
        title="Rights at work",
        day=NOW.date(),
        minutes=60,
        topics=["work_home"],
        held=False,
    )


def page_of(session, user):
    client = Client()
    client.force_login(user)
    return client, reverse("centres:session", args=[session.id])


def test_the_second_to_save_is_asked_about_a_box_that_both_filled(session, arta):
    client, page = page_of(session, arta)
    seen = client.get(page).context["seen"]
    first = client.post(page, {GIRLS: "4", "seen": seen})
    other = client.post(page, {WOMEN: "3", "seen": seen})
    same = client.post(page, {GIRLS: "9", "seen": seen})
    chosen = client.post(
        page,
        {GIRLS: "9", WOMEN: "3", f"keep-{GIRLS}": "mine", "seen": same.context["seen"]},
    )

    heads = queries.heads_of(session)
    assert [one.status_code for one in (first, other, same, chosen)] == [302, 302, 409, 302]
    assert "Two people changed the same answer" in same.content.decode()
    assert (heads[GIRLS], heads[WOMEN]) == (9, 3)


def test_nobody_overwrites_what_they_have_not_seen(session, arta):
    client, page = page_of(session, arta)
    client.post(page, {GIRLS: "4", "seen": client.get(page).context["seen"]})

    unseen = client.post(page, {GIRLS: "9"})

    assert unseen.status_code == 409
    assert queries.heads_of(session)[GIRLS] == 4


def test_a_number_that_no_box_shows_stays(session, arta):
    actions.complete_session(arta, session.id, counts={"other": {"25-34": 2}, "female": {}})
    client, page = page_of(session, arta)

    client.post(page, {GIRLS: "4", "seen": client.get(page).context["seen"]})

    assert queries.headcounts_of(session).get("other") == {"25-34": 2}


def test_other_offices_and_readers_count_nothing(session, milan, blerim):
    seen = write_seen(queries.heads_of(session))
    answers = {}
    for user in (milan, blerim):
        client, page = page_of(session, user)
        answered = client.post(page, {GIRLS: "4", "seen": seen})
        answers[user.full_name.split()[0]] = answered.status_code

    assert answers == {"Milan": 404, "Blerim": 403}
    assert queries.heads_of(session)[GIRLS] == 0
