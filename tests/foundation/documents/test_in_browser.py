"""Charts come alive in a browser under the mission's own content security policy."""

from __future__ import annotations

import pytest
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.template import Context, Template

from waystation.foundation.documents import charts, maps

pytestmark = pytest.mark.browser
NAMES = {key: key.removeprefix("xk-").title() for key in maps.TILES}


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    page.close()


def show(page, *shown, head=""):
    """Open a page with the charts as our server would send it: our files, our policy."""
    source = "{% load documents %}{% for one in shown %}{% chart one %}{% endfor %}"
    body = Template(source + "{% chart_scripts %}").render(Context({"shown": shown}))
    html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Charts</title>{head}{body}'
    policy = build_policy()

    def answer(route):
        path = route.request.url.removeprefix("http://mission.test")
        if path == "/":
            headers = {"content-type": "text/html", "content-security-policy": policy}
            route.fulfill(body=html, headers=headers)
        elif path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
            route.fulfill(path=finders.find(path.removeprefix("/static/")))
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto("http://mission.test/")
    page.wait_for_function(
        "n => document.querySelectorAll('[data-drawn=live]').length === n", arg=len(shown)
    )


def test_charts_and_maps_come_alive_without_eval_or_inline_code(page):
    bars = charts.bars("Visits", [("Jan", 3), ("Feb", 5)], labels=("Month", "Visits"))
    place = maps.municipalities("People", {"xk-peje": 40}, names=NAMES, unit="People")

    show(page, bars, place)
    page.locator(".mark-rect.role-mark path").first.hover()

    assert page.complaints == []
    assert "Jan" in page.locator(".doc-tip").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_table_opens_by_keyboard(page):
    show(page, charts.bars("Visits", [("Jan", 3)], labels=("Month", "Visits")))

    page.locator("summary").focus()
    page.keyboard.press("Enter")

    assert page.locator("details table").is_visible()


def test_the_interactive_chart_shows_the_same_as_the_static_one(page):
    bars = charts.stacked_bars("Visits", ["Jan", "Feb"], {"A": [1, 2], "B": [3, 4]})
    still = charts.stacked_bars("Visits", ["Jan", "Feb"], {"A": [1, 2], "B": [3, 4]}).svg()

    show(page, bars)

    live = page.locator(".doc-picture svg text").all_text_contents()
    assert [text for text in live if f">{text}<" not in still] == []
