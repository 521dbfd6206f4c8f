"""What was found wanting by use in reports to UNKT, each by the duty that it touches."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from lxml import html

from waystation.foundation.records.queries import values_of
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.knowledge.actions import change_entry, record_entry
from waystation.governance.network.due import everything
from waystation.governance.network.queries import registers
from waystation.governance.reports.models import Block
from waystation.governance.unkt_reports import actions, duties, forms, rules
from waystation.governance.unkt_reports.models import UnktReport
from waystation.governance.unkt_reports.queries import reports as queries
from waystation.governance.unkt_reports.queries import sections

pytestmark = pytest.mark.django_db


@pytest.fixture
def early(network, clock):
    """The report of the first quarter, written on 20 March, before the quarter ends."""
    clock.set(date(2026, 3, 20))
    report = actions.begin_report(network.sanja, "quarterly", 2026, 1)
    for key in sorted(rules.MANDATORY):
        actions.write_section(network.sanja, report.id, key, reason="None was planned.")
    return report


@pytest.mark.duty("O-12")
def test_a_quarterly_report_is_neither_sent_nor_transmitted_before_its_quarter_has_ended(
    network, early, clock
):
    """What the co-chairs get is fixed, so a report sent on 20 March would miss eleven days."""
    with pytest.raises(Refusal) as sent:
        actions.send_to_co_chairs(network.sanja, early.id)
    with pytest.raises(Refusal):
        actions.transmit_report(network.sanja, early.id, way="email")
    clock.set(date(2026, 4, 1))
    after = actions.send_to_co_chairs(network.sanja, early.id)

    assert sent.value.code == "period_not_over"
    assert after.state == "approval"


@pytest.mark.duty("O-12")
def test_the_page_of_a_report_says_from_when_it_can_be_sent_to_the_co_chairs(
    client, network, early, clock
):
    client.force_login(network.sanja)
    page = reverse("unkt_reports:report", args=[early.id])

    before = client.get(page).content.decode()
    clock.set(date(2026, 4, 1))
    after = client.get(page).content.decode()

    assert "This period ends on 31/03/2026." in before
    assert reverse("unkt_reports:report_send", args=[early.id]) not in before
    assert reverse("unkt_reports:report_send", args=[early.id]) in after


@pytest.mark.duty("O-32")
def test_an_oral_update_is_not_recorded_before_its_half_year_has_ended(network, clock):
    clock.set(date(2026, 6, 30))
    update = actions.begin_report(network.sanja, "half_year", 2026, 1)

    with pytest.raises(Refusal) as refused:
        actions.transmit_report(network.sanja, update.id, way="oral", note="Said on 30 June.")

    assert refused.value.code == "period_not_over"


@pytest.mark.duty("O-12")
def test_no_report_is_begun_for_a_quarter_before_the_network_began(network, clock):
    opened = network.record.opened_on
    last = date(opened.year, (opened.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    clock.set(date(opened.year + 1, 1, 15))

    with pytest.raises(Refusal) as refused:
        actions.begin_report(network.sanja, "quarterly", last.year, (last.month + 2) // 3)
    offered = forms.periods(clock.today, "half_yearly", opened)

    assert refused.value.code == "period_before_network"
    assert f"quarterly:{last.year}:{(last.month + 2) // 3}" not in dict(offered)
    assert f"quarterly:{opened.year}:{(opened.month + 2) // 3}" in dict(offered)


@pytest.mark.duty("O-19")
def test_a_draft_that_was_begun_by_mistake_is_discarded_and_nothing_waits_for_it(
    network, april, client, milan, blerim
):
    report = actions.begin_report(network.sanja, "quarterly", 2026, 1)
    network.clock.set(date(2026, 6, 1))
    client.force_login(network.sanja)
    page = reverse("unkt_reports:report_discard", args=[report.id])

    empty = client.post(page, {})
    shown = client.get(page)
    client.post(page, {"reason": "Begun for the wrong quarter."})
    items = everything.items(network.sanja, network.record, network.clock.today)
    anew = actions.begin_report(network.sanja, "quarterly", 2026, 1)

    assert (empty.status_code, shown.status_code) == (422, 200)
    assert UnktReport.objects.get(id=report.id).note == "Begun for the wrong quarter."
    assert not [one for one in items if one.title.startswith("Transmit to UNKT")]
    assert queries.late_tasks(network.office.id, date(2026, 6, 1)) == len(rules.TASKS)
    assert anew.id != report.id
    with pytest.raises(NotSeen):
        actions.discard_report(milan, anew.id, "No.")
    with pytest.raises(NotSeen):
        actions.discard_report(blerim, anew.id, "No.")
    with pytest.raises(NotAllowed):
        actions.discard_report(network.carla, anew.id, "No.")


@pytest.mark.duty("O-33")
def test_what_unkt_asked_for_is_answered_and_not_discarded(network):
    asked = actions.demand_update(network.uma, "UNKT", "How many?", date(2026, 2, 1))
    answer = actions.begin_answer(network.sanja, asked.id)

    with pytest.raises(Refusal) as refused:
        actions.discard_report(network.sanja, answer.id, "No time.")

    assert refused.value.code == "asked_for"
    assert duties.on_demand(network.record, network.clock.today).how == "due"


@pytest.mark.duty("O-14")
def test_the_sdg_section_says_what_the_register_said_when_the_report_was_due(network, april):
    add = {"target": "10.7", "stage": "identified"}
    entry = record_entry(network.sanja, registers.SDGS, add, office=network.office.id)
    first = actions.begin_report(network.sanja, "quarterly", 2026, 1)
    network.clock.set(date(2026, 7, 2))
    agreed = {"stage": "agreed", "indicator": "Regular departures", "custodian": "Statistics"}
    change_entry(network.sanja, registers.SDGS, entry.id, agreed, values_of(registers.SDGS, entry))
    second = actions.begin_report(network.sanja, "quarterly", 2026, 2)

    told = [sections.section_content(one, "sdg")["pieces"] for one in (first, second)]

    assert [one[1]["rows"][0][5] for one in told] == [
        "Target identified as relevant", "Local indicator agreed"
    ]  # fmt: skip
    assert told[0][2]["text"].endswith("10.7.")  # new in the first period
    assert told[1][2]["text"].endswith("10.7.")  # moved in the second


@pytest.mark.duty("O-14")
def test_a_target_that_did_not_move_is_not_said_to_have_moved(network, april):
    add = {"target": "10.7", "stage": "identified"}
    record_entry(network.sanja, registers.SDGS, add, office=network.office.id)
    network.clock.set(date(2026, 7, 2))
    report = actions.begin_report(network.sanja, "quarterly", 2026, 2)

    pieces = sections.section_content(report, "sdg")["pieces"]

    assert pieces[2]["text"].endswith("–.")


@pytest.mark.duty("O-19")
def test_who_has_a_task_opens_the_report_and_says_that_it_is_done(
    network, april, client, milan, blerim
):
    report = actions.begin_report(network.sanja, "quarterly", 2026, 1)
    page = reverse("unkt_reports:report", args=[report.id])
    task = reverse("unkt_reports:report_task", args=[report.id, "sdg"])
    client.force_login(network.nora)
    before = client.get(page).status_code
    actions.give_task(network.sanja, report.id, "sdg", network.nora.id, date(2026, 4, 10))

    opened = client.get(page)
    given_on = client.get(task).status_code
    done = client.post(task, {"done": "1"}).status_code
    not_mine = reverse("unkt_reports:report_task", args=[report.id, "ask"])

    assert (before, opened.status_code, given_on, done) == (404, 200, 403, 302)
    assert "Section on the nationalisation of the SDGs" in opened.content.decode()
    assert report.tasks.get(key="sdg").done_by == network.nora
    assert client.post(not_mine, {"done": "1"}).status_code == 403
    for stranger in (milan, blerim):
        client.force_login(stranger)
        assert client.get(page).status_code == 404


@pytest.mark.duty("O-19")
def test_only_people_of_the_network_are_offered_as_owners_of_a_task(network, april, arta, client):
    report = actions.begin_report(network.sanja, "quarterly", 2026, 1)
    client.force_login(network.sanja)

    form = client.get(reverse("unkt_reports:report_task", args=[report.id, "sdg"])).context["form"]
    offered = {name for key, name in form.fields["owner"].choices if key}

    assert {network.sanja.full_name, network.nora.full_name} <= offered
    assert arta.full_name not in offered
    with pytest.raises(NotSeen):
        actions.give_task(network.sanja, report.id, "sdg", arta.id, date(2026, 4, 10))


@pytest.mark.duty("O-15")
def test_the_duty_counts_the_sections_that_are_there(network, april):
    before = duties.free_sections(network.record, network.clock.today)
    report = actions.begin_report(network.sanja, "quarterly", 2026, 1)
    actions.add_free_section(network.sanja, report.id, "Lessons", "We learnt much.")

    kept = duties.free_sections(network.record, network.clock.today)
    Block.objects.filter(report=report.report, content__section__endswith="/sdg").delete()
    broken = duties.free_sections(network.record, network.clock.today)

    assert (before.how, kept.how, broken.how) == ("nothing_yet", "kept", "missing")
    assert kept.values == {"count": 1, "own": 1}


@pytest.mark.duty("O-19")
def test_the_owner_of_a_task_is_told_until_it_is_done(network, milan, clock, client):
    clock.set(date(2026, 4, 2))
    report = actions.begin_report(network.sanja, "quarterly", 2026, 1)
    actions.give_task(network.sanja, report.id, "sdg", network.nora.id, date(2026, 4, 10))

    told = tasks_told(client, network.nora, report)
    stranger = tasks_told(client, milan, report)
    actions.finish_task(network.nora, report.id, "sdg", done=True)

    assert len(told) == 1
    assert "SDGs" in told[0]
    assert stranger == []
    assert tasks_told(client, network.nora, report) == []


def tasks_told(client, user, report):
    """Return what the notifications of a user say and link to about a report."""
    client.force_login(user)
    tree = html.fromstring(client.get(reverse("ui:notifications")).content)
    link = reverse("unkt_reports:report", args=[report.id])
    return [one.text_content() for one in tree.xpath(f"//main//a[@href='{link}']")]
