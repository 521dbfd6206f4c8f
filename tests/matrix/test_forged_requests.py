"""Another site cannot write through the API with the cookie of somebody who is signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.matrix.test_every_method import description
from waystation.foundation.access.rules import ROLES
from waystation.foundation.audit.models import Entry

pytestmark = pytest.mark.sqlite_only

WRITES = ("post", "put", "patch", "delete")
BODIES = {
    "application/json": "{}",
    "text/plain": "{}",  # what a form of another site can send as JSON
    "application/x-www-form-urlencoded": "a=1",
    "multipart/form-data; boundary=x": "--x--",
}
MADE_UP = "0190f3a4-0000-7000-8000-000000000000"


def filled(path):
    parts = [MADE_UP if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


def test_no_operation_writes_with_the_cookie_alone(content):
    client = Client(enforce_csrf_checks=True)
    client.force_login(content.colleague(sorted(ROLES)))
    before, wrong, asked = Entry.objects.count(), [], 0

    for path, operations in description()["paths"].items():
        for method in operations.keys() & set(WRITES):
            for kind, body in BODIES.items():
                answer = getattr(client, method)(filled(path), body, content_type=kind)
                asked += 1
                if answer.status_code != 403:
                    wrong.append(f"{method} {path} as {kind}: {answer.status_code}")

    assert wrong == [], "\n".join(wrong)
    assert asked > 400
    assert Entry.objects.count() == before
