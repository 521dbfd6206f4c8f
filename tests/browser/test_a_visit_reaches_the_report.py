"""A visit recorded in the browser is in the figures, the month chart and the draft at once."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.browser.seed import REPORT
from waystation.foundation.shared.periods import today_in

INDICATOR = "/results/indicators/people_served/?by=month"


def number(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", text))


def in_the_month(page, month: date) -> int:
    """What the table under the month chart says for a month."""
    row = page.locator("details.doc-as-table tr", has_text=f"{month:%B %Y}")
    return number(row.locator("td").first.text_content())


@pytest.fixture
def seen_by_blerim(open_page):
    """Look, as Blerim, at the four places where people served are counted."""
    page = open_page("/", signed_in=True, who="blerim")

    def look() -> dict[str, int]:
        today = today_in()
        seen = {}
        page.goto("/results/")
        card = page.locator(
            ".kpi", has=page.get_by_role("heading", name="People served", exact=True)
        )
        seen["dashboard"] = number(card.locator("strong").text_content())
        page.goto(INDICATOR)
        seen["indicator"] = number(page.locator(".kpi strong").text_content())
        seen["month chart"] = in_the_month(page, today)
        page.goto("/results/reports/")
        page.get_by_role("link", name=REPORT).first.click()
        sentence = page.get_by_text(re.compile(r"We served [0-9,]+ people this year"))
        text = sentence.first.text_content()
        seen["report"] = number(re.search(r"served ([0-9,]+) people", text)[1])
        seen["report's chart"] = in_the_month(page, today)
        return seen

    return look


def record_a_visit(page, given: str, family: str):
    """Type a visit with a new person as a counsellor does."""
    page.goto("/centres/visits/new/")
    page.get_by_text("The visitor gives a name").click()
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill(family)
    page.get_by_label("Year of birth").fill("1997")
    page.get_by_label("Sex, for the file").select_option("female")
    page.locator("input[name=mode][value=walk_in]").check()
    page.locator("input[name=reason][value=work_abroad]").check()
    page.locator("select[name=visitor_type]").select_option("potential_migrant")
    page.get_by_label("Minutes").fill("25")
    page.get_by_role("button", name="Check the answers").click()
    page.get_by_role("button", name="Save the visit").click()
    page.wait_for_url(lambda address: "/visits/new/" not in address)


def test_a_visit_typed_by_arta_is_counted_wherever_blerim_looks(open_page, seen_by_blerim):
    before = seen_by_blerim()
    arta = open_page("/", signed_in=True)

    record_a_visit(arta, "Liridona", "Zogaj")

    assert seen_by_blerim() == {place: count + 1 for place, count in before.items()}
    assert before["dashboard"] == before["indicator"] == before["report"]
