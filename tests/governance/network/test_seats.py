"""The seats and the rotation (O-03 to O-07, A-02, A-04 to A-06)."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.network import actions
from waystation.governance.network.compliance.outstanding import unmet
from waystation.governance.network.duties import members as keeping
from waystation.governance.network.models import Term
from waystation.governance.network.queries import people
from waystation.governance.network.queries import seats as queries
from waystation.governance.network.rules import seats as rules
from waystation.registry.organisations import actions as organisations

DECIDED = {
    "decided_on": date(2026, 1, 10),
    "decided_way": "meeting",
    "decision": "UNKT minutes 1/2026",
}


@pytest.fixture
def network(network):
    """The Network, and Zana who may be called to a seat."""
    network.zana = network.mission.hire("Zana Hoxha", network.office, "co_chair")
    return network


def appoint(network, entity, starts_on=date(2026, 1, 15), **more):
    return actions.seats.appoint_rotating(
        network.sanja, entity.id, starts_on=starts_on, **DECIDED | more
    )


def join(network, name, on=date(2026, 1, 2)):
    entity = organisations.record_entity(
        network.sanja, network.office.id, name=name, acronym=name, kind="un_system"
    )
    actions.members.admit_member(
        network.sanja, entity.id, opted_in_on=on, mandate="Migration is ours."
    )
    return entity


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.duty("O-03")
def test_a_permanent_seat_belongs_to_an_office_and_a_new_incumbent_ends_the_one_before(network):
    actions.seats.seat_incumbent(network.sanja, "iom", network.zana.id, starts_on=date(2026, 6, 1))

    before, after = date(2026, 5, 31), date(2026, 6, 1)
    assert people.is_cochair(network.ivo, before)
    assert not people.is_cochair(network.ivo, after)
    assert people.is_cochair(network.zana, after)
    assert keeping.permanent_seats(network.record, after).how == "kept"


@pytest.mark.duty("O-03")
def test_who_acts_does_so_until_a_day_beside_the_incumbent(network):
    acting = network.zana
    with pytest.raises(Refusal, match="needs an end date"):
        actions.seats.seat_incumbent(
            network.sanja, "iom", acting.id, starts_on=date(2026, 7, 1), acting=True
        )

    actions.seats.seat_incumbent(
        network.sanja,
        "iom",
        acting.id,
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 7, 31),
        acting=True,
    )

    assert people.is_cochair(acting, date(2026, 7, 31))
    assert people.is_cochair(network.ivo, date(2026, 7, 31))
    assert not people.is_cochair(acting, date(2026, 8, 1))


@pytest.mark.duty("O-03")
def test_a_seat_without_incumbent_is_missing_on_page_and_desk(network, client):
    people.incumbents(network.record, network.clock.today).filter(seat__key="iom").delete()
    client.force_login(network.sanja)

    state = keeping.permanent_seats(network.record, network.clock.today)
    page = client.get("/network/seats/").content.decode()

    assert state.how == "missing"
    assert "Seat without incumbent" in page


@pytest.mark.duty("O-04")
def test_only_active_members_that_do_not_sit_already_take_part(network):
    eligible = {one.id for one in queries.agencies(network.record, network.clock.today)}

    assert eligible == {network.undp.id, network.unicef.id, network.unhcr.id}
    for entity in (network.iom, network.undc):
        with pytest.raises(Refusal, match="other than those that sit permanently"):
            appoint(network, entity)


@pytest.mark.duty("O-04")
def test_without_a_holder_the_seat_is_late_from_new_year(network):
    nobody = keeping.rotating_seat(network.record, network.clock.today)
    appoint(network, network.undp)
    held = keeping.rotating_seat(network.record, network.clock.today)
    next_year = keeping.rotating_seat(network.record, date(2027, 1, 1))

    assert (nobody.how, held.how, next_year.how) == ("late", "kept", "late")


@pytest.mark.duty("O-05")
def test_an_appointment_on_10_march_ends_on_31_december(network):
    network.clock.set(date(2026, 3, 10))

    term = appoint(network, network.undp, date(2026, 3, 10))

    assert (term.starts_on, term.ends_on) == (date(2026, 3, 10), date(2026, 12, 31))


@pytest.mark.duty("O-05")
@given(start=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_term_never_leaves_its_year(start):
    last = rules.last_day(start)

    assert start <= last
    assert (last.year, last.month, last.day) == (start.year, 12, 31)


@pytest.mark.duty("O-05")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE network_term SET ends_on = '2027-01-31'",
        "UPDATE network_term SET ends_on = '2026-12-30'",
        "UPDATE network_term SET starts_on = '2025-12-31'",
        "UPDATE network_term SET year = 2027",
        "UPDATE network_term SET left_on = '2027-01-01'",
    ],
)
def test_plain_sql_cannot_stretch_a_term_over_two_years(network, change):
    appoint(network, network.undp)

    with pytest.raises(DatabaseError):
        sql(change)


@pytest.mark.duty("O-06")
@pytest.mark.parametrize("missing", [{"decided_on": None}, {"decision": "  "}])
def test_nobody_is_appointed_without_a_decision_of_unkt(network, missing):
    with pytest.raises(Refusal, match="UNKT appoints the rotating co-chair") as refused:
        appoint(network, network.undp, **missing)

    assert refused.value.paragraph == "86"
    assert not Term.objects.exists()


@pytest.mark.duty("O-06")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE network_term SET decision = ''",
        "UPDATE network_term SET decided_on = NULL",
        "UPDATE network_term SET decided_way = 'rumour'",
        "DELETE FROM network_term",
    ],
)
def test_plain_sql_cannot_take_the_decision_away(network, change):
    appoint(network, network.undp)

    with pytest.raises(DatabaseError):
        sql(change)


@pytest.mark.duty("O-06")
@pytest.mark.parametrize(
    ("day", "reminded"),
    [
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), ["UNHCR, UNICEF. (Reminder of 01/10/2026)"]),
        (date(2026, 11, 14), ["UNHCR, UNICEF. (Reminder of 01/10/2026)"]),
        (date(2026, 11, 15), ["UNHCR, UNICEF. (Reminder of 15/11/2026)"]),
        (date(2026, 12, 15), ["UNHCR, UNICEF. (Reminder of 15/12/2026)"]),
    ],
)
def test_the_desk_reminds_on_three_days_and_names_who_waits(network, day, reminded):
    appoint(network, network.undp)

    items = unmet({"O-06": keeping.STATUSES["O-06"]})(network.sanja, network.record, day)

    assert [one.title.partition("serve: ")[2] for one in items] == reminded
    assert all(one.paragraph == "86" for one in items)


@pytest.mark.duty("O-06")
def test_from_1_january_a_missing_appointment_is_red(network):
    appoint(network, network.undp)

    state = keeping.appointment(network.record, date(2027, 1, 1))

    assert state.how == "late"


@pytest.mark.duty("O-07")
def test_undp_again_while_unicef_has_not_served_is_refused_naming_who_waits(network):
    appoint(network, network.undp)
    network.clock.set(date(2026, 12, 1))

    with pytest.raises(Refusal, match="Still to have the chance: UNHCR, UNICEF") as refused:
        appoint(network, network.undp, date(2027, 1, 1))

    assert refused.value.code == "served_already"
    assert Term.objects.count() == 1


@pytest.mark.duty("O-07")
def test_the_page_refuses_a_repeat_with_the_same_sentence_and_its_paragraph(network, client):
    appoint(network, network.undp)
    client.force_login(network.sanja)

    page = client.post(
        "/network/seats/appoint/",
        {
            "entity": network.undp.id,
            "starts_on": "01.01.2027",
            "decided_on": "10.01.2026",
            "decided_way": "meeting",
            "decision": "UNKT 2",
        },
    ).content.decode()

    assert "Still to have the chance: UNHCR, UNICEF" in page
    assert "Terms of Reference ¶ 86" in page


@pytest.mark.duty("O-07")
def test_unkt_may_make_an_exception_whose_reason_shows_for_ever(network, client):
    appoint(network, network.undp)
    appoint(network, network.undp, date(2027, 1, 1), override_reason="Continuity of the review")
    client.force_login(network.nora)

    page = client.get("/network/seats/").content.decode()

    assert "Exception by UNKT" in page
    assert "Continuity of the review" in page
    for change in (
        "UPDATE network_term SET override_reason = '' WHERE override_reason <> ''",
        "UPDATE network_term SET override_reason = 'x', decision = '' WHERE year = 2027",
    ):
        with pytest.raises(DatabaseError):
            sql(change)


@pytest.mark.duty("O-07")
def test_plain_sql_cannot_store_a_second_term_in_a_round_without_exception(network):
    appoint(network, network.undp)
    other = appoint(network, network.unicef, date(2027, 1, 1))

    with pytest.raises(DatabaseError):
        sql(
            "UPDATE network_term SET entity_id = %s WHERE year = 2027",
            network.undp.id if connection.vendor != "sqlite" else network.undp.id.hex,
        )

    other.refresh_from_db()
    assert other.entity_id == network.unicef.id


@pytest.mark.duty("O-07")
def test_once_all_served_or_declined_a_new_round_begins(network):
    appoint(network, network.undp)
    appoint(network, network.unicef, date(2027, 1, 1))
    actions.seats.decline_turn(
        network.sanja, network.unhcr.id, date(2026, 1, 15), "Letter of 15 January"
    )

    again = appoint(network, network.undp, date(2028, 1, 1))

    assert again.round.number == 2
    assert not again.override
    assert [one.name for one in queries.ledger(network.record, date(2028, 1, 2)).waiting] == [
        "UNHCR",
        "UNICEF",
    ]


@pytest.mark.duty("O-07")
def test_who_joins_in_mid_round_comes_last_and_the_round_waits_for_it(network):
    appoint(network, network.undp)
    appoint(network, network.unicef, date(2027, 1, 1))
    appoint(network, network.unhcr, date(2028, 1, 1))
    network.clock.set(date(2028, 6, 1))
    late = join(network, "ILO", date(2028, 5, 1))

    ledger = queries.ledger(network.record, network.clock.today)
    with pytest.raises(Refusal, match="Still to have the chance: ILO"):
        appoint(network, network.undp, date(2029, 1, 1))
    term = appoint(network, late, date(2029, 1, 1))

    assert [one.name for one in ledger.waiting] == ["ILO"]
    assert term.round.number == 1


@pytest.mark.duty("O-05")
def test_a_seat_left_in_mid_term_goes_to_another_agency_and_both_stay_in_the_ledger(network):
    first = appoint(network, network.undp)
    network.clock.set(date(2026, 5, 1))

    actions.seats.vacate_seat(network.sanja, first.id, date(2026, 4, 30), "The agency closes")
    second = appoint(network, network.unicef, date(2026, 5, 1))

    first.refresh_from_db()
    assert not first.served  # three whole months: less than the six that the mission asks
    assert second.ends_on == date(2026, 12, 31)
    assert second.served  # eight months
    assert queries.terms(network.record).count() == 2
    assert not people.is_cochair(network.rita, date(2026, 5, 1))


def test_the_months_that_count_as_served_are_a_working_rule(network):
    actions.terms.set_working_rule(network.sanja, "served_months", "3", "UNKT, 10 January")
    first = appoint(network, network.undp)

    actions.seats.vacate_seat(network.sanja, first.id, date(2026, 4, 30), "The agency closes")

    first.refresh_from_db()
    assert first.served


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 7, 1), date(2026, 12, 31), 6),
        (date(2026, 7, 2), date(2026, 12, 31), 5),
        (date(2026, 3, 10), date(2026, 12, 31), 9),
    ],
)
def test_whole_months_are_counted_from_the_first_to_the_last_day(first, last, months):
    assert rules.whole_months(first, last) == months


@given(data=st.data())
def test_whoever_is_appointed_by_the_rules_nobody_serves_twice_before_all_others(data):
    agencies = tuple(
        rules.Agency(uuid.UUID(int=n), f"A{n}", "un_system", date(2020, 1, n)) for n in range(1, 6)
    )
    served: set[uuid.UUID] = set()
    turns = []

    for _year in range(12):
        ledger = rules.Ledger(agencies, frozenset(served), frozenset())
        allowed = [
            one for one in agencies if not rules.refusal_to_appoint(one.id, ledger, "", 2026, "")
        ]
        chosen = data.draw(st.sampled_from(allowed))
        if ledger.complete:
            served = set()
        served.add(chosen.id)
        turns.append(chosen.id)

    for start in range(0, 10, 5):
        assert len(set(turns[start : start + 5])) == 5


def test_a_member_declines_for_its_own_entity_only_and_in_writing(network):
    with pytest.raises(Refusal, match="in writing"):
        actions.seats.decline_turn(network.nora, network.unicef.id, date(2026, 1, 15), " ")
    with pytest.raises(NotSeen):
        actions.seats.decline_turn(network.nora, network.unhcr.id, date(2026, 1, 15), "Letter")

    row = actions.seats.decline_turn(
        network.nora, network.unicef.id, date(2026, 1, 15), "E-mail of 15 January"
    )

    assert row.entity_id == network.unicef.id
    with pytest.raises(DatabaseError):
        sql("UPDATE network_decline SET document = ''")


def test_a_member_appoints_nobody_and_strangers_see_no_seat(network, arta, milan, blerim):
    with pytest.raises(NotAllowed):
        actions.seats.appoint_rotating(
            network.nora, network.undp.id, starts_on=date(2026, 1, 15), **DECIDED
        )
    for stranger in (arta, milan, blerim):
        with pytest.raises(NotSeen):
            actions.seats.appoint_rotating(
                stranger, network.undp.id, starts_on=date(2026, 1, 15), **DECIDED
            )
