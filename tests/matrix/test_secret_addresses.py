"""Addresses that open something by themselves: their secrets are long and in no log."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from tests.matrix.addresses import ADDRESSES
from tests.matrix.test_every_address import ask
from waystation.foundation.shared.logs import NoSecrets

SECRET = sorted(name for name, address in ADDRESSES.items() if address.by_secret)
# A sheet that hangs in a room: read by a telephone, it opens one session for some hours, at the
# pace of a group (kind 18), and shows nothing of anybody.
SHORT = {"centres:sign_in"}
# Their content holds no link; tests/governance/meetings/test_invitation_links.py makes real ones.
MADE_UP = {"meetings:invitation_link", "meetings:paper_by_link"}
pytestmark = pytest.mark.sqlite_only


def filled(name, content):
    address = ADDRESSES[name]
    values = {key: content[what] for key, what in address.made_of.items()}
    return reverse(name, kwargs=values), str(values[address.by_secret])


@pytest.mark.parametrize("name", SECRET)
def test_no_line_of_the_log_holds_the_secret(name, content):
    where, secret = filled(name, content)
    line = logging.LogRecord("x", logging.INFO, "", 1, f"Not Found: {where}", (), None)
    other = logging.LogRecord("x", logging.INFO, "", 1, "%s at %s", (where, where), None)

    NoSecrets().filter(line)
    NoSecrets().filter(other)

    for said in (line.getMessage(), other.getMessage()):
        assert secret not in said
        assert secret.split(":")[-1] not in said


@pytest.mark.parametrize("name", [one for one in SECRET if one not in SHORT | MADE_UP])
def test_no_secret_can_be_guessed(name, content):
    _where, secret = filled(name, content)

    assert len(secret) >= 22  # 128 bits, six to a letter


@pytest.mark.parametrize("name", SECRET)
def test_a_page_behind_a_secret_is_not_stored_not_found_by_searches_not_told_to_others(
    name, content
):
    answer = ask(Client(), name, content)

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert answer.headers["X-Robots-Tag"] == "noindex"
