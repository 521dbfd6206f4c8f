"""The pages of the sign-in library open in our product, or say why not: none of them fails."""

import contextlib

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from tests.matrix.test_administrator import proved


def patterns_in(resolver):
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from patterns_in(one)


def pages_of_the_library():
    """Return name and path of each address of the library that needs no more than its name."""
    found = {}
    for one in patterns_in(get_resolver()):
        if one.name and str(one.callback.__module__).startswith("allauth"):
            with contextlib.suppress(NoReverseMatch):
                found[one.name] = reverse(one.name)
    return found


@pytest.mark.parametrize("who", ["stranger", "arta"])
def test_every_page_of_the_library_opens(mission, who):
    browser = Client(raise_request_exception=False)
    if who == "arta":
        proved(browser, mission.arta)
    pages = pages_of_the_library()

    answers = {name: browser.get(path).status_code for name, path in pages.items()}

    assert {"mfa_list_webauthn", "account_change_password", "mfa_index"} <= set(pages)
    assert {name: status for name, status in answers.items() if status >= 500} == {}


def test_a_token_for_the_api_asks_for_the_password_again(mission):
    browser = Client()
    browser.force_login(mission.arta)
    wish = {"name": "phone", "scopes": ["visit.read"], "days": "30"}

    page, unproved = browser.get("/account/tokens/"), browser.post("/account/tokens/", wish)

    assert page.status_code == 200
    assert unproved.status_code == 302
    assert unproved["Location"].startswith("/accounts/reauthenticate/")
    assert not mission.arta.api_tokens.exists()
    assert proved(Client(), mission.arta).post("/account/tokens/", wish).status_code == 200
    assert mission.arta.api_tokens.count() == 1
