"""A disk that is full and a database that does not answer: 503 and when to try again; reading and
signing in go on."""

import sqlite3
import time
from contextlib import contextmanager

import pytest
from django.db import ConnectionHandler, OperationalError, connection, transaction
from django.urls import reverse

from tests.session_data import PASSWORD
from waystation.foundation.shared import disk, patience
from waystation.registry.people.models import Person

NEW = {"given_name": "Zana", "family_name": "Krasniqi"}


@contextmanager
def nothing_can_be_written():
    """Make this connection refuse every write, as a disk that is full does."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        transaction.set_rollback(False)  # a request of its own would begin anew
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


@pytest.mark.django_db
def test_below_five_per_cent_new_records_are_refused_in_a_sentence(
    client, arta, milan, blerim, settings
):
    client.force_login(arta)
    settings.DISK_RESERVE_PER_CENT = 101

    page = client.post(reverse("people:new"), NEW, headers={"accept-language": "en"})
    api = client.post("/api/v1/people/persons", NEW, "application/json")

    for answer in (page, api):
        assert answer.status_code == 503
        assert answer["Retry-After"] == "10"
        assert "Nothing was saved; you can still read" in answer.content.decode()
    assert api["Content-Type"] == "application/problem+json"
    assert not Person.objects.exists()
    for user in (arta, milan, blerim):
        client.force_login(user)
        assert client.get(reverse("people:list")).status_code == 200


@pytest.mark.django_db
def test_below_five_per_cent_people_sign_in_and_out(client, arta, settings):
    settings.DISK_RESERVE_PER_CENT = 101

    came = client.post(reverse("account_login"), {"login": arta.email, "password": PASSWORD})
    read = client.get(reverse("people:list"))
    went = client.post(reverse("account_logout"))

    assert (came.status_code, read.status_code, went.status_code) == (302, 200, 302)


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_reading_continues_when_nothing_can_be_written(client, arta):
    if connection.vendor != "sqlite":
        pytest.skip("asked of a real server on PostgreSQL: test_faults_on_a_server.py")
    client.force_login(arta)
    client.raise_request_exception = False

    with nothing_can_be_written():
        read = client.get(reverse("people:list"))
        written = client.post(reverse("account_logout"))
    again = client.get(reverse("people:list"))

    assert (read.status_code, again.status_code) == (200, 200)
    assert written.status_code == 503
    assert written["Retry-After"] == "10"


@pytest.mark.sqlite_only
def test_after_a_timeout_later_writers_wait_less(tmp_path, monkeypatch, django_db_blocker):
    path = tmp_path / "file.sqlite3"
    settings = {"ENGINE": "waystation.site.config.sqlite", "NAME": str(path)}
    options = {"OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    ours = ConnectionHandler({"default": {**settings, **options}})["default"]
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE one (number)")
    monkeypatch.setattr(patience, "LONGEST_WAIT", 1.0)
    waited = []

    def write():
        began = time.monotonic()
        try:
            ours.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            ours.commit()
        finally:
            waited.append(time.monotonic() - began)
            ours.set_autocommit(True)

    with django_db_blocker.unblock(), patience.patience(1.0):
        write()
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            with pytest.raises(OperationalError):
                write()
        other.execute("ROLLBACK")
        write()
    ours.close()
    other.close()

    assert waited[1] >= 0.9
    assert max(waited[2:4]) < 0.9
    assert waited[4] < 0.5


@pytest.mark.sqlite_only
def test_the_reserve_is_deleted_for_the_last_writes(tmp_path, monkeypatch):
    kept = disk.keep_reserve(tmp_path, 0)
    size = (tmp_path / "reserve").stat().st_size
    monkeypatch.setattr(disk, "_free", lambda folder: (1000, 120_000_000))

    low = disk.is_low(tmp_path, 5)
    gone = not (tmp_path / "reserve").exists()
    monkeypatch.setattr(disk, "_free", lambda folder: (disk.RESERVE_BYTES, 120_000_000))
    low_still = disk.is_low(tmp_path, 5)

    assert (kept, size) == (True, disk.RESERVE_BYTES)
    assert (low, gone, low_still) == (True, True, True)
    assert not disk.keep_reserve(tmp_path, 5)


@pytest.mark.django_db
def test_pages_have_security_headers(client):
    answer = client.get(reverse("account_login"))

    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    for what in ("camera=()", "microphone=()", "geolocation=()"):
        assert what in answer["Permissions-Policy"]
