"""Facts never disagree with records, whatever is written, crashes or is restored."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.governance.results import fakes
from waystation.foundation.audit import actions as audit
from waystation.governance.results.queries import bases, store


def facts(mission):
    return store.facts(mission.organisation.id, "visits")


def test_a_visit_recorded_a_moment_ago_counts_without_reading_the_others(mission, visits):
    for _ in range(3):
        visits.record(minutes=10.0)
    before = len(facts(mission))
    visits.reads.clear()

    visits.record(minutes=20.0)

    assert (before, len(facts(mission))) == (3, 4)
    assert sorted(facts(mission).column("minutes")) == [10, 10, 10, 20]
    assert visits.reads == [1]


def test_what_was_written_is_read_once_for_all_sources_of_a_page(mission, visits, monkeypatch):
    sources = ["visits", "second", "third"]
    tables = {name: replace(fakes.VISITS, key=name) for name in sources}
    monkeypatch.setattr(store, "tables", lambda: tables)
    visits.record(minutes=1)
    for source in sources:
        store.facts(mission.organisation.id, source)
    visits.record(minutes=2)

    with CaptureQueriesContext(connection) as asked:
        for source in sources:
            store.facts(mission.organisation.id, source)

    log = [one["sql"] for one in asked if 'FROM "audit_entry"' in str(one["sql"])]
    assert len([one for one in log if "subject_kind" in one]) == 1
    assert len([one for one in log if "subject_kind" not in one]) <= 1  # the digest of one entry


def test_a_change_takes_the_place_of_what_was(mission, visits):
    first, _ = visits.record(reason="work"), visits.record(reason="papers")
    facts(mission)

    visits.change(first, reason="return")

    column = facts(mission).column("reason")
    assert sorted(column.values[column.index]) == ["papers", "return"]


def test_an_erased_visit_is_gone(mission, visits):
    first = visits.record()
    facts(mission)

    visits.remove(first)

    assert len(facts(mission)) == 0


def test_a_change_of_the_person_reaches_the_visits(mission, visits):
    person = uuid.uuid4()
    key = visits.record(person=person.hex, sex="male")
    facts(mission)

    with transaction.atomic():
        fakes.ROWS[mission.organisation.id][key]["sex"] = "female"
        audit.log(mission.arta, "person.change", "fake.Person", person)

    column = facts(mission).column("sex")
    assert list(column.values[column.index]) == ["female"]


def test_another_process_finds_the_base_and_reads_only_what_came_after(mission, visits):
    visits.record()
    facts(mission)
    visits.record()
    store.forget()
    visits.reads.clear()

    again = facts(mission)

    assert len(again) == 2
    assert visits.reads == [1]


def test_a_base_from_a_transaction_that_was_rolled_back_is_not_used(mission, visits):
    visits.record(reason="work")

    with transaction.atomic():
        key = visits.record(reason="papers")
        assert len(facts(mission)) == 2
        transaction.set_rollback(True)
    fakes.ROWS[mission.organisation.id].pop(key)
    visits.record(reason="return")

    column = facts(mission).column("reason")
    assert sorted(column.values[column.index]) == ["return", "work"]


def test_a_lost_base_is_made_again(mission, visits):
    visits.record()
    facts(mission)

    shutil.rmtree(bases.folder_of(mission.organisation.id, "visits"))

    visits.record()
    assert len(facts(mission)) == 2


def test_a_half_made_base_is_not_seen_and_is_cleared_away(mission, visits):
    visits.record()
    half = bases.folder_of(mission.organisation.id, "visits") / "making-dead"
    half.mkdir(parents=True)
    (half / "rows.parquet").write_bytes(b"PAR1")

    assert len(facts(mission)) == 1
    assert not half.exists()


def test_many_fresh_rows_become_part_of_the_base(mission, visits, monkeypatch):
    monkeypatch.setattr(store, "OVERLAY_ROWS", 5)
    keys = [visits.record(minutes=1.0, topics=["a", "b"], person=f"p{i}") for i in range(4)]
    facts(mission)

    for i in range(6):
        visits.record(minutes=2.0, topics=["c"], person=f"q{i}")
    visits.change(keys[0], minutes=3.0)
    now = facts(mission)

    assert now.fresh is None
    assert (now.base.rows, len(now)) == (10, 10)
    assert sorted(now.column("minutes")) == [1, 1, 1, 2, 2, 2, 2, 2, 2, 3]
    assert store.disagreements(mission.organisation.id, "visits") == []


def test_check_names_a_record_that_was_changed_behind_our_back(mission, visits):
    key = visits.record(reason="work")
    facts(mission)

    fakes.ROWS[mission.organisation.id][key]["reason"] = "papers"

    assert store.disagreements(mission.organisation.id, "visits") == [str(key)]
    assert store.rebuild(mission.organisation.id, "visits") == 1
    assert store.disagreements(mission.organisation.id, "visits") == []


def test_a_table_that_does_not_keep_its_promise_is_refused(mission, visits, monkeypatch):
    monkeypatch.setattr(
        fakes, "table_of", lambda rows: fakes.pa.table({"record": fakes.pa.array([], "string")})
    )

    with pytest.raises(ValueError, match="promises"):
        facts(mission)


steps = st.lists(
    st.tuples(st.sampled_from(["record", "change", "remove", "look", "forget"]), st.integers(0, 9)),
    max_size=25,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_whatever_happens_facts_are_the_records(mission, visits, steps):
    fakes.ROWS[mission.organisation.id].clear()
    store.forget()
    shutil.rmtree(bases.folder_of(mission.organisation.id, "visits"), ignore_errors=True)
    keys = []
    for what, number in steps:
        if what == "record":
            keys.append(
                visits.record(
                    minutes=float(number),
                    reason=f"r{number % 3}",
                    topics=[f"t{number % 2}"] * (number % 3 > 0),
                    person=None if number == 0 else f"p{number}",
                    day=date(2026, 1, 1 + number),
                )
            )
        elif what == "change" and keys:
            visits.change(keys[number % len(keys)], reason=f"r{number}", interpreter=True)
        elif what == "remove" and keys:
            visits.remove(keys.pop(number % len(keys)))
        elif what == "look":
            facts(mission)
        elif what == "forget":
            store.forget()

    assert len(facts(mission)) == len(keys)
    assert store.disagreements(mission.organisation.id, "visits") == []


def test_a_record_of_several_rows_is_replaced_as_a_whole(mission, visits, monkeypatch):
    def read(organisation, ids=None):
        rows = fakes.ROWS[organisation].values()
        chosen = [row for row in rows if ids is None or uuid.UUID(row["record"]) in set(ids)]
        return fakes.table_of([row for row in chosen for _ in range(int(row["minutes"]))])

    monkeypatch.setattr(fakes, "VISITS", replace(fakes.VISITS, read=read))
    store.forget()
    first, second = visits.record(minutes=3.0), visits.record(minutes=2.0)
    before = len(facts(mission))

    visits.change(first, minutes=1.0)
    visits.record(minutes=4.0)

    now = facts(mission)
    numbers, starts = now.record_of
    assert (before, len(now), len(starts)) == (5, 7, 3)
    assert len(numbers) == 7
    visits.remove(second)
    assert len(facts(mission)) == 5
    assert store.disagreements(mission.organisation.id, "visits") == []
