"""What a browser sees of everyday work: lists on a phone, drafts, the search, the new pages."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from itertools import pairwise

import pytest

from tests.browser.conftest import ROOT
from tests.browser.test_frame import broken_rules, sticks_out

pytestmark = pytest.mark.sqlite_only
PAGES = [
    "/work/",
    "/notifications/",
    "/search/?q=vi",
    "/guides/",
    "/guides/counsellor/",
    "/guides/administrator/",
    "/guides/knowledge/",
    "/guides/programmes/",
    "/ten-things/",
    "/centres/visits/",
    "/people/",
]


@pytest.mark.parametrize("size", ["laptop", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_the_everyday_pages_have_no_barrier_and_stay_within_the_screen(open_page, path, size):
    page = open_page(path, size=size, signed_in=True)

    assert broken_rules(page) == []
    assert sticks_out(page) <= 0


def boxes(page, selector):
    return [one.bounding_box() for one in page.locator(selector).all()]


def test_a_list_on_a_phone_is_cards_with_each_value_beside_its_name(open_page):
    page = open_page("/centres/visits/", size="phone", signed_in=True)
    row = page.locator(".rows tbody tr").first

    cells = [one.bounding_box() for one in row.locator("td:visible").all()]
    name = (
        row.locator("td:visible")
        .nth(1)
        .evaluate("cell => getComputedStyle(cell, '::before').content")
    )
    scroll = page.locator(".rows").evaluate("table => table.parentElement.scrollWidth - "
                                            "table.parentElement.clientWidth")  # fmt: skip

    assert page.locator(".rows thead").is_hidden()
    assert len(cells) > 2
    tops = [box["y"] for box in cells]
    assert tops == sorted(tops)  # one below the other
    assert len(set(tops)) == len(tops)
    assert len(name.strip('"')) > 2
    assert scroll <= 0


def test_on_a_phone_a_long_state_wraps_and_the_list_does_not_scroll_in_a_box(open_page):
    page = open_page("/centres/visits/", size="phone", signed_in=True)
    tag = page.locator(".rows tbody .tag").first

    tag.evaluate("one => { one.textContent = 'Closed, to be confirmed by the person '.repeat(2) }")
    page.evaluate("dispatchEvent(new Event('resize'))")
    box = page.locator(".rows").evaluate("""table => {
        const box = table.parentElement;
        return [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight];
    }""")

    assert box == [0, 0]


def test_filters_are_folded_on_a_phone_and_open_on_a_laptop(open_page):
    phone = open_page("/centres/visits/", size="phone", signed_in=True)
    laptop = open_page("/centres/visits/", signed_in=True)
    first_row = phone.locator(".rows tbody tr").first.bounding_box()

    before = phone.locator("select[name=mode]").is_visible()
    phone.locator(".fold-small > summary").click()

    assert not before
    assert first_row["y"] < 600  # the first record is on the first screen
    assert phone.locator("select[name=mode]").is_visible()
    assert phone.locator("select[name=sort]").is_visible()
    assert laptop.locator("select[name=mode]").is_visible()


def test_a_list_is_sorted_on_a_phone_too(open_page):
    page = open_page("/centres/visits/", size="phone", signed_in=True)

    page.locator(".fold-small > summary").click()
    page.select_option("select[name=sort]", "minutes")
    page.click(".fold-small button")

    assert "sort=minutes" in page.url


TYPED = "Came with a contract in three languages."


def stored(page):
    return page.evaluate("JSON.stringify(Object.entries(sessionStorage))")


def test_what_is_typed_survives_a_reload_sealed_and_only_in_this_tab(open_page):
    page = open_page("/centres/visits/new/", signed_in=True)
    page.locator("textarea[name=advice]").evaluate("one => one.closest('details')?.setAttribute"
                                                   "('open', '')")  # fmt: skip
    page.fill("textarea[name=advice]", TYPED)
    page.wait_for_selector("form[data-draft=kept]")

    kept = stored(page)
    page.reload()
    page.wait_for_selector(".note button")
    other = page.context.new_page()
    other.goto("/centres/visits/new/")

    assert page.input_value("textarea[name=advice]") == TYPED
    assert "contract" not in kept
    assert other.input_value("textarea[name=advice]") == ""


def test_a_draft_is_gone_after_discarding_and_after_signing_out(browser, site):
    from tests.browser.seed import PASSWORD

    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("#id_login", "arta@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_selector(".rail")
    for way in ("discard", "sign out"):
        page.goto("/centres/visits/new/")
        page.locator("textarea[name=advice]").evaluate(
            "one => one.closest('details')?.setAttribute('open', '')"
        )
        page.fill("textarea[name=advice]", TYPED)
        page.wait_for_selector("form[data-draft=kept]")
        if way == "discard":
            page.reload()
            with page.expect_navigation():
                page.click(".note button")

            assert page.input_value("textarea[name=advice]") == ""
        else:
            page.locator("details.menu-box summary").click()
            with page.expect_navigation():
                page.click("form[action='/accounts/logout/'] button")
            page.wait_for_load_state("networkidle")

        assert "draft." not in stored(page)
    context.close()


@pytest.fixture
def page_of_arta(browser, site):
    """A page of a session of Arta's own, and how she signs in."""
    from tests.browser.seed import PASSWORD

    context = browser.new_context(base_url=site)
    page = context.new_page()

    def signs_in():
        page.fill("#id_login", "arta@example.org")
        page.fill("#id_password", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_selector(".rail")

    page.goto("/accounts/login/")
    signs_in()
    yield page, signs_in
    context.close()


def fill_in_a_visit(page):
    """Answer what a visit must have, and what was advised."""
    page.goto("/centres/visits/new/")
    page.check("[name=reason][value=work_abroad]")
    page.select_option("[name=visitor_type]", "potential_migrant")
    page.fill("textarea[name=advice]", TYPED)
    page.wait_for_selector("form[data-draft=kept]")


@pytest.fixture
def end_idle(state, database):
    """Let half an hour pass in which a page's session is not used."""

    def ended(page):
        cookies = page.context.cookies()
        key = next(one["value"] for one in cookies if one["name"].endswith("sessionid"))
        environment = {
            **os.environ,
            "WAYSTATION_STATE": str(state),
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        }
        command = [sys.executable, "-m", "tests.browser.idle", key]
        subprocess.run(command, env=environment, cwd=ROOT, check=True)

    return ended


def test_what_is_typed_survives_the_end_of_an_idle_session(page_of_arta, end_idle):
    page, signs_in = page_of_arta
    fill_in_a_visit(page)
    key = page.input_value("[name=key]")

    end_idle(page)
    page.click("main form.pad button.btn[type=submit]")
    page.wait_for_selector("#id_login")
    signs_in()
    page.wait_for_selector(".note button")

    assert page.url.endswith("/centres/visits/new/")
    assert page.input_value("textarea[name=advice]") == TYPED
    assert page.is_checked("[name=reason][value=work_abroad]")
    assert page.input_value("[name=key]") == key


def test_what_was_checked_survives_the_end_of_an_idle_session(page_of_arta, end_idle):
    page, signs_in = page_of_arta
    fill_in_a_visit(page)
    page.click("main form.pad button.btn[type=submit]")
    page.wait_for_selector("form[data-draft-check]")

    end_idle(page)
    page.click("button[name=checked]")
    page.wait_for_selector("#id_login")
    signs_in()
    page.wait_for_selector(".note button")

    assert page.input_value("textarea[name=advice]") == TYPED


def test_what_is_typed_survives_an_answer_that_never_arrives(page_of_arta):
    page, _ = page_of_arta
    fill_in_a_visit(page)
    key = page.input_value("[name=key]")

    page.route("**/visits/new/", lambda route: route.abort("connectionreset"))
    with page.expect_event("requestfailed"):
        page.click("main form.pad button.btn[type=submit]", no_wait_after=True)
    page.unroute("**/visits/new/")
    page.goto("/centres/today/")
    page.goto("/centres/visits/new/")
    page.wait_for_function("() => document.querySelector('[name=advice]').value")

    assert page.input_value("textarea[name=advice]") == TYPED
    assert page.input_value("[name=key]") == key


def test_what_is_typed_about_one_person_is_not_offered_for_another(page_of_arta):
    page, _ = page_of_arta
    page.goto(f"/centres/visits/new/?person={uuid.UUID(int=1)}")
    page.fill("textarea[name=advice]", TYPED)
    page.wait_for_selector("form[data-draft=kept]")

    page.goto(f"/centres/visits/new/?person={uuid.UUID(int=2)}")
    other = page.input_value("textarea[name=advice]")
    page.goto(f"/centres/visits/new/?person={uuid.UUID(int=1)}")
    page.wait_for_selector(".note button")

    assert other == ""
    assert page.input_value("textarea[name=advice]") == TYPED


def test_back_after_saving_a_visit_is_an_empty_form(page_of_arta):
    page, _ = page_of_arta
    fill_in_a_visit(page)
    page.click("main form.pad button.btn[type=submit]")
    page.click("button[name=checked]")
    page.wait_for_url(lambda url: not url.endswith("/visits/new/"))

    saved = page.url
    page.go_back()
    page.wait_for_selector("textarea[name=advice]")

    assert page.url != saved
    assert "draft." not in stored(page)
    assert page.input_value("textarea[name=advice]") == ""


def test_back_after_a_form_was_saved_is_not_a_second_record_to_send(open_page):
    page = open_page("/centres/registers/equipment/new/", signed_in=True)
    page.fill("[name=name]", "Scales of the back button")
    page.select_option("[name=kind]", index=1)
    page.fill("[name=received_on]", "21.9.2026")
    page.select_option("[name=condition]", index=1)
    page.locator("main form[method=post] button.btn").last.click(timeout=9000)
    page.wait_for_url(lambda url: not url.endswith("/new/"))

    page.go_back()
    page.wait_for_selector("[name=name]")

    assert page.url.endswith("/centres/registers/equipment/new/")
    assert page.input_value("[name=name]") == ""
    assert page.input_value("[name=kind]") == ""


def test_back_to_a_form_that_was_changed_shows_what_is_saved_now(open_page):
    page = open_page("/centres/registers/equipment/new/", signed_in=True)
    page.fill("[name=name]", "Lamp as it was")
    page.select_option("[name=kind]", index=1)
    page.fill("[name=received_on]", "21.9.2026")
    page.select_option("[name=condition]", index=1)
    page.locator("main form[method=post] button.btn").last.click(timeout=9000)
    page.goto("/centres/registers/equipment/?q=Lamp as it was")
    page.get_by_role("link", name="Lamp as it was").click()
    page.locator("main a[href$='/change/'], main a[href$='/edit/']").first.click()
    form, other = page.url, open_page("/", signed_in=True)

    page.fill("[name=name]", "Lamp as Arta typed it")
    page.locator("main form[method=post] button.btn").last.click(timeout=9000)
    page.wait_for_url(lambda url: url != form)
    other.goto(form)
    other.fill("[name=name]", "Lamp as it is now")
    other.locator("main form[method=post] button.btn").last.click(timeout=9000)
    other.wait_for_url(lambda url: url != form)
    page.go_back()
    page.wait_for_selector("[name=name]")

    assert page.url == form
    assert page.input_value("[name=name]") == "Lamp as it is now"


def test_the_slash_opens_the_search_and_what_is_typed_finds_records(open_page):
    page = open_page("/centres/visits/", signed_in=True)

    page.keyboard.press("/")
    page.keyboard.type("Group")
    page.wait_for_selector("#hits .drop")
    drop = page.locator("#hits .drop").bounding_box()

    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("#hits a").count() >= 1
    assert drop["x"] >= 0
    assert drop["y"] + 10 > page.locator("#q").bounding_box()["y"]


def test_buttons_and_fields_of_a_form_do_not_touch(open_page):
    page = open_page("/centres/visits/new/", signed_in=True)

    fields = [box for box in boxes(page, "main form .field") if box and box["height"]]
    gaps = [
        below["y"] - (above["y"] + above["height"])
        for above, below in pairwise(fields)
        if abs(above["x"] - below["x"]) < 2 and below["y"] > above["y"]
    ]

    assert gaps
    assert min(gaps) >= 8


def test_leaving_a_form_with_unsaved_answers_asks_and_saving_does_not(open_page):
    page = open_page("/centres/registers/equipment/new/", signed_in=True)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    form = page.locator("main form[method=post]").first

    page.locator("header a, nav a").first.click()
    unchanged = (len(asked), page.url)
    page.go_back()
    form.locator("input[type=text]").first.fill("Printer")
    page.locator("header a, nav a").first.click()
    changed = list(asked)

    assert unchanged[0] == 0
    assert changed == ["beforeunload"]
    assert page.url.endswith("/centres/registers/equipment/new/")


@pytest.mark.parametrize("path", ["/referrals/", "/centres/visits/", "/people/"])
@pytest.mark.parametrize("language", ["sr-cyrl", "sq"])
def test_open_filters_stay_on_a_phone_whatever_the_longest_answer_is(open_page, path, language):
    page = open_page(path, size="phone", language=language, signed_in=True)

    page.locator(".fold-small > summary").click()
    width = page.evaluate("document.documentElement.clientWidth")
    ends = [one["x"] + one["width"] for one in boxes(page, ".fold-small .chip:visible")]

    assert len(ends) > 1
    assert max(ends) <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
