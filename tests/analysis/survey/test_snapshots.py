"""A snapshot proves what an estimate was made from."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pyarrow
import pyarrow.parquet
import pytest

from waystation.analysis import survey

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
RECORDS = {
    "stratum": [2, 1, 1, 2],
    "person": [f"{i:064x}" for i in (4, 2, 1, 3)],
    "area": ["north", "south", None, "north"],
    "y": [4.0, 2.0, 1.0, None],
}


def take(folder, records=RECORDS, **more):
    return survey.take_snapshot(
        records, folder, sorted_by=["stratum"], source="form hh v3", taken_at=NOON, **more
    )


def test_the_same_records_in_another_order_are_the_same_snapshot(tmp_path):
    turned = {name: values[::-1] for name, values in RECORDS.items()}

    one, other = take(tmp_path / "a", key="person"), take(tmp_path / "b", turned)

    assert one.digest == other.digest
    assert one.path.read_bytes() == other.path.read_bytes()
    assert list(one.column("stratum")) == [1, 1, 2, 2]


def test_one_changed_value_is_another_snapshot(tmp_path):
    changed = {**RECORDS, "y": [4.0, 2.0, 1.5, None]}

    assert take(tmp_path).digest != take(tmp_path, changed).digest


def test_a_snapshot_changed_on_disk_is_found_out(tmp_path):
    snapshot = take(tmp_path)
    table = snapshot.table()
    y = pyarrow.array([9.0, 2.0, 4.0, None])
    forged = table.set_column(table.schema.names.index("y"), "y", y)
    pyarrow.parquet.write_table(
        forged.replace_schema_metadata(table.schema.metadata), snapshot.path
    )

    with pytest.raises(survey.CannotEstimate, match="has changed"):
        survey.open_snapshot(snapshot.path, check=True)


@pytest.mark.parametrize("name", ["name", "first_name", "phone", "household_address", "gps"])
def test_columns_that_name_somebody_are_refused(tmp_path, name):
    with pytest.raises(survey.CannotEstimate, match="must not identify anyone"):
        take(tmp_path, {**RECORDS, name: ["x"] * 4})


def test_a_choice_among_codes_may_be_called_anything(tmp_path):
    kept = take(
        tmp_path, {**RECORDS, "owns_phone": ["yes", "no", None, "no"]}, coded=["owns_phone"]
    )

    assert "owns_phone" in kept.columns


def test_a_snapshot_with_a_key_shows_nothing_without_it_and_is_the_same_snapshot(tmp_path):
    plain = take(tmp_path / "plain")

    kept = take(tmp_path / "closed", key_of=lambda digest: bytes.fromhex(digest))

    assert (kept.digest, kept.table()) == (plain.digest, plain.table())
    assert b"south" in plain.path.read_bytes()
    assert b"south" not in kept.path.read_bytes()
    assert b"stratum" not in kept.path.read_bytes()
    for wrong in (None, lambda digest: bytes(32)):
        with pytest.raises(survey.CannotEstimate, match="does not open"):
            survey.open_snapshot(kept.path, key_of=wrong)


def test_a_key_that_is_no_pseudonym_is_refused(tmp_path):
    with pytest.raises(survey.CannotEstimate, match="Row 2"):
        take(tmp_path, {**RECORDS, "person": ["a" * 16, "Arta", "b" * 16, "c" * 16]}, key="person")


def test_provenance_leads_from_the_estimate_to_records_code_policy_and_approver(tmp_path):
    snapshot = take(tmp_path)
    estimate = survey.mean(survey.Design(n=4), snapshot.column("y"), name="y")

    told = survey.provenance(estimate, snapshot, policy="public-10", approver="user:7")

    assert json.loads(json.dumps(told)) == told
    assert told["snapshot"] == snapshot.digest
    assert told["code"].startswith("0.")
    assert (told["policy"], told["approver"]) == ("public-10", "user:7")
    assert told["estimates"][0]["n"] == 3
