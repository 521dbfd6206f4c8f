"""Each referral counted once: as facts, on the page of statistics, and as shipped indicators."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.registry.referrals.conftest import MARK, MONDAY
from waystation.foundation.shared.periods import parse
from waystation.governance.results import actions as results
from waystation.governance.results import queries as figures
from waystation.governance.results.queries import store
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.registry.referrals import actions, queries
from waystation.registry.referrals.facts import REFERRALS, read_referrals

pytestmark = pytest.mark.django_db
YEAR = parse("2026")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def story(arta, besim, clock, draft, agree):
    """Six referrals of one person, by hand.

    A emergency, accepted after 2 days (late), received, confirmed. B urgent, declined after 1 day.
    C continues B: urgent, accepted after 1 day, partly received, contradicted. D normal, waits.
    E emergency, waits for ever (late). F a draft. In time: B, C. Late: A, E. Judged: 4 of 5 sent.
    """
    agree(besim)

    def send(**changes):
        referral = draft(**changes)
        return actions.change_referral_state(arta, referral.id, "send")

    def step(referral, name, **values):
        actions.change_referral_state(arta, referral.id, name, **values)

    a, b = send(priority="emergency"), send(priority="urgent")
    d, e = send(priority="normal"), send(priority="emergency")
    f = draft()
    clock.move_to(MONDAY + DAY, tick=False)
    step(b, "decline", decline_reason="no_capacity")
    c = send(priority="urgent", follows=b.id)
    clock.move_to(MONDAY + DAY + HOUR, tick=False)
    actions.alert_overdue()
    clock.move_to(MONDAY + 2 * DAY, tick=False)
    step(a, "accept")
    step(a, "close", outcome="received")
    step(a, "confirm")
    step(c, "accept")
    step(c, "close", outcome="partly")
    step(c, "contradict", note="Only the first meeting.")
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}


def test_a_draft_is_no_fact_and_each_referral_is_one(mission, story):
    table = read_referrals(mission.organisation.id, None)
    again = read_referrals(mission.organisation.id, None)
    rows = {row["record"]: row for row in table.to_pylist()}

    one = rows[story["a"].id.hex]
    assert table.equals(again)
    assert set(rows) == {story[key].id.hex for key in "abcde"}
    assert {name: one[name] for name in ("in_time", "accepted", "taken_up", "person_confirms")} == {
        "in_time": False,
        "accepted": True,
        "taken_up": True,
        "person_confirms": True,
    }
    assert one["days"] == 2.0
    assert {key: rows[story[key].id.hex]["in_time"] for key in "abcde"} == {
        "a": False,
        "b": True,
        "c": True,
        "d": None,
        "e": False,
    }
    assert {key: rows[story[key].id.hex]["first"] for key in "abc"} == {
        "a": True,
        "b": True,
        "c": False,
    }


def test_facts_hold_no_identity(mission, besim, story):
    text = str(read_referrals(mission.organisation.id, None).to_pylist())

    for secret in ("Besim", "Markperson", MARK, besim.number, str(besim.id), besim.id.hex):
        assert secret not in text
    names = {column.name for column in REFERRALS.all_columns}
    assert not names & {"summary", "profile", "disclosed", "fields_shared"}


def test_facts_of_some_are_those_rows_of_all(mission, story):
    keys = [story["a"].id, story["c"].id]

    some = read_referrals(mission.organisation.id, keys).to_pylist()

    assert {row["record"] for row in some} == {key.hex for key in keys}


@pytest.fixture
def every_course(arta, besim, clock, draft, agree, mission):
    """Nine referrals sent on one Monday, that end in each way, seen three days later.

    Besim: one each accepted, declined, cancelled, with an open question, waiting, overdue. Shira
    withdraws her consent from two, one of which was accepted. Tana's consent expires.
    """

    def send(person, **changes):
        one = draft(person=person, **changes)
        return actions.change_referral_state(arta, one.id, "send")

    def step(one, name, **values):
        actions.change_referral_state(arta, one.id, name, **values)

    def known(given):
        return people.record_person(arta, mission.prishtine, given=given, family="Otherperson")

    shira, tana = known("Shira"), known("Tana")
    agree(besim)
    consent = agree(shira)
    agree(tana, expires_on=MONDAY.date() + DAY)
    accepted, declined, cancelled, asked = (send(besim) for _ in range(4))
    send(besim, priority="normal")
    send(besim, priority="emergency")
    step(accepted, "accept")
    step(declined, "decline", decline_reason="no_capacity")
    step(cancelled, "cancel", note="Sent twice.")
    step(asked, "ask_more", note="Which papers?")
    step(send(shira), "accept")
    send(shira)
    send(tana, priority="normal")
    privacy.withdraw_consent(arta, consent.id)
    clock.move_to(MONDAY + 3 * DAY - HOUR, tick=False)
    actions.alert_overdue()
    actions.stop_expired()


def test_the_numbers_beside_those_sent_add_up_to_them(arta, every_course):
    rows, total = queries.counts_by(arta, YEAR, "entity__name")

    assert dict(total.courses) == {
        "accepted": 2,
        "declined": 1,
        "waiting": 1,
        "overdue": 1,
        "asked": 1,
        "cancelled": 1,
        "withdrawn": 1,
        "expired": 1,
    }
    assert set(total.courses) == set(queries.COURSES)
    for one in (*rows, total):
        assert one.sent == sum(one.courses.values()) == 9
        assert one.answered == one.accepted + one.courses["declined"] == 3


def test_each_number_opens_exactly_the_records_that_it_counts(
    client, arta, milan, blerim, every_course, story
):
    client.force_login(blerim)
    page = client.get("/referrals/statistics/?period=2026")
    cells = [
        cell
        for table in page.context["tables"]
        for row in table["rows"]
        for cell in (row["sent"], *row["courses"], *row["results"])
    ]
    opened = {one["url"]: len(client.get(one["url"]).context["rows"]) for one in cells if one["n"]}
    counted = {one["url"]: one["n"] for one in cells if one["n"]}
    client.force_login(milan)
    other = {url: len(client.get(url).context["rows"]) for url in counted}

    assert opened == counted
    assert len(counted) > 30
    assert set(other.values()) == {0}


def test_the_page_counts_by_partner_and_service_once(client, arta, milan, blerim, story):
    by_partner, total = queries.counts_by(arta, YEAR, "entity__name")
    by_service, total_again = queries.counts_by(arta, YEAR, "service__name")
    nobody, nothing = queries.counts_by(milan, YEAR, "entity__name")
    client.force_login(blerim)
    page = client.get("/referrals/statistics/?period=2026").content.decode()

    assert [one.name for one in by_partner] == ["Legal Aid Centre"]
    assert [one.name for one in by_service] == ["Free legal aid"]
    for one in (total, total_again, by_partner[0], by_service[0]):
        assert (one.sent, one.needs, one.answered, one.in_time, one.late) == (5, 4, 3, 2, 2)
        assert (one.accepted, one.closed, one.taken_up) == (2, 2, 2)
        assert (one.confirmed, one.contradicted, one.share_in_time) == (1, 1, 50)
        assert one.mean_days == round((2 + 1 + 1) / 3, 1)
    assert (nobody, nothing.sent) == ([], 0)
    assert "(50%)" in page


@pytest.mark.parametrize("period", ["2025", "2026-08", "nonsense"])
def test_another_period_counts_nothing_and_an_unreadable_one_is_said(client, arta, story, period):
    client.force_login(arta)

    page = client.get(f"/referrals/statistics/?period={period}")

    assert page.status_code == 200
    assert ("is not a period" in page.content.decode()) == (period == "nonsense")


def test_the_shipped_indicators_give_the_same_numbers(
    mission, arta, milan, story, settings, tmp_path
):
    settings.STATE = tmp_path
    store.forget()
    results.load_shipped_indicators(mission.organisation.id)
    keys = [
        "referrals_sent",
        "needs_referred",
        "referrals_answered_in_time",
        "referrals_taken_up",
        "referral_outcomes_confirmed",
        "median_days_to_answer",
        "referrals_received",
    ]

    mine = figures.figures(arta, keys, YEAR)
    theirs = figures.figures(milan, keys, YEAR)
    store.forget()

    assert [mine[key].total.value for key in keys] == [5, 4, 2 / 4, 2 / 2, 1 / 2, 1.0, 0]
    assert theirs["referrals_sent"].total.value == 0


def test_a_late_answer_changes_the_figure_at_the_next_look(
    mission, arta, besim, clock, sent, settings, tmp_path
):
    settings.STATE = tmp_path
    store.forget()
    results.load_shipped_indicators(mission.organisation.id)
    key = "referrals_answered_in_time"
    sent(priority="emergency")
    before = figures.figures(arta, [key], YEAR)[key].total.value
    clock.move_to(MONDAY + DAY + HOUR, tick=False)

    actions.alert_overdue()

    after = figures.figures(arta, [key], YEAR)[key].total.value
    store.forget()
    assert (before, after) == (None, 0.0)
