"""A whole year of the Network on its pages, in a real browser, with a clock that is turned."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from tests.browser.conftest import fresh_database, running_house
from tests.browser.seed import PASSWORD


class Pages:
    """The browsers of the Network's people, and the clock of their house."""

    def __init__(self, browser, address, clock):
        self.browser, self.address, self.clock = browser, address, clock
        self.open = {}

    def turn(self, day, at=time(10, 0)):
        """Turn the clock of the house."""
        self.clock.write_text(datetime.combine(day, at, UTC).isoformat())

    def of(self, who):
        """Return the page of somebody who has signed in."""
        if who not in self.open:
            context = self.browser.new_context(base_url=self.address)
            context.set_default_timeout(15000)
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("#id_login", f"{who}@example.org")
            page.fill("#id_password", PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_selector(".rail")
            self.open[who] = page
        return self.open[who]

    def look(self, who, path):
        """Open a page and return what it says."""
        page = self.of(who)
        answer = page.goto(path)
        assert answer.status < 400, f"{path}: {answer.status} {page.inner_text('main')[:300]}"
        return page.inner_text("main")

    def write(self, who, path, *, refused="", form="main form:not(.flt)", **answers):
        """Fill in the form of a page and send it; return the page that follows."""
        page = self.of(who)
        if path:
            self.look(who, path)
        box = page.locator(form).last
        for name, value in answers.items():
            self.answer(box, name, value)
        box.locator("button").last.click()
        page.wait_for_load_state()
        said = page.locator(".errors")
        wrong = said.inner_text() if said.count() else ""
        if refused:
            assert refused in wrong, f"{path}: expected to be refused with {refused!r}: {wrong!r}"
        else:
            assert not wrong, f"{path}: {wrong}"
            assert not page.locator(".gate").count(), page.inner_text("main")
        return page

    def answer(self, box, name, value):
        """Give one answer: type it, choose it by its label, or tick it."""
        field = box.locator(f"[name='{name}']").first
        kind = field.evaluate("e => e.tagName + ':' + (e.type || '')")
        if kind.startswith("SELECT"):
            many = field.evaluate("e => e.multiple")
            field.select_option(value=value if many else None, label=None if many else value)
        elif kind.endswith((":radio", ":checkbox")):
            for one in value if isinstance(value, list) else [value]:
                if one is True:
                    field.check()
                else:
                    box.locator(f"[name='{name}'][value='{one}']").check()
        else:
            field.fill(value)


@pytest.fixture
def pages(chromium, browser, tmp_path):
    clock = tmp_path / "clock"
    clock.write_text("2026-01-05T10:00:00+00:00")
    under_test = {"WAYSTATION_UNDER_TEST": "1", "WAYSTATION_CLOCK": str(clock)}
    with (
        fresh_database() as database,
        running_house(tmp_path, database, "tests.browser.network_seed", **under_test) as address,
    ):
        made = Pages(browser, address, clock)
        yield made
        for page in made.open.values():
            page.context.close()


def test_a_year_of_the_network(pages):
    found_the_network(pages)
    rotate(pages)


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


def rotate(pages):
    """Reminded on 1 October, refused UNDP again, UNKT appoints UNICEF; on 1 January Nela sits."""
    pages.turn(date(2026, 10, 1))
    assert "Still to have the chance: UNHCR, UNICEF" in pages.look("sanja", "/network/desk/")
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
    pages.turn(date(2026, 12, 31))
    assert "Rita Osmani" in pages.look("nora", "/network/mine/")
    pages.turn(date(2027, 1, 1))
    assert "Nela Berg" in pages.look("nora", "/network/mine/")
    assert "UNHCR" in pages.look("nora", "/network/seats/")
