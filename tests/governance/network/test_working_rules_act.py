"""Every working rule that may be set changes what the mission does. The list is the rules' own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.governance.advice.test_advice import drafted, submitted  # noqa: F401 - fixtures
from tests.governance.network.test_seats import DECIDED
from tests.governance.walk import convened, held, planned
from waystation.foundation.shared.errors import Refusal
from waystation.governance.advice.duties import status_of_answers
from waystation.governance.knowledge.actions import record_entry
from waystation.governance.meetings.queries import meetings
from waystation.governance.network import actions
from waystation.governance.network.due import everything
from waystation.governance.network.duties import registers as keeping
from waystation.governance.network.queries import readings, registers, seats
from waystation.governance.network.rules import clocks
from waystation.governance.network.rules.readings import SETTINGS
from waystation.governance.statements import actions as statements
from waystation.governance.unkt_reports import actions as unkt_reports
from waystation.governance.unkt_reports import rules as report_rules
from waystation.governance.unkt_reports.duties import half_yearly
from waystation.governance.unkt_reports.queries import reports
from waystation.registry.organisations import actions as organisations

pytestmark = pytest.mark.django_db

TESTED = {}


def acts(*keys):
    """Say which working rules a test sets and sees at work."""

    def named(test):
        TESTED.update(dict.fromkeys(keys, test.__name__))
        return test

    return named


def decide(network, key, value):
    actions.terms.set_working_rule(network.sanja, key, str(value), "Decided by UNKT, 10 January")


def deadlines(network, meeting):
    return meetings.deadlines_of(meeting, readings.working_rules(network.record))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("key", "field", "before"),
    [
        ("call_days", "call", True),
        ("notice_days", "notice", True),
        ("papers_days", "papers", True),
        ("minutes_draft_days", "draft", False),
        ("minutes_final_days", "final", False),
    ],
)
@acts("call_days", "notice_days", "papers_days", "minutes_draft_days", "minutes_final_days")
def test_working_days_around_a_meeting(network, key, field, before):
    meeting = planned(network)

    decide(network, key, 3)

    walk = clocks.working_days_before if before else clocks.working_days_after
    day = meetings.day_of(meeting)
    assert getattr(deadlines(network, meeting), field) == walk(day, 3, readings.days_off())


@pytest.mark.sqlite_only
@acts("file_days")
def test_days_until_a_file_is_late(network):
    meeting = held(network)

    decide(network, "file_days", 0)

    late = [one for one in everything.items(network.sanja, network.record, network.clock.today)
            if one.title.startswith("Complete the file")]  # fmt: skip
    assert deadlines(network, meeting).file == meetings.day_of(meeting)
    assert [one.when for one in late] == ["late"]


@pytest.mark.sqlite_only
@acts("report_days", "update_days")
def test_days_until_a_report_and_an_update_are_due(network):
    network.clock.set(date(2026, 7, 2))
    decide(network, "report_days", 12)
    decide(network, "update_days", 40)

    report = unkt_reports.begin_report(network.sanja, "quarterly", 2026, 2)
    update = unkt_reports.begin_report(network.sanja, "half_year", 2026, 1)

    assert report.due_on == date(2026, 6, 30) + timedelta(days=12)
    assert update.due_on == date(2026, 6, 30) + timedelta(days=40)


@pytest.mark.sqlite_only
@acts("quarter_amber_days")
def test_days_of_warning_before_a_quarter_ends(network):
    day = date(2026, 3, 31) - timedelta(days=50)

    before = meetings.year_of(network.record, 2026, day)[0].state
    decide(network, "quarter_amber_days", 60)

    assert (before, meetings.year_of(network.record, 2026, day)[0].state) == ("open", "amber")


@pytest.mark.sqlite_only
@acts("silence_days")
def test_working_days_of_silence_are_offered(network, client):
    decide(network, "silence_days", 9)
    statement = statements.draft_statement(network.sanja, title="Safe ways", text="Now.")
    client.force_login(network.sanja)

    page = client.get(f"/network/statements/{statement.id}/ask/").content.decode()

    until = clocks.working_days_after(network.clock.today, 9, readings.days_off())
    assert f"{until:%d/%m/%Y}" in page


@pytest.mark.sqlite_only
@acts("request_days")
def test_working_days_until_an_authority_has_its_answer(network):
    """O-44."""
    values = {"authority": "Ministry", "topic": "Data", "received_on": date(2026, 1, 5)}
    values["lead"] = network.iom.id
    record_entry(network.sanja, registers.REGISTERS["support-requests"], values)
    on = date(2026, 1, 15)

    before = keeping.support(network.record, on).how
    decide(network, "request_days", 3)

    assert (before, keeping.support(network.record, on).how) == ("due", "late")


@pytest.mark.sqlite_only
@acts("advice_days")
def test_days_until_advice_waits_long(network, submitted):  # noqa: F811
    on = network.clock.today + timedelta(days=8)

    before = status_of_answers(network.record, on).how
    decide(network, "advice_days", 7)

    assert (before, status_of_answers(network.record, on).how) == ("due", "late")


@pytest.mark.sqlite_only
@acts("finance_rotates")
def test_financial_institutions_rotate_or_not(network):
    bank = organisations.record_entity(
        network.sanja, network.office.id, name="Bank", acronym="BANK", kind="un_finance",
        mandate="Loans to returnees.",
    )  # fmt: skip
    actions.members.admit_member(
        network.sanja, bank.id, opted_in_on=date(2026, 1, 10), mandate="Remittances of workers."
    )

    before = {one.name for one in seats.agencies(network.record, network.clock.today)}
    decide(network, "finance_rotates", "no")

    after = {one.name for one in seats.agencies(network.record, network.clock.today)}
    assert before - after == {"BANK"}


@pytest.mark.sqlite_only
@acts("report_approval")
def test_one_approval_may_be_enough(network):
    network.clock.set(date(2026, 4, 2))
    decide(network, "report_approval", "one")
    report = unkt_reports.begin_report(network.sanja, "quarterly", 2026, 1)
    for key in sorted(report_rules.MANDATORY):
        unkt_reports.write_section(network.sanja, report.id, key, reason="None was planned.")
    unkt_reports.send_to_co_chairs(network.sanja, report.id)

    unkt_reports.answer_report(network.carla, report.id, True)

    assert reports.report_visible_to(network.sanja, report.id).state == "approved"


@acts("update_rhythm")
def test_updates_may_stand_within_the_quarterly_reports(network):
    """O-32, A-01."""
    decide(network, "update_rhythm", "merged")
    network.clock.set(date(2026, 7, 2))

    with pytest.raises(Refusal, match="second and fourth"):
        unkt_reports.begin_report(network.sanja, "half_year", 2026, 1)
    report = unkt_reports.begin_report(network.sanja, "quarterly", 2026, 2)

    found = {one["key"]: one for one in reports.sections_of(report)}
    assert list(found)[:2] == ["summary", "update"]
    assert "from 01/01/2026 to 30/06/2026" in found["update"]["pieces"][0]["text"]
    assert not found["update"]["empty"]
    assert half_yearly(network.record, date(2026, 7, 2)).how == "due"


@pytest.mark.sqlite_only
@acts("update_rhythm")
def test_updates_may_come_every_second_year(network):
    """O-32, A-01: opened in 2026, the first update covers 2026 and 2027."""
    decide(network, "update_rhythm", "two_yearly")
    network.clock.set(date(2026, 7, 2))
    with pytest.raises(Refusal, match="2027"):
        unkt_reports.begin_report(network.sanja, "half_year", 2026, 1)
    network.clock.set(date(2027, 12, 1))

    update = unkt_reports.begin_report(network.sanja, "half_year", 2027, 2)

    assert (update.starts_on, update.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))
    assert reports.title_of(update).endswith("2026–2027")
    assert half_yearly(network.record, date(2027, 6, 1)).how == "nothing_yet"
    assert half_yearly(network.record, date(2028, 1, 5)).how == "due"


@pytest.mark.sqlite_only
@acts("convening")
def test_all_three_may_have_to_convene(network):
    decide(network, "convening", "all")
    meeting = convened(network)

    assert meeting.state == "planned"


@pytest.mark.sqlite_only
@acts("served_months")
def test_months_that_count_as_served(network):
    decide(network, "served_months", 3)
    term = actions.seats.appoint_rotating(
        network.sanja, network.undp.id, starts_on=network.clock.today, **DECIDED
    )

    actions.seats.vacate_seat(network.sanja, term.id, date(2026, 4, 30), "The agency closes")

    term.refresh_from_db()
    assert term.served


@pytest.mark.sqlite_only
@acts("quorum")
def test_a_quorum_refuses_a_meeting_of_few(network):
    decide(network, "quorum", 3)

    with pytest.raises(Refusal, match="requires: 3"):
        held(network)


@pytest.mark.sqlite_only
def test_no_working_rule_is_forgotten_here():
    assert set(TESTED) == set(SETTINGS)
