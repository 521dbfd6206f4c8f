"""What a browser sees of the frame: nothing for axe to say, nothing sideways, keys that work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import SIZES

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']"
STRANGER = ["/help/", "/accounts/login/", "/accounts/password/reset/", "/no-such-page/"]
ARTA = [
    "/",
    "/sections/",
    "/no-such-page/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/password/change/",
    "/account/users/",
]
LANGUAGES = ["en", "sq", "sr", "ar"]
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(scope="module")
def look_at(browser, site, sign_in):
    """Look at one address after another as a stranger or as somebody, in the size that is asked.

    One page for each of them: a browser that is new at every address is busy with being new.
    """
    pages = {}

    def looked(path, *, size, who=None):
        if who not in pages:
            kept = sign_in(who) if who else None
            pages[who] = browser.new_context(storage_state=kept, base_url=site).new_page()
        pages[who].set_viewport_size(SIZES[size])
        pages[who].goto(path)
        return pages[who]

    yield looked
    for page in pages.values():
        page.context.close()


def broken_rules(page) -> list[str]:
    page.evaluate(AXE.read_text())
    return page.evaluate(
        f"axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations'], selectors: false}})"
        ".then(found => found.violations.map("
        "one => one.id + ': ' + one.nodes.map(node => node.html).join(' ')))"
    )


def sticks_out(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("size", ["laptop", "phone"])
@pytest.mark.parametrize("path", STRANGER)
def test_a_stranger_meets_no_barrier(look_at, path, size):
    page = look_at(path, size=size)

    assert broken_rules(page) == []
    assert sticks_out(page) <= 0


@pytest.mark.parametrize("size", ["laptop", "phone"])
@pytest.mark.parametrize("path", ARTA)
def test_staff_meet_no_barrier(look_at, path, size):
    page = look_at(path, size=size, who="arta")

    assert broken_rules(page) == []
    assert sticks_out(page) <= 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_scrolls_sideways_in_any_language(open_page, language):
    public = open_page("/help/", size="phone", language=language)
    staff = open_page("/sections/", size="phone", language=language, signed_in=True)

    assert broken_rules(public) == []
    assert (sticks_out(public), sticks_out(staff)) == (0, 0)


def test_every_page_keeps_the_strict_policy(open_page):
    page = open_page("/help/")
    said = []
    page.on("console", lambda message: said.append(message.text))

    page.goto("/accounts/login/")

    assert said == []


def test_the_keyboard_is_enough_and_shows_where_it_is(open_page):
    page = open_page("/accounts/login/")

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert first == "skip"
    assert outline == "solid"


def test_a_wrong_password_is_said_above_the_form_with_a_link_to_mend_it(open_page):
    page = open_page("/accounts/login/")

    page.fill("#id_login", "arta@example.org")
    page.fill("#id_password", "not-this-one")
    page.click("main form button[type=submit]")

    assert page.locator(".errors a").count() == 1
    assert broken_rules(page) == []


def test_letters_go_where_they_say_and_can_be_switched_off(open_page):
    page = open_page("/sections/", signed_in=True)

    page.keyboard.press("/")
    in_search = page.evaluate("document.activeElement.id")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.check("#letters-off")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    after = page.evaluate("document.activeElement.id")

    assert in_search == "q"
    assert after != "q"
