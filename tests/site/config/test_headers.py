"""What every answer tells the browser, and what an answer never tells anybody."""

import pytest
from django.test import Client
from django.urls import reverse

ADDRESSES = ["/", "/accounts/login/", "/people/", "/api/v1/health", "/no-such-page/"]


@pytest.fixture(params=["nobody", "arta", "milan", "blerim"])
def browser(request, mission):
    client = Client()
    if request.param != "nobody":
        client.force_login(getattr(mission, request.param))
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_restricts_what_a_browser_runs_and_sends(browser, address):
    headers = browser.get(address).headers

    policy = {
        part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split(";")
    }
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_form_from_elsewhere_is_refused(mission):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(mission.arta)

    for name in ("access:tokens", "people:new", "account_change_password"):
        assert browser.post(reverse(name), {"name": "x"}).status_code == 403


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PROPFIND"])
def test_pages_refuse_other_methods(browser, method):
    assert browser.generic(method, "/people/").status_code == 405


def test_an_unexpected_error_shows_no_internals(mission, monkeypatch):
    from waystation.foundation.access import queries

    def broken(*_args):
        raise RuntimeError("SELECT secret FROM somewhere")

    browser = Client(raise_request_exception=False)
    browser.force_login(mission.arta)
    monkeypatch.setattr(queries, "tokens_of", broken)

    answer = browser.get("/account/tokens/")

    assert answer.status_code == 500
    for inside in (b"SELECT", b"RuntimeError", b"Traceback", b"queries.py"):
        assert inside not in answer.content


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.git/HEAD", "/.env", "/.waystation/state/keys/master", "/static/"]
)
def test_files_of_the_working_directory_are_not_served(path):
    assert Client().get(path).status_code == 404
