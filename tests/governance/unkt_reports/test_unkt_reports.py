"""Reports to UNKT: from records in one step, approved by the co-chairs, frozen, transmitted."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal, Refusals
from waystation.governance.knowledge.actions import record_entry
from waystation.governance.network.queries import registers
from waystation.governance.reports import actions as reports
from waystation.governance.reports import queries as editions
from waystation.governance.reports.models import Block
from waystation.governance.unkt_reports import actions, rules
from waystation.governance.unkt_reports.models import ReportApproval, UnktReport
from waystation.governance.unkt_reports.queries import reports as queries
from waystation.governance.unkt_reports.queries import sections

pytestmark = pytest.mark.django_db
SDG = {"target": "10.7", "stage": "identified"}


@pytest.fixture
def report(network, april):
    """The report of the first quarter of 2026, begun on 2 April."""
    return actions.begin_report(network.sanja, "quarterly", 2026, 1)


def ready(network, report):
    """Give the two mandatory sections a reason, so that the report may go."""
    for key in sorted(rules.MANDATORY):
        actions.write_section(network.sanja, report.id, key, reason="None was planned.")
    return actions.send_to_co_chairs(network.sanja, report.id)


def approved(network, report):
    ready(network, report)
    for one in (network.carla, network.ivo, network.rita):
        actions.answer_report(one, report.id, True)
    return queries.report_visible_to(network.sanja, report.id)


def text_of(edition):
    return bytes(edition.content).decode()


@pytest.mark.duty("O-12")
def test_a_quarterly_report_is_produced_from_records_in_one_step(network, report):
    """O-12, O-13, O-14: with both mandatory sections, and a register of figures at the end."""
    kinds = list(Block.objects.filter(report=report.report).values_list("kind", flat=True))

    titles = [one["title"] for one in queries.sections_of(report)]

    # ... and who approved, before the register
    assert kinds == ["section"] * (len(rules.QUARTERLY) + 1) + ["register"]
    assert "Joint interventions related to the Global Compact" in titles
    assert "Nationalisation of the SDGs relevant to migration" in titles
    assert (report.starts_on, report.ends_on) == (date(2026, 1, 1), date(2026, 3, 31))
    assert report.due_on == date(2026, 3, 31) + timedelta(days=30)


@pytest.mark.duty("O-12")
def test_the_same_quarter_is_the_same_report_and_a_coming_one_waits(network, report):
    again = actions.begin_report(network.sanja, "quarterly", 2026, 1)

    with pytest.raises(Refusal, match="has not started"):
        actions.begin_report(network.sanja, "quarterly", 2026, 3)
    with pytest.raises(Refusal, match="quarter from 1 to 4"):
        actions.begin_report(network.sanja, "quarterly", 2026, 5)

    assert again.id == report.id


@pytest.mark.duty("O-19")
def test_tasks_have_owners_and_dates_counted_back_from_the_due_date(network, report):
    """O-19. The report is due on Thursday 30 April; five working days before is the 23rd."""
    by_key = {one.key: one for one in queries.tasks_of(report)}

    assert by_key["transmit"].due_on == date(2026, 4, 30)
    assert by_key["send"].due_on == date(2026, 4, 23)
    assert {one.owner for one in by_key.values()} == {network.sanja}
    actions.give_task(network.sanja, report.id, "sdg", network.nora.id, date(2026, 4, 10))
    actions.finish_task(network.sanja, report.id, "ask")
    by_key = {one.key: one for one in queries.tasks_of(report)}
    assert (by_key["sdg"].owner, by_key["ask"].done_by) == (network.nora, network.sanja)
    with pytest.raises(Refusal, match="cannot be due later"):
        actions.give_task(network.sanja, report.id, "sdg", network.nora.id, date(2026, 5, 10))


@pytest.mark.duty("O-13")
def test_an_empty_mandatory_section_needs_a_reason_which_is_printed(network, report):
    """O-13, O-14."""
    with pytest.raises(Refusals) as refused:
        actions.send_to_co_chairs(network.sanja, report.id)
    done = approved(network, report)
    published = actions.publish_report(network.sanja, done.id)

    assert {one.field for one in refused.value.all} == {"joint", "sdg"}
    assert text_of(published.edition).count("Nothing to report: None was planned.") == 2


@pytest.mark.duty("O-14")
def test_the_sdg_section_is_the_register_as_it_stands(network, report):
    """O-14."""
    record_entry(
        network.sanja,
        registers.SDGS,
        {
            "target": "10.7",
            "stage": "baseline",
            "indicator": "Share of regular departures",
            "custodian": "Agency of Statistics",
            "baseline": "41 percent (2025)",
            "source": "Border records",
        },
        office=network.office.id,
    )

    found = sections.section_content(report, "sdg")

    table = found["pieces"][1]
    assert table["rows"] == [
        ["10.7", "Share of regular departures", "Agency of Statistics", "41 percent (2025)",
         "Border records", "Baseline set"]
    ]  # fmt: skip
    assert not rules.empty_of(found["pieces"])


@pytest.mark.duty("O-15")
def test_free_sections_may_be_added_and_the_two_mandatory_ones_never_removed(network, report):
    """O-15."""
    actions.add_free_section(network.sanja, report.id, "Lessons", "We learnt much.")
    blocks = list(Block.objects.filter(report=report.report).order_by("position"))
    by_name = {one.content.get("section", "").rpartition("/")[2]: one for one in blocks}

    for key in ("joint", "sdg"):
        with pytest.raises(Refusal, match="It stays"):
            reports.remove_block(network.sanja, report.report_id, by_name[key].id)
    reports.remove_block(network.sanja, report.report_id, by_name["risks"].id)

    kinds = list(
        Block.objects.filter(report=report.report).order_by("position").values_list("kind")
    )
    assert [kind for (kind,) in kinds[-4:]] == ["heading", "text", "section", "register"]
    assert len(kinds) == len(rules.QUARTERLY) - 1 + 4


def test_all_three_co_chairs_approve_then_it_is_frozen_and_transmitted(network, report):
    """O-12, A-14: with hash, and the words of the note on resolution 1244."""
    ready(network, report)

    states = []
    for one in (network.carla, network.ivo, network.rita):
        states.append(actions.answer_report(one, report.id, True).state)
    published = actions.publish_report(network.sanja, report.id)
    actions.transmit_report(network.sanja, report.id, way="email", to="UNKT secretariat")
    sent = UnktReport.objects.get(id=report.id)

    assert states == ["approval", "approval", "approved"]
    assert (sent.state, sent.transmitted_on, sent.transmitted_by) == (
        "transmitted", date(2026, 4, 2), network.sanja,
    )  # fmt: skip
    content = json.loads(text_of(published.edition))
    assert "1244" in content["notes"]["unscr_1244"]
    assert content["blocks"][-1]["kind"] == "register"
    assert all(len(row["hash"]) == 64 for row in content["blocks"][-1]["rows"])
    assert editions.verify_editions() == []


@pytest.mark.duty("A-14")
def test_a_refusal_is_kept_with_its_reason_and_does_not_block_when_two_agree(network, report):
    """A-14."""
    ready(network, report)

    with pytest.raises(Refusal) as blank:
        actions.answer_report(network.rita, report.id, False, "  ")
    actions.answer_report(network.rita, report.id, False, "Table 3 is not ours.")
    actions.answer_report(network.carla, report.id, True)
    last = actions.answer_report(network.ivo, report.id, True)

    assert blank.value.field == "reason"
    assert last.state == "approved"
    assert ReportApproval.objects.get(seat="rotating").reason == "Table 3 is not ours."


def test_who_approved_is_printed_with_the_report_and_a_refusal_with_its_reason(network, report):
    """A-14. It stands outside of what was approved, so it is not in the register of hashes."""
    ready(network, report)
    actions.answer_report(network.rita, report.id, False, "Table 3 is not ours.")
    for one in (network.carla, network.ivo):
        actions.answer_report(one, report.id, True)

    published = actions.publish_report(network.sanja, report.id)

    content = json.loads(text_of(published.edition))
    signed, register = content["blocks"][-2:]
    assert signed["pieces"][0]["rows"] == [
        ["UN Development Coordinator", "Carla Deutsch, UNDC", "Approved", "2026-04-02", ""],
        ["Head of IOM", "Ivo Marin, IOM", "Approved", "2026-04-02", ""],
        ["Rotating co-chair", "Rita Osmani, UNDP", "Not approved", "2026-04-02",
         "Table 3 is not ours."],
    ]  # fmt: skip
    assert "Answers of the co-chairs" not in {row["name"] for row in register["rows"]}
    rests_on = content["provenance"]
    assert rests_on["approver"] == str(network.sanja.id)  # who published
    assert [(one["name"], one["on"]) for one in rests_on["approvals"]] == [
        ("Carla Deutsch", "2026-04-02"),
        ("Ivo Marin", "2026-04-02"),
    ]
    block = Block.objects.filter(report=report.report).order_by("-position")[1]
    with pytest.raises(Refusal, match=r"Call it back|They stay"):
        reports.remove_block(network.sanja, report.report_id, block.id)


def test_two_refusals_send_the_report_back_to_be_written(network, report):
    ready(network, report)

    actions.answer_report(network.rita, report.id, False, "No.")
    back = actions.answer_report(network.carla, report.id, False, "No.")
    again = actions.send_to_co_chairs(network.sanja, report.id)

    assert back.state == "drafting"
    assert (again.state, again.round) == ("approval", 2)


@pytest.mark.parametrize(
    ("answers", "rule", "outcome"),
    [
        ({}, "all", "waiting"),
        ({"undc": True, "iom": True}, "all", "waiting"),
        ({"undc": True, "iom": True}, "two", "approved"),
        ({"undc": True}, "one", "approved"),
        ({"undc": True, "iom": True, "rotating": False}, "all", "approved"),
        ({"undc": True, "iom": False, "rotating": False}, "all", "refused"),
        ({"undc": False, "iom": False}, "two", "refused"),
        ({"undc": False, "iom": True}, "two", "waiting"),
    ],
)
def test_how_many_approvals_suffice_is_a_working_rule(answers, rule, outcome):
    """A-14."""
    assert rules.approval_of(answers, rules.SEATS, rule) == outcome


def test_only_who_sits_in_a_seat_approves_and_only_once(network, report):
    ready(network, report)
    actions.answer_report(network.carla, report.id, True)

    with pytest.raises(Refusal, match="already"):
        actions.answer_report(network.carla, report.id, True)
    with pytest.raises(NotAllowed):
        actions.answer_report(network.sanja, report.id, True)
    network.clock.set(date(2027, 1, 4))
    with pytest.raises(Refusal, match="seats today"):
        actions.answer_report(network.rita, report.id, True)


def test_what_the_co_chairs_approve_is_what_leaves(network, report):
    """A register that moves on after the draft was sent does not change what was sent."""
    done = approved(network, report)
    record_entry(network.sanja, registers.SDGS, SDG, office=network.office.id)

    published = actions.publish_report(network.sanja, done.id)

    assert "10.7" not in json.dumps(json.loads(text_of(published.edition))["blocks"])


def test_a_report_cannot_be_published_past_the_co_chairs(network, report):
    with pytest.raises(Refusal, match="once the co-chairs have approved"):
        reports.publish_report(network.sanja, report.report_id)
    ready(network, report)
    with pytest.raises(Refusal, match="once the co-chairs have approved"):
        actions.publish_report(network.sanja, report.id)
    with pytest.raises(Refusal, match="Call it back"):
        reports.add_block(network.sanja, report.report_id, "heading", {"text": "More"})


@pytest.mark.duty("O-54")
def test_without_the_note_on_resolution_1244_nothing_leaves(network, report, settings):
    """O-54."""
    done = approved(network, report)

    settings.UNSCR_1244_NOTE = "References to Kosovo."
    with pytest.raises(Refusal, match="1244"):
        actions.publish_report(network.sanja, done.id)
    actions.call_back(network.sanja, done.id, "The note is missing.")
    with pytest.raises(Refusal, match="1244"):
        actions.send_to_co_chairs(network.sanja, done.id)


@pytest.mark.duty("O-32")
def test_a_half_yearly_update_reuses_the_two_quarterly_reports(network, report):
    """O-32, A-01."""
    done = approved(network, report)
    edition = actions.publish_report(network.sanja, done.id).edition
    actions.transmit_report(network.sanja, done.id, way="email")
    network.clock.set(date(2026, 7, 2))

    update = actions.begin_report(network.sanja, "half_year", 2026, 1)

    digest = "\u00a0".join(edition.digest[at : at + 4] for at in (0, 4, 8, 12))
    table = sections.section_content(update, "quarters")["pieces"][0]
    assert table["rows"] == [["2026-Q1", "Transmitted to UNKT", "02/04/2026", digest]]


@pytest.mark.duty("O-32")
def test_an_update_may_be_oral_with_a_note_a_quarterly_report_never(network, report):
    """O-32."""
    network.clock.set(date(2026, 7, 2))
    update = actions.begin_report(network.sanja, "half_year", 2026, 1)

    with pytest.raises(Refusal, match="Write the note"):
        actions.transmit_report(network.sanja, update.id, way="oral")
    with pytest.raises(Refusal, match="in writing"):
        actions.transmit_report(network.sanja, report.id, way="oral", note="We said it.")
    done = actions.transmit_report(network.sanja, update.id, way="oral", note="Told on 2 July.")

    assert (done.state, done.edition) == ("transmitted", None)


@pytest.mark.duty("O-33")
def test_unkt_asks_for_an_update_and_the_secretariat_answers(network):
    """O-33."""
    asked = actions.demand_update(
        network.uma, "UNKT", "How many returned in March?", date(2026, 2, 1)
    )
    answer = actions.begin_answer(network.sanja, asked.id)
    actions.write_section(network.sanja, answer.id, "answer", text="Forty.")

    with pytest.raises(Refusal, match="what was asked"):
        actions.demand_update(network.uma, "UNKT", " ", date(2026, 2, 1))
    with pytest.raises(Refusal, match="due before"):
        actions.demand_update(network.uma, "UNKT", "What?", date(2026, 1, 1))
    said = sections.section_content(answer, "question")["pieces"]
    assert "How many returned in March?" in [one["text"] for one in said]
    assert (asked.part, asked.year) == (1, 2026)


def test_who_sees_a_report(network, report, arta, milan, blerim):
    insiders = (network.sanja, network.carla)
    strangers = (network.nora, arta, milan, blerim)

    seen = [len(queries.latest_reports(one, 100)) for one in (*insiders, network.uma, *strangers)]

    assert seen == [1, 1, 0, 0, 0, 0, 0]
    for one in (network.uma, *strangers):
        with pytest.raises(NotSeen):
            queries.report_visible_to(one, report.id)
    with pytest.raises(NotAllowed):
        actions.write_section(network.carla, report.id, "summary", text="x")


def test_the_database_knows_what_a_transmission_and_a_refusal_are(network, report):
    """Plain SQL, both databases."""
    ready(network, report)
    actions.answer_report(network.carla, report.id, True)

    for sentence in (
        "UPDATE unkt_reports_unktreport SET state = 'transmitted'",
        "UPDATE unkt_reports_unktreport SET way = 'oral'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sentence)
    for sentence in (
        "UPDATE unkt_reports_reportapproval SET reason = 'x'",
        "DELETE FROM unkt_reports_reportapproval",
    ):
        with (
            pytest.raises(Exception, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sentence)


def test_nobody_puts_the_networks_sections_into_a_report_of_their_own(network, report, blerim):
    mine = reports.draft_report(blerim, "Mine", date(2026, 1, 1), date(2026, 3, 31))

    with pytest.raises(NotSeen):
        reports.add_block(
            blerim, mine.id, "section", {"section": f"unkt_reports:{report.id}/decisions"}
        )
