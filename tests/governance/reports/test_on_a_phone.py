"""A published report fits on a phone: nothing is cut off, nothing scrolls sideways."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from waystation.governance.reports import actions

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


@pytest.fixture
def phone(browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


def opened(page, client, user, address):
    """Show a page of ours in the browser, with our own files and nothing else."""
    client.force_login(user)
    body = client.get(address).content

    def answer(route):
        path = route.request.url.removeprefix("http://mission.test")
        if path == "/":
            route.fulfill(body=body, headers={"content-type": "text/html"})
        elif path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
            route.fulfill(path=finders.find(path.removeprefix("/static/")))
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto("http://mission.test/")
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("name", ["report", "check", "figure"])
def test_an_edition_is_as_wide_as_the_phone(phone, client, sixty_visits, blerim, name):
    report = actions.draft_report(
        blerim, "First quarter", date(2026, 1, 1), date(2026, 3, 31), audience="internal",
        blocks=[
            ("text", {"text": "We served [people_served] people."}),
            ("chart", {"indicator": "visits", "along": "month", "split": "sex"}),
            ("table", {"indicators": ["visits", "people_served", "minutes"], "by": "reason"}),
        ],
    )  # fmt: skip
    edition = actions.publish_report(blerim, report.id)
    more = [1] if name == "figure" else []

    width = opened(phone, client, blerim, reverse(f"reports:{name}", args=[edition.id, *more]))

    assert width <= 390


def test_the_drafts_page_and_the_page_before_publishing_fit_too(
    phone, client, sixty_visits, blerim
):
    report = actions.draft_report(
        blerim, "First quarter", date(2026, 1, 1), date(2026, 3, 31), audience="internal",
        blocks=[("heading", {"text": "W" * 60}), ("text", {"text": "[visits]"})],
    )  # fmt: skip

    widths = [
        opened(phone, client, blerim, reverse(f"reports:{name}", args=[report.id]))
        for name in ("draft", "publish", "change")
    ]

    assert max(widths) <= 390


@pytest.mark.parametrize("name", ["results:dashboard", "results:indicators", "reports:reports"])
def test_the_lists_fit_too(phone, client, sixty_visits, blerim, name):
    assert opened(phone, client, blerim, reverse(name) + "?period=2026") <= 390


def test_the_controls_of_a_draft_neither_touch_nor_lie_on_each_other(
    browser, client, sixty_visits, blerim
):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    report = actions.draft_report(
        blerim, "First quarter", date(2026, 1, 1), date(2026, 3, 31), audience="internal",
        blocks=[("heading", {"text": "One"}), ("text", {"text": "[visits]"})],
    )  # fmt: skip
    opened(page, client, blerim, reverse("reports:draft", args=[report.id]))
    boxes = page.evaluate(
        "[...document.querySelectorAll('.out a, .out button')]"
        ".map(one => one.getBoundingClientRect())"
        ".map(box => [box.left, box.top, box.right, box.bottom])"
    )
    page.close()

    def apart(one, other):
        across = max(one[0], other[0]) - min(one[2], other[2])
        down = max(one[1], other[1]) - min(one[3], other[3])
        return max(across, down)

    close = [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
        if apart(one, other) < 8
    ]
    assert len(boxes) > 10
    assert close == []
