"""A whole year of the Network on its pages, in a real browser, with a clock that is turned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlparse

import pytest

from tests.browser.conftest import ROOT, free_port, fresh_database, wait_for

pytestmark = pytest.mark.django_db

# Fill in a form as a person does, and say what could not be answered. A choice is named by its
# value or by words of its label.
FILL = """(form, answers) => {
  const told = one => ['input', 'change'].forEach(
    name => one.dispatchEvent(new Event(name, {bubbles: true})));
  for (const [name, wanted] of Object.entries(answers)) {
    const fields = [...form.querySelectorAll(`[name="${name}"]`)];
    if (!fields.length) return `no field ${name}`;
    const one = fields[0];
    if (one.disabled) return `${name} is disabled`;
    if (one.tagName === 'SELECT') {
      const all = [...one.options];
      const choice = all.find(o => o.value === wanted) || all.find(o => o.text.includes(wanted));
      if (!choice) return `${name}: no choice ${wanted}: ${one.innerText}`;
      one.value = choice.value;
    } else if (['radio', 'checkbox'].includes(one.type)) {
      for (const value of [].concat(wanted)) {
        const box = value === true ? one : fields.find(f => f.value === value);
        if (!box) return `${name}: no box ${value}`;
        if (!box.checked) box.click();
      }
    } else {
      one.value = wanted;
    }
    told(one);
  }
  return '';
}"""
SAID = """() => {
  const words = s => [...document.querySelectorAll(s)].map(e => e.textContent).join(' ');
  return [words('.errors'), words('.gate'), words('.said .error')];
}"""


SMALL = {"width": 400, "height": 300}  # nobody looks: a small page is painted quickly


class Pages:
    """The browsers of the Network's people, and the clock of their mission."""

    def __init__(self, browser, address, clock, cookies):
        self.browser, self.address, self.clock, self.cookies = browser, address, clock, cookies
        self.open = {}
        self.fresh = None  # who has just been led to which page, with nothing done since

    def turn(self, day, at=time(10, 0)):
        """Turn the clock of the mission."""
        self.fresh = None
        self.clock.write_text(datetime.combine(day, at, UTC).isoformat())

    def of(self, who):
        """Return the page of somebody who has signed in."""
        if who not in self.open:
            context = self.browser.new_context(base_url=self.address, viewport=SMALL)
            cookie = {"name": "sessionid", "value": self.cookies[who], "url": self.address}
            context.add_cookies([cookie])
            self.open[who] = context.new_page()
        return self.open[who]

    def open_at(self, who, path):
        """Open a page, unless one was just led there."""
        page = self.of(who)
        if self.fresh != (who, path):
            answer = page.goto(path, wait_until="commit")
            assert answer.status < 400, f"{path}: {answer.status} {page.inner_text('main')[:300]}"
            page.wait_for_load_state("domcontentloaded")
            self.fresh = (who, path)
        return page

    def look(self, who, path):
        """Open a page and return what it says."""
        return self.open_at(who, path).text_content("main")

    def send(self, who, button, refused=""):
        """Press a button that sends a form; see on the page that follows that it was taken."""
        page = self.of(who)
        with page.expect_navigation(wait_until="commit"):
            button.dispatch_event("click")
        page.wait_for_load_state("domcontentloaded")
        self.fresh = None if refused else (who, self.here(who))
        wrong, gate, error = page.evaluate(SAID)
        if refused:
            assert refused in wrong, f"expected to be refused with {refused!r}: {wrong!r}"
        else:
            assert not wrong + gate + error, page.inner_text("main")

    def write(self, who, path, *, refused="", form="main form:not(.flt)", **answers):
        """Fill in the form of a page and send it."""
        page = self.open_at(who, path) if path else self.of(who)
        box = page.locator(form).last
        unanswered = box.evaluate(FILL, answers)
        assert not unanswered, f"{path}: {unanswered}"
        self.send(who, box.locator("button").last, refused)

    def press(self, who, path, ending):
        """Press the button of the form that goes to an address with this ending."""
        page = self.open_at(who, path)
        self.send(who, page.locator(f"form[action$='{ending}'] button").first)

    def link(self, who, path, part):
        """Return where the last link with this part of an address leads."""
        return self.open_at(who, path).locator(f"main a[href*='{part}']").last.get_attribute("href")

    def named(self, who, path, text):
        """Return where the link with these words leads."""
        return self.open_at(who, path).locator("main a", has_text=text).first.get_attribute("href")

    def here(self, who):
        """Return the path of the page that somebody looks at."""
        return urlparse(self.of(who).url).path


@pytest.fixture
def database():
    """A database of its own for the year: in it the clock is turned."""
    with fresh_database() as address:
        yield address


@contextmanager
def one_process(state, database, **more):
    """The address of a mission of one process, and the cookie of everybody in it."""
    port = free_port()
    environment = {
        **os.environ,
        "WAYSTATION_STATE": str(state),
        "WAYSTATION_SECOND_FACTOR": "0",
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        **more,
    }
    command = [sys.executable, "-m", "tests.browser.network_seed", str(port)]
    with (state / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, server, state / "server.log")
            yield address, json.loads((state / "sessions.json").read_text())
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture
def pages(chromium, browser, database, tmp_path):
    clock = tmp_path / "clock"
    clock.write_text("2026-01-05T10:00:00+00:00")
    under_test = {"WAYSTATION_UNDER_TEST": "1", "WAYSTATION_CLOCK": str(clock)}
    with one_process(tmp_path, database, **under_test) as (address, cookies):
        made = Pages(browser, address, clock, cookies)
        yield made
        for page in made.open.values():
            page.context.close()


MEETINGS = [date(2026, 2, 10), date(2026, 5, 12), date(2026, 9, 8), date(2026, 11, 10)]


THREE = ("carla", "ivo", "rita")


@pytest.mark.sqlite_only  # test_a_whole_year, without a browser, runs on both databases
def test_a_year_of_the_network(pages):
    found_the_network(pages)
    publish_the_calendar(pages)
    plan = draft_the_plan(pages)
    hold_meeting(pages, MEETINGS[0])
    adopt_the_plan(pages, plan)
    hear_no(pages)
    report_to_unkt(pages, "quarterly:2026:1", date(2026, 4, 8))
    hold_meeting(pages, MEETINGS[1])
    report_to_unkt(pages, "quarterly:2026:2", date(2026, 7, 8))
    report_to_unkt(pages, "half_year:2026:1", date(2026, 7, 9))
    hold_meeting(pages, MEETINGS[2])
    remind_and_appoint(pages)
    report_to_unkt(pages, "quarterly:2026:3", date(2026, 10, 8))
    hold_meeting(pages, MEETINGS[3])
    rotate(pages)
    report_to_unkt(pages, "quarterly:2026:4", date(2027, 1, 8), chairs=("carla", "ivo", "nela"))
    report_to_unkt(pages, "half_year:2026:2", date(2027, 1, 9), chairs=("carla", "ivo", "nela"))
    look_from_outside(pages)


def found_the_network(pages):
    """Members join, the seats are filled, UNKT appoints UNDP."""
    for name in ("IOM", "UNDP", "UNHCR", "UNICEF"):
        pages.write(
            "sanja",
            "/network/members/new/",
            entity=f"Entity {name}",
            opted_in_on="05.01.2026",
            mandate="Migration is part of it.",
        )
    pages.write("sanja", "/network/annex/")
    assert "Edition 1" in pages.look("nora", "/network/annex/")
    pages.write("sanja", "/network/seats/set-up/", undc="Entity UNDC", iom="Entity IOM")
    assert "No rotating co-chair" in pages.look("nora", "/network/seats/")
    appointment = {"entity": "UNDP", "starts_on": "05.01.2026", "decided_way": "meeting"}
    pages.write(
        "sanja", "/network/seats/appoint/", refused="UNKT appoints the rotating co-chair",
        **appointment,
    )  # fmt: skip
    pages.write("sanja", "", decided_on="05.01.2026", decision="UNKT minutes 1/2026", **appointment)
    for seat, name in (
        ("undc", "Carla Deutsch"),
        ("iom", "Ivo Marin"),
        ("rotating", "Rita Osmani"),
    ):
        pages.write(
            "sanja", f"/network/seats/{seat}/incumbent/", account=name, starts_on="05.01.2026"
        )
    text = pages.look("nora", "/network/seats/")
    assert all(one in text for one in ("Carla Deutsch", "Ivo Marin", "Rita Osmani"))


def publish_the_calendar(pages):
    """The year gets a meeting in each quarter, for everybody to see."""
    for quarter, day in enumerate(MEETINGS, 1):
        pages.write("sanja", f"/network/calendar/2026/{quarter}/", day=f"{day:%d.%m.%Y}")
    pages.press("sanja", "/network/meetings/?year=2026", "/publish/")


def hold_meeting(pages, day):
    """A meeting from its planning to its minutes; its decision becomes an action that is done."""
    pages.turn(day - timedelta(days=25))
    pages.write(
        "sanja",
        "/network/meetings/new/",
        kind="regular",
        title=f"Meeting of {day:%B}",
        starts_at=f"{day:%d.%m.%Y} 10:00",
        ends_at=f"{day:%d.%m.%Y} 12:00",
        place="Room 1",
    )
    meeting = pages.named("sanja", "/network/meetings/?year=2026", f"Meeting of {day:%B}")
    pages.write(
        "sanja",
        f"{meeting}items/new/",
        title="Work together",
        purpose="decision",
        minutes="20",
        owner="IOM",
    )
    pages.press("sanja", meeting, "/accept/")
    pages.write("carla", f"{meeting}convene/")
    pages.turn(day + timedelta(days=1))
    page = pages.open_at("sanja", f"{meeting}attendance/")
    for name in ("IOM", "UNICEF"):
        row = page.locator("tr", has_text=name).first
        row.locator("select").select_option("present")
        row.locator("input").fill("2")
    pages.send("sanja", page.locator("main form button.btn").last)
    pages.press("sanja", meeting, "/hold/")
    pages.write("sanja", f"{meeting}decisions/new/", text="The Network acts together.")
    pages.write(
        "sanja",
        pages.link("sanja", meeting, "/actions/new/"),
        text="Train the counsellors.",
        owner="UNICEF",
        due_on=f"{day + timedelta(days=30):%d.%m.%Y}",
    )
    action = pages.link("nora", meeting, "/network/actions/")
    pages.write("nora", f"{action}report/", state="done", evidence="Report 1")
    pages.press("ivo", action, "/verify/")
    page = pages.open_at("sanja", f"{meeting}minutes/draft/")
    page.wait_for_selector("[data-ready]")
    page.locator(".ProseMirror").click()
    page.keyboard.type("What was said. ")
    pages.send("sanja", page.locator("main form[data-draft] button[type=submit]"))
    pages.press("sanja", f"{meeting}minutes/", "/circulate/")
    pages.press("carla", f"{meeting}minutes/", "/finish/")
    return meeting


def draft_the_plan(pages):
    """The plan of the year is written before the meeting that adopts it."""
    pages.write("sanja", "/network/plans/new/", year="2026", title="Work plan 2026")
    plan = pages.here("sanja")
    pages.write("sanja", f"{plan}priority/", title="Safe ways abroad")
    pages.write(
        "sanja",
        pages.link("sanja", plan, "/activity/"),
        title="Orientation before departure",
        lead="IOM",
        partner="UNICEF",
        joint=True,
        added_value="One curriculum instead of two.",
        unsdcf=["PA3"],
        gcm=["GCM5"],
        sdg="10.7",
        quarters=["1", "2"],
        funds_required="10000",
        funds_available="4000",
        gender_marker="2",
        human_rights_marker="1",
        child="no",
        justification="Half of the places are for women.",
    )
    return plan


def adopt_the_plan(pages, plan):
    """A decision of the first meeting adopts the plan."""
    pages.write("carla", f"{plan}adopt/", decision="The Network acts together.")
    assert "Adopted, edition 1" in pages.look("nora", plan)


def hear_no(pages):
    """UNKT does not follow a recommendation, and cannot say so without a motivation."""
    pages.write(
        "nora",
        "/network/advice/new/",
        text="Fund one counsellor in each centre.",
        addressee="unkt",
        gcm=["GCM5"],
    )
    advice = pages.here("nora")
    page = pages.open_at("nora", f"{advice}evidence/?kind=fact")
    page.locator("main [name=key]").first.check()
    pages.send("nora", page.locator("main form button.btn").last)
    pages.press("carla", advice, "/sign/")
    pages.press("ivo", advice, "/sign/")
    pages.write("sanja", f"{advice}submit/", how="By e-mail")
    answer = {
        "verdict": "not_followed",
        "decided_on": f"{MEETINGS[0] + timedelta(days=1):%d.%m.%Y}",
        "decider": "UNKT meeting 3/2026",
    }
    pages.write("uma", f"{advice}answer/", refused="otivation", **answer)
    pages.write("uma", f"{advice}answer/", motivation="No money before 2027.", **answer)
    assert "No money before 2027." in pages.look("nora", advice)


def report_to_unkt(pages, period, day, chairs=THREE):
    """A report from its records to UNKT: sections, three approvals, edition, transmission."""
    pages.turn(day)
    pages.write("sanja", "/network/reports/", form="form[action$='/begin/']", period=period)
    report = pages.here("sanja")
    if period.startswith("quarterly"):
        for section in ("joint", "sdg"):
            pages.write(
                "sanja",
                f"{report}sections/{section}/",
                text="As planned.",
                reason="Nothing was planned.",
            )
    pages.press("sanja", report, f"{report}send/")
    for one in chairs:
        pages.press(one, report, "/approval/")
    pages.press("sanja", report, "/publish/")
    pages.write("sanja", report, form="form[action$='/transmit/']", way="email")
    assert "SHA-256 of the edition" in pages.look("uma", report)


def remind_and_appoint(pages):
    """Reminded on 1 October, refused UNDP again, UNKT appoints UNICEF for the next year."""
    pages.turn(date(2026, 10, 1))
    assert "Still to serve: UNHCR, UNICEF" in pages.look("sanja", "/network/desk/")
    next_year = {
        "starts_on": "01.01.2027",
        "decided_on": "01.10.2026",
        "decided_way": "circulation",
        "decision": "UNKT circulation 9/2026",
    }
    pages.write(
        "sanja", "/network/seats/appoint/", refused="Still to have the chance: UNHCR, UNICEF",
        entity="UNDP", **next_year,
    )  # fmt: skip
    pages.write("sanja", "/network/seats/appoint/", entity="UNICEF", **next_year)
    pages.write(
        "sanja", "/network/seats/rotating/incumbent/", account="Nela Berg", starts_on="01.01.2027"
    )


def rotate(pages):
    """On 31 December Rita still sits, on 1 January Nela does; UNHCR waits in the round."""
    pages.turn(date(2026, 12, 31))
    assert "Rita Osmani" in pages.look("nora", "/network/mine/")
    pages.turn(date(2027, 1, 1))
    assert "Nela Berg" in pages.look("nora", "/network/mine/")
    assert "UNHCR" in pages.look("nora", "/network/seats/")


def look_from_outside(pages):
    """The public page shows the calendar's meetings and the adopted plan without an account."""
    context = pages.browser.new_context(base_url=pages.address)
    page = context.new_page()
    page.goto("/network/")
    text = page.inner_text("main")
    context.close()

    assert "UN Network on Migration" in text
    assert "Entity UNICEF" in text
    assert "Carla" not in text
