"""What somebody who reads the database can do with it: sign in with nothing, run nothing."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.session_data import PASSWORD

SIGN_IN = "/accounts/login/"
PAGE = "/account/tokens/"


def every_value():
    """Return every value of every table as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from ((table, str(value)) for row in cursor.fetchall() for value in row)


def test_the_cookie_of_a_session_is_nowhere_in_the_database(client, mission):
    client.post(SIGN_IN, {"login": "arta@example.org", "password": PASSWORD})
    cookie = client.cookies["sessionid"].value

    assert client.get(PAGE).status_code == 200
    assert [table for table, value in every_value() if cookie in value] == []


def test_no_value_in_the_database_works_as_a_session_cookie(client, mission):
    client.post(SIGN_IN, {"login": "arta@example.org", "password": PASSWORD})
    stored = {value for _table, value in every_value() if re.fullmatch("[a-z0-9$.]{20,80}", value)}

    thief = Client()
    opened = []
    for value in sorted(stored):
        thief.cookies["sessionid"] = value
        opened += [value] if thief.get(PAGE).status_code == 200 else []

    assert len(stored) > 3
    assert opened == []


@pytest.mark.parametrize("name", ["arta", "milan", "blerim"])
def test_sessions_are_listed_for_their_own_user_only(client, mission, name):
    for who, browser in (("arta", "Browser of Arta"), ("milan", "Browser of Milan")):
        data = {"login": f"{who}@example.org", "password": PASSWORD}
        Client(HTTP_USER_AGENT=browser).post(SIGN_IN, data)
    client.force_login(getattr(mission, name))

    page = client.get("/account/sessions/").content.decode()

    seen = {who for who in ("Arta", "Milan") if f"Browser of {who}" in page}
    assert seen == {name.capitalize()} & {"Arta", "Milan"}


def test_signing_out_everywhere_else_leaves_this_browser_signed_in(client, mission):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.post(SIGN_IN, {"login": "arta@example.org", "password": PASSWORD})

    client.post("/account/sessions/")

    assert client.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE)["Location"].startswith(SIGN_IN)


def test_the_cache_stores_json_and_refuses_other_values(db):
    cache.set("attempts", [1.5, 2.5], 60)

    values = [value for _table, value in every_value() if "[1.5" in value]
    assert [json.loads(value) for value in values] == [[1.5, 2.5]]
    assert cache.get("attempts") == [1.5, 2.5]
    with pytest.raises(TypeError):
        cache.set("attempts", object(), 60)


def test_a_counter_is_not_evicted_by_many_others(db):
    cache.set("a-counter-of-arta", [1.5], 3600)

    for number in range(600):
        cache.set(f"attempts-on-{number}", [1.5], 3600)

    assert cache.get("a-counter-of-arta") == [1.5]


def test_expired_entries_are_not_read_and_can_be_added_again(db, time_machine):
    time_machine.move_to("2026-06-10T08:00:00Z", tick=False)
    assert cache.add("lock", True, 10)
    assert not cache.add("lock", True, 10)

    time_machine.shift(11)

    assert cache.get("lock") is None
    assert cache.add("lock", True, 10)
    assert cache.touch("lock", 60)
    assert cache.delete("lock")
    assert not cache.delete("lock")
