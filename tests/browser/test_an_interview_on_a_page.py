"""Teuta fills in a form in the browser of her telephone; it is stored once, whatever happens."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import SIZES

pytestmark = pytest.mark.sqlite_only
FORM = "Households and their plans"


@pytest.fixture
def page(browser, site, sign_in):
    context = browser.new_context(
        storage_state=sign_in("teuta"), base_url=site, viewport=SIZES["phone"]
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def stored(browser, site, sign_in):
    """Return how many interviews of the form the analyst is shown."""
    context = browser.new_context(storage_state=sign_in("arta"), base_url=site)
    page = context.new_page()

    def number():
        page.goto("/forms/")
        page.get_by_role("link", name=FORM).first.click()
        page.get_by_role("link", name="Submissions").first.click()
        found = re.search(r"of (\d+)", page.locator("#list").inner_text())
        return int(found[1]) if found else 0

    yield number
    context.close()


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def answer(page, size):
    page.get_by_label("Prizren", exact=True).check()
    page.get_by_label("People in the household").fill(size)
    page.get_by_label("Somebody leaves to work").check()
    page.locator("#asked fieldset", has_text="asked for advice").get_by_label("No").check()
    page.wait_for_load_state("networkidle")


def test_an_interview_is_filled_in_corrected_interrupted_and_saved_once(page, stored):
    before = stored()
    page.goto("/")
    page.get_by_role("link", name="Fill in a form").first.click()
    page.get_by_role("link", name=FORM).first.click()
    where = page.url
    assert "must be online" in page.locator("main").inner_text()

    answer(page, "21")
    page.locator("#asked").get_by_label("Age", exact=True).first.fill("30")
    page.locator("#asked").get_by_label("Yes").last.check()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Add:").click()
    page.wait_for_function("() => document.querySelectorAll('[name=less]').length === 2")
    assert overflow(page) <= 0
    page.locator("#asked").get_by_label("Age", exact=True).last.fill("41")
    page.locator("#asked").get_by_label("No").last.check()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Save the interview").click()
    page.wait_for_selector(".errors")
    beside = page.locator(".field.wrong")
    assert "Between 1 and 20" in beside.inner_text()
    assert overflow(page) <= 0

    page.get_by_label("People in the household").fill("4")
    page.wait_for_timeout(600)
    page.goto(where)
    page.wait_for_function("() => document.querySelectorAll('[name=less]').length === 2")
    assert page.locator("#asked").get_by_label("Age", exact=True).last.input_value() == "41"
    assert page.get_by_label("People in the household").input_value() == "4"

    body = page.evaluate(
        "() => new URLSearchParams(new FormData(document.querySelector('main form[data-draft]')))"
        ".toString() + '&save=1'"
    )
    page.get_by_role("button", name="Save the interview").dblclick()
    page.wait_for_selector("text=Saved. Next interview")
    assert page.get_by_label("People in the household").input_value() == ""
    again = page.request.post(
        where,
        data=body,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": where},
    )
    assert again.ok
    page.go_back()
    page.wait_for_load_state("networkidle")
    page.goto(where)
    assert page.get_by_label("People in the household").input_value() == ""
    assert stored() == before + 1
