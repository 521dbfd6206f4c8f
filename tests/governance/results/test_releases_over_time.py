"""Editions of a month, a quarter and a year are read side by side and subtracted."""

from __future__ import annotations

import pytest

from waystation.governance.results.rules.releases import refusal_over_time

VISITS = frozenset({"visits"})


def figure(period, value, *, key=("f",), state="shown", indicator="visits", denominator=None):
    return {
        "indicator": indicator, "period": period, "where": {}, "dimensions": ["sex"],
        "key": list(key), "state": state, "value": None if state == "hidden" else value,
        "numerator": value, "denominator": denominator,
    }  # fmt: skip


def edition(*figures):
    return ("Report (1)", list(figures))


@pytest.mark.parametrize(
    ("quarter", "refused"),
    [(70, False), (74, True), (79, True), (80, False)],
)
def test_what_a_quarter_leaves_beside_its_published_months_is_none_or_enough(quarter, refused):
    before = [edition(figure("2026-01", 40), figure("2026-02", 30))]

    refusal = refusal_over_time([figure("2026-Q1", quarter)], before, {"visits": 10}, VISITS)

    assert bool(refusal) == refused
    if refusal:
        assert refusal.code == "released_over_time"
        assert "2026-01, 2026-02" in refusal.in_english()
        assert "Report (1)" in refusal.in_english()


def test_one_hidden_month_is_the_quarter_less_the_others():
    months = [figure("2026-01", 40), figure("2026-02", 30), figure("2026-03", 0, state="hidden")]

    alone = refusal_over_time([figure("2026-Q1", 200)], [edition(*months)], {"visits": 10}, VISITS)
    hidden = refusal_over_time(
        [figure("2026-Q1", 0, state="hidden")], [edition(*months)], {"visits": 10}, VISITS
    )

    assert alone.code == "released_over_time"
    assert hidden is None


def test_a_hidden_quarter_is_the_sum_of_its_months():
    before = [edition(figure("2026-Q1", 0, state="hidden"))]
    months = [figure("2026-01", 40), figure("2026-02", 30), figure("2026-03", 50)]

    assert refusal_over_time(months, before, {"visits": 10}, VISITS).code == "released_over_time"
    assert refusal_over_time(months[:2], before, {"visits": 10}, VISITS) is None


def test_two_hidden_months_need_room_between_them():
    months = [figure("2026-01", 40), *(figure(f"2026-0{m}", 0, state="hidden") for m in (2, 3))]

    close = refusal_over_time([figure("2026-Q1", 50)], [edition(*months)], {"visits": 10}, VISITS)
    wide = refusal_over_time([figure("2026-Q1", 60)], [edition(*months)], {"visits": 10}, VISITS)

    assert close.code == "released_over_time"
    assert wide is None


def test_other_cells_other_indicators_and_persons_are_not_added_up():
    before = [edition(figure("2026-01", 40), figure("2026-02", 30))]

    assert (
        refusal_over_time([figure("2026-Q1", 74, key=("m",))], before, {"visits": 10}, VISITS)
        is None
    )
    assert refusal_over_time([figure("2026-Q1", 74)], before, {"visits": 10}, set()) is None


def test_earlier_editions_alone_do_not_stop_a_report_about_something_else():
    before = [edition(figure("2026-01", 70), figure("2026-Q1", 74))]

    assert refusal_over_time([figure("2027-Q1", 40)], before, {"visits": 10}, VISITS) is None


def test_trafficking_counts_from_eleven():
    before = [edition(figure("2026-01", 40), figure("2026-02", 30))]

    assert refusal_over_time([figure("2026-Q1", 80)], before, {"visits": 11}, VISITS) is not None
    assert refusal_over_time([figure("2026-Q1", 80)], before, {"visits": 10}, VISITS) is None
