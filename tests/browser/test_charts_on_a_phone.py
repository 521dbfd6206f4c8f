"""Every page with charts, on a phone: letters of at least 11 pixels, nothing beside the screen."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SIZES
from tests.browser.seed import PUBLIC
from tests.browser.test_frame import sticks_out
from tests.foundation.documents.test_on_a_phone import LETTERS, SMALLEST

pytestmark = pytest.mark.sqlite_only
DRAWN = """() => [...document.querySelectorAll('[data-chart]')]
  .every(one => one.dataset.drawn === 'live')"""


def letters(page):
    """The letters of a page's charts, once all of them are drawn."""
    page.wait_for_selector(".doc-picture svg")
    page.wait_for_function(DRAWN)
    return page.evaluate(LETTERS)


def too_small(found):
    return [(one["words"], one["size"]) for one in found if one["size"] < SMALLEST]


@pytest.mark.parametrize("language", ["en", "sq", "sr"])
@pytest.mark.parametrize(
    "path",
    [
        "/results/",
        "/results/indicators/people_served/",
        "/results/indicators/people_served/?by=reason",
        "/results/indicators/people_served/?by=place",
    ],
)
def test_the_charts_of_figures_are_legible_on_a_phone(open_page, path, language):
    page = open_page(path, size="phone", language=language, signed_in=True, who="blerim")

    found = letters(page)

    assert len(found) > 1
    assert too_small(found) == []
    assert sticks_out(page) <= 0


def test_the_charts_of_a_board_are_legible_on_a_phone(open_page):
    page = open_page("/boards/new", size="phone", signed_in=True, who="blerim")
    page.get_by_label("Title").fill("Board of a phone")
    page.get_by_role("button", name="Make the board").click()
    for shape in ("months", "bars"):
        page.get_by_role("link", name="Add a figure").first.click()
        page.locator("[name=indicator]").select_option(value="people_served")
        page.locator(f"[name=shape][value={shape}]").check()
        if shape == "bars":
            page.locator("[name=by]").select_option(value="reason")
        page.get_by_role("button", name="Add it").click()

    found = letters(page)

    assert page.locator("[data-chart]").count() == 2
    assert too_small(found) == []
    assert sticks_out(page) <= 0


def test_the_charts_of_a_public_report_are_legible_on_a_phone(open_page, public_report):
    page = open_page(public_report, size="phone", signed_in=True)

    found = letters(page)

    assert len(found) > 1
    assert too_small(found) == []
    assert sticks_out(page) <= 0


def test_a_public_report_as_a_file_is_legible_on_a_phone_without_scripts(
    open_page, public_report, browser, tmp_path
):
    page = open_page(public_report, size="phone", signed_in=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="HTML").click()
    download.value.save_as(tmp_path / "report.html")
    reader = browser.new_context(viewport=SIZES["phone"]).new_page()
    reader.goto((tmp_path / "report.html").as_uri())

    found = [one for one in reader.evaluate(LETTERS) if one["width"]]
    out = sticks_out(reader)
    reader.context.close()

    assert "<script" not in (tmp_path / "report.html").read_text()
    assert len(found) > 1
    assert too_small(found) == []
    assert out <= 0


@pytest.fixture
def public_report(open_page):
    """The address of the report that the seed published for everybody."""
    page = open_page("/results/reports/", signed_in=True, who="blerim")
    return page.get_by_role("link", name=PUBLIC).first.get_attribute("href")
