"""The frame of every page: who is offered what, errors in our look, nothing from outside."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from waystation.foundation.access import actions


@pytest.mark.sqlite_only
def test_staff_see_their_own_sections_and_the_current_page(client, mission):
    client.force_login(mission.hire("Drita Administrator", mission.prishtine, "administrator"))

    page = client.get(reverse("access:users")).content.decode()

    assert f'href="{reverse("access:users")}" aria-current="page"' in page
    assert "Drita Administrator" in page
    assert "MSC Prishtinë" in page
    assert "resolution 1244 (1999)" in page


@pytest.mark.sqlite_only
def test_users_see_no_sections_of_other_roles(client, arta):
    client.force_login(arta)

    page = client.get(reverse("ui:sections")).content.decode()

    assert reverse("access:users") not in page  # a counsellor manages no users


def entries_in(page):
    """The addresses in the navigation, with the marked one first."""
    rail = re.search(r'<nav class="rail".*?</nav>', page, re.DOTALL)[0]
    marked = re.findall(r'href="([^"]+)" aria-current="page"', rail)
    return marked, set(re.findall(r'href="([^"]+)"', rail))


def test_a_role_that_is_given_or_ended_changes_the_menu_of_the_next_page(client, mission, blerim):
    admin = mission.hire("Drita Administrator", mission.prishtine, "administrator")
    users, people = reverse("access:users"), reverse("people:list")
    client.force_login(blerim)

    before = client.get("/sections/").content.decode()
    role = actions.give_role(None, blerim, mission.prishtine, "administrator")
    given = client.get("/sections/").content.decode()
    actions.end_role(admin, role.id)
    ended = client.get("/sections/").content.decode()

    assert users not in entries_in(before)[1]
    assert users in entries_in(given)[1]
    assert people in entries_in(before)[1]
    assert entries_in(ended) == entries_in(before)


def test_users_with_the_same_role_share_a_menu_and_nothing_else(client, mission, arta, milan):
    pages = {}

    for user in (arta, milan):
        client.force_login(user)
        for language in ("en", "sq"):
            client.cookies["language"] = language
            for path in (reverse("people:list"), reverse("centres:visits")):
                pages[user, language, path] = client.get(path).content.decode()

    for (user, language, path), page in pages.items():
        other = milan if user is arta else arta
        marked, entries = entries_in(page)
        assert marked == [path]
        assert entries == entries_in(pages[other, language, path])[1]
        assert user.email in page
        assert other.email not in page
        assert ("Sections" in page) is (language == "en")


@pytest.mark.sqlite_only
def test_nothing_inline_and_nothing_from_outside(client, arta):
    client.force_login(arta)

    page = client.get(reverse("ui:sections")).content.decode()

    assert not re.search(r"\sstyle=|<style|\son\w+=|https?://(?!127)", page.split("<body", 1)[1])
    assert not re.search(r"<script(?![^>]+src=)", page)


@pytest.mark.sqlite_only
def test_the_404_page_has_our_design(client, arta):
    client.force_login(arta)

    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


@pytest.mark.sqlite_only
def test_an_expired_form_says_that_nothing_was_saved(arta):
    client = Client(enforce_csrf_checks=True)
    client.force_login(arta)

    answer = client.post(reverse("ui:language"), {"language": "sq"})

    assert answer.status_code == 403
    assert "nothing was saved" in answer.content.decode()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["400", "403_csrf", "429", "500"])
def test_the_page_for_a_broken_system_needs_no_database(name):
    page = render_to_string(f"{name}.html")  # no database in this test: a query would fail it

    assert "<h1>" in page


@pytest.mark.sqlite_only
def test_the_language_is_chosen_by_a_form_and_stored(client, arta):
    client.force_login(arta)

    answer = client.post(reverse("ui:language"), {"language": "sq", "next": "/sections/"})

    assert answer.url == "/sections/"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "sq"


@pytest.mark.sqlite_only
def test_the_way_back_after_a_language_never_leads_outside(client, db):
    answer = client.post(reverse("ui:language"), {"language": "sq", "next": "https://evil.test/"})

    assert answer.url == "/"


ACCOUNT_PAGES = ["account_login", "account_reset_password", "account_reset_password_done"]
OWN_PAGES = [
    "account_change_password",
    "mfa_index",
    "access:sessions",
    "account_logout",
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_pages_before_signing_in_have_our_design(client, db, name):
    page = client.get(reverse(name)).content.decode()

    assert "ui/ws.css" in page
    assert "Menu:" not in page


@pytest.mark.parametrize("name", OWN_PAGES)
def test_account_pages_have_our_design(client, arta, name):
    client.post(reverse("account_login"), {"login": arta.email, "password": "a-long-test-password"})

    answer = client.get(reverse(name))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "ui/ws.css" in page
    assert "Menu:" not in page


@pytest.mark.sqlite_only
def test_a_role_with_personal_data_must_set_up_a_second_factor(client, mission, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(mission.arta)

    page = client.get("/sections/")
    program = client.get("/api/v1/me")

    assert page.url == reverse("mfa_activate_totp")
    assert program.status_code == 403


@pytest.mark.sqlite_only
def test_a_role_without_personal_data_need_not(client, mission, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(mission.hire("Reader Unkt", mission.prishtine, "unkt_reader"))

    assert client.get("/sections/").status_code == 200


def test_a_user_with_a_second_factor_is_let_through(client, mission, settings):
    from allauth.mfa.models import Authenticator

    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(user=mission.arta, type="totp", data={"secret": "x"})
    client.force_login(mission.arta)

    assert client.get("/sections/").status_code == 200
