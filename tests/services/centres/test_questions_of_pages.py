"""The pages of the first hour ask the database no more when there is more to show."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tests.questions import questions_of
from tests.services.centres.conftest import NOW
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import Period
from waystation.services.centres import actions, queries

pytestmark = pytest.mark.sqlite_only

TODAY = NOW.astimezone(ZoneInfo("Europe/Belgrade")).date()


def agree_on_a_plan(arta, person, steps):
    plan = actions.record_plan(
        arta,
        person.id,
        intention_before="leave",
        intention_after="undecided",
        aim="A job as an electrician",
        follow_up_on=TODAY + timedelta(days=90),
    )
    for day in range(steps):
        actions.add_step(arta, plan.id, what=f"Step {day}", due_on=TODAY + timedelta(days=day))


def test_a_persons_page_asks_no_more_for_a_longer_life(client, arta, record, visitors):
    client.force_login(arta)
    address = reverse("people:person", args=[visitors.besim.id])
    record(person_id=visitors.besim.id)
    agree_on_a_plan(arta, visitors.besim, steps=1)

    short = questions_of(lambda: client.get(address))
    for _ in range(4):
        record(person_id=visitors.besim.id)
        agree_on_a_plan(arta, visitors.besim, steps=3)
    long = questions_of(lambda: client.get(address))

    assert client.get(address).content.decode().count("Step 2") == 4
    assert long == short


def test_todays_page_asks_no_more_on_a_busy_day(client, mission, arta, record, visitors):
    client.force_login(arta)
    address = reverse("centres:today")

    def one_more():
        record(person_id=visitors.besim.id)
        actions.record_waiting(arta, mission.prishtine.id)
        actions.record_session(
            arta, mission.prishtine.id, title="Work in Germany", day=TODAY, minutes=60,
            counts={"female": {"18-24": 7}}, key=new_key(),
        )  # fmt: skip
        actions.record_call_back(
            arta, mission.prishtine.id, person_id=visitors.besim.id, due_on=TODAY
        )

    one_more()
    quiet = questions_of(lambda: client.get(address))
    for _ in range(4):
        one_more()
    busy = questions_of(lambda: client.get(address))

    assert busy == quiet


def test_a_month_is_counted_with_the_same_questions_however_long(arta, record, visitors):
    month = Period(TODAY.replace(day=1), TODAY + timedelta(days=1))
    record(person_id=visitors.besim.id)

    short = questions_of(lambda: queries.counts_of(arta, month))
    for _ in range(5):
        record()
    long = questions_of(lambda: queries.counts_of(arta, month))

    assert queries.counts_of(arta, month).reached.together == 6
    assert (short, long) == (2, 2)
