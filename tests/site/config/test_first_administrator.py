"""An empty mission gets its first administrator from the command line."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from waystation.foundation.access import queries
from waystation.foundation.access.models import User


def found(monkeypatch, password):
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    call_command("first_administrator", "drita@example.org", "Drita", stdout=io.StringIO())


def test_the_first_administrator_may_manage_users(db, monkeypatch):
    found(monkeypatch, "correct horse battery")

    drita = User.objects.get(email="drita@example.org")

    assert queries.may(drita, "user.manage")
    assert drita.check_password("correct horse battery")


def test_a_short_password_creates_nothing(db, monkeypatch):
    with pytest.raises(CommandError, match="12 characters"):
        found(monkeypatch, "short")

    assert not User.objects.filter(email="drita@example.org").exists()
