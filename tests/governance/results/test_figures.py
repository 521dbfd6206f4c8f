"""Figures are counted in one place: scoped, counted at once, small numbers protected."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import parse
from waystation.governance.results import queries
from waystation.governance.results.queries.figures import counted_for
from waystation.governance.results.queries.indicators import current

YEAR = parse("2026")


def some(visits, count, **more):
    return [visits.record(person=f"{more}{i}", **more) for i in range(count)]


def in_a_report(mission, key, **asked):
    """A figure as a fixed report for partners has it."""
    known = current(mission.organisation.id)[key]
    offices = [mission.prishtine.id, mission.peje.id]
    return counted_for(mission.organisation.id, known, YEAR, offices, audience="partners", **asked)


def test_a_visit_recorded_a_moment_ago_is_in_the_figure(visits, indicators, arta):
    some(visits, 2, sex="female")
    before = queries.figures(arta, ["people_served"], YEAR)["people_served"].total.value

    visits.record(person="new", sex="male")

    after = queries.figures(arta, ["people_served", "women_share"], YEAR)
    assert (before, after["people_served"].total.value) == (2, 3)
    assert after["women_share"].total.value == 2 / 3


def test_somebody_of_another_office_counts_nothing_of_this_one(visits, indicators, arta, milan):
    some(visits, 7)

    figure = queries.figures(milan, ["visits"], YEAR)["visits"].total

    assert queries.figures(arta, ["visits"], YEAR)["visits"].total.value == 7
    assert figure.value == 0


def test_naming_another_office_is_the_same_as_naming_none(visits, indicators, mission, milan):
    with pytest.raises(NotSeen):
        queries.figures(milan, ["visits"], YEAR, offices=[mission.prishtine.id])


def test_without_the_permission_there_are_no_figures(mission, indicators):
    reader = mission.hire("Rita Reader", mission.prishtine, "unkt_reader")

    with pytest.raises(NotAllowed):
        queries.figures(reader, ["visits"], YEAR)


def test_a_small_cell_takes_another_with_it_so_that_the_total_does_not_give_it_away(
    visits, indicators, mission
):
    some(visits, 20, sex="female")
    some(visits, 30, sex="male")
    some(visits, 2, sex="other")

    table = in_a_report(mission, "visits", by=["sex"])

    states = {cell.key[0]: cell.state for cell in table.cells}
    assert table.total.value == 52
    assert states["other"] == "hidden"
    assert sum(state == "hidden" for state in states.values()) == 2


def test_a_share_whose_part_is_small_is_hidden(visits, indicators, mission):
    some(visits, 2, sex="female")
    some(visits, 40, sex="male")

    figure = in_a_report(mission, "women_share").total

    assert (figure.state, figure.value, figure.denominator) == ("hidden", None, None)


def test_a_breakdown_the_indicator_does_not_have_is_refused(visits, indicators, arta):
    with pytest.raises(Refusal, match="broken down"):
        queries.figures(arta, ["visits"], YEAR, by=["community"])


def test_months_offices_and_topics_can_be_protected_together(visits, indicators, mission):
    for month in (1, 2, 3):
        some(visits, 6, day=date(2026, month, 5), topics=["rights", "jobs"])
    some(visits, 1, day=date(2026, 2, 5), topics=["risks"])

    tables = [
        in_a_report(mission, key, by=by, monthly=monthly)
        for key in ("visits", "people_served", "women_share", "minutes")
        for by, monthly in [((), True), (("topics",), False), (("office",), True), (("sex",), True)]
    ]

    risks = next(cell for cell in tables[1].cells if cell.key == ("risks",))
    assert risks.state == "hidden"
    assert len(tables) == 16


def test_records_behind_a_figure_open_for_those_who_may(visits, indicators, arta, ana):
    keys = some(visits, 3)

    opened = queries.cells_opened(arta, "visits", YEAR)

    assert {row["id"] for row in opened["records"]} == set(keys)
    assert (opened["visible"], opened["closed"]) == (3, 0)
    with pytest.raises(NotAllowed):
        queries.cells_opened(ana, "visits", YEAR)
