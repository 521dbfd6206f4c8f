"""What people do in the demonstration lies within opening hours, at many different times."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.periods import HOME_ZONE, now, today_in
from waystation.registry.people.models import Person
from waystation.services.centres.models import Visit
from waystation.site.config import demonstration, demonstration_visits
from waystation.site.config import demonstration_front_desk as front_desk
from waystation.site.config.demonstration_files import moment
from waystation.site.config.demonstration_hours import past, working_hour

DAY = date(2025, 11, 3)


def test_a_working_hour_is_within_opening_hours_and_the_same_each_time():
    days = [DAY + timedelta(days=number) for number in range(200)]

    hours = [working_hour(day, number).astimezone(ZoneInfo(HOME_ZONE)) for number, day in
             enumerate(days)]  # fmt: skip

    assert hours == [working_hour(day, number) for number, day in enumerate(days)]
    assert [one.date() for one in hours] == days
    assert {one.hour for one in hours} == set(range(8, 16))
    assert max(Counter((one.hour, one.minute) for one in hours).values()) < 5


def test_nothing_in_the_demonstration_lies_in_the_future():
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    assert working_hour(tomorrow.date()) <= datetime.now(UTC)
    assert past(tomorrow) <= datetime.now(UTC)


def test_the_clock_of_the_front_desk_takes_a_moment_or_a_working_hour():
    exact = datetime(2025, 11, 3, 10, 17, tzinfo=UTC)

    with front_desk.clock() as turn:
        turn(exact)
        at_moment = now()
        turn(DAY)
        first = now()
        turn(DAY)
        second = now()

    assert at_moment == exact
    assert first != second
    assert {first.date(), second.date()} == {DAY}


def test_a_day_without_a_time_becomes_a_working_hour():
    assert 8 <= moment(DAY).astimezone(ZoneInfo(HOME_ZONE)).hour < 16


def test_files_and_visits_are_recorded_when_they_happened(db, monkeypatch):
    monkeypatch.setattr(demonstration_visits, "VISITS", 40)
    monkeypatch.setattr(demonstration_visits, "PEOPLE", 12)
    mission, today = demonstration.Mission(random.Random(1)), today_in()
    demonstration._open_offices(mission, today)

    plan = demonstration_visits.plan_files(mission)
    demonstration_visits.record_visits(mission, today, plan, lambda *_step: None)

    visits = list(Visit.objects.filter(organisation=mission.organisation))
    files = dict(
        Person.objects.filter(id__in=[one.person_id for one in visits]).values_list(
            "id", "created_at"
        )
    )
    first = {
        one.person_id: one.started_at for one in sorted(visits, key=lambda v: v.started_at)[::-1]
    }
    recorded = Entry.objects.filter(verb="visit.record", subject_id__in=[one.id for one in visits])
    assert len(visits) == 40
    assert Person.objects.filter(organisation=mission.organisation).count() == 12
    assert not plan.answers
    for one in visits:
        assert one.started_at <= one.created_at <= max(now(), one.started_at + timedelta(hours=2))
    for person, opened in files.items():
        assert timedelta() <= first[person] - opened <= timedelta(minutes=4)
    assert len({entry.at.astimezone(ZoneInfo(HOME_ZONE)).hour for entry in recorded}) > 4
