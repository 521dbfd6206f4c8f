"""Every form that creates something, sent twice as by a double click: one record, not two.

The forms are found by opening every address; those that take what is filled in here are sent again
with the same fields. The second time may be refused or lead to the same record; it inserts nothing
into the tables that the first one filled.
"""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import get_resolver, reverse

from tests.matrix.addresses import ADDRESSES
from tests.matrix.test_every_address import OURS
from tests.matrix.test_every_method import takes
from tests.matrix.test_foreign_keys_in_bodies import Foreign, fields_of
from waystation.foundation.access.rules import ROLES
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.forms import KeyedForm
from waystation.foundation.pages.sent_once import SentOnce
from waystation.registry.privacy.models import DataRequest

pytestmark = pytest.mark.sqlite_only

INSERTS = re.compile(r"^\s*INSERT INTO \"?(\w+)", re.IGNORECASE)
MAY_REPEAT = {"audit_entry", "access_session"}  # a log and a session, whatever was sent


@contextmanager
def inserted():
    """Note the tables into which rows are inserted."""
    found = set()

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if table := INSERTS.match(sql):  # and it was not refused because the row is there
            found.add(table[1])
        return result

    with connection.execute_wrapper(watch):
        yield found


def test_a_form_that_is_sent_twice_creates_one_record(mission, client, content):
    client.force_login(content.colleague(sorted(ROLES)))
    keys, twice, created = Foreign(content), [], 0

    for name in OURS:
        address = ADDRESSES[name]
        if name.startswith("api:") or not takes(name, "GET") or not takes(name, "POST"):
            continue
        if address.by_secret:
            continue
        where = reverse(name, kwargs={k: content[what] for k, what in address.made_of.items()})
        with transaction.atomic():
            page = client.get(where)
            found = []
            if page.status_code == 200 and not page.streaming and b"<main" in page.content:
                found = list(fields_of(page.content, where, keys))
            transaction.set_rollback(True)
        for action, values in found:
            if not action.startswith("/") or action.split("?")[0] != where:
                continue
            with transaction.atomic():
                with inserted() as first:
                    answer = client.post(action, values)
                if answer.status_code == 302 and first - MAY_REPEAT:
                    created += 1
                    with inserted() as second:
                        again = client.post(action, values)
                    if again.status_code >= 500 or (first & second) - MAY_REPEAT:
                        tables = sorted((first & second) - MAY_REPEAT)
                        twice.append(f"{name}: {again.status_code} {tables}")
                transaction.set_rollback(True)

    assert twice == [], "\n".join(twice)
    assert created > 20


def test_two_forms_alike_are_two_records_and_a_refused_one_can_be_sent_again(
    mission, client, content
):
    client.force_login(content.colleague(["counsellor", "data_protection_officer"]))
    where = reverse("privacy:request_new", args=[content["person"]])
    values = {"kind": "access", "how": "letter", "received_on": "2026-01-12"}
    requests = DataRequest.objects.filter(person_id=content["person"])
    before = requests.count()

    tokens = [mark(client.get(where)) for _ in range(2)]
    for token in (*tokens, tokens[0]):
        client.post(where, values | {"csrfmiddlewaretoken": token})
    twice = requests.count() - before
    token = mark(client.get(where))
    sent = {**values, "csrfmiddlewaretoken": token}
    refused = [client.post(where, sent | {"received_on": "2999-01-01"}) for _ in range(2)]
    corrected = client.post(where, sent)

    assert twice == 2
    assert [one.status_code for one in refused] == [422, 422]
    assert (corrected.status_code, requests.count() - before) == (302, 3)


def test_another_file_of_the_same_name_and_size_is_another_form(rf, mission):
    def sent(content):
        file = SimpleUploadedFile("receipt.txt", content)
        request = rf.post("/", {"csrfmiddlewaretoken": "one", "file": file})
        request.user = mission.arta
        key = SentOnce(request).key
        return key, request.FILES["file"].read()

    first, again, other = sent(b"50 euros"), sent(b"50 euros"), sent(b"80 euros")

    assert first == again
    assert other[0] != first[0]
    assert other[1] == b"80 euros"  # whoever saves it reads it from its beginning


def mark(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]


def views_of(patterns):
    """Yield the classes of pages behind the addresses."""
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from views_of(one.url_patterns)
        elif view := getattr(one.callback, "view_class", None):
            yield view


def names_the_key(view):
    """Return whether a page, or a class of ours above it, asks its form for the key."""
    return any(
        "key" in code.co_consts
        for owner in view.__mro__
        for method in vars(owner).values()
        if (code := getattr(method, "__code__", None))
        and owner not in (ActionForm, *ActionForm.__mro__)
        and code.co_name in ("act", "get_values", "add", "record", "make", "values_of_form")
    )


def test_a_form_carries_a_key_only_where_its_action_takes_it():
    keyed = {
        view
        for view in views_of(get_resolver().url_patterns)
        if isinstance(form := getattr(view, "form_class", None), type)
        and issubclass(form, KeyedForm)
    }

    unused = sorted(view.__name__ for view in keyed if not names_the_key(view))

    assert len(keyed) > 20
    assert unused == [], (
        f"{unused}: a key that nobody takes switches off the guard against sending twice"
    )
