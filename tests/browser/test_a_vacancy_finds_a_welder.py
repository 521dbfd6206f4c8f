"""A fee is refused and corrected; German B1 fails only B2, until the certificate; no name before
consent, and "Withdrawn" after it.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.browser.conftest import SIZES, running_site
from tests.browser.labour_seed import EMPLOYER, FAMILY, GERMAN, GIVEN, PASSWORD
from tests.browser.menus import follow
from waystation.foundation.shared.periods import today_in

LEVELS = ("listening", "reading", "speaking", "writing")


@pytest.fixture
def open_as(chromium, browser, tmp_path):
    """Open the mission as one of its people, or as a stranger on a device of their own."""
    contexts = []
    with running_site(tmp_path, "", "tests.browser.labour_seed") as address:

        def opened(who=""):
            context = browser.new_context(viewport=SIZES["laptop"], base_url=address)
            context.add_cookies([{"name": "language", "value": "en", "url": address}])
            contexts.append(context)
            page = context.new_page()
            if who:
                page.goto("/accounts/login/")
                page.fill("#id_login", f"{who}@example.org")
                page.fill("#id_password", PASSWORD)
                page.click("main form button[type=submit]")
                page.wait_for_selector(".rail")
            return page

        yield opened
        for context in contexts:
            context.close()


def draft_with_a_fee(page):
    """Draft a vacancy for welders with German B2 and an agency fee of EUR 400."""
    page.goto("/labour/employers/")
    page.get_by_role("link", name=EMPLOYER).first.click()
    follow(page, "Draft a vacancy")
    page.fill("#id_title", "Welder")
    page.select_option("#id_occupation", "7212")
    page.select_option("#id_country", "DE")
    page.select_option("#id_contract", "permanent")
    page.fill("#id_hours", "40")
    page.fill("#id_pay", "2900")
    page.fill("#id_starts_on", f"{today_in() + timedelta(days=90):%Y-%m-%d}")
    page.fill("#id_must_have", "MIG welding")
    page.select_option("#id_language_0", "de")
    for activity in LEVELS:
        page.select_option(f"#id_{activity}_0", "B2")
    page.select_option("#id_payer_recruiter_fee", "worker")
    page.fill("#id_amount_recruiter_fee", "400")
    page.get_by_role("button", name="Save the draft").click()


def step(page, name):
    """Take a step with what the page is about."""
    follow(page, name, exact=True)
    page.get_by_role("button", name=name, exact=True).click()


def give_the_certificate(page):
    """Raise the welder's German to B2, as Arta does when she has seen the certificate."""
    page.goto("/people/")
    page.get_by_role("link", name=re.compile(FAMILY)).first.click()
    page.locator("a.x", has_text="Skills profile").click()
    page.locator("tr", has_text="German").get_by_role("link").click()
    for activity in GERMAN:
        page.select_option(f"#id_{activity}", "B2")
    page.get_by_role("button", name="Save").click()


HEIGHTS = """() => [...document.querySelectorAll('main td > :is(select, input)')]
  .map(one => one.getBoundingClientRect().height)"""


def test_fields_in_a_table_are_as_easy_to_press_as_others(open_as):
    page = open_as("luan")
    page.goto("/labour/employers/")
    page.get_by_role("link", name=EMPLOYER).first.click()

    follow(page, "Draft a vacancy")
    page.wait_for_selector("#id_payer_recruiter_fee")
    heights = page.evaluate(HEIGHTS)

    assert len(heights) > 20
    assert min(heights) >= 36


def test_a_welder_is_found_and_named_only_with_consent(open_as):
    luan = open_as("luan")

    # a fee of EUR 400 is refused, corrected, reviewed and published by a second person
    draft_with_a_fee(luan)
    vacancy = luan.url
    step(luan, "Send to review")
    step(luan, "Publish")
    assert "400.00 EUR would be charged to the worker" in luan.locator("main").text_content()
    luan.goto(vacancy)
    assert luan.locator("#refused").is_visible()
    follow(luan, "Change", exact=True)
    luan.select_option("#id_payer_recruiter_fee", "employer")
    luan.get_by_role("button", name="Save").click()
    assert luan.get_by_text("In review").first.is_visible()
    assert "You corrected this vacancy. A second person" in luan.locator("main").text_content()
    assert luan.get_by_role("link", name="Publish", exact=True, include_hidden=True).count() == 0
    lule = open_as("lule")
    lule.goto(vacancy)
    step(lule, "Publish")
    luan.goto(vacancy)

    # German B1 fails only B2
    follow(luan, "Candidates", exact=True)
    ranked = luan.url
    assert luan.locator("#ranked").count() == 0
    row = luan.locator("#conditions tr", has_text="German B2")
    row.get_by_role("link", name="1").click()
    assert luan.get_by_role("heading", name="Fails only German B2").is_visible()
    assert GIVEN in luan.locator("#only").text_content()

    # after the certificate the welder is there at once
    give_the_certificate(open_as("arta"))
    luan.goto(ranked)
    assert GIVEN in luan.locator("#ranked").text_content()

    # the employer opens its link on its own device, and reads no name
    luan.goto("/labour/employers/")
    luan.get_by_role("link", name=EMPLOYER).first.click()
    follow(luan, "Invite by a link")
    luan.get_by_role("button", name="Make the link").click()
    address = luan.locator("#address").text_content()
    code = luan.locator("#code").text_content()
    employer = open_as()
    employer.goto(address)
    employer.get_by_label("Code").fill(code)
    employer.get_by_label("Your name").fill("Egzon")
    employer.get_by_role("button", name="Open").click()
    follow(employer, "Welder")
    own = employer.url
    assert FAMILY not in employer.content()
    assert "MIG welding" in employer.locator("#anonymous").text_content()
    employer.get_by_role("button", name="Ask for contact").click()
    assert FAMILY not in employer.content()
    assert "Asked, no answer yet" in employer.locator("#candidates").text_content()

    # the person agrees at the office: the name is there
    luan.goto("/labour/")
    luan.get_by_role("link", name=re.compile("asks for contact")).click()
    follow(luan, "Record the answer")
    assert EMPLOYER in luan.locator(".quote").text_content()
    luan.locator("input[name=agreed][value=yes]").check()
    luan.get_by_role("button", name="Record the answer").click()
    employer.goto(own)
    assert FAMILY in employer.locator("#candidates").text_content()

    # and takes it back: withdrawn at the next request
    arta = open_as("arta")
    arta.goto("/people/")
    arta.get_by_role("link", name=re.compile(FAMILY)).first.click()
    card = arta.locator("dd", has_text=EMPLOYER).first
    card.get_by_role("button", name="Withdraw").click()
    employer.goto(own)
    assert FAMILY not in employer.content()
    assert "Withdrawn" in employer.locator("#candidates").text_content()
