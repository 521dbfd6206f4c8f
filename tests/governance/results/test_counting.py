"""The counts agree with an independent reading of the same definition in SQL."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.governance.results import fakes
from waystation.foundation.shared.periods import Period
from waystation.governance.results.queries import columns, counting
from waystation.governance.results.rules import definitions, expressions

OFFICES = [uuid.UUID(int=1), uuid.UUID(int=2)]
PERIOD = Period(date(2026, 1, 1), date(2026, 4, 1))
COLUMNS = {column.name: column for column in fakes.VISITS.all_columns}


def facts_of(rows):
    """Facts straight from rows, without a store."""
    table = fakes.table_of(rows)
    arrays = {
        ("column", name): columns.encode(table.column(name), column)
        for name, column in COLUMNS.items()
        if name != "record"
    }
    return SimpleNamespace(
        column=lambda name: arrays[("column", name)], declared=COLUMNS, memo=dict(arrays)
    )


def definition(**more):
    measure = more.pop("measure", {"kind": "rows"})
    joins = {"rows": "sum", "distinct": "distinct", "sum": "sum", "median": "median"}
    join = "ratio" if more.get("numerator") else joins[measure["kind"]]
    data = {
        "key": "k",
        "title": {"en": "T"},
        "meaning": {"en": "M"},
        "source": "visits",
        "unit": "visit",
        "measure": measure,
        "over_time": join,
        "over_places": join,
    } | more
    return definitions.read(data, {"visits": fakes.VISITS})


def ask(of, **more):
    offices = frozenset(one.hex for one in OFFICES)
    return counting.Ask(of, PERIOD, offices, **more)


def values(counted):
    return {key: cell.value for key, cell in zip(counted.keys, counted.cells, strict=True)}


rows = st.lists(
    st.builds(
        lambda number, office, day, person, sex, reason, topics, minutes, interpreter: fakes.visit(
            uuid.UUID(int=number),
            office,
            date(2025, 12, 1) + timedelta(days=day),
            person=person,
            sex=sex,
            reason=reason,
            topics=topics,
            minutes=minutes,
            interpreter=interpreter,
        ),
        st.integers(10, 10**9),
        st.sampled_from([*OFFICES, uuid.UUID(int=3)]),
        st.integers(0, 150),
        st.none() | st.sampled_from(["p1", "p2", "p3", "p4"]),
        st.none() | st.sampled_from(["female", "male"]),
        st.none() | st.sampled_from(["work", "papers", "return"]),
        st.lists(st.sampled_from(["rights", "risks", "jobs"]), unique=True, max_size=3),
        st.none() | st.integers(0, 90).map(float),
        st.none() | st.booleans(),
    ),
    max_size=40,
)
leaf = st.sampled_from(
    [
        {"column": "sex", "is": "female"},
        {"column": "reason", "in": ["work", "papers"]},
        {"column": "topics", "has": "risks"},
        {"column": "topics", "known": True},
        {"column": "minutes", "at_least": 30},
        {"column": "minutes", "at_most": 60},
        {"column": "interpreter", "is": True},
        {"column": "interpreter", "known": False},
        {"column": "person", "known": True},
        {"column": "minutes", "known": True},
    ]
)
trees = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(rows, trees, trees)
def test_every_filter_counts_what_sql_counts(lines, where, numerator):
    visits = definition(where=where, numerator=numerator)
    people = definition(where=where, measure={"kind": "distinct", "column": "person"})
    minutes = definition(where=where, measure={"kind": "median", "column": "minutes"})
    facts, facts_table = facts_of(lines), fakes.table_of(lines)

    share = counting.count(ask(visits), facts).cells[0]
    persons = counting.count(ask(people), facts).cells[0]
    median = counting.count(ask(minutes), facts).cells[0]

    with duckdb.connect() as engine:
        engine.register("facts", facts_table)
        inside = (
            f"date >= '2026-01-01' AND date < '2026-04-01' "
            f"AND office IN ('{OFFICES[0]}', '{OFFICES[1]}') "
            f"AND {expressions.to_sql(where, COLUMNS)}"
        )
        chosen = expressions.to_sql(numerator, COLUMNS)
        expected = engine.execute(
            f"SELECT count(*), count(*) FILTER ({chosen}), count(DISTINCT person), median(minutes) "
            f"FROM facts WHERE {inside}"
        ).fetchone()
    assert (share.denominator, share.numerator, persons.value) == expected[:3]
    assert median.value == expected[3]


@settings(max_examples=40, deadline=None)
@given(rows)
def test_people_by_sex_and_age_add_up_to_people(lines):
    people = definition(measure={"kind": "distinct", "column": "person", "anonymous": "each_once"})
    facts = facts_of(lines)

    total = counting.count(ask(people), facts).cells[0]
    parts = counting.count(ask(people, by=("sex", "age_band")), facts).cells

    assert sum(part.value for part in parts) == total.value
    assert sum(part.anonymous for part in parts) == total.anonymous


@settings(max_examples=40, deadline=None)
@given(rows)
def test_visits_by_month_and_office_add_up_to_visits(lines):
    facts = facts_of(lines)

    total = counting.count(ask(definition()), facts).cells[0]
    months = counting.count(ask(definition(), monthly=True), facts)
    offices = counting.count(ask(definition(), by=("office", "reason"), monthly=True), facts)

    assert [key for (key,) in months.keys] == ["2026-01", "2026-02", "2026-03"]
    assert sum(cell.value for cell in months.cells) == total.value
    assert sum(cell.value for cell in offices.cells) == total.value


def test_somebody_who_comes_in_two_months_is_one_person_of_the_quarter():
    january = fakes.visit(uuid.UUID(int=11), OFFICES[0], date(2026, 1, 9), person="a")
    march = fakes.visit(uuid.UUID(int=12), OFFICES[0], date(2026, 3, 9), person="a")
    people = definition(measure={"kind": "distinct", "column": "person"})

    quarter = counting.count(ask(people), facts_of([january, march]))
    months = counting.count(ask(people, monthly=True), facts_of([january, march]))

    assert values(quarter) == {(): 1}
    assert values(months) == {("2026-01",): 1, ("2026-02",): 0, ("2026-03",): 1}


@pytest.mark.parametrize(("anonymous", "people"), [("each_once", 3), ("left_out", 1)])
def test_anonymous_visits_count_as_the_definition_says(anonymous, people):
    lines = [
        fakes.visit(uuid.UUID(int=11), OFFICES[0], date(2026, 1, 9), person="a"),
        fakes.visit(uuid.UUID(int=12), OFFICES[0], date(2026, 1, 9)),
        fakes.visit(uuid.UUID(int=13), OFFICES[0], date(2026, 1, 9)),
    ]
    served = definition(measure={"kind": "distinct", "column": "person", "anonymous": anonymous})

    cell = counting.count(ask(served), facts_of(lines)).cells[0]

    assert cell.value == people
    assert cell.anonymous == people - 1


def test_a_person_is_described_by_the_last_visit():
    young = fakes.visit(
        uuid.UUID(int=99), OFFICES[0], date(2026, 1, 9), person="a", age_band="18-24"
    )
    older = fakes.visit(
        uuid.UUID(int=12), OFFICES[0], date(2026, 3, 9), person="a", age_band="25-34"
    )
    people = definition(measure={"kind": "distinct", "column": "person"})

    counted = counting.count(ask(people, by=("age_band",)), facts_of([young, older]))
    chosen = counting.count(ask(people, where={"age_band": "18-24"}), facts_of([young, older]))

    assert values(counted) == {("25-34",): 1}
    assert values(chosen) == {(): 0}
    assert list(counted.members(0)) == [0, 1]


def test_a_visit_with_two_topics_counts_under_each():
    line = fakes.visit(uuid.UUID(int=11), OFFICES[0], date(2026, 1, 9), topics=["rights", "jobs"])

    counted = counting.count(ask(definition(), by=("topics",)), facts_of([line]))

    assert values(counted) == {("jobs",): 1, ("rights",): 1}


@pytest.mark.parametrize(("rule", "expected"), [("last", 1), ("max", 2), ("sum", 3)])
def test_months_go_together_as_the_definition_says(rule, expected):
    days = [date(2026, 1, 9), date(2026, 1, 10), date(2026, 3, 9)]
    lines = [fakes.visit(uuid.UUID(int=11 + i), OFFICES[0], day) for i, day in enumerate(days)]

    counted = counting.count(ask(definition(over_time=rule)), facts_of(lines))

    assert values(counted) == {(): expected}


@pytest.mark.parametrize(("rule", "expected"), [("max", 2), ("sum", 3)])
def test_places_go_together_as_the_definition_says(rule, expected):
    offices = [OFFICES[0], OFFICES[0], OFFICES[1]]
    lines = [
        fakes.visit(uuid.UUID(int=11 + i), office, date(2026, 1, 9))
        for i, office in enumerate(offices)
    ]

    counted = counting.count(ask(definition(over_places=rule)), facts_of(lines))

    assert values(counted) == {(): expected}


def test_a_share_of_nothing_has_no_value():
    share = definition(numerator={"column": "sex", "is": "female"})

    cell = counting.count(ask(share), facts_of([])).cells[0]

    assert cell.value is None
    assert np.isfinite(cell.numerator)
