"""Visit → consent → referral → the partner answers by a sealed link → the person confirms →
"referrals answered in time" → the report."""

from __future__ import annotations

import re

import pytest

from tests.browser.menus import follow
from tests.browser.seed import PARTNER, REPORT, SERVICE
from tests.browser.test_a_visit_reaches_the_report import record_a_visit

INDICATOR = "/results/indicators/referrals_answered_in_time/"
NEED = "Advice on an employment contract before signing"


@pytest.fixture
def seen_by_blerim(open_page):
    """Look, as Blerim, at what the indicator and the report's draft say."""
    page = open_page("/", signed_in=True, who="blerim")

    def look() -> tuple[str, str]:
        page.goto(INDICATOR)
        figure = page.locator(".kpi strong").first.text_content().strip()
        page.goto("/results/reports/")
        page.get_by_role("link", name=REPORT).first.click()
        sentence = page.get_by_text(re.compile(r"Partners answered [^\[]+ in time")).first
        return figure, re.search("answered (.*) in time", sentence.text_content())[1].strip()

    return look


def refer(page, family: str):
    """Refer the visitor to legal aid, read the text out, and send after a yes."""
    page.goto("/people/")
    page.get_by_role("link", name=re.compile(family)).first.click()
    follow(page, "Refer", exact=True)
    page.get_by_role("link", name="Refer to this service").first.click()
    page.locator("input[name=priority][value=urgent]").check()
    page.get_by_label("What is asked of the partner").fill(NEED)
    page.get_by_role("button", name="Save the draft").click()
    follow(page, "Read out and send")
    read_out = page.locator(".quote").text_content()
    assert PARTNER in read_out
    assert "{" not in read_out
    page.get_by_text(NEED).first.wait_for()
    page.locator("input[name=agreed][value=yes]").check()
    page.get_by_role("button", name="Record, and send after a yes").click()
    page.wait_for_url(re.compile(r"/referrals/[0-9a-f-]+/$"))


def make_link(page) -> tuple[str, str]:
    """Make a sealed link, and return its address and its code."""
    follow(page, "Make a link")
    page.get_by_role("button", name="Make the link").click()
    return page.locator("#address").text_content(), page.locator("#code").text_content()


def answer(page, code: str):
    """Open the link with the code, accept, and close with an outcome."""
    assert NEED not in page.content()
    page.get_by_label("Your name").fill("Rina Reader")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Open").click()
    page.get_by_text(NEED).first.wait_for()
    follow(page, "Accept")
    page.get_by_role("button", name="Accept").click()
    follow(page, "Close with an outcome")
    page.get_by_label("Outcome").select_option("received")
    page.get_by_role("button", name="Close with an outcome").click()
    page.get_by_text(NEED).first.wait_for()


def test_a_referral_of_artas_visitor_is_in_blerims_figure_and_report(open_page, seen_by_blerim):
    before = seen_by_blerim()
    arta = open_page("/", signed_in=True)
    record_a_visit(arta, "Valbona", "Refermark")
    refer(arta, "Refermark")
    here = arta.url
    address, code = make_link(arta)
    stranger = open_page(address)

    answer(stranger, code)
    second = open_page(address)
    arta.goto(here)
    follow(arta, "The person confirms")
    arta.get_by_role("button", name="The person confirms").click()
    arta.wait_for_url(here)

    assert NEED not in second.content()
    assert "another device" in second.content()
    assert "Confirmed by the person" in arta.content()
    assert "Opened by Rina Reader" in arta.content()
    assert SERVICE in arta.content()
    after = seen_by_blerim()
    assert "100" not in before[0] + before[1]
    assert "100" in after[0]
    assert "100" in after[1]
