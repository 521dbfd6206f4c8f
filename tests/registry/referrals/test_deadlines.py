"""The clock runs to the second, and an overdue answer is told of once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from tests.registry.referrals.conftest import MARK, MONDAY
from waystation.foundation.messaging.models import Reminder
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.tasks import actions as tasks
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.rules import deadlines

HERE = ZoneInfo("Europe/Belgrade")
SECOND = timedelta(seconds=1)


def test_an_urgent_referral_of_monday_at_ten_is_due_on_thursday_at_ten():
    monday = datetime(2026, 9, 21, 10, 0, tzinfo=HERE)

    due = deadlines.due_at("urgent", monday)

    assert due.astimezone(HERE) == datetime(2026, 9, 24, 10, 0, tzinfo=HERE)
    assert due.strftime("%A") == "Thursday"


@pytest.mark.parametrize(
    ("priority", "hours"), [("emergency", 24), ("urgent", 72), ("normal", 14 * 24)]
)
def test_the_time_to_answer_is_over_one_second_after_it(priority, hours):
    due = deadlines.due_at(priority, MONDAY)

    assert due == MONDAY + timedelta(hours=hours)
    assert not deadlines.is_overdue(due, due)
    assert deadlines.is_overdue(due, due + SECOND)


def test_across_the_end_of_summer_time_the_hours_are_counted_not_the_clock():
    saturday = datetime(2026, 10, 24, 10, 0, tzinfo=HERE)

    due = deadlines.due_at("emergency", saturday.astimezone(UTC))

    assert due - saturday == timedelta(hours=24)
    assert due.astimezone(HERE).hour == 9


@pytest.mark.django_db
def test_an_unanswered_emergency_alerts_once_after_24_hours_and_one_second(
    arta, blerim, clock, sent, django_capture_on_commit_callbacks
):
    referral = sent(priority="emergency")
    told = []

    for after in (timedelta(hours=24), timedelta(hours=24) + SECOND, timedelta(hours=30)):
        clock.move_to(MONDAY + after, tick=False)
        told.append(actions.alert_overdue())

    assert told == [0, 1, 0]
    recipients = Reminder.objects.filter(subject_id=referral.id).values_list("recipient_id")
    assert {key for (key,) in recipients} == {arta.id, blerim.id}
    assert Referral.objects.get(id=referral.id).alerted_at == MONDAY + timedelta(hours=24) + SECOND


@pytest.mark.django_db
def test_the_alert_leaves_as_one_letter_each_that_says_nothing(arta, blerim, clock, sent):
    referral = sent(priority="emergency")
    clock.move_to(MONDAY + timedelta(hours=25), tick=False)
    actions.alert_overdue()

    tasks.work_off("test")

    assert sorted(one.to[0] for one in mail.outbox) == [
        "Arta Berisha <arta@example.org>",
        "Blerim Hoti <blerim@example.org>",
    ]
    for one in mail.outbox:
        text = f"{one.subject} {one.body}"
        for secret in (MARK, "Besim", "Markperson", referral.number, "Legal", "legal"):
            assert secret not in text


@pytest.mark.django_db
def test_the_worker_alerts_each_minute_and_a_failing_alert_stops_nothing(clock, monkeypatch):
    called = []

    def broken():
        called.append(now())
        raise RuntimeError("no database")

    monkeypatch.setattr("waystation.registry.referrals.actions.alert_overdue", broken)
    done = tasks.do_minutely_work(None)
    again = tasks.do_minutely_work(done)
    clock.move_to(MONDAY + timedelta(minutes=1), tick=False)
    later = tasks.do_minutely_work(again)

    assert called == [MONDAY, MONDAY + timedelta(minutes=1)]
    assert (done, again, later) == (MONDAY, MONDAY, MONDAY + timedelta(minutes=1))


@pytest.mark.django_db
def test_what_was_answered_in_time_alerts_nobody(arta, clock, sent):
    referral = sent(priority="emergency")
    clock.move_to(MONDAY + timedelta(hours=24), tick=False)
    actions.change_referral_state(arta, referral.id, "accept")
    clock.move_to(MONDAY + timedelta(days=3), tick=False)

    told = actions.alert_overdue()

    assert told == 0
    assert not Reminder.objects.exists()


@pytest.mark.django_db
def test_a_question_stops_the_clock_and_the_answer_starts_it_anew(arta, clock, sent):
    referral = sent(priority="emergency")
    clock.move_to(MONDAY + timedelta(hours=20), tick=False)
    actions.change_referral_state(arta, referral.id, "ask_more", note="Which municipality?")
    clock.move_to(MONDAY + timedelta(hours=48), tick=False)
    waiting = actions.alert_overdue()

    again = actions.change_referral_state(arta, referral.id, "supply", note="Prishtinë")

    assert waiting == 0
    assert again.due_at == MONDAY + timedelta(hours=72)
    assert again.sent_at == MONDAY


@pytest.mark.django_db
def test_a_question_that_comes_too_late_leaves_the_answer_late(arta, clock, sent):
    referral = sent(priority="emergency")
    clock.move_to(MONDAY + timedelta(hours=24) + SECOND, tick=False)
    actions.change_referral_state(arta, referral.id, "ask_more", note="Which municipality?")
    actions.change_referral_state(arta, referral.id, "supply", note="Prishtinë")

    answered = actions.change_referral_state(arta, referral.id, "accept")

    judged = deadlines.in_time(answered.due_at, answered.answered_at, answered.alerted_at)
    assert judged is False


@pytest.mark.django_db
def test_the_table_of_unanswered_referrals_is_of_ones_own_office(
    client, arta, milan, blerim, clock, sent
):
    sent(priority="emergency")
    sent()
    clock.move_to(MONDAY + timedelta(hours=25), tick=False)

    tables = {
        user.get_short_name(): [
            (one.name, one.waiting, one.late) for one in queries.unanswered_by_partner(user)
        ]
        for user in (arta, milan, blerim)
    }
    client.force_login(arta)
    page = client.get("/referrals/unanswered/").content.decode()

    assert tables == {
        "Arta": [("Legal Aid Centre", 2, 1)],
        "Milan": [],
        "Blerim": [("Legal Aid Centre", 2, 1)],
    }
    late = re.search(r'href="(/referrals/[?]late=1[^"]+)"', page)[1].replace("&amp;", "&")
    listed = client.get(late).content.decode()
    assert "Legal Aid Centre" in page
    assert listed.count('class="b" href="/referrals/') == 1


def test_who_only_watches_over_referrals_is_told_of_the_overdue_ones(
    arta, blerim, vera, sent, time_machine
):
    referral = sent()
    readers = (arta, blerim, vera)
    at_once = {one.email: queries.outstanding(one, today_in()) for one in readers}
    time_machine.move_to(referral.due_at + timedelta(minutes=1), tick=False)

    late = {one.email: queries.outstanding(one, today_in()) for one in readers}

    assert [len(at_once[one.email]) for one in readers] == [1, 0, 0]
    assert [len(late[one.email]) for one in readers] == [1, 1, 1]
