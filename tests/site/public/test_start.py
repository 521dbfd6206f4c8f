"""The page for somebody who needs help: no account, few bytes, every language."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.sqlite_only

LANGUAGES = [code for code, _ in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_light_and_in_the_readers_direction(client, db, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.get("/help/").content
    style = sum(Path(finders.find(f"ui/{name}.css")).stat().st_size for name in ("base", "public"))

    assert len(page) + style <= 20_000  # letters are drawn with the phone's own until ours come
    assert (b'dir="rtl"' in page) == (language in {"ar", "fa", "ps"})


def test_leaving_quickly_hides_the_visited_page(client, db):
    page = client.get("/help/").content.decode()

    assert 'class="leave"' in page
    assert 'rel="noreferrer nofollow"' in page


def test_public_readers_get_no_session_cookie(client, db):
    client.get("/help/")

    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    ("language", "title", "why"),
    [
        ("en", "Page not found", "There is no such record in the Network."),
        ("ar", "لا يوجد هنا شيء لك", "لا يوجد سجل كهذا في الشبكة."),
    ],
)
def test_refusals_on_public_pages_are_in_the_readers_language(client, db, language, title, why):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get("/network/invitation/guessed/")

    assert answer.status_code == 404
    assert f"<title>{title}" in answer.content.decode()
    assert why in answer.content.decode()


def test_who_has_no_account_is_led_from_a_wrong_address_to_the_help(client, arta):
    wrong = ("/help/nothing/", "/help/appointment/guessed/")
    without = [client.get(one).content.decode() for one in wrong]
    client.force_login(arta)

    signed_in = [client.get(one).content.decode() for one in wrong]

    for page in without:
        main = page.partition("<main")[2]
        assert 'class="btn" href="/help/"' in main
        assert "the search" not in main
    for page in signed_in:
        assert 'class="btn" href="/"' in page.partition("<main")[2]
