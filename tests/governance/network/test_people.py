"""Who is who in the Network on a day."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.governance.network.queries import people


def test_the_three_seats_make_co_chairs_and_the_rotating_one_ends_with_its_year(network):
    new_year = date(2027, 1, 1)

    during = [people.is_cochair(one, date(2026, 12, 31)) for one in (network.carla, network.rita)]
    after = [people.is_cochair(one, new_year) for one in (network.carla, network.rita)]

    assert during == [True, True]
    assert after == [True, False]
    assert not people.is_cochair(network.nora, date(2026, 5, 1))


def test_people_speak_for_their_entity(network):
    day = date(2026, 5, 1)

    assert people.entity_of(network.nora, day) == network.unicef
    assert people.entity_of(network.sanja, day) is None


def test_the_network_does_not_exist_for_another_office(network, arta, milan, blerim):
    assert people.network_visible_to(network.nora) == network.record
    for stranger in (arta, milan, blerim):
        with pytest.raises(NotSeen):
            people.network_visible_to(stranger)


def test_a_renamed_network_and_its_office_have_their_new_names_at_the_next_request(network):
    before = people.network_visible_to(network.nora)

    type(network.record).objects.update(name="UNMN in Kosovo")
    type(before.office).objects.filter(id=before.office_id).update(name="Secretariat, Prishtina")
    after = people.network_visible_to(access.active_user(network.nora.id))

    assert (before.name, after.name) == (network.record.name, "UNMN in Kosovo")
    assert after.office.name == "Secretariat, Prishtina"


def test_the_clock_of_a_test_can_be_turned(network, clock):
    from waystation.foundation.shared.periods import today_in

    clock.set(date(2026, 10, 1))

    assert today_in() == date(2026, 10, 1)
