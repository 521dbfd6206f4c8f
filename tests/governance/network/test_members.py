"""Who may belong (O-01), and the editions of the list (O-02)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.governance.network import actions
from waystation.governance.network.duties import members as keeping
from waystation.governance.network.queries import members as queries
from waystation.governance.network.rules import members as rules
from waystation.registry.organisations import actions as organisations

TODAY = date(2026, 1, 15)


def entity(network, name, kind="un_system"):
    return organisations.record_entity(network.sanja, network.office.id, name=name, kind=kind)


@pytest.mark.duty("O-01")
@pytest.mark.parametrize(
    ("kind", "mandate", "wished", "code"),
    [
        ("civil_society", "It works on migration.", TODAY, "not_un_system"),
        ("liaison", "It works on migration.", TODAY, "not_un_system"),
        ("un_system", "  ", TODAY, "mandate_missing"),
        ("un_system", "It works on migration.", None, "wish_missing"),
        ("un_system", "It works on migration.", date(2026, 1, 16), "wish_ahead"),
    ],
)
def test_nobody_joins_outside_the_un_system_or_without_mandate_and_wish(
    kind, mandate, wished, code
):
    refusal = rules.refusal_to_join(kind, mandate, wished, False, TODAY)

    assert refusal.code == code


@pytest.mark.duty("O-01")
def test_a_refusal_to_join_names_its_paragraph_on_the_page(client, network):
    body = entity(network, "A civil-society body", "civil_society")
    client.force_login(network.sanja)

    page = client.post(
        "/network/members/new/",
        {"entity": body.id, "opted_in_on": "15.01.2026", "mandate": "Works on it."},
    )

    assert "Only entities of the UN system are members" in page.content.decode()
    assert "Terms of Reference ¶ 84" in page.content.decode()


@pytest.mark.duty("O-01")
def test_an_entity_joins_once_by_wish_and_the_same_key_is_the_same_member(network):
    who = entity(network, "Entity ILO")
    content = {"opted_in_on": TODAY, "mandate": "Labour migration.", "wish": "Letter 12"}

    first = actions.members.admit_member(network.sanja, who.id, **content)
    again = actions.members.admit_member(network.sanja, who.id, key=first.id, **content)

    assert again == first
    with pytest.raises(Refusal, match="already a member"):
        actions.members.admit_member(network.sanja, who.id, **content)


@pytest.mark.duty("O-01")
def test_a_member_looks_but_does_not_admit_and_strangers_see_no_register(network, arta, milan):
    who = entity(network, "Entity ILO")
    content = {"opted_in_on": TODAY, "mandate": "Labour migration."}

    with pytest.raises(NotAllowed):
        actions.members.admit_member(network.nora, who.id, **content)
    for stranger in (arta, milan):
        with pytest.raises(NotSeen):
            actions.members.admit_member(stranger, who.id, **content)
        with pytest.raises(NotSeen):
            queries.members_visible_to(stranger)


@pytest.mark.duty("O-01")
@pytest.mark.parametrize(
    "change",
    ["UPDATE network_member SET entity_kind = 'donor'", "UPDATE network_member SET mandate = ''"],
)
def test_plain_sql_stores_neither_another_kind_nor_an_empty_mandate(network, change):
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.duty("O-01")
def test_nobody_is_enrolled_unasked_and_candidates_leave_the_offer_once_entered(
    mission_without_network, clock
):
    mission = mission_without_network
    record = actions.members.open_network(mission.organisation.id, "Network", date(2026, 1, 1))
    sanja = mission.hire("Sanja Sole", record.office, "network_secretariat")
    offered = {one["acronym"] for one in queries.candidates(record)}

    organisations.record_entity(
        sanja, record.office_id, name="Food and Agriculture Organization", kind="un_system"
    )

    assert queries.members_visible_to(sanja).count() == 0
    assert {one["acronym"] for one in queries.candidates(record)} == offered - {"FAO"}


def test_a_secretariat_without_a_network_reads_who_opens_it_and_has_no_work(
    mission_without_network, client
):
    mission = mission_without_network
    sanja = mission.hire("Sanja Sole", mission.prishtine, "network_secretariat")
    client.force_login(sanja)

    home = client.get("/", follow=True)

    assert "The Network has not been opened here yet" in home.content.decode()
    assert outstanding_for(sanja, TODAY) == []


@pytest.mark.duty("O-02")
def test_annex_one_is_numbered_from_the_register_and_says_when_it_is_out_of_date(network):
    before = keeping.annex(network.record, TODAY).how
    first = actions.members.issue_annex(network.sanja)
    fresh = keeping.annex(network.record, TODAY).how

    who = entity(network, "Entity ILO")
    actions.members.admit_member(
        network.sanja, who.id, opted_in_on=TODAY, mandate="Labour and skills."
    )
    stale = keeping.annex(network.record, TODAY).how
    second = actions.members.issue_annex(network.sanja)

    assert (before, fresh, stale) == ("missing", "kept", "late")
    assert (first.number, second.number) == (1, 2)
    assert len(second.rows) == len(first.rows) + 1
    with pytest.raises(Refusal, match="Nothing changed in the register since edition 2"):
        actions.members.issue_annex(network.sanja)


@pytest.mark.duty("O-02")
def test_an_issued_edition_never_changes(network):
    actions.members.issue_annex(network.sanja)

    for change in ("UPDATE network_annex SET number = 9", "DELETE FROM network_annex"):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_a_membership_ends_with_a_reason_and_stays_in_the_register(network):
    member = network.members["unhcr"]

    with pytest.raises(Refusal):
        actions.members.end_membership(network.sanja, member.id, date(2026, 3, 1), " ")
    actions.members.end_membership(network.sanja, member.id, date(2026, 3, 1), "Office closed")

    assert queries.members_visible_to(network.nora).filter(id=member.id).exists()
    later = [row["entity"] for row in queries.annex_rows(network.record, date(2026, 3, 2))]
    assert str(network.unhcr.id) not in later
