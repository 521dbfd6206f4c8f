"""Dated lists of a pathway out of a file: dated, with their source, unconfirmed where not read."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.services.pathways import actions, queries
from waystation.services.pathways.models import DatedList

HEAD = "pathway,kind,name,codes,valid_from,source,read_on\n"
FILE = f"""{HEAD}EU Talent Pool,states,States that take part,DE AT HR,2027-01-01,Notice,
EU Talent Pool,occupations,Shortage occupations,7212 5321,2027-01-01,Annex,2026-09-01
EU Talent Pool,occupations,Shortage occupations,7212,2028-01-01,Annex,2026-09-01
"""


@pytest.fixture
def pool(mission, luan):
    return actions.record_pathway(
        luan, mission.prishtine.id, name="EU Talent Pool", kind="talent_pool", countries=["DE"]
    )


def test_lists_are_loaded_with_their_days_and_unread_ones_are_unconfirmed(luan, pool):
    made = actions.load_lists(luan, FILE.encode())

    assert made == (3, 1)
    states = DatedList.objects.get(kind="states")
    assert (states.codes.split(), states.confirmed) == (["DE", "AT", "HR"], False)
    then = queries.list_on(pool.id, "occupations", date(2027, 6, 1))
    later = queries.list_on(pool.id, "occupations", date(2028, 6, 1))
    assert (then.codes.split(), later.codes.split()) == (["7212", "5321"], ["7212"])
    assert then.confirmed


def test_occupations_that_are_short_in_one_state_are_loaded_beside_the_others(luan, pool):
    line = "EU Talent Pool,occupations,Shortage,DE:7212 AT:51 2221,2027-01-01,Notice,2026-09-01"

    actions.load_lists(luan, f"{HEAD}{line}\n".encode())

    assert DatedList.objects.get().codes.split() == ["DE:7212", "AT:51", "2221"]


def test_the_same_file_twice_loads_nothing_new(luan, pool):
    actions.load_lists(luan, FILE.encode())

    assert actions.load_lists(luan, FILE.encode()) == (0, 0)


@pytest.mark.parametrize(
    "line",
    ["Other pathway,states,x,DE,2027-01-01,s,", "EU Talent Pool,places,x,DE,2027-01-01,s,",
     "EU Talent Pool,states,x,Germany,2027-01-01,s,", "EU Talent Pool,states,x,DE,soon,s,",
     "EU Talent Pool,states,x,DE,2027-01-01,,",
     "EU Talent Pool,occupations,x,Germany:7212,2027-01-01,s,",
     "EU Talent Pool,occupations,x,DE:,2027-01-01,s,"],
)  # fmt: skip
def test_a_row_that_is_wrong_loads_nothing_and_is_named(luan, pool, line):
    with pytest.raises(Refusal) as refused:
        actions.load_lists(luan, f"{FILE}{line}\n".encode())

    assert refused.value.values["line"] == 5
    assert not DatedList.objects.exists()


def test_who_writes_no_rules_loads_no_lists(arta, milan, blerim, pool):
    for user in (arta, milan, blerim):
        with pytest.raises(NotAllowed):
            actions.load_lists(user, FILE.encode())


def test_the_page_loads_a_file_and_refuses_another(client, luan, pool):
    client.force_login(luan)
    address = reverse("pathways:load_lists")

    bad = client.post(address, {"file": SimpleUploadedFile("l.csv", b"a,b\n1,2\n")})
    good = client.post(address, {"file": SimpleUploadedFile("l.csv", FILE.encode())})

    assert bad.status_code == 422
    assert (good.status_code, DatedList.objects.count()) == (302, 3)
