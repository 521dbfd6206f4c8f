"""Goals: the dashboard to a definition and its records, a target that is changed, a board by
e-mail. Money: a programme of three levels with budgets on two of them."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import PASSWORD, fresh_database, running_site
from tests.browser.menus import follow

GOAL = "Women among people served"
INDICATOR = "/results/indicators/women_among_people_served/"


@pytest.fixture(scope="module")
def goals_site(chromium, tmp_path_factory):
    """A running server with visits, two programme managers and a counsellor."""
    state = tmp_path_factory.mktemp("goals")
    with (
        fresh_database() as database,
        running_site(state, database, "tests.browser.goals_seed") as address,
    ):
        yield address


@pytest.fixture(scope="module")
def page_of(browser, goals_site):
    """A page on which somebody has signed in, one for each of them."""
    pages = {}

    def opened(name):
        if name not in pages:
            context = browser.new_context(
                viewport={"width": 1280, "height": 800}, locale="en", base_url=goals_site
            )
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("#id_login", f"{name}@example.org")
            page.fill("#id_password", PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_selector(".rail")
            pages[name] = page
        return pages[name]

    yield opened
    for page in pages.values():
        page.context.close()


def propose(page, value: str):
    page.goto(INDICATOR)
    page.get_by_role("link", name="Propose a target").click()
    page.locator("[name=value]").fill(value)
    page.get_by_role("button", name="Propose").click()
    page.wait_for_url(re.compile(INDICATOR))


def change(page, value: str):
    page.goto(INDICATOR)
    page.get_by_role("region", name="Targets").get_by_role("link", name="Change").click()
    page.locator("[name=value]").fill(value)
    page.get_by_role("button", name="Propose").click()
    page.wait_for_url(re.compile(INDICATOR))


def approve(page):
    page.goto(INDICATOR)
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url(re.compile(INDICATOR))


def targets(page) -> str:
    page.goto(INDICATOR)
    return page.get_by_role("region", name="Targets").inner_text()


def test_the_goal_leads_to_its_definition_and_to_the_records_one_may_open(page_of):
    page = page_of("arta")
    page.goto("/results/")

    page.locator("table").get_by_role("link", name=GOAL).first.click()
    defined = page.locator("main").inner_text()
    page.locator(".kpi .v a").first.click()

    assert "Share of women among all people served." in defined
    assert "Definition" in defined
    assert page.evaluate("location.pathname").startswith("/results/records/women_among")
    rows = page.locator("main tbody tr").count()
    assert f"{rows} records you may open" in page.locator("main h2").first.inner_text()
    assert page.get_by_role("link", name="Open the record").count() == rows


def test_a_target_is_changed_only_with_the_approval_of_another_person(page_of):
    blerim, vlora = page_of("blerim"), page_of("vlora")

    propose(blerim, "45")
    own = targets(blerim)
    approve(vlora)
    first = targets(blerim)
    change(blerim, "52")
    again = targets(blerim)
    approve(vlora)
    last = targets(blerim)

    assert "45%" in own
    assert "Approve" not in own
    assert "Approved" in first
    assert "52%" in again
    assert "in force: 45%" in again
    assert "Approved" not in again
    assert "52%" in last
    assert "Approved" in last


def test_a_board_with_the_goal_is_subscribed_to(page_of):
    page = page_of("blerim")
    page.goto("/boards/new")
    page.get_by_label("Title").fill("Goals every morning")
    page.get_by_role("button", name="Make the board").click()
    page.get_by_role("link", name="Add a figure").first.click()
    page.locator("[name=indicator]").select_option(label=GOAL)
    page.get_by_role("button", name="Add it").click()

    follow(page, "Get it by e-mail")
    page.locator("main form.card .btns button, main form button.btn").last.click()
    page.get_by_text("You get this board by e-mail.").wait_for()

    assert GOAL in page.locator("main").inner_text()
    assert page.get_by_role("button", name="No more e-mails", include_hidden=True).count() == 1


def record(page, code: str, title: str, level: str, within: str = ""):
    page.goto("/programmes/new")
    page.locator("[name=code]").fill(code)
    page.locator("[name=title]").fill(title)
    page.locator("[name=level]").select_option(level)
    if within:
        page.locator("[name=parent]").select_option(label=within)
    page.locator("main form.card .btns button, main form button.btn").last.click()
    page.get_by_role("heading", name=title, level=1).wait_for()


def add_budget(page, title: str, amount: str, currency: str, rate: str = ""):
    page.goto("/programmes/")
    page.get_by_role("link", name=title, exact=True).first.click()
    page.get_by_role("link", name="Add a budget line").click()
    page.locator("[name=label]").fill(f"Budget of {title}")
    page.locator("[name=amount]").fill(amount)
    page.locator("[name=currency]").select_option(currency)
    if rate:
        page.locator("[name=rate]").fill(rate)
        page.locator("[name=rate_on]").fill("2026-01-02")
        page.locator("[name=rate_source]").fill("European Central Bank")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


def test_a_tree_of_three_levels_counts_its_money_once_in_its_own_currency_and_in_euro(page_of):
    page = page_of("blerim")
    record(page, "T", "Tree programme", "programme")
    record(page, "T.1", "Tree project", "project", "T · Tree programme")
    record(page, "T.1.1", "Tree activity", "activity", "T.1 · Tree project")

    add_budget(page, "Tree project", "11350", "SEK", "11.35")
    add_budget(page, "Tree activity", "300", "EUR")
    page.goto("/programmes/")
    row = page.locator("main tr", has_text="Tree programme").first.inner_text()
    page.get_by_role("link", name="Tree project", exact=True).first.click()
    money = page.locator("section", has_text="Money and people").first.inner_text()

    assert "SEK 11,350" in row
    assert "EUR 1,000" in row
    assert "11.35" in money
    assert "European Central Bank" in money
    assert "EUR 300" in money
