"""A member of the diaspora registers, sees what is kept, offers to help, and deletes it all."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import SIZES

pytestmark = pytest.mark.sqlite_only
NAME, CALL = "Vjosa Exampleperson", "Teach geriatric care"


@pytest.fixture
def without_script(browser, site):
    context = browser.new_context(viewport=SIZES["phone"], base_url=site, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_member_registers_sees_and_deletes_without_a_script(without_script):
    page = without_script
    page.goto("/help/")
    page.click("a[href='/help/diaspora/']")
    questions = page.locator("main form:not(.langs) .field").count()
    page.fill("#id_name", NAME)
    page.fill("#id_country", "Switzerland")
    page.select_option("#id_field", "health")
    page.fill("#id_skills", "Nursing")
    page.check("input[name='ways'][value='knowledge']")
    page.click("text=Register")
    refused = page.locator(".wrong").count()
    page.check("#id_agreed")
    page.click("text=Register")
    mine, address = page.locator("main").inner_text(), page.url
    page.click("text=I can help")
    offered = page.locator("main").inner_text()
    page.click("summary:has-text('Delete your entry')")
    page.click("text=Delete everything")
    gone = page.locator("h1").text_content()
    again = page.goto(address).status

    assert questions == 8 + 2  # and two boxes to tick
    assert refused == 1
    assert NAME in mine
    assert CALL in mine
    assert "You have offered to help" in offered
    assert re.search(r"/help/diaspora/me/[^/]+/$", address)
    assert (gone, again) == ("Your entry is deleted", 404)
