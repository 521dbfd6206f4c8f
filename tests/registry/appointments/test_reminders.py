"""A reminder says when, reveals nothing else, and leaves once."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail

from tests.registry.appointments.conftest import NOW
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.models import Reminder
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.keys import new_key
from waystation.registry.appointments import actions, letters, queries
from waystation.registry.appointments.models import Booking

REVEALING = ("migr", "waystation", "msc", "prishtin", "counsel", "appointment", "arta", "visa")


@pytest.fixture
def by_email(slots):
    return actions.book_in_public(
        slots[0].id,
        key=new_key(),
        language="en",
        wish="Visa",
        channel="email",
        contact="somebody@example.org",
    )


def test_the_letter_says_when_and_nothing_else(arta, mission, by_email):
    actions.remind()
    messaging.send_waiting(arta, mission.prishtine.id)

    (letter,) = mail.outbox
    said = f"{letter.subject} {letter.body}".lower()
    assert letter.to == ["somebody@example.org"]
    assert "22/09/2026" in said
    assert "09:00" in said
    assert [word for word in REVEALING if word in said] == []


@pytest.mark.parametrize(
    ("language", "day"),
    [("sq", "22.09.2026"), ("sr", "22. 9. 2026."), ("en", "22/09/2026"), ("", "22/09/2026")],
)
def test_it_is_written_in_the_language_of_the_conversation(by_email, language, day):
    by_email.language = language

    assert day in letters.text_of(by_email)


def test_it_leaves_once_and_only_for_tomorrow(arta, mission, by_email, time_machine):
    time_machine.move_to(NOW - timedelta(days=1), tick=False)
    too_early = actions.remind()
    time_machine.move_to(NOW, tick=False)

    counts = [actions.remind(), actions.remind()]
    for _ in range(2):
        messaging.send_waiting(arta, mission.prishtine.id)

    assert (too_early, counts) == (0, [1, 0])
    assert len(mail.outbox) == 1


def test_who_has_cancelled_meanwhile_is_not_reminded(arta, mission, by_email):
    actions.remind()
    actions.cancel_in_public(queries.secret_of(by_email))

    messaging.send_waiting(arta, mission.prishtine.id)

    assert mail.outbox == []
    assert Reminder.objects.get().mail_reason == letters.CANCELLED


def test_the_address_is_deleted_when_the_appointment_is_over(by_email, time_machine):
    time_machine.move_to(by_email.starts_at + timedelta(days=2), tick=False)

    actions.forget_contacts()

    by_email.refresh_from_db()
    assert (by_email.channel, bytes(by_email.contact)) == ("", b"")


class _Gateway(BaseHTTPRequestHandler):
    status = 200
    got: list = []

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        type(self).got.append(json.loads(self.rfile.read(length)))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *_said):
        return None


@pytest.fixture
def gateway(settings):
    """A gateway for text messages on this machine; it keeps what it was sent."""
    handler = type("Gateway", (_Gateway,), {"got": [], "status": 200})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.REMINDER_WEBHOOK = f"http://127.0.0.1:{server.server_port}/"
    yield handler
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def by_text(gateway, arta, slots):
    return actions.book(
        arta, slots[0].id, language="en", channel="webhook", contact="+383 44 123 456"
    )


def test_a_text_message_leaves_through_the_gateway_once(gateway, by_text):
    for _ in range(2):
        actions.remind()

    (sent,) = gateway.got
    assert sent["to"] == "+383 44 123 456"
    assert [word for word in REVEALING if word in sent["text"].lower()] == []


def test_a_gateway_that_does_not_take_it_is_noted(gateway, by_text):
    gateway.status = 500

    actions.remind()

    assert Booking.objects.get().reminder_problem == actions.NOT_SENT


def test_a_gateway_that_is_not_https_gets_nothing(settings):
    settings.REMINDER_WEBHOOK = "http://gateway.example.org/"

    with pytest.raises(ValueError, match="https"):
        actions.post_text("+383", "x")


def test_the_calendar_says_when_and_names_nobody(client, arta, slots, besim):
    actions.book(arta, slots[0].id, person_id=besim.id, language="sq", wish="Visa")
    first = actions.open_feed(arta)
    secret = actions.open_feed(arta)

    answer = client.get(f"/appointments/calendar/{secret}/")
    said = answer.content.decode()

    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "no-store, private"
    assert "DTSTART:20260922T070000Z" in said or "DTSTART;TZID" in said
    assert [word for word in ("Besim", "Krasniqi", "Visa") if word in said] == []
    for wrong in (first, "guessed"):
        with pytest.raises(NotSeen):
            queries.calendar_of_secret(wrong)


def test_a_calendar_of_a_closed_account_or_an_ended_role_shows_nothing(arta, slots):
    actions.book(arta, slots[0].id)
    secret = actions.open_feed(arta)
    arta.memberships.all().delete()
    without_a_role = queries.calendar_of_secret(secret)
    arta.is_active = False
    arta.save()

    assert "VEVENT" not in without_a_role
    with pytest.raises(NotSeen):
        queries.calendar_of_secret(secret)


def test_by_page_the_address_is_shown_once(client, arta, slots):
    client.force_login(arta)

    made = client.post("/appointments/calendar/").content.decode()
    again = client.get("/appointments/calendar/").content.decode()

    assert "/appointments/calendar/" in made.split("<code>")[1]
    assert "<code>" not in again
