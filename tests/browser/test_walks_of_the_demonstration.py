"""Three walks of a newcomer over the demonstration, as its first page describes them.

From a bar to all its records, to one of them, and back with the filter; an answer corrected in a
repeat; and the ten things to try, each as the person whom the page names.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.browser.conftest import ROOT, SIZES, free_port, wait_for
from waystation.site.ui.ten_things import DOMAIN, STEPS

pytestmark = pytest.mark.sqlite_only
PASSWORD = "demonstration-2026"
DRAWN = """() => [...document.querySelectorAll('[data-chart]')]
  .every(one => one.dataset.drawn === 'live')"""
BARS = 'figure[data-links] .mark-rect.role-mark path:not([fill="#fff"])'


@pytest.fixture(scope="module")
def demonstration(chromium, tmp_path_factory):
    """The address of a demonstration of its own, as the first `./waystation up` makes it."""
    state, port = tmp_path_factory.mktemp("demonstration"), free_port()
    environment = {
        **os.environ,
        "WAYSTATION_STATE": str(state),
        "WAYSTATION_SECOND_FACTOR": "0",
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "waystation.site.config.cli", "up", "--state", str(state)]
    subprocess.run([*command, "--prepare"], env=environment, cwd=ROOT, check=True)
    with (state / "server.log").open("w") as log:
        command += ["--port", str(port), "--workers", "1"]
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, server, state / "server.log")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="module")
def page_of(browser, demonstration):
    """A page of somebody of the demonstration, in one of the two sizes."""
    kept, contexts = {}, []

    def opened(who, size="laptop"):
        if who not in kept:
            context = browser.new_context(base_url=demonstration)
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("#id_login", f"{who}@{DOMAIN}")
            page.fill("#id_password", PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_selector(".rail")
            kept[who] = context.storage_state()
            context.close()
        context = browser.new_context(
            viewport=SIZES[size], storage_state=kept[who], base_url=demonstration
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def number(text):
    return int(re.sub(r"[^0-9]", "", text))


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_a_bar_leads_to_all_its_records_to_one_and_back_with_the_filter(page_of, size):
    page = page_of("blerim", size)
    page.goto("/results/")
    page.wait_for_function(DRAWN)

    page.locator(BARS).first.click()
    page.wait_for_url("**/results/records/**")
    filtered = page.url
    counted = number(page.locator("h1").inner_text().rpartition(":")[2])
    listed = number(page.locator("main h2").first.inner_text())
    lines = [number(one) for one in page.locator("tbody td:first-child").all_inner_texts()]
    page.get_by_role("link", name=re.compile("^Open the record")).first.click()
    record = page.url
    page.get_by_role("link", name="Back to the list").click()

    assert "period=" in filtered
    assert counted == listed
    assert lines == list(range(1, len(lines) + 1))
    assert record != filtered
    assert page.url == filtered


def test_an_answer_is_corrected_inside_a_repeat(page_of):
    page = page_of("anita")
    page.goto("/forms/?q=Households")
    page.locator("main tbody a", has_text="Households and their plans").first.click()
    page.locator("main a[href$='/submissions/']").first.click()
    links = page.locator("main tbody a[href*='/forms/submissions/']").all()
    for path in dict.fromkeys(one.get_attribute("href") for one in links):
        page.goto(path)
        if page.locator("main a[href*='%5B1%5D']").count():
            break  # a household of which somebody wants to leave
    repeated = page.locator("main a[href*='age%5B1%5D']").first
    corrected = f"main tr:has(a[href='{repeated.get_attribute('href')}'])"

    repeated.click()
    page.get_by_label("New answer").fill("29")
    page.get_by_label("Why").fill("The household was called back.")
    page.get_by_role("button", name="Correct", exact=True).click()
    page.wait_for_url(f"**{path}")

    assert "29" in page.locator(corrected).inner_text()
    assert "Corrected" in page.locator(corrected).inner_text()
    log = page.locator("section", has=page.get_by_role("heading", name="Corrections"))
    assert "The household was called back." in log.inner_text()


@pytest.mark.parametrize("step", STEPS, ids=[one.title for one in STEPS])
def test_each_of_the_ten_things_opens_for_the_person_named_and_shows_something(page_of, step):
    page = page_of(step.who.lower())
    page.goto("/ten-things/")
    things = page.locator("main ol.things").first.locator("li")
    card = things.filter(has=page.get_by_role("heading", name=step.title, exact=True))

    with page.expect_navigation() as opened:
        card.get_by_role("link", name=step.button).click()

    assert opened.value.status == 200
    assert page.locator("main h1").count() == 1
    assert page.locator("main .empty").count() == 0
    assert len(page.locator("main").inner_text()) > 200


def test_a_person_is_found_in_any_spelling_and_their_file_opens(page_of):
    page = page_of("arta")
    found = {}

    for words in ("Shqipe", "Škipe", "Шћипе"):
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?**")
        hits = page.locator("main a[href*='/people/']:not([href*='?'])").all()
        found[words] = [one.get_attribute("href") for one in hits]
    name = hits[0].inner_text()
    hits[0].click()
    page.wait_for_url("**/people/*/")

    assert found["Shqipe"]
    assert found["Škipe"] == found["Шћипе"] == found["Shqipe"]
    assert name in page.locator("main h1").inner_text()


def test_the_cleaning_log_of_the_survey_says_what_became_of_its_lines(page_of):
    page = page_of("anita")
    page.goto("/forms/?q=Households")
    page.locator("main tbody a", has_text="Households and their plans").first.click()
    page.get_by_role("link", name="Cleaning log", exact=True).first.click()
    page.wait_for_url("**/cleaning/")

    page.locator("main tbody a").first.click()
    page.wait_for_url("**/forms/cleaning/*/")
    words = page.locator("main").inner_text()

    assert "Lines: 1. Applied: 1" in words
    assert "Loaded by" in words
    assert page.locator("main tbody tr").count() == 1


def test_the_study_leads_to_its_round_and_the_finding_with_its_interval(page_of):
    page = page_of("anita")
    page.goto("/studies/?q=Plans of households")
    page.locator("main tbody a", has_text="Plans of households").first.click()
    page.wait_for_url("**/studies/*/")

    page.locator("main tbody a[href*='/rounds/']").first.click()
    page.wait_for_url("**/studies/rounds/*/")
    words = page.locator("main").inner_text()

    assert "n = 40" in words
    assert "95% confidence intervals" in words
    assert "What the figures rest on" in words
    assert page.locator("main a[href$='findings.csv']").count() == 1


def test_every_figure_of_the_centres_report_is_counted_again_and_is_the_same(page_of):
    page = page_of("blerim")
    page.goto("/results/reports/")
    page.locator("main a", has_text="Report of the Migrant Service Centres").first.click()

    page.locator("main a[href$='/check/']").first.click()
    counted = {
        card.locator("h2").inner_text().strip().lower(): number(card.locator("strong").inner_text())
        for card in page.locator("main .kpi").all()
    }

    figures = page.locator("main tbody tr").count()
    assert figures > 50
    assert counted.pop("same") == figures
    assert set(counted.values()) == {0}
