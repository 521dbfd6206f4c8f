"""A device of Arta's, and how it speaks to the server."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from waystation.foundation.shared.keys import new_key

NOW = datetime(2026, 9, 21, 8, 0, tzinfo=UTC)
VISIT = [
    ["mode", "walk_in"],
    ["reason", "work_abroad"],
    ["visitor_type", "potential_migrant"],
    ["minutes", "20"],
]


class Device:
    """A browser that somebody prepared."""

    def __init__(self, client, user):
        self.client, self.user = client, user
        client.force_login(user)
        answer = client.post(reverse("offline:prepare"), headers={"User-Agent": "Test phone"})
        self.answer = answer.json()
        self.secret = self.answer.get("device", "")

    def contact(self, waiting=0):
        """Return what the server says at a contact."""
        headers = {"X-Device": self.secret, "X-Waiting": str(waiting)}
        return self.client.get(reverse("offline:contact"), headers=headers).json()

    def load(self):
        """Return the forms and lists that the device gets."""
        return self.client.get(reverse("offline:load"), headers={"X-Device": self.secret})

    def send(self, kind, answers, **more):
        """Send one record."""
        body = {
            "kind": kind,
            "key": str(new_key()),
            "recorded_at": NOW.isoformat(),
            "answers": answers,
            **more,
        }
        return self.client.post(
            reverse("offline:send"),
            json.dumps(body, default=str),
            "application/json",
            headers={"X-Device": self.secret},
        )


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def device_of(client):
    """Prepare a device for somebody; each has a browser of their own."""
    from django.test import Client

    return lambda user: Device(Client(), user)


@pytest.fixture
def visit_answers(mission):
    """Return the answers of a visit, with those of one's own."""

    def made(**own):
        given = {**dict(VISIT), "office": str(mission.prishtine.id), **own}
        return [[name, str(value)] for name, value in given.items()]

    return made
