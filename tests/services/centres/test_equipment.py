"""The register of equipment: what a centre works with, until it is handed over to the host."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from waystation.foundation.records.actions import change_entry, record_entry
from waystation.foundation.records.queries import entries_of_register, values_of
from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.services.centres.registers import EQUIPMENT

pytestmark = pytest.mark.django_db
LAPTOP = {
    "name": "Laptop",
    "kind": "computer",
    "inventory_number": "PR-014",
    "received_on": date(2025, 9, 1),
    "condition": "good",
}


@pytest.fixture
def laptop(arta):
    return record_entry(arta, EQUIPMENT, LAPTOP)


def test_an_item_is_recorded_handed_over_and_remembered(client, arta, laptop):
    before = values_of(EQUIPMENT, laptop)
    change_entry(arta, EQUIPMENT, laptop.id, {"handed_over_on": date(2026, 1, 10)}, before)
    client.force_login(arta)

    listed = client.get(reverse("centres:entries", args=["equipment"])).content.decode()
    page = client.get(reverse("centres:entry", args=["equipment", laptop.id])).content.decode()

    assert "Handed over" in listed
    assert "PR-014" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"received_on": date(2999, 1, 1)}, "received_on"),
        ({"handed_over_on": date(2025, 8, 31)}, "handed_over_on"),
        ({"kind": "spaceship"}, "kind"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(arta, change, field):
    with pytest.raises(Refusal) as refused:
        record_entry(arta, EQUIPMENT, {**LAPTOP, **change})

    assert refused.value.field == field


def test_milan_sees_nothing_of_it_and_blerim_only_looks(milan, blerim, laptop):
    assert entries_of_register(milan, EQUIPMENT) == []
    assert len(entries_of_register(blerim, EQUIPMENT)) == 1
    with pytest.raises(NotAllowed):
        record_entry(blerim, EQUIPMENT, LAPTOP)


def test_plain_sql_cannot_hand_over_before_receipt(laptop):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE centres_equipment SET handed_over_on = '2020-01-01'")
