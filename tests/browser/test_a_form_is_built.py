"""A form of five questions with a repeat is built in the browser, tried, published and answered."""

from __future__ import annotations

import re
import time

import pytest

from tests.browser.conftest import SIZES

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def page(browser, site, sign_in):
    context = browser.new_context(
        storage_state=sign_in("arta"), base_url=site, viewport=SIZES["laptop"]
    )
    yield context.new_page()
    context.close()


def add(page, where, kind, **values):
    """Add a question from the list of questions."""
    page.goto(where)
    page.click(f"#add a[href*='/add/{kind}/']")
    fill(page, **values)


def fill(page, **values):
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        closed = page.locator(f"details:not([open]):has(#id_{name}) > summary")
        while closed.count():
            closed.first.click()
        if value is True:
            field.check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click("main form button[type=submit]")
    page.wait_for_selector("#questions")


def labels(page):
    return [one.inner_text() for one in page.locator("#questions li a.b").all()]


def test_a_form_of_five_questions_is_built_tried_published_and_answered(page):
    title = f"Returnees {time.time_ns()}"
    page.goto("/forms/")
    page.get_by_role("link", name="New form").first.click()
    page.fill("#id_title", title)
    page.click("main form button[type=submit]")
    page.wait_for_selector("#questions")
    where = page.url

    add(page, where, "text", label_0="Name", required=True)
    add(page, where, "integer", label_0="Age", must_is="at_least", must_value="0")
    add(page, where, "select_one", label_0="Works?", choices="yes | Yes\nno | No")
    either = {"when_question_1": "age", "when_is_1": "at_least", "when_value_1": "65"}
    either |= {"when_question": "works", "when_value": "Yes", "when_join": "any"}
    add(page, where, "text", label_0="Where?", **either)
    add(page, where, "begin_repeat", label_0="Child")
    page.goto(where)
    page.get_by_role("link", name="Add below: Child").click()
    page.click("#add a[href*='/add/text/']")
    fill(page, label_0="Name of the child")
    page.get_by_role("button", name="Move up: Age").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#questions li a.b').innerText === 'Age'")

    assert labels(page) == ["Age", "Name", "Works?", "Where?", "Child", "Name of the child"]
    assert page.evaluate("document.activeElement.id").startswith("up-")
    page.set_viewport_size(SIZES["phone"])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page.get_by_role("button", name="Remove: Where?").click()
    page.wait_for_function(
        "() => !document.querySelector('#questions ol').innerText.includes('Where')"
    )
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function(
        "() => document.querySelector('#questions ol').innerText.includes('Where')"
    )
    page.set_viewport_size(SIZES["laptop"])

    page.get_by_role("link", name="Try the form").click()
    page.wait_for_selector("#asked")
    assert "Where?" not in page.locator("#asked").inner_text()
    page.get_by_label("Yes").check()
    page.wait_for_function("() => document.querySelector('#asked').innerText.includes('Where?')")

    page.goto(where)
    page.get_by_role("link", name="Publish").click()
    page.click("main form button[type=submit]")
    page.wait_for_selector("#versions")
    assert "Published" in page.locator("#versions").inner_text()
    form = re.search(r"/forms/([0-9a-f-]{36})/", page.url)[1]

    page.goto(f"/forms/{form}/phones/new/")
    page.fill("#id_label", f"Tablet {title}")
    page.click("main form button[type=submit]")
    page.wait_for_selector("main code")
    key = re.search(r"/forms/key/[\w\-]+", page.content())[0]
    forms = page.request.get(f"{key}/formList").text()
    mine = next(one for one in re.findall(r"<xform>.*?</xform>", forms, re.DOTALL) if title in one)
    version = re.search(r"<version>([^<]*)</version>", mine)[1]
    sent = (
        f'<data id="{title.lower().replace(" ", "_")}" version="{version}">'
        "<age>7</age><name>Zana</name><works>no</works><child><name_of_the_child>Dona"
        "</name_of_the_child></child>"
        f"<meta><instanceID>uuid:{time.time_ns()}</instanceID></meta></data>"
    )
    part = {"name": "s.xml", "mimeType": "text/xml", "buffer": sent.encode()}
    answer = page.request.post(f"{key}/submission", multipart={"xml_submission_file": part})

    assert answer.status == 201
    page.goto(f"/forms/{form}/answers/")
    assert "Zana" in page.locator("main").inner_text()
