"""The mission reminds by e-mail, each morning, each reminder once."""

from __future__ import annotations

import socket
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from tests.governance import walk
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.actions import UNREACHABLE
from waystation.foundation.messaging.models import Reminder
from waystation.foundation.tasks import actions as tasks
from waystation.foundation.tasks.models import Task
from waystation.governance.meetings import actions as meetings
from waystation.governance.meetings.queries.reminders import BEFORE
from waystation.governance.network import actions
from waystation.governance.network.queries.reminders import GONE, SETTLED
from waystation.governance.network.rules.reminders import reminder_of
from waystation.governance.unkt_reports import actions as reports
from waystation.governance.unkt_reports.models import ReportTask

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 1)


@pytest.fixture
def letters(settings):
    settings.MAIL_LEAVES = True


@pytest.fixture
def agreed(network, letters):
    """UNICEF is to do something until 1 April; the letters about the meeting have left."""
    action = walk.agreed(network, walk.decided(network, walk.held(network)), due_on=DUE)
    Task.objects.all().delete()
    messaging.send_waiting(network.sanja, network.office.id)
    return action


@pytest.fixture
def asked(network, agreed):
    """What UNICEF is to do; it is the day after the meeting, and no letter is looked at yet."""
    network.clock.set(walk.FIRST + timedelta(days=1))
    mail.outbox.clear()
    return agreed


def remind(network, day):
    network.clock.set(day)
    return actions.reminders.remind(network.record, day)


@pytest.mark.duty("O-34")
def test_an_action_is_announced_once_before_its_day_and_once_after_it(network, asked):
    """O-34. Seven days before 1 April is 25 March; on 2 April it is late."""
    written = {day: remind(network, date(2026, 3, day)) for day in (24, 25, 26)}
    late = [remind(network, date(2026, 4, day)) for day in (1, 2, 3)]

    assert written == {24: 0, 25: 1, 26: 0}
    assert late == [0, 1, 0]
    kinds = Reminder.objects.order_by("created_at", "id").values_list("kind", "recipient_id")
    unicef = network.unicef.id
    assert list(kinds) == [("action", unicef), ("action_late", unicef)]


def test_all_that_waits_for_one_recipient_is_one_letter_in_the_background(network, asked):
    decision = asked.decision
    walk.agreed(network, decision, due_on=DUE, text="Send the list.")
    remind(network, date(2026, 3, 30))
    assert [one.kind for one in Task.objects.all()] == ["messaging.send"]
    assert mail.outbox == []

    messaging.send_waiting(network.sanja, network.office.id)
    again = messaging.send_waiting(network.sanja, network.office.id)

    [letter] = mail.outbox
    assert letter.to == ["Nora Kelmendi <nora@example.org>"]
    assert "01/04/2026: Publish the plan." in letter.body
    assert "01/04/2026: Send the list." in letter.body
    assert "1244" in letter.body
    assert again == {"sent": 0, "failed": 0}
    assert set(Reminder.objects.values_list("mailed", flat=True)) == {"sent"}


def test_the_title_of_a_closed_action_does_not_leave_by_e_mail(network, asked):
    type(asked).objects.filter(id=asked.id).update(access_class="restricted")
    remind(network, date(2026, 3, 30))

    messaging.send_waiting(network.sanja, network.office.id)

    [letter] = mail.outbox
    assert "Publish the plan." not in letter.body
    assert "after signing in: 1" in letter.body


def test_what_a_mail_server_that_is_down_does_not_take_is_sent_the_next_morning(network, asked):
    with socket.create_server(("127.0.0.1", 0)) as closed_at_once:
        port = closed_at_once.getsockname()[1]
    remind(network, date(2026, 3, 30))
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        tasks.work_off("w1")
    failed = Task.objects.get()
    waiting = set(Reminder.objects.values_list("mailed", flat=True))

    new = remind(network, date(2026, 3, 31))
    tasks.work_off("w1")

    assert (failed.state, failed.sentence) == ("failed", UNREACHABLE)
    assert (new, waiting) == (0, {"waiting"})
    assert Reminder.objects.get().mailed == "sent"
    assert len(mail.outbox) == 1


def sent_and_why(network):
    messaging.send_waiting(network.sanja, network.office.id)
    row = Reminder.objects.get()
    return len(mail.outbox), row.mailed, row.mail_reason


def test_an_entity_that_has_left_is_not_reminded(network, asked):
    remind(network, date(2026, 3, 30))
    type(network.members["unicef"]).objects.filter(entity=network.unicef).update(
        ends_on=date(2026, 3, 29)
    )

    assert sent_and_why(network) == (0, "failed", GONE)


@pytest.mark.parametrize(
    ("state", "more"),
    [("done", {"evidence": "Sent."}), ("dropped", {"note": "Overtaken by events."})],
)
def test_nobody_is_reminded_of_what_was_settled_since(network, asked, state, more):
    remind(network, date(2026, 3, 30))
    meetings.decisions.report_action(network.sanja, asked.id, state=state, **more)

    assert sent_and_why(network) == (0, "failed", SETTLED)


@pytest.mark.parametrize(("left", "why"), [(True, GONE), (False, SETTLED)], ids=["left", "done"])
def test_who_has_no_role_any_more_or_whose_task_is_done_is_not_reminded(network, left, why):
    network.clock.set(date(2026, 4, 2))
    report = reports.begin_report(network.sanja, "quarterly", 2026, 1)
    ReportTask.objects.exclude(key="sdg").update(done_on=date(2026, 4, 2), done_by=network.sanja)
    reports.give_task(network.sanja, report.id, "sdg", network.nora.id, date(2026, 4, 20))
    remind(network, date(2026, 4, 18))
    if left:
        network.nora.memberships.update(ends_on=date(2026, 4, 17))
    else:
        ReportTask.objects.update(done_on=date(2026, 4, 18), done_by=network.sanja)

    assert sent_and_why(network) == (0, "failed", why)


@pytest.mark.duty("O-06")
def test_unkt_and_the_network_are_reminded_of_the_rotating_seat_on_three_days(network):
    """O-06: 1 October, 15 November, 15 December; silence once UNKT has appointed."""
    days = [(9, 30), (10, 1), (10, 2), (11, 15), (12, 14)]
    written = [remind(network, date(2026, *day)) for day in days]
    actions.seats.appoint_rotating(
        network.sanja,
        network.unicef.id,
        starts_on=date(2027, 1, 1),
        decided_on=date(2026, 12, 14),
        decided_way="meeting",
        decision="UNKT meeting 9",
    )
    after = remind(network, date(2026, 12, 15))

    people = {network.carla, network.ivo, network.rita, network.sanja, network.uma}
    assert written == [0, 5, 0, 5, 0]
    assert after == 0
    assert set(Reminder.objects.values_list("recipient_id", flat=True)) == {
        one.id for one in people
    }


@pytest.mark.duty("O-19")
def test_who_owns_a_task_of_a_report_is_reminded(network):
    """O-19."""
    network.clock.set(date(2026, 4, 2))
    report = reports.begin_report(network.sanja, "quarterly", 2026, 1)
    ReportTask.objects.exclude(key="sdg").update(done_on=date(2026, 4, 2), done_by=network.sanja)
    reports.give_task(network.sanja, report.id, "sdg", network.nora.id, date(2026, 4, 20))

    written = [remind(network, date(2026, 4, day)) for day in (16, 17, 18, 21)]
    messaging.send_waiting(network.sanja, network.office.id)

    assert written == [0, 1, 0, 1]
    assert set(Reminder.objects.values_list("recipient_id", "kind")) == {
        (network.nora.id, "task"),
        (network.nora.id, "task_late"),
    }
    assert "nationalisation of the SDGs" in mail.outbox[0].body


def test_without_a_secretariat_nobody_is_reminded(network, asked):
    network.sanja.memberships.update(ends_on=date(2026, 3, 1))

    assert remind(network, date(2026, 3, 30)) == 0


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (date(2026, 3, 24), ""),
        (date(2026, 3, 25), "action"),
        (DUE, "action"),
        (date(2026, 4, 2), "action_late"),
        (date(2026, 5, 1), "action_late"),
        (date(2026, 5, 2), ""),
    ],
)
def test_when_of_what(today, kind):
    assert reminder_of("action", DUE, today, BEFORE) == kind


def test_the_worker_does_the_daily_work_once_each_morning(network, asked, settings):
    zone = ZoneInfo("Europe/Belgrade")
    network.clock.set(datetime(2026, 3, 30, 6, 59, tzinfo=zone))
    early = tasks.do_daily_work(None)
    network.clock.set(datetime(2026, 3, 30, 7, 1, tzinfo=zone))
    first = tasks.do_daily_work(early)
    Reminder.objects.filter(mailed="waiting").update(mailed="sent")
    second = tasks.do_daily_work(first)
    other_worker = tasks.do_daily_work(None)

    assert (early, first) == (None, date(2026, 3, 30))
    assert second == other_worker == first
    assert Reminder.objects.exclude(kind__startswith="digest.").count() == 1


def test_the_list_of_reminders_leaves_out_the_digests_of_its_office(network, asked, client):
    zone = ZoneInfo("Europe/Belgrade")
    network.clock.set(datetime(2026, 3, 30, 7, 1, tzinfo=zone))
    tasks.do_daily_work(None)
    client.force_login(network.sanja)

    page = client.get("/network/reminders/")

    assert Reminder.objects.filter(kind__startswith="digest.").exists()
    assert page.status_code == 200
    assert len(page.context["rows"]) == 1


def test_work_that_fails_in_the_morning_stops_no_worker(network, contribute, caplog):
    contribute("daily", network=["tests.governance.walk.nothing_of_this_name"])

    assert tasks.do_daily_work(None) == date(2026, 1, 15)
    assert "failed" in caplog.text


def test_the_list_of_reminders(client, network, asked, arta, milan, blerim):
    page = reverse("network:reminders")
    client.force_login(network.sanja)
    empty = client.get(page).content.decode()
    remind(network, date(2026, 3, 30))
    shown = client.get(page).content.decode()
    answers = []
    for one in (network.nora, arta, milan, blerim):
        client.force_login(one)
        answers.append(client.get(page).status_code)

    assert "No reminders sent yet" in empty
    assert "An action is due soon" in shown
    assert answers == [403, 404, 404, 404]
