"""Seven ways to falsify an office's work outside Waystation, each detected by yesterday's head."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import StringIO
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from tests.foundation.audit.tampering import cut_tail, head_of, recompute_all, sql, unguarded
from tests.foundation.audit.test_verify import verify
from waystation.foundation.audit.models import Entry
from waystation.foundation.audit.prepared import in_sql
from waystation.governance.reports import actions, queries
from waystation.governance.reports.models import Edition
from waystation.governance.results import actions as results_actions
from waystation.governance.results.queries import authentic, store
from waystation.governance.results.queries.bases import folder_of
from waystation.services.centres import actions as centres

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def office(mission, arta, blerim, settings, tmp_path, time_machine):
    """Twelve visits, an edition that counts them, facts on disk, and yesterday's signed head."""
    time_machine.move_to(NOW, tick=False)
    settings.STATE = tmp_path / "state"
    store.forget()
    results_actions.load_shipped_indicators(mission.organisation.id)
    visits = [
        centres.record_visit(
            arta, mission.prishtine.id, mode="walk_in", visitor_type="potential_migrant",
            reason="work_abroad", minutes=10 + number, started_at=NOW,
        )
        for number in range(12)
    ]  # fmt: skip
    report = actions.draft_report(
        blerim, "September", date(2026, 9, 1), date(2026, 9, 30), audience="internal",
        blocks=[("text", {"text": "There were [visits] visits."})],
    )  # fmt: skip
    edition = actions.publish_report(blerim, report.id)
    head = tmp_path / "yesterday.json"
    call_command("head", "--to", str(head), stdout=StringIO())
    time_machine.move_to("2026-09-22 09:00:00+00:00", tick=False)
    yield SimpleNamespace(
        mission=mission,
        organisation=mission.organisation,
        visits=visits,
        edition=edition,
        head=str(head),
    )
    store.forget()


def found(office):
    """What verify says is wrong."""
    code, text = verify("--head", office.head)
    lines = [line.strip() for line in text.splitlines() if line.startswith("  ")]
    assert code == (1 if lines else 0)
    return lines


def forged_copy(place):
    """Halve the rows of a base, and make its description fit as far as one can without the key."""
    table = pq.read_table(place / "rows.parquet")
    pq.write_table(table.slice(0, len(table) // 2), place / "rows.parquet", compression="zstd")
    said = authentic.about(place)
    said |= {"rows": len(table) // 2, "files": authentic.hashes(place)}
    (place / "about.json").write_text(json.dumps(said))


def bases_of(office, source="centres.visits"):
    return sorted(folder_of(office.organisation.id, source).glob("base-*"))


def visits_counted(office):
    return len(store.facts(office.organisation.id, "centres.visits"))


def test_an_office_that_nobody_touched_is_whole(office):
    assert found(office) == []


def test_1_an_edited_entry(office):
    entry = Entry.objects.filter(verb="visit.record").first()

    unguarded("UPDATE audit_entry SET user_id = NULL WHERE id = %s", entry.id)

    assert any(one.startswith(f"Entry {entry.number} (visit.record") for one in found(office))


def test_2_a_deleted_entry(office):
    entry = Entry.objects.filter(verb="visit.record").first()

    unguarded("DELETE FROM audit_entry WHERE id = %s", entry.id)

    assert any(one.startswith(f"Entry {entry.number} is missing") for one in found(office))


def test_3_two_entries_in_each_others_place(office):
    first = Entry.objects.filter(verb="visit.record").first().number

    for old, new in ((first, 9000), (first + 1, first), (9000, first + 1)):
        unguarded("UPDATE audit_entry SET number = %s WHERE number = %s", new, old)

    assert any(one.startswith(f"Entry {first} (") for one in found(office))


def test_4_a_cut_tail_with_the_head_rewritten(office):
    last = head_of(office.organisation).number

    cut_tail(office.organisation, last - 1)

    assert any("its tail was cut" in one and f"had {last} entries" in one for one in found(office))


def test_5_everything_computed_anew_with_the_key(office):
    unguarded("UPDATE audit_entry SET user_id = NULL WHERE verb = 'visit.record'")

    recompute_all(office.organisation)

    last = head_of(office.organisation).number
    assert found(office) == [
        f"Entry {last} of the log of {office.organisation.id} is not the one signed at "
        "2026-09-21T09:00:00+00:00: the log was written anew."
    ]


def test_6_a_forged_fact_file_is_named_and_not_counted(office):
    place = bases_of(office)[-1]
    store.forget()

    forged_copy(place)

    assert visits_counted(office) == 12
    store.forget()
    assert any(
        one.startswith(f"centres.visits: {place.name} was not written by this program")
        for one in found(office)
    )


def test_6b_a_fact_file_altered_while_the_server_runs_is_not_counted(office):
    store.forget()
    facts = store.facts(office.organisation.id, "centres.visits")

    forged_copy(bases_of(office)[-1])

    with pytest.raises(authentic.Altered):
        facts.column("minutes")
    assert visits_counted(office) == 12


def test_6c_a_base_of_another_source_in_this_ones_place_is_not_read(office):
    store.facts(office.organisation.id, "centres.profiles")
    (other,) = bases_of(office, "centres.profiles")
    mine = bases_of(office)[-1]
    store.forget()

    for path in mine.glob("*"):
        path.unlink()
    for path in other.glob("*"):
        (mine / path.name).write_bytes(path.read_bytes())

    assert visits_counted(office) == 12
    assert isinstance(pq.read_table(mine / "rows.parquet"), pa.Table)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE centres_visit SET minutes = 240 WHERE id = %s", "changed"),
        ("DELETE FROM centres_visit WHERE id = %s", "removed"),
    ],
)
def test_7_a_counted_record_changed_or_deleted(office, statement, what):
    visit = office.visits[3]

    sql(statement, in_sql(visit.id))

    assert any(
        one.startswith(f"centres.Visit {visit.id} was {what} outside Waystation")
        for one in found(office)
    )


def test_an_editions_check_asks_the_records_and_not_what_was_stored(office):
    def states():
        verdicts = queries.recompute(Edition.objects.get(id=office.edition.id)).verdicts
        return [one.state for one in verdicts.values()]

    before = states()
    sql("UPDATE centres_visit SET day = '2025-01-01' WHERE id = %s", in_sql(office.visits[0].id))
    changed = states()
    sql("DELETE FROM centres_visit WHERE id = %s", in_sql(office.visits[1].id))

    assert (before, changed, states()) == (["same"], ["changed"], ["not_recomputable"])


def test_facts_that_are_not_as_their_records_are_named(office):
    sql("UPDATE centres_visit SET reason = 'study' WHERE id = %s", in_sql(office.visits[0].id))

    assert f"centres.visits: the fact of {office.visits[0].id} is not as its record." in found(
        office
    )
