"""The pages of registers and of reports to UNKT, as people use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.governance.pages import address
from waystation.governance.knowledge.actions import record_entry
from waystation.governance.network.models import Engagement
from waystation.governance.network.queries import registers
from waystation.governance.unkt_reports import actions
from waystation.governance.unkt_reports.models import UnktReport

pytestmark = pytest.mark.django_db


def read(client, user, name, *args):
    client.force_login(user)
    return client.get(address(name, *args))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("key", sorted(registers.REGISTERS))
def test_every_register_has_its_list_form_and_empty_state(key, client, network):
    writer = network.carla if key == "resource-requests" else network.sanja

    listed = read(client, writer, "entries", key)
    form = read(client, writer, "entry_new", key)
    refused = client.post(reverse("network:entry_new", args=[key]), {})

    assert (listed.status_code, form.status_code, refused.status_code) == (200, 200, 422)
    assert 'class="empty"' in listed.content.decode()
    assert "wrong-text" in refused.content.decode()


@pytest.mark.duty("O-50")
def test_a_member_records_an_engagement_and_its_category_is_covered(client, network):
    """O-50."""
    client.force_login(network.nora)

    answer = client.post(
        reverse("network:entry_new", args=["engagements"]),
        {
            "entity": str(network.unhcr.id),
            "day": "12.01.2026",
            "kind": "meeting",
            "topic": "Returns",
        },
        follow=True,
    )
    listed = read(client, network.nora, "entries", "engagements").content.decode()

    assert Engagement.objects.get().day == date(2026, 1, 12)
    assert "Returns" in answer.content.decode()
    assert "Coverage this year" in listed


@pytest.mark.sqlite_only
@pytest.mark.duty("O-51")
def test_the_list_of_exchanges_shows_the_silent_levels_in_amber(client, network):
    """O-51."""
    page = read(client, network.nora, "entries", "exchanges").content.decode()

    assert page.count('<span class="tag a">None this quarter</span>') == 4


@pytest.mark.sqlite_only
def test_a_list_asks_a_constant_number_of_questions(client, network, django_assert_max_num_queries):
    for number in range(60):
        values = {"level": "unkt", "counterpart": "UNKT", "day": date(2026, 1, 5)}
        values["subject"] = f"Letter {number}"
        record_entry(network.sanja, registers.EXCHANGES, values)
    read(client, network.nora, "entries", "exchanges")

    with django_assert_max_num_queries(16):
        page = client.get(reverse("network:entries", args=["exchanges"])).content.decode()

    assert page.count(">Letter ") == 50


@pytest.mark.sqlite_only
def test_the_list_of_reports_asks_a_constant_number_of_questions(
    client, network, django_assert_max_num_queries
):
    for number in range(8):
        actions.demand_update(network.uma, "UNKT", f"Question {number}", date(2026, 2, 1))
    read(client, network.sanja, "reports")

    with django_assert_max_num_queries(18):
        page = client.get(reverse("unkt_reports:reports")).content.decode()

    assert page.count("Question ") == 8


@pytest.mark.duty("O-12")
def test_a_quarterly_report_goes_its_whole_way_on_the_pages(client, network):
    """O-12 to O-15, O-19: begun, worded, sent, approved, frozen, transmitted, read by UNKT."""
    network.clock.set(date(2026, 4, 2))
    client.force_login(network.sanja)
    client.post(
        reverse("unkt_reports:report_begin"), {"period": "quarterly:2026:1", "language": "en"}
    )
    report = UnktReport.objects.get()
    at = [report.id]

    blocked = client.post(
        reverse("unkt_reports:report_send", args=at), follow=True
    ).content.decode()
    for section in ("joint", "sdg"):
        write(client, [*at, section], reason="Not this quarter.")
    write(client, [*at, "summary"], text="A quiet quarter.")
    client.post(
        reverse("unkt_reports:report_add_section", args=at), {"heading": "More", "text": "Yes"}
    )
    client.post(reverse("unkt_reports:report_task", args=[*at, "ask"]), {"done": "1"})
    sent = client.post(reverse("unkt_reports:report_send", args=at), follow=True).content.decode()
    for one in (network.carla, network.ivo, network.rita):
        client.force_login(one)
        page = client.get(reverse("unkt_reports:report", args=at)).content.decode()
        assert "Your answer as a co-chair" in page
        client.post(reverse("unkt_reports:report_approval", args=at), {"approve": "1"})
    client.force_login(network.sanja)
    client.post(reverse("unkt_reports:report_publish", args=at))
    client.post(
        reverse("unkt_reports:report_transmit", args=at),
        {"way": "email", "on": "02.04.2026", "to": "UNKT"},
    )
    report.refresh_from_db()

    assert "say why it is empty" in blocked
    assert "The co-chairs have it." in sent
    assert report.state == "transmitted"
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        file = read_file(client, network.uma, report.edition_id, kind)
        assert file.startswith(start)
    told = read(client, network.uma, "report", report.id).content.decode()
    assert report.edition.digest in told
    member = read(client, network.nora, "report", report.id)
    assert member.status_code == 404


def write(client, at, **words):
    """Write words into a section as its page sends them, with what it showed."""
    page = reverse("unkt_reports:report_words", args=at)
    return client.post(page, {"seen": client.get(page).context["seen"], **words})


def read_file(client, user, edition, kind):
    client.force_login(user)
    answer = client.get(reverse("reports:download", args=[edition, kind]))
    assert answer.status_code == 200, answer.content[:300]
    return answer.content


@pytest.mark.sqlite_only
@pytest.mark.duty("O-33")
def test_unkt_asks_on_its_page_and_sees_the_question_with_its_date(client, network):
    """O-33."""
    client.force_login(network.uma)

    answer = client.post(
        reverse("unkt_reports:report_demand"),
        {"asked_by": "UNKT", "question": "Who returned?", "due_on": "01.02.2026"},
        follow=True,
    )

    assert "Who returned?" in answer.content.decode()
    assert read(client, network.milan if hasattr(network, "milan") else network.mission.milan,
                "reports").status_code == 404  # fmt: skip
