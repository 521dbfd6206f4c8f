"""What a page without an account shows of the code lists, it shows in the reader's language.

Every such page is opened in each language of the public pages, and notes which codes were named.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.matrix.addresses import ADDRESSES, EVERYONE
from tests.matrix.test_every_address import OURS
from tests.matrix.test_every_method import takes
from tests.matrix.test_guest_links import KINDS, OPEN
from waystation.registry.reference.queries import code_lists, memory

PUBLIC_ONLY = ("ar", "tr", "fa", "ps")
PLACES = {"municipality", "region"}
"""Names of places: where a language has none of its own, the Latin one is right."""
FOR_RECRUITERS = {"recruitment_criterion"}
"""Criteria of published standards, which recruiters answer in the languages of the staff."""
pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def named(monkeypatch):
    """Note {list: codes} that were named in a language without having a name in it."""
    found = defaultdict(set)
    name_of = code_lists.KnownCode.name

    def watch(entry, language):
        if language in PUBLIC_ONLY and language not in entry.names:
            found[list_of(entry)].add(entry.code)
        return name_of(entry, language)

    monkeypatch.setattr(code_lists.KnownCode, "name", watch)
    return found


def list_of(entry):
    lists = memory.current_memory().lists
    return next(key for key, entries in lists.items() if entries.get(entry.code) is entry)


def opened_pages(language, content):
    """Open every page that needs no account, behind its button where it has one."""
    buttons = {name: content[secret] for name, secret, _mark in KINDS.values()}
    client = Client()
    for name, secret in buttons.items():
        client.post(reverse(name, args=[secret]), OPEN)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    shown = 0
    for name in OURS:
        address = ADDRESSES[name]
        if address.needs != EVERYONE or name.startswith("api:") or not takes(name, "GET"):
            continue
        filled = {key: content[what] for key, what in address.made_of.items()}
        shown += client.get(reverse(name, kwargs=filled)).status_code == 200
    return shown


@pytest.mark.parametrize("language", PUBLIC_ONLY)
def test_codes_on_pages_without_an_account_are_named_in_the_language_of_the_reader(
    language, content, named
):
    memory.current_memory().labels.clear()

    shown = opened_pages(language, content)

    assert shown > 20
    unnamed = {key: sorted(codes) for key, codes in named.items()}
    assert {key: unnamed[key] for key in unnamed.keys() - PLACES - FOR_RECRUITERS} == {}
