"""Laws of the rules about meetings, whatever the input."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from waystation.governance.meetings.rules import files, meetings, minutes
from waystation.governance.meetings.rules.agenda import matters_arising
from waystation.governance.meetings.transitions import ACTION_WORKFLOW
from waystation.governance.network.rules import classes, clocks

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
TEXTS = st.lists(st.sampled_from(["Said.", "Agreed.", "Noted.", ""]), max_size=8).map("\n".join)


@given(DAYS, st.integers(0, 40))
def test_working_days_forth_and_back_meet_on_a_working_day(day, number):
    while not clocks.is_working(day):
        day += timedelta(days=1)

    there = clocks.working_days_after(day, number)

    assert clocks.working_days_before(there, number) == day
    assert clocks.is_working(there)


@given(DAYS, st.integers(1, 40))
def test_so_many_working_days_lie_between_a_deadline_and_its_meeting(day, number):
    due = clocks.working_days_before(day, number)

    between = [due + timedelta(days=n) for n in range((day - due).days)]
    assert sum(clocks.is_working(one) for one in between) == number


def test_holidays_are_no_working_days():
    new_year = frozenset({date(2026, 1, 1)})

    assert clocks.working_days_after(date(2025, 12, 31), 1, new_year) == date(2026, 1, 2)


@given(
    st.lists(st.sampled_from(["planned", "convened", "held", "cancelled"]), max_size=4),
    DAYS,
    st.integers(0, 90),
)
def test_a_quarter_never_gets_better_by_waiting(states, today, amber):
    last_day = clocks.quarters_of(today.year)[(today.month - 1) // 3][1]
    order = ["planned", "open", "convened", "amber", "red"]

    now = clocks.state_of_quarter(states, last_day, today, amber)
    later = clocks.state_of_quarter(states, last_day, today + timedelta(days=1), amber)

    if "held" in states:
        assert (now, later) == ("held", "held")
    else:
        assert order.index(later) >= order.index(now)
        assert (later == "red") == (today + timedelta(days=1) > last_day)


@given(TEXTS, TEXTS)
def test_a_comparison_holds_both_versions_whole(before, after):
    lines = minutes.compare(before, after)

    assert [x.text for x in lines if x.kind != "new"] == before.splitlines()
    assert [x.text for x in lines if x.kind != "gone"] == after.splitlines()


@given(st.sets(st.sampled_from(sorted(set(classes.NEEDS.values())))))
def test_more_permissions_never_show_fewer_classes(held):
    fewer = classes.classes_of(held)

    for one in set(classes.NEEDS.values()):
        assert set(fewer) <= set(classes.classes_of(held | {one}))


@given(st.dictionaries(st.sampled_from(list(files.PIECES)), st.booleans()))
def test_a_file_closes_when_each_piece_is_there_or_waived_and_only_then(there):
    found = files.pieces(there, {}, files.PIECES)
    waived = files.pieces(there, dict.fromkeys(there, "Why."), files.PIECES)

    assert (files.refusal_to_close(found) is None) == all(there.values())
    assert files.refusal_to_close(waived) is None
    assert files.percent(found) == (100 * sum(there.values()) // len(there) if there else 0)


@given(st.lists(DAYS, max_size=6), DAYS)
def test_late_matters_come_first_each_by_its_day(days, on):
    found = matters_arising([SimpleNamespace(id=uuid4(), due_on=day) for day in days], on)

    assert [late for _, late in found] == sorted((late for _, late in found), reverse=True)
    assert all((one.due_on < on) == late for one, late in found)


def test_only_what_is_done_can_be_verified():
    assert ACTION_WORKFLOW.transitions["verify"].source == ("done",)


@given(st.sets(st.sampled_from(meetings.SEATS)))
def test_all_three_signatures_are_asked_only_where_a_working_rule_asks_them(signed):
    assert set(meetings.signatures_missing("all", signed)) == set(meetings.SEATS) - signed
    assert (meetings.signatures_missing("any", signed) == []) == bool(signed)
