"""Times are offered for days and hours, once, in the centre's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tests.registry.appointments.conftest import SERIES
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.appointments import actions, queries, rules
from waystation.registry.appointments.models import Slot


def test_three_half_hours_fit_between_nine_and_half_past_ten(slots):
    begins = [one.starts_at for one in slots]

    assert begins == [
        datetime(2026, 9, 22, 7, 0, tzinfo=UTC),
        datetime(2026, 9, 22, 7, 30, tzinfo=UTC),
        datetime(2026, 9, 22, 8, 0, tzinfo=UTC),
    ]


def test_nine_o_clock_is_nine_o_clock_in_summer_and_in_winter():
    days = (date(2026, 10, 24), date(2026, 10, 25))  # the clock is put back in between

    first, second = rules.moments(*days, {"5", "6"}, "09:00", "10:00", 60, "Europe/Belgrade")

    assert (first.hour, second.hour) == (9, 9)
    assert [one.astimezone(UTC).hour for one in (first, second)] == [7, 8]
    assert first.tzinfo == ZoneInfo("Europe/Belgrade")


def test_added_twice_they_are_there_once(mission, arta, slots):
    again = actions.add_slots(arta, mission.prishtine.id, staff=arta.id, **SERIES)

    assert again == []
    assert Slot.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_day": date(2026, 9, 20)}, "first_day"),
        ({"last_day": date(2026, 9, 1)}, "last_day"),
        ({"last_day": date(2027, 9, 1)}, "last_day"),
        ({"to_time": "09:00"}, "to_time"),
        ({"minutes": 5}, "minutes"),
        ({"weekdays": ["6"]}, "weekdays"),
        ({"weekdays": []}, "weekdays"),
        ({"languages": ["klingon"]}, "languages"),
    ],
)
def test_what_cannot_be_offered_is_refused_by_its_field(mission, arta, changes, field):
    with pytest.raises(Refusal) as refused:
        actions.add_slots(arta, mission.prishtine.id, **{**SERIES, **changes})

    assert refused.value.field == field
    assert not Slot.objects.exists()


def test_a_counsellor_is_one_of_the_office(mission, arta, milan):
    with pytest.raises(Refusal, match="receives no visitors"):
        actions.add_slots(arta, mission.prishtine.id, staff=milan.id, **SERIES)


def test_a_closed_time_cannot_be_booked_until_it_is_open_again(arta, slots):
    actions.change_slot_state(arta, slots[0].id, "close")

    with pytest.raises(Refusal, match="taken"):
        actions.book(arta, slots[0].id)
    actions.change_slot_state(arta, slots[0].id, "reopen")

    assert actions.book(arta, slots[0].id).slot_id == slots[0].id


def test_blerim_looks_and_milan_sees_no_time(mission, blerim, milan, slots):
    assert queries.slots_visible_to(blerim).count() == 3
    assert queries.slots_visible_to(milan).count() == 0
    with pytest.raises(NotAllowed):
        actions.add_slots(blerim, mission.prishtine.id, **SERIES)
    with pytest.raises(NotAllowed):
        actions.change_slot_state(blerim, slots[0].id, "close")
    with pytest.raises(NotSeen):
        actions.change_slot_state(milan, slots[0].id, "close")


def test_by_page_times_are_added_and_listed(client, mission, arta, blerim):
    client.force_login(arta)
    typed = {**SERIES, "office": str(mission.prishtine.id), "staff": str(arta.id)}
    typed |= {"first_day": "22.9.2026", "last_day": "22.9.2026", "public": "on"}

    wrong = client.post(reverse("appointments:slots_new"), {**typed, "minutes": ""})
    saved = client.post(reverse("appointments:slots_new"), typed)
    shown = client.get(reverse("appointments:slots")).content.decode()
    client.force_login(blerim)
    refused = client.get(reverse("appointments:slots_new"))

    assert (wrong.status_code, saved.status_code, refused.status_code) == (422, 302, 403)
    assert shown.count("Arta Berisha") >= 3
    assert Slot.objects.filter(public=True, languages=["sq", "sr"]).count() == 3
