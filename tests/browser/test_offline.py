"""A counsellor's device without network: nothing lost, nothing twice, nothing readable."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from tests.browser.away import network_to
from tests.browser.conftest import SIZES
from tests.browser.seed import PASSWORD
from tests.browser.test_frame import broken_rules, sticks_out

CODE = "a code of eight"
NAMES = [f"Shqipe{n} Readable{n}" for n in range(30)]
pytestmark = pytest.mark.sqlite_only

DUMP = """async () => {
  const seen = new WeakSet();
  const plain = (value) => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return String.fromCharCode(...value.slice(0, 100000));
    if (value instanceof CryptoKey) return `key, extractable: ${value.extractable}`;
    if (Array.isArray(value)) return value.map(plain);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
    }
    return value;
  };
  const found = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
    });
    for (const store of database.objectStoreNames) {
      found[`${name}.${store}`] = await new Promise((done) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => done(plain(request.result));
      });
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const held = await caches.open(name);
    for (const request of await held.keys()) {
      found[request.url] = await (await held.match(request)).text();
    }
  }
  found.local = JSON.stringify({ ...localStorage });
  found.session = JSON.stringify({ ...sessionStorage });
  return JSON.stringify(found);
}"""


@pytest.fixture
def network(site):
    with network_to(site) as one:
        yield one


@pytest.fixture
def other_network(site):
    """Another way to the same server: a device there comes back when the test says so."""
    with network_to(site) as one:
        yield one


@pytest.fixture
def device_of(browser, network):
    """Sign somebody in on a device of their own, and prepare it."""
    contexts = []

    def made(name="arta", *, prepare=True, size="laptop", over=network):
        context = browser.new_context(
            base_url=over.address, viewport=SIZES[size], accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        sign_in(page, name)
        page.goto("/offline/")
        page.wait_for_selector("body[data-ready]")
        if prepare:
            page.fill("#new-code", CODE)
            page.fill("#again", CODE)
            page.click("#prepare-form button")
            page.wait_for_selector("#today section")
            page.evaluate("navigator.serviceWorker.ready")
        return page

    yield made
    for context in contexts:
        context.close()


def sign_in(page, name):
    page.goto("/accounts/login/?next=/work/")
    page.fill("#id_login", f"{name}@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_selector(".rail", state="attached")


def unlock(page, code=CODE):
    page.wait_for_selector("#unlock:not([hidden])")
    page.fill("#code", code)
    page.click("#code-form button")
    page.wait_for_selector("#desk:not([hidden])")


def record_visit(page, name="", minutes=20):
    page.click("[data-do=visit]")
    form = page.locator("[data-view=form] form")
    form.locator("input[name=reason][value=work_abroad]").check()
    form.locator("select[name=visitor_type]").select_option("potential_migrant")
    form.locator("input[name=minutes]").fill(str(minutes))
    if name:
        given, family = name.split()
        fold = form.locator("details").first
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        form.locator("input[name=given]").fill(given)
        form.locator("input[name=family]").fill(family)
        form.locator("input[name=somebody_else]").check()
    form.locator("button", has_text="Store on this device").click()
    page.wait_for_selector("[data-view=outbox]:not([hidden])")


def waits(page, number):
    """Wait until the page says how many records wait."""
    said = {0: "No records to send.", 1: "1 record to send."}.get(
        number, f"Records waiting: {number}."
    )
    page.wait_for_function("said => document.getElementById('state').textContent.includes(said)",
                           arg=said)  # fmt: skip


def come_back(page, network):
    network.down = False
    page.evaluate("dispatchEvent(new Event('online'))")


def visits_of(page, minutes):
    """Return the visits that the server has, of these lengths."""
    found = page.request.get("/api/v1/centres/visits?limit=200").json()["visits"]
    return [one for one in found if one["minutes"] in minutes]


def test_thirty_visits_without_network_and_one_lost_answer_are_thirty_visits(device_of, network):
    page = device_of()
    network.down = True
    page.reload()  # from the device: the server is not there
    unlock(page)
    lengths = range(101, 131)
    for name, minutes in zip(NAMES, lengths, strict=True):
        record_visit(page, name, minutes)
    waits(page, 30)
    said, dump = page.locator("#state").text_content(), page.evaluate(DUMP)
    network.lost.append("/offline/send/")

    come_back(page, network)
    page.wait_for_selector(".rec .tag:has-text('answer missing')")
    unsure = len(visits_of(page, lengths))
    page.click("[data-act=send]")
    waits(page, 0)

    there = visits_of(page, lengths)
    assert said == "No network. Records waiting: 30."
    assert network.gone == [("/offline/send/", 200)]
    assert unsure == 1  # the server had it, the device did not know
    assert (len(there), len({one["minutes"] for one in there})) == (30, 30)
    assert len({one["person_id"] for one in there}) == 30
    held = json.loads(dump)
    assert len(held["waystation.records"]) == 30
    assert "extractable: false" in dump
    for secret in ("Shqipe", "Readable", "Krasniqi", "Besim", "work_abroad", CODE):
        assert secret not in dump


def test_a_record_is_sent_although_the_network_returned_during_a_failed_contact(device_of, network):
    page = without_timer(device_of())
    network.down = True
    record_visit(page, minutes=181)
    waits(page, 1)
    page.evaluate(
        """() => {
             const real = window.fetch;
             window.fetch = () => new Promise((_, fail) => { window.drop = fail; });
             document.dispatchEvent(new Event("visibilitychange"));
             window.restored = () => { window.fetch = real; window.drop(new TypeError("gone")); };
           }"""
    )
    page.wait_for_function("() => window.drop !== undefined")

    network.down = False
    page.evaluate("dispatchEvent(new Event('online')); window.restored();")
    waits(page, 0)

    assert [one["minutes"] for one in visits_of(page, [181])] == [181]


def without_timer(page):
    """Reload the page without its timer, so that nothing is sent before it hears of the network."""
    page.context.add_init_script("window.setInterval = () => 0;")
    page.reload()
    page.wait_for_selector("#desk:not([hidden])")
    return page


def edit_first(page, minutes):
    page.click("[data-go=today]")
    page.locator("[data-do=visit_edit]").first.click()
    page.locator("[data-view=form] input[name=minutes]").fill(str(minutes))
    page.locator("[data-view=form] button", has_text="Store on this device").click()
    waits(page, 1)


def test_the_same_answer_changed_on_two_devices_asks_and_the_choice_holds(
    device_of, network, other_network
):
    one = device_of()
    record_visit(one, minutes=141)
    one.wait_for_selector("#nothing-waits:not([hidden])")
    two = device_of(over=other_network)
    network.down = other_network.down = True
    edit_first(one, 142)
    edit_first(two, 143)

    come_back(one, network)
    waits(one, 0)
    come_back(two, other_network)
    two.wait_for_selector(".rec form:not([hidden])")
    asked = two.locator(".rec form").text_content()
    barriers = broken_rules(two)
    two.check(".rec input[value=mine]")
    two.click(".rec form button")
    waits(two, 0)

    assert "142" in asked
    assert "143" in asked
    assert barriers == []
    assert [one["minutes"] for one in visits_of(two, range(141, 150))] == [143]


def test_a_refused_record_comes_back_with_its_sentence_and_is_corrected(device_of, network):
    page = device_of()
    network.down = True
    page.click("[data-do=visit]")
    form = page.locator("[data-view=form] form")
    form.locator("button", has_text="Store on this device").click()
    missing = page.locator("#form-errors li").count()
    form.locator("input[name=reason][value=work_abroad]").check()
    form.locator("select[name=visitor_type]").select_option("potential_migrant")
    form.locator("input[name=minutes]").fill("9999")
    form.locator("button", has_text="Store on this device").click()
    waits(page, 1)

    come_back(page, network)
    page.wait_for_selector(".rec li")
    sentence = page.locator(".rec li").first.text_content()
    with page.expect_download() as download:
        page.click(".rec [data-act=export]")
    exported = json.loads(download.value.path().read_text())
    page.click(".rec [data-act=open]")
    page.locator("[data-view=form] input[name=minutes]").fill("151")
    page.locator("[data-view=form] button", has_text="Store on this device").click()
    waits(page, 0)

    assert missing == 2
    assert "minutes" in sentence.lower()
    answers = {one["question"]: one["answer"] for one in exported["answers"]}
    assert answers["Main reason for the visit"] == "Work abroad"
    assert len(visits_of(page, [151])) == 1


def test_a_session_from_a_phone_has_its_day_in_writing_and_is_said_to_be_sent(device_of, network):
    page = device_of(size="phone")
    network.down = True
    page.click("[data-do=session]")
    form = page.locator("[data-view=form] form")
    day = form.locator("[name=day]").input_value()
    form.locator("button", has_text="Store on this device").click()
    top = page.locator("#form-errors").bounding_box()["y"]
    covered = page.locator("#state").bounding_box()
    form.locator("[name=title]").fill("In the village without network")
    form.locator("[name=minutes]").fill("45")
    form.locator("[name='n_female_25-34']").fill("7")
    form.locator("button", has_text="Store on this device").click()
    waits(page, 1)
    stored = page.locator("#said").text_content()

    come_back(page, network)
    waits(page, 0)
    page.wait_for_function("() => document.getElementById('said').hidden")

    found = page.request.get("/api/v1/centres/sessions?limit=200").json()["sessions"]
    assert len(day.split(".")) == 3
    assert top >= covered["y"] + covered["height"]
    assert stored == "Stored on this device."
    assert "In the village without network" in {one["title"] for one in found}


def test_after_a_quarter_of_an_hour_the_device_locks_and_keeps_what_was_typed(device_of, network):
    page = device_of()
    network.down = True
    page.clock.install()
    page.reload()
    unlock(page)
    page.click("[data-do=visit]")
    page.locator("[data-view=form] input[name=minutes]").fill("161")
    page.clock.run_for(2000)
    page.wait_for_timeout(300)
    page.clock.fast_forward("16:00")
    page.clock.run_for(20000)
    page.wait_for_selector("#closed:not([hidden])")

    left = page.locator("#fields *").count()
    page.fill("#code", "a wrong code")
    page.click("#code-form button")
    page.wait_for_selector("#said.wrong-text")
    unlock(page)
    page.wait_for_selector("[data-view=form]:not([hidden])")

    assert left == 0
    assert page.locator("[data-view=form] input[name=minutes]").input_value() == "161"


def test_after_the_sign_in_is_over_only_the_same_person_opens_what_waits(device_of, network):
    page = device_of()
    network.down = True
    record_visit(page, "Shqipe Readable", 171)
    waits(page, 1)
    cookies = page.context.cookies()
    page.context.clear_cookies()  # the session ends while there is no network

    come_back(page, network)
    page.wait_for_selector("#sign-in:not([hidden])")
    sealed = (page.locator("#desk").is_hidden(), page.locator("#unlock").is_hidden())
    sign_in(page, "blerim")
    page.goto("/offline/")
    page.wait_for_selector("body[data-ready]")
    others = page.locator("body").inner_text()
    page.context.clear_cookies()
    sign_in(page, "arta")
    page.goto("/offline/")
    waits(page, 0)

    assert cookies
    assert sealed == (True, True)
    assert "No records to send." in others
    assert "Shqipe" not in others
    assert len(visits_of(page, [171])) == 1


def test_signing_out_names_what_waits_first_and_then_deletes_everything(device_of, network):
    page = device_of()
    network.down = True
    record_visit(page, "Shqipe Readable", 181)
    waits(page, 1)
    network.down = False
    page.route("**/offline/send/", lambda route: route.abort())
    page.goto("/work/")
    leave(page)
    page.wait_for_url("**/offline/#leaving")
    page.wait_for_selector(".rec")
    named = page.locator("#said").text_content()
    page.click(".rec [data-act=delete]")
    page.click("#sure [value=yes]")
    waits(page, 0)

    page.goto("/work/")
    leave(page)
    page.wait_for_selector("a[href*=login], #id_login")
    held = json.loads(page.evaluate(DUMP))

    assert "not sent" in named
    assert held.get("waystation.devices", []) == []
    assert held.get("waystation.sheets", []) == []


def leave(page):
    page.locator("details.menu-box summary").click()
    page.locator("form[action='/accounts/logout/'] button").first.click()


def test_an_ordered_wipe_happens_at_the_next_contact_and_is_reported(device_of, network):
    lost, other = device_of(), device_of(prepare=False)
    network.down = True
    record_visit(lost, "Shqipe Readable", 191)
    network.down = False
    lost.context.clear_cookies()  # whoever found it is not signed in

    other.goto("/offline/devices/")
    other.locator("table.rows tbody a").first.click()
    other.click("main form button[type=submit]")
    come_back(lost, network)
    lost.wait_for_function("() => document.getElementById('said').textContent.includes('deleted')")
    held = json.loads(lost.evaluate(DUMP))
    other.goto("/offline/devices/")

    assert held["waystation.devices"] == held["waystation.records"] == []
    assert "Wiped, 1 not sent" in other.locator("main").inner_text()


def test_a_full_device_says_so_and_the_answers_stay_in_the_form(device_of, network):
    page = device_of()
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => {"
        " throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.click("[data-do=visit]")
    form = page.locator("[data-view=form] form")
    form.locator("input[name=reason][value=work_abroad]").check()
    form.locator("select[name=visitor_type]").select_option("potential_migrant")
    form.locator("button", has_text="Store on this device").click()

    page.wait_for_selector("#said.wrong-text:not([hidden])")

    assert "full" in page.locator("#said").text_content()
    assert form.locator("input[name=reason][value=work_abroad]").is_checked()


def test_the_clock_of_the_device_does_not_matter(device_of, network):
    page = device_of()
    network.down = True
    page.evaluate("() => { const real = Date.now; Date.now = () => real() + 40 * 86400000; }")
    record_visit(page, "", 201)

    come_back(page, network)
    waits(page, 0)

    (visit,) = visits_of(page, [201])
    now = datetime.fromisoformat(page.request.get("/offline/contact/").json()["now"])
    assert abs(now - datetime.fromisoformat(visit["started_at"])) < timedelta(hours=1)


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_the_page_has_no_barrier_and_stays_within_the_screen(device_of, size):
    page = device_of(size=size)
    found = {"today": (broken_rules(page), sticks_out(page))}
    for name in ("visit", "session", "profile"):
        page.click(f".desk-nav [data-do={name}]")
        found[name] = (broken_rules(page), sticks_out(page))
    for name in ("outbox", "device"):
        page.click(f"[data-go={name}]")
        found[name] = (broken_rules(page), sticks_out(page))

    assert found == dict.fromkeys(found, ([], 0))
