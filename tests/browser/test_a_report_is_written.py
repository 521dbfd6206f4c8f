"""A report from a blank page to a published edition with a cover; two people; facts to the PDF."""

from __future__ import annotations

import io
import re
import time

import pytest
from pypdf import PdfReader

TITLE = "Report of the browser"
LONGEST = 5 * 60


def begin(page, title, template="quarterly"):
    """Begin a report and wait for its editor."""
    page.goto("/results/reports/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Start with").select_option(template)
    page.get_by_label("From").fill("01.01.2026")
    page.get_by_label("To", exact=True).fill("31.12.2030")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_selector("[data-ready]")


def saved(page):
    """Wait until the server has what the page shows."""
    page.wait_for_selector("[data-editor][data-state=saved]")


def typed(page, words):
    page.locator(".ProseMirror > p").last.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def insert(page, words):
    """Insert the first figure or fact that a search finds."""
    page.get_by_role("button", name="Insert a figure").click()
    page.get_by_label("Search figures").fill(words)
    found = page.locator("[data-found] button", has_text=re.compile(words, re.I)).first
    found.wait_for()
    found.click()


def file_of(page, name):
    """The bytes of a file that a link leads to."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).first.click()
    return download.value.path().read_bytes()


def words_of(pdf):
    return re.sub(
        r"\s+", " ", " ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
    )


def test_a_report_is_written_and_published_with_its_cover_in_five_minutes(open_page):
    started = time.monotonic()
    page = open_page("/", signed_in=True, who="blerim")
    begin(page, TITLE)

    page.get_by_role("button", name="Undo").click()  # nothing to undo does nothing
    typed(page, " By hand: ")
    insert(page, "People served")
    saved(page)
    page.get_by_role("link", name="Check and publish").click()
    page.locator("main form").last.get_by_role("button", name="Publish").click()
    page.wait_for_selector("text=SHA-256")
    made = words_of(file_of(page, "PDF"))

    assert time.monotonic() - started < LONGEST
    first = PdfReader(io.BytesIO(file_of(page, "PDF"))).pages[0].extract_text()
    for words in (TITLE, "MSC Prishtinë", "Blerim Hoti", "For: Partners", "Edition 1"):
        assert words in re.sub(r"\s+", " ", first)
    assert "Contents" in made
    assert re.search(r"By hand: \d+", made)  # other walks record visits on this server, too
    assert "Annex: how the figures were counted" in made
    assert "Risks and lessons" not in made


def test_blocks_are_moved_by_keyboard_by_button_and_by_mouse(open_page):
    page = open_page("/", signed_in=True, who="blerim")
    begin(page, "Order of blocks", "blank")
    blocks = page.locator(".ProseMirror > p")
    page.locator(".ProseMirror").click()
    page.keyboard.type("one")
    for words in ("two", "three"):
        page.keyboard.press("Enter")
        page.keyboard.type(words)

    page.keyboard.press("Alt+ArrowUp")
    by_keyboard = blocks.all_text_contents()
    page.get_by_role("button", name="Up", exact=True).click()
    by_button = blocks.all_text_contents()
    first = blocks.nth(0).bounding_box()
    page.mouse.move(first["x"] + 20, first["y"] + first["height"] / 2)
    grip = page.locator(".grip").bounding_box()
    last = blocks.nth(2).bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 12)
    page.mouse.down()
    page.mouse.move(last["x"] + 40, last["y"] + last["height"] - 2, steps=8)
    page.mouse.up()
    by_mouse = blocks.all_text_contents()
    saved(page)
    page.reload()
    page.wait_for_selector("[data-ready]")

    assert by_keyboard == ["one", "three", "two"]
    assert by_button == ["three", "one", "two"]
    assert by_mouse == ["one", "two", "three"]
    assert blocks.all_text_contents() == ["one", "two", "three"]


def test_a_piece_is_drawn_where_it_was_inserted_and_what_is_wrong_is_told_beside_it(open_page):
    page = open_page("/", signed_in=True, who="blerim")
    begin(page, "Pieces", "blank")
    page.locator(".ProseMirror").click()

    page.get_by_role("button", name="Chart", exact=True).click()
    dialog = page.locator("#insert-chart")
    dialog.get_by_role("button", name="Insert").click()
    refused = dialog.locator("[data-wrong]").text_content()
    dialog.get_by_label("Indicator").select_option("people_served")
    dialog.get_by_label("Along").select_option("month")
    dialog.get_by_role("button", name="Insert").click()
    page.wait_for_selector(".piece svg")
    saved(page)

    assert refused == "Choose what the block shows."
    assert page.locator(".piece figcaption").text_content() == "People served by month"
    assert page.locator(".piece").evaluate("one => one.nextElementSibling.tagName") == "P"


def test_the_tools_say_what_the_text_is_and_nothing_hidden_is_shown(open_page):
    page = open_page("/", signed_in=True, who="blerim")
    begin(page, "Tools", "blank")
    tools = page.get_by_role("toolbar", name="Text")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Words")

    as_text = tools.get_by_role("button", pressed=True).all_text_contents()
    tools.get_by_role("button", name="Section", exact=True).click()
    as_heading = tools.get_by_role("button", pressed=True).all_text_contents()
    rows = {round(one.bounding_box()["y"]) for one in tools.locator(".joined").all()}

    assert [one.strip() for one in as_text] == ["Paragraph"]
    assert [one.strip() for one in as_heading] == ["Section"]
    assert len(rows) == 1  # one row of tools, and what is inserted below it
    assert page.locator("[hidden]:visible").count() == 0  # it said that it could not be loaded


def test_two_people_who_change_one_paragraph_see_both_and_choose(open_page, browser):
    page = open_page("/", signed_in=True, who="blerim")
    begin(page, "Two people", "blank")
    page.locator(".ProseMirror").click()
    page.keyboard.type("First")
    saved(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("[data-ready]")
    typed(page, " by one")
    saved(page)

    typed(other, " by two")
    other.wait_for_selector(".problem")
    told = other.locator(".problem").text_content()
    other.get_by_role("button", name="Use my version").click()
    saved(other)
    page.reload()
    page.wait_for_selector("[data-ready]")

    assert "First by one" in told
    assert page.locator(".ProseMirror > p").first.text_content() == "First by two"


@pytest.mark.parametrize(
    ("value", "qualifier", "said"),
    [("1500", "about", "about 1,500"), ("15000", "up_to", "up to 15,000")],
)
def test_a_fact_keeps_its_qualifier_from_its_entry_to_the_pdf(open_page, value, qualifier, said):
    page = open_page("/knowledge/facts/new/", signed_in=True, who="sanja")
    name = f"Reached from door to door, {qualifier}"
    page.get_by_label("Series").fill(f"door_to_door_{qualifier}")
    page.get_by_label("What it is").fill(name)
    page.get_by_label("Number", exact=True).fill(value)
    page.get_by_label("Unit").fill("people")
    page.get_by_label("The source says").select_option(qualifier)
    page.get_by_label("Valid for", exact=False).first.fill("2025")
    page.get_by_label("Source", exact=True).fill("Project document")
    page.locator("main form").last.get_by_role("button").first.click()
    page.get_by_text(name).first.wait_for()
    writer = open_page("/", signed_in=True, who="blerim")
    begin(writer, f"Facts {qualifier}", "blank")

    writer.locator(".ProseMirror").click()
    writer.keyboard.type("The project reached ")
    insert(writer, name)
    writer.keyboard.type(" people.")
    saved(writer)
    shown = writer.locator(".token.fact").text_content()
    made = words_of(file_of(writer, "PDF"))

    assert shown == said
    assert f"The project reached {said}1 people." in made
    assert f"{name}, 2025: Project document." in made
