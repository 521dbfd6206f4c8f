"""Facts can be kept for whoever computes elsewhere: sorted, hashed, without identity."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from waystation.analysis.survey import open_snapshot
from waystation.foundation.shared.errors import Refusal
from waystation.governance.results import queries

ANNA = "0123456789abcdef0123456789abcdef"


def test_a_snapshot_holds_the_records_without_their_keys_and_is_named_by_its_content(
    visits, mission, tmp_path
):
    key = visits.record(person=ANNA, sex="female", topics=["rights", "jobs"])
    visits.record(day=date(2026, 1, 2), sex="male")

    kept = queries.snapshot_of(mission.organisation.id, "visits", tmp_path / "kept")
    again = queries.snapshot_of(mission.organisation.id, "visits", tmp_path / "kept")

    rows = open_snapshot(kept.path, check=True).table().to_pylist()
    assert (kept.path.name, kept.digest) == (f"{kept.digest}.parquet", again.digest)
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert [row["person"] for row in rows] == [None, ANNA]
    assert rows[1]["topics"] == "rights jobs"
    assert str(key) not in kept.path.read_bytes().decode("latin-1")


def test_another_record_is_another_snapshot(visits, mission, tmp_path):
    visits.record(person=ANNA)
    before = queries.snapshot_of(mission.organisation.id, "visits", tmp_path)

    visits.record(person=ANNA)

    assert queries.snapshot_of(mission.organisation.id, "visits", tmp_path).digest != before.digest


def test_a_name_among_the_pseudonyms_writes_nothing(visits, mission, tmp_path):
    visits.record(person="Anna Berisha")

    with pytest.raises(Refusal, match="Row 1"):
        queries.snapshot_of(mission.organisation.id, "visits", tmp_path / "kept")

    assert not (tmp_path / "kept").exists()


def test_the_command_writes_one_file_for_each_organisation(visits, mission, tmp_path, capsys):
    visits.record(person=ANNA)

    call_command("snapshot", "visits", str(tmp_path / "kept"))

    files = list((tmp_path / "kept").glob("*.parquet"))
    assert f"1 rows in {files[0].name}" in capsys.readouterr().out
