"""Lists, boards and previews as a person uses them: heads that stay, filters that act at once,
a form that is filled in before anybody is asked."""

from __future__ import annotations

import pytest

from tests.analysis.xforms.tables import workbook
from tests.browser.test_frame import broken_rules, sticks_out

pytestmark = pytest.mark.sqlite_only
SURVEY = """
type | name | label | required | relevant | constraint | constraint_message
begin_group | about | About the person | | | |
text | name | Name | yes | | |
integer | age | Age | | | . <= 120 | Nobody is that old
select_one yes_no | works | Works? | | ${age} > 15 | |
end_group | | | | | |
select_multiple colour | colours | Colours | | | |
"""
CHOICES = """
list_name | name | label
yes_no | yes | Yes
yes_no | no | No
colour | red | Red
colour | green | Green
"""


def top_of(page, selector):
    return page.locator(selector).first.bounding_box()["y"]


def test_the_heads_of_a_list_stay_below_the_bar_while_it_is_read(open_page):
    page = open_page("/centres/visits/", signed_in=True)
    page.set_viewport_size({"width": 1280, "height": 420})
    bar = page.locator(".top").bounding_box()

    page.evaluate(
        """(bar) => {
      const row = document.querySelector('.rows tbody tr');
      window.scrollBy(0, row.getBoundingClientRect().top - bar + 5);
    }""",
        bar["height"],
    )
    head = page.locator(".rows thead th").first.bounding_box()
    first = page.locator(".rows tbody tr").first.bounding_box()

    assert first["y"] < bar["height"]  # the first rows are gone
    assert abs(head["y"] - bar["height"]) <= 1


def test_a_list_wider_than_its_box_keeps_its_heads_and_its_first_column(open_page):
    page = open_page("/centres/visits/", signed_in=True)
    page.set_viewport_size({"width": 1280, "height": 700})
    page.evaluate("""() => {
      for (const one of document.querySelectorAll('.rows td')) one.style.minWidth = '260px';
      for (const one of document.querySelectorAll('.rows tbody tr')) one.style.height = '200px';
    }""")
    page.evaluate("window.dispatchEvent(new Event('resize'))")
    box = page.locator("#list .scroll")

    before = page.locator(".rows tbody td").first.bounding_box()["x"]
    box.evaluate("one => one.scrollTo(one.scrollWidth, one.scrollHeight)")
    frame = box.bounding_box()
    first = page.locator(".rows tbody td").first.bounding_box()["x"]
    head = page.locator(".rows thead th").nth(1).bounding_box()["y"]

    assert abs(first - before) <= 18
    assert abs(head - frame["y"]) <= 1
    assert sticks_out(page) <= 0


def test_a_filter_acts_at_once_and_leaves_the_reader_where_they_are(open_page):
    page = open_page("/centres/visits/", signed_in=True)
    all_rows = page.locator("#list tbody tr").count()

    page.locator("select[name=mode]").focus()
    page.select_option("select[name=mode]", "online")
    page.wait_for_function("() => !document.querySelector('#list tbody tr')")
    focused = page.evaluate("document.activeElement.name")
    cleared = page.locator("#list-clear a")
    cleared.wait_for()
    address = page.url
    page.go_back()
    page.wait_for_selector("#list tbody tr")

    assert all_rows > 1
    assert focused == "mode"
    assert "mode=online" in address
    assert page.locator("#list tbody tr").count() == all_rows


def test_the_search_of_a_list_acts_while_it_is_typed(open_page):
    page = open_page("/centres/visits/", signed_in=True)
    all_rows = page.locator("#list tbody tr").count()
    entries = page.evaluate("history.length")

    page.locator("main input[name=q]").press_sequentially("no such visit")
    page.wait_for_function("() => !document.querySelector('#list tbody tr')")
    page.wait_for_function("() => location.search.includes('q=no')")

    assert all_rows > 1
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.evaluate("history.length") == entries


def test_a_chosen_filter_is_marked_and_the_menu_of_columns_is_below_its_name(open_page):
    page = open_page("/centres/visits/", signed_in=True)
    colour = "one => getComputedStyle(one.closest('.chip')).backgroundColor"
    before = page.locator("select[name=mode]").evaluate(colour)

    page.select_option("select[name=mode]", "online")
    chosen = page.locator("select[name=mode]").evaluate(colour)
    page.select_option("select[name=mode]", "")
    again = page.locator("select[name=mode]").evaluate(colour)
    page.locator(".cols-menu > summary").click()
    name = page.locator(".cols-menu > summary").bounding_box()
    choices = page.locator(".cols-menu .choices").bounding_box()

    assert chosen != before == again
    assert name["y"] + name["height"] <= choices["y"]


def test_what_a_list_showed_is_not_left_in_the_browser(open_page):
    page = open_page("/people/", signed_in=True)

    page.locator("main select").first.select_option(index=1)
    page.wait_for_url("**?*")
    stored = page.evaluate("JSON.stringify([Object.entries(localStorage), "
                           "Object.entries(sessionStorage)])")  # fmt: skip

    assert "Krasniqi" not in stored


@pytest.fixture
def version(open_page, tmp_path):
    """The address of a draft of a form that Arta uploaded."""
    path = tmp_path / "colours.xlsx"
    path.write_bytes(workbook(SURVEY, CHOICES, "form_id | version\ncolours | 1"))
    page = open_page("/forms/", signed_in=True)
    there = page.get_by_role("link", name="colours", exact=True)
    if there.count():
        there.first.click()
    else:
        page.goto("/forms/new/")
        page.set_input_files("input[type=file]", path)
        page.click("main form button[type=submit]")
        page.wait_for_selector("#versions")
    return page.locator("#versions tbody a").first.get_attribute("href")


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_a_form_is_tried_out_as_on_a_phone(open_page, version, size):
    page = open_page(version, size=size, signed_in=True)
    page.get_by_role("link", name="Try the form").click()

    before = page.get_by_text("Works?").count()
    page.get_by_role("textbox", name="Age").fill("34")
    page.keyboard.press("Tab")
    page.get_by_text("Works?").wait_for()
    page.get_by_role("textbox", name="Age").fill("130")
    page.keyboard.press("Tab")
    page.get_by_text("Nobody is that old").wait_for()

    assert before == 0
    assert sticks_out(page) <= 0
    assert broken_rules(page) == []


def test_the_focus_stays_where_it_was_when_questions_come(open_page, version):
    page = open_page(version, signed_in=True)
    page.get_by_role("link", name="Try the form").click()

    page.get_by_role("textbox", name="Age").fill("34")
    page.keyboard.press("Tab")
    page.get_by_text("Works?").wait_for()
    focused = page.evaluate("document.activeElement.closest('#asked') !== null")

    assert focused


def test_leaving_a_tried_form_asks_nothing_because_nothing_is_kept(open_page, version):
    page = open_page(version, signed_in=True)
    page.get_by_role("link", name="Try the form").click()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_role("textbox", name="Name").fill("Zana")
    page.goto("/forms/")

    assert asked == []


def test_a_board_is_read_without_tools_and_arranged_with_them(open_page):
    page = open_page("/boards/new", signed_in=True, who="blerim")
    page.get_by_label("Title").fill("Board that is arranged")
    page.get_by_role("button", name="Make the board").click()
    for key in ("people_served", "visits"):
        page.get_by_role("link", name="Add a figure").first.click()
        page.locator("[name=indicator]").select_option(value=key)
        page.get_by_role("button", name="Add it").click()

    tools = page.get_by_role("button", name="Move").count()
    page.get_by_role("link", name="Arrange").click()
    titles = page.locator(".kpi h2").all_inner_texts()
    page.get_by_role("button", name=f"Move down: {titles[0]}").click()
    page.wait_for_load_state()
    arranged = page.locator(".kpi h2").all_inner_texts()

    assert tools == 0
    assert arranged == titles[::-1]
    assert page.get_by_role("button", name="Move").count() == 4
    assert broken_rules(page) == []
