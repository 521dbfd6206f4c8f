"""Notices, papers and minutes leave by e-mail: each once, with its reason where one does not."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from icalendar import Calendar

from tests.governance.walk import convened, paper
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.actions import NO_ADDRESS, NOT_KNOWN
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.periods import now
from waystation.foundation.tasks.models import Task
from waystation.governance.meetings import actions
from waystation.governance.meetings.rules.meetings import refusal_of_guest_address
from waystation.governance.network.queries.reminders import NOBODY
from waystation.site.config import env

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(network, settings):
    settings.MAIL_LEAVES = True
    return convened(network)


def test_a_notice_leaves_with_its_calendar_file_in_the_background(network, meeting):
    """O-10, O-16: one task; one message for each entity, to who speaks for it or sits for it."""
    assert [one.kind for one in Task.objects.all()] == ["messaging.send"]
    assert mail.outbox == []

    told = messaging.send_waiting(network.carla, network.office.id)

    to = {address for one in mail.outbox for address in one.to}
    name, content, kind = mail.outbox[0].attachments[0]
    event = Calendar.from_ical(content).walk("VEVENT")[0]
    assert told == {"sent": 4, "failed": 1}  # nobody speaks for UNHCR
    assert "Nora Kelmendi <nora@example.org>" in to
    assert (name, kind) == ("invitation.ics", "text/calendar; method=REQUEST")
    assert str(event["summary"]) == meeting.title
    assert all("1244" in one.body for one in mail.outbox)


def test_who_has_no_address_stands_in_the_log_with_the_reason(network, meeting, client):
    messaging.send_waiting(network.carla, network.office.id)

    row = Delivery.objects.get(recipient_id=network.unhcr.id)
    client.force_login(network.sanja)
    page = client.get(f"/network/meetings/{meeting.id}/").content.decode()

    assert (row.mailed, row.mail_reason) == ("failed", NOBODY)
    assert NOBODY in page


def test_begun_twice_each_message_leaves_once(network, meeting):
    messaging.send_waiting(network.carla, network.office.id)
    first = len(mail.outbox)

    told = messaging.send_waiting(network.carla, network.office.id)

    assert (first, len(mail.outbox)) == (4, 4)
    assert told == {"sent": 0, "failed": 0}


def test_what_a_dead_worker_had_taken_is_never_sent_again(network, meeting):
    taken = Delivery.objects.filter(recipient_id=network.unicef.id)
    taken.update(mailed="sending", mailed_at=now() - timedelta(hours=1))

    messaging.send_waiting(network.carla, network.office.id)

    assert taken.get().mail_reason == NOT_KNOWN
    assert not any("nora@example.org" in address for one in mail.outbox for address in one.to)


def test_a_refusal_of_the_mail_server_is_kept_without_the_address(network, meeting, monkeypatch):
    def refuse(self, **_):
        raise SMTPRecipientsRefused({"nora@example.org": (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    messaging.send_waiting(network.carla, network.office.id)

    reason = Delivery.objects.get(recipient_id=network.unicef.id).mail_reason
    assert reason == "The mail server refused it. (SMTPRecipientsRefused)"


@pytest.mark.parametrize(
    ("name", "address", "wanted"),
    [
        ("Vjosa", "vjosa@universität.example", "Vjosa <vjosa@xn--universitt-y5a.example>"),
        ("Nora\nBcc: all@example.org", "nora@example.org", '"Nora Bcc: all@example.org" <nora@'),
        ("Vjosa", "vjosë@example.org", None),
        ("Vjosa", f"vjosa@{'a' * 64}.example", None),
    ],
)
def test_an_odd_address_stops_nobody_elses_mail(network, meeting, name, address, wanted):
    type(network.nora).objects.filter(id=network.nora.id).update(full_name=name, email=address)

    told = messaging.send_waiting(network.carla, network.office.id)

    row = Delivery.objects.get(recipient_id=network.unicef.id)
    to = [one for message in mail.outbox for one in message.to]
    assert (row.mailed, row.mail_reason) == (("sent", "") if wanted else ("failed", NO_ADDRESS))
    assert told == {"sent": 4 if wanted else 3, "failed": 1 if wanted else 2}
    assert not wanted or any(one.startswith(wanted) for one in to)


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("vjosa@universität.example", True),
        ("vjosë@example.org", False),
        ("vjosa@example.org", True),
        ("vjosa\x07@example.org", False),
    ],
)
def test_before_the_at_a_guests_address_is_ascii(address, fits):
    assert (refusal_of_guest_address(address, account=False) is None) is fits


def test_papers_of_a_meeting_are_one_message_and_closed_titles_stay_here(network, meeting):
    """O-20, O-43."""
    messaging.send_waiting(network.carla, network.office.id)
    mail.outbox.clear()
    paper(network, meeting, "Draft plan")
    paper(network, meeting, "Budget", access_class="restricted")

    actions.papers.distribute_papers(network.sanja, meeting.id)
    messaging.send_waiting(network.sanja, network.office.id)

    to_carla = [one for one in mail.outbox if "carla@example.org" in "".join(one.to)]
    assert len(to_carla) == 1
    assert "Draft plan" in to_carla[0].body
    assert "Budget" not in to_carla[0].body
    assert "after signing in: 1" in to_carla[0].body


def test_without_a_mail_server_messages_are_kept_and_the_page_says_so(network, client, settings):
    settings.MAIL_LEAVES = False
    meeting = convened(network)

    messaging.send_waiting(network.carla, network.office.id)

    client.force_login(network.sanja)
    page = client.get(f"/network/meetings/{meeting.id}/").content.decode()
    assert Delivery.objects.get(recipient_id=network.unicef.id).mailed == "kept"
    assert "Messages stay in the outbox" in page


def test_the_environment_names_the_mail_server(monkeypatch):
    monkeypatch.setenv("WAYSTATION_EMAIL", "smtp://me:s%40fe@mail.example.org:2525/?tls=0")

    found = env.mail()

    assert found["EMAIL_HOST"] == "mail.example.org"
    assert (found["EMAIL_PORT"], found["EMAIL_HOST_PASSWORD"]) == (2525, "s@fe")
    assert found["EMAIL_USE_TLS"] is False


def test_the_sending_is_written_down_in_a_transaction_of_its_own(network, meeting, monkeypatch):
    """A worker has none open: without its own the trail would refuse the line."""
    around = len(connection.savepoint_ids)
    depths = []
    log = audit.log

    def noted(*args, **more):
        depths.append(len(connection.savepoint_ids) - around)
        return log(*args, **more)

    monkeypatch.setattr(audit, "log", noted)

    messaging.send_waiting(network.carla, network.office.id)

    assert depths == [1]


def test_the_recipients_of_a_notice_are_listed_below_it(client, network):
    meeting = convened(network)
    messaging.send_waiting(network.carla, network.office.id)
    client.force_login(network.sanja)

    page = client.get(reverse("meetings:meeting", args=[meeting.id])).content.decode()

    recipients = page.index("Recipients of the latest notice")
    assert page.index("Convening notice") < recipients < page.index("Attendance")
