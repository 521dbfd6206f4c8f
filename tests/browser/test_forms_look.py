"""Forms as a person sees them: boxes under their headings, ticks in their frames, no overflow."""

import pytest

from tests.browser.conftest import SIZES

pytestmark = pytest.mark.sqlite_only
FORMS = ["/centres/visits/new/", "/centres/sessions/new/", "/centres/waiting/new/"]
LISTS = ["/centres/visits/", "/centres/sessions/", "/centres/registers/equipment/"]


@pytest.fixture(scope="module")
def look_at(browser, site, sign_in):
    context = browser.new_context(storage_state=sign_in("arta"), base_url=site)
    page = context.new_page()

    def looked(path, size):
        page.set_viewport_size(SIZES[size])
        page.goto(path)
        return page

    yield looked
    context.close()


def box(locator):
    """Return left, top, right and bottom of an element on the page."""
    found = locator.bounding_box()
    return (
        found["x"],
        found["y"],
        found["x"] + found["width"],
        found["y"] + found["height"],
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", [*FORMS, *LISTS])
def test_nothing_of_a_card_sticks_out(look_at, path, size):
    page = look_at(path, size)

    wide = page.evaluate(
        "[...document.querySelectorAll('main form, main .card')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1)"
        ".map(one => one.outerHTML.slice(0, 80))"
    )

    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("size", SIZES)
def test_each_box_of_the_age_grid_is_under_its_own_heading(look_at, size):
    page = look_at("/centres/sessions/new/", size)
    headings = page.locator("table.heads thead th").all()
    rows = page.locator("table.heads tbody tr").all()

    for row in rows:
        cells = row.locator("td").all()
        for heading, cell in zip(headings[1:], cells, strict=True):
            left, _top, right, _bottom = box(heading)
            inner = box(cell.locator("input"))
            assert left - 1 <= inner[0]
            assert inner[2] <= right + 1


@pytest.mark.parametrize("size", SIZES)
def test_a_tick_is_inside_the_frame_of_its_words(look_at, size):
    page = look_at("/centres/visits/new/", size)

    for label in page.locator("label.tick:visible").all():
        frame, tick = box(label), box(label.locator("input"))
        assert tick[0] - frame[0] >= 8
        assert abs((tick[1] + tick[3]) - (frame[1] + frame[3])) <= 4  # on the same middle line


@pytest.mark.parametrize("size", SIZES)
def test_fields_keep_their_distance(look_at, size):
    page = look_at("/centres/visits/new/", size)

    boxes = [box(one) for one in page.locator(".fields > .field:visible").all()]
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            beside = one[2] <= other[0] - 8 or other[2] <= one[0] - 8
            above = one[3] <= other[1] - 8 or other[3] <= one[1] - 8
            assert beside or above


@pytest.mark.parametrize("size", SIZES)
def test_the_buttons_of_the_check_page_do_not_touch_the_answers(look_at, size):
    page = look_at("/centres/visits/new/", size)
    page.locator("input[name=reason]").first.check()
    page.locator("select[name=visitor_type]").select_option(index=1)
    page.locator("main form button[type=submit]").last.click()

    page.get_by_role("heading", name="Check before saving").wait_for()
    answers, buttons = box(page.locator("main .card")), box(page.locator("main form > .btns"))

    assert buttons[1] - answers[3] >= 8


@pytest.mark.parametrize("path", [*FORMS, *LISTS, "/people/", "/people/new/"])
def test_a_page_has_one_heading_and_it_is_in_the_main_part(look_at, path):
    page = look_at(path, "phone")

    assert page.locator("h1").count() == 1
    assert page.locator("main h1").count() == 1
