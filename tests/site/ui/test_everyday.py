"""What every user has: a first page, a short menu, the search, the bell, the digest, the guides."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.urls import resolve, reverse

from tests.crawl import read
from waystation.foundation.access import actions as access_actions
from waystation.foundation.access import contributions
from waystation.foundation.access.rules import ROLES
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.models import Reminder
from waystation.foundation.shared.scripts import latin
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.people import actions as people
from waystation.services.centres import actions as centres
from waystation.site.ui import digest, guides, http

SEARCH = "/search/?q="


@pytest.fixture
def session(arta, mission):
    return centres.record_session(
        arta, mission.prishtine.id, title="Working in Germany", day=date(2026, 1, 12),
        minutes=60, counts={"female": {"18-24": 3}},
    )  # fmt: skip


@pytest.fixture
def person(arta, mission):
    return people.record_person(
        arta, mission.prishtine, given="Shqipe", family="Krasniqi", birth_year=1990,
        somebody_else=True,
    )  # fmt: skip


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_has_a_first_page_with_something_on_it(client, session_data, mission, role):
    of_the_network = {"terms.read", "invitation.read"} & ROLES[role].may
    office = session_data.network.office if of_the_network else mission.prishtine
    user = mission.hire(f"Test {role.replace('_', ' ').title()}", office, role)
    client.force_login(user)

    answer = client.get("/", follow=True)
    links, text = read(answer.content.decode())

    assert answer.status_code == 200
    assert answer.redirect_chain  # the first page is a page of its own
    assert "Your account has no page of its own yet" not in text
    assert len([one for one in links if one.startswith("/")]) > 5


def test_the_menu_of_a_counsellor_is_short_before_it_is_unfolded(arta):
    sections = http.menu_of(arta).sections

    shown = [entry for one in sections if not one["folded"] for entry in one["entries"]]
    folded = [entry for one in sections if one["folded"] for entry in one["entries"]]

    assert len(shown) <= 14
    assert len(folded) >= 4


def test_a_folded_section_is_open_where_its_page_is(client, arta):
    client.force_login(arta)

    page = client.get(reverse("factsheets:sheets")).content.decode()

    (section,) = re.findall(r"<details open>\s*<summary>.*?</details>", page, re.DOTALL)
    assert f'href="{reverse("factsheets:sheets")}" aria-current="page"' in section


def test_the_search_finds_records_of_several_apps(client, arta, person, session):
    client.force_login(arta)

    by_name = client.get(f"{SEARCH}Shqipe").content.decode()
    by_other_script = client.get(f"{SEARCH}Шћипе").content.decode()
    by_title = client.get(f"{SEARCH}Germany").content.decode()

    assert reverse("people:person", args=[person.id]) in by_name
    assert reverse("people:person", args=[person.id]) in by_other_script
    assert reverse("centres:session", args=[session.id]) in by_title


def test_the_search_in_another_office_finds_none_of_the_records(client, milan, person, session):
    client.force_login(milan)

    by_name = client.get(f"{SEARCH}Shqipe").content.decode()
    by_title = client.get(f"{SEARCH}Germany").content.decode()

    assert reverse("people:person", args=[person.id]) not in by_name
    assert reverse("centres:session", args=[session.id]) not in by_title
    assert "No results" in by_title


def test_a_user_who_may_only_view_finds_it_too(client, blerim, session):
    client.force_login(blerim)

    page = client.get(f"{SEARCH}Germany").content.decode()

    assert reverse("centres:session", args=[session.id]) in page


def test_the_search_box_answers_while_somebody_types(client, arta, session):
    client.force_login(arta)

    answer = client.get(f"{SEARCH}Germ", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in answer
    assert reverse("centres:session", args=[session.id]) in answer


def test_the_visits_of_a_person_are_found_by_any_spelling(client, arta, mission, person):
    visit = centres.record_visit(
        arta, mission.prishtine.id, mode="walk_in", visitor_type="returnee", reason="return",
        person_id=person.id, started_at=datetime(2026, 1, 12, 9, tzinfo=UTC),
    )  # fmt: skip
    client.force_login(arta)

    found = client.get("/centres/visits/?q=Škipe").content.decode()
    other = client.get("/centres/visits/?q=Dritan").content.decode()

    assert reverse("centres:visit", args=[visit.id]) in found
    assert reverse("centres:visit", args=[visit.id]) not in other


def _waits(title="3 call-backs", day=date(2026, 1, 20), **more):
    return Outstanding("test.waits", title, "/centres/call-backs/", due_on=day, **more)


@pytest.fixture
def waiting(monkeypatch, arta, contribute):
    """What waits for Arta, and for nobody else."""
    found = []
    monkeypatch.setattr(
        "waystation.site.ui.digest.outstanding_for",
        lambda user, today: list(found) if user.id == arta.id else [],
    )
    monkeypatch.setattr(
        "waystation.site.ui.work.outstanding_for",
        lambda user, today: list(found) if user.id == arta.id else [],
    )
    return found


def test_the_bell_counts_what_is_due_or_late_and_leads_to_all_of_it(client, arta, milan, waiting):
    waiting += [_waits(day=date(2020, 1, 1)), _waits("A paper to read", day=None)]
    client.force_login(arta)

    number = read(client.get("/notifications/count/").content.decode())[1]
    links, text = read(client.get("/notifications/").content.decode())
    client.force_login(milan)
    nothing = read(client.get("/notifications/count/").content.decode())[1]

    assert number.split()[0] == "1"
    assert "/centres/call-backs/" in links
    assert "A paper to read" in text
    assert nothing.strip() == ""


def test_the_page_of_the_bell_counts_as_the_bell_does(client, arta, waiting):
    waiting += [_waits(day=date(2020, 1, 1)), _waits("A paper to read", day=None)]
    client.force_login(arta)

    page = client.get("/notifications/")

    assert (page.context["number"], page.context["later_number"]) == (1, 1)
    headings = re.findall(r"<h2>\s*(.*?)\s*</h2>", page.content.decode())
    assert "1 thing is due or late" in headings
    assert "1 thing is open, without a date or due later" in headings


def test_items_with_the_same_title_share_a_line_with_a_link_to_each(client, arta, waiting):
    days = [date(2020, 1, 1), date(2020, 1, 5)]
    waiting += [
        Outstanding("test.waits", "Complaint to answer", f"/feedback/{day.day}/", due_on=day)
        for day in days
    ]
    client.force_login(arta)

    page = client.get("/notifications/")
    links, text = read(page.content.decode())

    assert text.count("Complaint to answer") == 1
    assert {"/feedback/1/", "/feedback/5/"} <= set(links)
    assert page.context["number"] == 2


def test_only_the_first_items_of_a_kind_are_shown_and_the_rest_can_be_expanded(
    client, arta, waiting
):
    waiting += [_waits(f"Profile {n} to confirm", day=date(2020, 1, n)) for n in range(1, 9)]
    waiting.append(Outstanding("test.other", "A paper to read", "/x/", due_on=date(2020, 2, 1)))
    client.force_login(arta)

    profiles, papers = client.get("/notifications/").context["pressing"]

    assert [row["title"] for row in profiles["first"]] == [
        "Profile 1 to confirm", "Profile 2 to confirm", "Profile 3 to confirm"
    ]  # fmt: skip
    assert len(profiles["others"]) == 5
    assert [row["title"] for row in papers["first"]] == ["A paper to read"]
    assert not papers["others"]


def test_the_first_page_has_lines_of_each_kind_before_more_of_one(client, arta, waiting):
    for kind in ("a", "b", "c"):
        waiting += [
            Outstanding(f"test.{kind}", f"{kind}{n} to confirm", "/x/", due_on=date(2020, 1, n))
            for n in range(1, 5)
        ]
    waiting.append(Outstanding("test.proposal", "Indicator to retire", "/y/"))
    client.force_login(arta)

    page = client.get("/work/").context

    assert [row["title"] for row in page["waiting"]] == [
        "a1 to confirm", "a2 to confirm", "a3 to confirm", "b1 to confirm", "b2 to confirm",
        "c1 to confirm", "c2 to confirm", "Indicator to retire",
    ]  # fmt: skip
    assert (page["more"], page["number"]) == (True, 13)


def test_every_kind_of_work_has_a_line_on_the_first_page(client, arta, waiting):
    waiting += [
        Outstanding(f"test.{n}", f"Late {n}", "/x/", due_on=date(2020, 1, n)) for n in range(1, 10)
    ]
    waiting.append(Outstanding("test.proposal", "Indicator to retire", "/y/"))
    client.force_login(arta)

    page = client.get("/work/").context

    assert len(page["waiting"]) == 10
    assert page["waiting"][-1]["title"] == "Indicator to retire"
    assert page["more"] is False


def _send(user, office):
    messaging.send_waiting(user, office.id)
    return [one for one in mail.outbox if one.to and user.email in one.to[0]]


def test_the_digest_lists_each_item_once(arta, mission, waiting):
    waiting += [_waits()]

    first = digest.send_digests(date(2026, 1, 16))
    second = digest.send_digests(date(2026, 1, 17))
    letters = _send(arta, mission.prishtine)

    assert (first, second) == (1, 0)
    assert len(letters) == 1
    assert "3 call-backs" in letters[0].body
    assert "/centres/call-backs/" in letters[0].body


def test_the_digest_lists_an_item_again_when_it_is_overdue(arta, mission, waiting):
    waiting += [_waits(day=date(2026, 1, 18))]

    digest.send_digests(date(2026, 1, 16))
    late = digest.send_digests(date(2026, 1, 19))
    again = digest.send_digests(date(2026, 1, 20))

    assert (late, again) == (1, 0)
    assert set(Reminder.objects.values_list("kind", flat=True)) >= {digest.WAITS, digest.LATE}


def test_items_completed_in_the_meantime_are_not_e_mailed(arta, mission, waiting):
    waiting += [_waits()]
    digest.send_digests(date(2026, 1, 16))

    waiting.clear()
    letters = _send(arta, mission.prishtine)

    assert letters == []
    assert Reminder.objects.get(kind=digest.WAITS).mail_reason == digest.DONE


def test_a_closed_account_gets_no_digest(arta, mission, waiting):
    waiting += [_waits()]
    arta.is_active = False
    arta.save()

    assert digest.send_digests(date(2026, 1, 16)) == 0


def test_the_digest_can_be_switched_off_and_on_by_each_user_for_themselves(
    client, arta, blerim, mission, waiting
):
    waiting += [_waits()]
    client.force_login(arta)

    off = client.post("/notifications/email/", {"wanted": "0"}, follow=True)
    written_off = digest.send_digests(date(2026, 1, 16))
    on = client.post("/notifications/email/", {"wanted": "1"}, follow=True)
    written_on = digest.send_digests(date(2026, 1, 16))

    assert "No daily e-mail is sent to you any more." in off.content.decode()
    assert "Switch off" in on.content.decode()
    assert (written_off, written_on) == (0, 1)
    blerim.refresh_from_db()
    assert blerim.daily_email


def test_a_waiting_digest_is_not_sent_after_it_is_switched_off(arta, mission, waiting):
    waiting += [_waits()]
    digest.send_digests(date(2026, 1, 16))

    access_actions.choose_daily_email(arta, wanted=False)
    letters = _send(arta, mission.prishtine)

    assert letters == []
    assert Reminder.objects.get(kind=digest.WAITS).mail_reason == digest.SWITCHED_OFF


def _sections():
    for label, named in contributions.each_of("guide"):
        for address, section in named.items():
            yield label, address, section


@pytest.mark.parametrize(("label", "address", "section"), list(_sections()))
def test_each_page_is_explained_by_a_section_that_exists(label, address, section):
    key, _, anchor = section.partition("#")

    found = guides.guide(key)

    assert found is not None, f"{label}: there is no guide {key}"
    assert not anchor or f'id="{anchor}"' in found.html, f"{label} {address}: {section}"


def test_every_app_with_pages_names_its_section():
    with_pages = {
        resolve(http.address(one.address)).app_names[0]
        for one in contributions.list_of("navigation")
    }

    explained = {label for label, _address, _section in _sections()}

    assert with_pages - {"ui"} <= explained


def test_every_guide_has_contents_and_its_links_open(client, arta):
    client.force_login(arta)

    links, text = read(client.get("/guides/").content.decode())

    opened = {one.partition("#")[0] for one in links if one.startswith("/guides/")}
    assert len(opened) >= len(guides.GUIDES)
    for one in opened:
        assert client.get(one).status_code == 200
    assert "For the enumerator" in text


def test_a_translated_guide_has_the_sections_of_the_english_one_in_their_order():
    docs = Path(settings.ROOT) / "docs"
    translated = [path for code in ("sq", "sr") for path in sorted((docs / code).glob("*.md"))]

    levels = {
        path: [tag for tag, _words in guides.headings(path.read_text())] for path in translated
    }
    english = {path: docs / path.name for path in translated}

    assert translated
    for path, found in levels.items():
        assert found == [tag for tag, _words in guides.headings(english[path].read_text())], path


def test_a_guide_is_read_in_ones_own_language_under_the_same_addresses(client, arta):
    client.force_login(arta)
    english = guides.guide("start")

    shown = {}
    for code in ("sq", "sr", "sr-latn"):
        client.cookies["language"] = code
        shown[code] = client.get("/guides/start/").content.decode()

    for anchor, words in english.sections:
        for page in shown.values():
            assert f'id="{anchor}"' in page
            assert words not in page
    assert shown["sr-latn"].split("<article")[1] == latin(shown["sr"]).split("<article")[1].replace(
        'lang="sr"', 'lang="sr-latn"'
    )


@pytest.mark.parametrize("key", ["administrator", "knowledge", "programmes"])
def test_what_is_wide_in_a_guide_scrolls_by_itself(key):
    found = guides.guide(key)

    wide = found.html.count("<table>") + found.html.count("<pre>")

    assert wide > 0
    assert found.html.count('<div class="scroll" tabindex="0" role="region"') == wide


def test_html_in_a_guide_is_escaped(tmp_path, settings):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "start.md").write_text("# A\n\n## B <script>\n\n<b onclick=x>bold</b>\n")
    settings.ROOT = tmp_path
    guides.guide.cache_clear()

    found = guides.guide("start")
    guides.guide.cache_clear()

    assert "<script" not in found.html
    assert "<b " not in found.html


def test_the_ten_things_link_to_allowed_pages_and_name_who_may_open_the_others(client, arta):
    client.force_login(arta)

    links, text = read(client.get("/ten-things/").content.decode())

    assert reverse("centres:visit_new") in links
    assert reverse("privacy:desk") not in links
    assert "dafina@demo.waystation.example" in text


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/results/drafts/0190a0a0-0000-7000-8000-000000000001/", "/results/reports/"),
        ("/results/indicators/people_served/", "/results/indicators/"),
        ("/results/", "/results/"),
        ("/centres/visits/", "/centres/visits/"),
    ],
)
def test_the_menu_marks_the_entry_of_the_app_whose_page_is_open(blerim, path, here):
    menu = http.menu_of(blerim)

    marked = http.entry_of(menu, path, resolve(path).app_name)

    assert marked == here
