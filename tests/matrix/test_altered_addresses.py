"""Addresses whose values somebody altered: every page answers, none with a fault."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix.addresses import ADDRESSES
from tests.matrix.test_every_address import OURS
from tests.matrix.test_every_method import takes, view
from waystation.foundation.access.rules import ROLES
from waystation.foundation.pages.lists import ListPage

pytestmark = pytest.mark.sqlite_only

ODD = ("\x00", "\ud800", "[" * 5000, "-1", "99999999999999999999", "9999-12-31", "0001-01-01")
ASKED = (
    "q", "sort", "after", "page", "year", "quarter", "month", "period", "from", "until", "day",
    "office", "place", "kind", "state", "person", "entity", "column", "view", "indicator",
    "language", "geo", "programme", "vintage", "framework", "series", "export",
)  # fmt: skip
MARKS = (
    '[{"a": 1}, [2]]', '["\\u0000", "x"]', '["\\ud800", "x"]', "[1e999, 1]", '["x", "y"]',
    "[null, null]", '["9999-99-99", "x"]', "[" + "9" * 400 + ", 1]", "[true, false]", '["x"]',
    '["2026-01-01", "0190f3a4-0000-7000-8000-000000000000"]', "[" * 5000,
)  # fmt: skip


@pytest.fixture
def everybody(content):
    browser = Client(raise_request_exception=False)
    browser.force_login(content.colleague(sorted(ROLES)))
    return browser


def pages(content):
    for name in OURS:
        if takes(name, "GET"):
            filled = {key: content[what] for key, what in ADDRESSES[name].made_of.items()}
            yield name, reverse(name, kwargs=filled)


def quoted(text):
    return quote(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("odd", ODD, ids=lambda one: repr(one[:9]))
def test_no_value_behind_the_question_mark_ends_in_a_fault(odd, content, everybody):
    asked = "&".join(f"{name}={quoted(odd)}" for name in ASKED)
    wrong = []

    for name, where in pages(content):
        with transaction.atomic():
            answer = everybody.get(f"{where}?{asked}")
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("mark", MARKS, ids=lambda one: one[:20])
def test_no_altered_mark_of_a_page_ends_in_a_fault(mark, content, everybody):
    wrong, asked = [], 0

    for name, where in pages(content):
        if issubclass(getattr(view(name), "view_class", object), ListPage):
            asked += 1
            answer = everybody.get(f"{where}?after={quoted(mark)}")
            if answer.status_code >= 500:
                wrong.append(f"{name}: {answer.status_code}")

    assert asked > 20
    assert wrong == [], "\n".join(wrong)
