"""Lists, places and packs belong to no office; a row that SQL changed is named."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.foundation.audit.tampering import sql
from tests.foundation.audit.test_verify import verify
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.periods import now
from waystation.registry.reference import actions, proving
from waystation.registry.reference.models import LoadedPack, SeriesValue, Stamp


@pytest.fixture
def series(mission, settings, tmp_path):
    """A pack with one value of a series."""
    settings.STATE = tmp_path
    pack = LoadedPack.objects.create(
        key="wdi", version="1", file_name="wdi.csv", sha256="0" * 64, rows=1, loaded_at=now()
    )
    SeriesValue.objects.create(pack=pack, variable="population", geo="XKX", year=2024, value=1.5)
    actions.note_change()
    return pack


def problems():
    return proving.verified_lists()[1]


def test_lists_that_nobody_touched_are_whole(series):
    count, wrong = proving.verified_lists()

    assert wrong == []
    assert count > 60


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("UPDATE reference_code SET en = 'Other' WHERE list_id = 'sex' AND code = 'female'", "sex"),
        ("UPDATE reference_codelist SET source = 'Other' WHERE key = 'sex'", "list sex"),
        ("UPDATE reference_population SET people = people / 2", "population of"),
        ("UPDATE reference_seriesvalue SET value = 3", "series of pack wdi"),
        ("UPDATE reference_loadedpack SET version = '2'", "pack wdi"),
        ("UPDATE reference_placecode SET code = code || 'x'", "codes of places"),
        ("DELETE FROM reference_seriesvalue", "series of pack wdi was removed"),
    ],
)
def test_a_row_that_was_changed_by_sql_is_named(series, text, part):
    sql(text)

    code, said = verify()

    assert code == 1
    named = [line for line in said.splitlines() if line.strip().startswith("Lists and packs: ")]
    assert any(part in line and "outside Waystation" in line for line in named)


def test_a_row_that_was_added_by_sql_is_named(series):
    sql(
        "INSERT INTO reference_placecode (place, scheme, code) VALUES (%s, %s, %s)",
        "xk-pejë", "own", "1",
    )  # fmt: skip

    assert any("places by scheme own was added" in one for one in problems())


@pytest.mark.parametrize("change", ["digests = '{}'", "proof = 'forged'", "proof = ''"])
def test_digests_that_were_changed_are_named(series, change):
    sql("UPDATE reference_seriesvalue SET value = 3")

    sql(f"UPDATE reference_stamp SET {change}")

    assert problems() == [proving.UNKNOWN]


def test_digests_made_without_the_key_do_not_fit(series, settings):
    real, settings.AUDIT_KEY = settings.AUDIT_KEY, bytes(32)
    sql("UPDATE reference_seriesvalue SET value = 3")
    actions.note_change()

    settings.AUDIT_KEY = real

    assert problems() == [proving.UNKNOWN]


def test_who_takes_them_as_they_are_is_in_the_log(series, mission):
    sql("UPDATE reference_seriesvalue SET value = 3")

    call_command("load_reference", "--attest", stdout=StringIO())

    assert problems() == []
    entry = Entry.objects.get(organisation_id=mission.organisation.id, verb="pack.attest")
    assert entry.detail["parts"] == len(Stamp.objects.get().digests)
