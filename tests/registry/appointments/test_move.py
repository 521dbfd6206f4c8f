"""An appointment is moved to another time of the same centre."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.registry.appointments import actions, queries
from waystation.registry.appointments.models import Booking


@pytest.fixture
def booked(arta, slots):
    return actions.book(arta, slots[0].id, language="sq", wish="A contract")


def test_the_old_time_is_free_again_and_everything_else_stays(arta, slots, booked):
    Booking.objects.filter(id=booked.id).update(reminded_at=timezone.now())

    moved = actions.move_booking(arta, booked.id, slots[1].id)
    again = actions.book(arta, slots[0].id)

    assert (moved.id, moved.slot_id, moved.starts_at) == (
        booked.id,
        slots[1].id,
        slots[1].starts_at,
    )
    assert (moved.state, moved.language, moved.reminded_at) == ("booked", "sq", None)
    assert again.slot_id == slots[0].id


def test_a_taken_time_and_an_appointment_that_is_over_are_refused(arta, slots, booked):
    actions.book(arta, slots[1].id)
    with pytest.raises(Refusal, match="taken"):
        actions.move_booking(arta, booked.id, slots[1].id)

    actions.change_booking_state(arta, booked.id, "cancel")

    with pytest.raises(Refusal, match="over"):
        actions.move_booking(arta, booked.id, slots[2].id)


def test_milan_and_blerim_move_nothing(milan, blerim, slots, booked):
    with pytest.raises(NotSeen):
        actions.move_booking(milan, booked.id, slots[1].id)
    with pytest.raises(NotAllowed):
        actions.move_booking(blerim, booked.id, slots[1].id)

    booked.refresh_from_db()
    assert booked.slot_id == slots[0].id


def test_by_page_only_times_of_the_centre_are_offered(client, arta, slots, booked):
    where = reverse("appointments:move", args=[booked.id])
    own = reverse("appointments:booking", args=[booked.id])
    client.force_login(arta)

    page = client.get(own).content.decode()
    form = client.get(where)
    nothing = client.post(where, {"slot": ""})
    moved = client.post(where, {"slot": str(slots[1].id)})

    offered = [key for key, _words in form.context["form"].fields["slot"].choices if key]
    assert where in page
    assert str(slots[1].id) in offered
    assert str(slots[0].id) not in offered
    assert (nothing.status_code, moved.status_code) == (422, 302)
    assert queries.booking_visible_to(arta, booked.id).slot_id == slots[1].id


def test_nobody_is_missed_before_the_appointment_begins(client, time_machine, arta, slots, booked):
    own = reverse("appointments:booking", args=[booked.id])
    no_show = reverse("appointments:booking_transition", args=[booked.id, "no_show"])
    client.force_login(arta)

    before = client.get(own).content.decode()
    time_machine.move_to(slots[0].starts_at, tick=False)
    client.force_login(arta)
    after = client.get(own).content.decode()

    assert no_show not in before
    assert no_show in after
