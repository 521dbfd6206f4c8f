"""From "500 businesses" to measure, work plan, indicator and figure, and back: by clicks."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import PASSWORD, fresh_database, running_site

MOST = 3
MEASURE = "Skills mobility partnership"


@pytest.fixture(scope="module")
def policy_site(chromium, tmp_path_factory):
    """A running server with the chain, and the address of each of its parts."""
    state = tmp_path_factory.mktemp("policies")
    with (
        fresh_database() as database,
        running_site(state, database, "tests.browser.policy_seed") as address,
    ):
        yield address, json.loads((state / "chain.json").read_text())


@pytest.fixture
def page(browser, policy_site):
    """A page on which Sanja has signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en")
    one = context.new_page()
    one.goto(f"{policy_site[0]}/accounts/login/")
    one.fill("#id_login", "sanja@example.org")
    one.fill("#id_password", PASSWORD)
    one.click("main form button[type=submit]")
    one.wait_for_selector(".rail")
    yield one
    context.close()


def follow(page, *names):
    """Click links by their names, one after the other; return how many clicks it took."""
    for name in names:
        page.locator("main").get_by_role("link", name=name).first.click()
        page.wait_for_load_state()
    return len(names)


def test_each_part_is_at_most_three_clicks_from_the_next_and_back(page, policy_site):
    site, chain = policy_site
    activity, indicator = "Support the partnership", "Measures of policies"
    finding = "Businesses surveyed on the labour market"
    walks = [
        ("finding", "measure", [MEASURE]),
        ("measure", "activity", [activity]),
        ("activity", "indicator", [MEASURE, indicator]),
        ("indicator", "activity", [MEASURE, activity]),
        ("activity", "measure", [MEASURE]),
        ("measure", "finding", [finding]),
        ("figure", "indicator", ["Definition"]),
        ("figure", "measure", [MEASURE]),
    ]

    reached = []
    for start, end, names in walks:
        page.goto(f"{site}{chain[start]}")
        clicks = follow(page, *names)
        there = page.evaluate("location.pathname")
        reached.append((start, end, there == chain[end] and clicks <= MOST))

    assert [walk for walk in reached if not walk[2]] == []


def test_the_published_figure_is_reached_from_the_measure(page, policy_site):
    site, chain = policy_site
    page.goto(f"{site}{chain['measure']}")
    row = page.locator("main tr", has_text="Published as")

    row.get_by_role("link").click()
    page.wait_for_load_state()

    assert page.evaluate("location.pathname") == chain["figure"]
    assert "Measures of policies: 1" in page.inner_text("main h1")
