"""Pages without an account in a browser: no barrier, nothing sideways, no script, no trace."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import SIZES
from tests.browser.test_frame import broken_rules, sticks_out

PAGES = [
    "/help/",
    "/help/centres/",
    "/help/work/",
    "/help/danger/",
    "/help/facts/",
    "/help/facts/schengen/",
    "/help/times/",
    "/help/call-me/",
    "/help/call-me/sent/",
    "/help/complain/",
    "/help/diaspora/",
]
LANGUAGES = ["en", "sq", "sr", "sr-latn", "tr", "ar", "fa", "ps"]
pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_public_page_has_a_barrier_or_scrolls_sideways(open_page, language):
    page = open_page("/help/", size="phone", language=language)
    found = {}

    for path in PAGES:
        page.goto(path)
        found[path] = (broken_rules(page), sticks_out(page))

    assert found == {path: ([], 0) for path in PAGES}


@pytest.fixture
def without_script(browser, site):
    context = browser.new_context(viewport=SIZES["phone"], base_url=site, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_time_is_booked_and_cancelled_without_a_script(without_script):
    page = without_script
    page.goto("/help/")
    page.click("a[href='/help/times/']")
    page.click("main a[href^='/help/times/']:not([href='/help/times/'])")
    page.fill("#id_wish", "My contract")
    page.click("main form:not(.langs) button")
    booked, address = page.locator("h1").text_content(), page.url

    page.click("main details summary")
    page.click("main details button")
    cancelled = page.locator(".lead").text_content()

    assert booked == "Your appointment"
    assert re.search(r"/help/appointment/[^/]+/\?new=1$", address)
    assert cancelled == "This appointment is cancelled."


def test_leaving_quickly_leaves_nothing_to_go_back_to(open_page):
    page = open_page("about:blank", size="phone")
    page.route("https://www.google.com/**", lambda route: route.fulfill(body="weather"))
    page.goto("/help/")
    before = page.evaluate("history.length")
    page.click("a[href='/help/facts/']")
    page.wait_for_url("**/help/facts/")
    page.click("a[href='/help/facts/schengen/']")
    page.wait_for_url("**/schengen/")
    within = page.evaluate("history.length")

    page.click("a.leave")
    page.wait_for_url("https://www.google.com/**")
    page.go_back()

    assert within == before
    assert page.url == "about:blank"


def test_the_summary_of_errors_is_not_covered_by_the_bar_at_the_top(open_page):
    page = open_page("/help/complain/", size="phone")

    page.click("main form:not(.langs) button")
    page.wait_for_selector(".errors")
    bar = page.locator(".bar0").bounding_box()
    summary = page.locator(".errors").bounding_box()

    assert summary["y"] >= bar["y"] + bar["height"]


def test_a_complaint_is_corrected_sent_and_leaves_one_entry(open_page):
    page = open_page("about:blank", size="phone")
    page.goto("/help/complain/")
    before = page.evaluate("history.length")
    page.click("main form:not(.langs) button")
    page.wait_for_selector(".errors")
    wrong = page.locator(".errors li").count()
    barriers = broken_rules(page)
    page.check("input[name=kind][value=complaint]")
    page.check("input[name=about][value=recruiter]")
    page.fill("#id_text", "Asked for money before the interview")

    page.click("main form:not(.langs) button")
    page.wait_for_url("**/help/complaint/**")

    assert (wrong, barriers) == (3, [])
    assert page.locator("h1").text_content() == "Your message"
    assert page.evaluate("history.length") == before
