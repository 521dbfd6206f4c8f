"""What authorities deliver: expected by the calendar, received, late, reminded of."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.urls import reverse

from tests.governance.policies.conftest import TODAY
from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.models import Reminder
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.policies import tasks
from waystation.governance.policies.actions import sharing as actions
from waystation.governance.policies.models import Delivery
from waystation.governance.policies.queries import due
from waystation.governance.policies.queries import sharing as queries
from waystation.governance.policies.rules import sharing as rules
from waystation.registry.organisations import actions as organisations


@pytest.fixture
def arrangement(mission, arta, people):
    """Monthly tables of the ministry since July, within 15 days."""
    return actions.record_arrangement(
        arta,
        mission.prishtine.id,
        title="Work permits",
        entity=str(people.ministry.id),
        basis="Agreement of 1 June 2026",
        every="month",
        format="xlsx",
        days=15,
        starts_on=date(2026, 7, 1),
    )


def test_deliveries_are_expected_for_each_period_that_has_begun(arrangement):
    rows = Delivery.objects.order_by("starts_on").values_list("starts_on", "ends_on", "due_on")

    assert list(rows) == [
        (date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 15)),
        (date(2026, 8, 1), date(2026, 8, 31), date(2026, 9, 15)),
        (date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 15)),
    ]


def test_the_worker_adds_the_next_one_once(arrangement, time_machine):
    time_machine.move_to(datetime(2026, 10, 1, 6, 0, tzinfo=UTC), tick=False)

    made = [tasks.expect_deliveries(), tasks.expect_deliveries()]

    assert made == [1, 0]
    assert Delivery.objects.filter(starts_on=date(2026, 10, 1)).count() == 1


@pytest.mark.parametrize(
    ("every", "starts_on", "firsts"),
    [
        ("quarter", date(2026, 2, 10), [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]),
        ("half_year", date(2026, 2, 10), [date(2026, 1, 1), date(2026, 7, 1)]),
        ("year", date(2025, 5, 1), [date(2025, 1, 1), date(2026, 1, 1)]),
    ],
)
def test_periods_are_those_of_the_calendar(every, starts_on, firsts):
    found = rules.periods_until(starts_on, None, every, 30, TODAY)

    assert [first for first, _last, _due in found] == firsts


@pytest.mark.parametrize(
    ("received_on", "state"),
    [
        (date(2026, 8, 15), "received"),
        (date(2026, 8, 16), "received_late"),
    ],
)
def test_a_delivery_is_received_in_time_or_late(arta, arrangement, received_on, state):
    first = Delivery.objects.order_by("starts_on").first()
    before = queries.delivery_visible_to(arta, first.id, TODAY).state

    actions.receive_delivery(arta, first.id, received_on=received_on, rows=120)

    after = queries.delivery_visible_to(arta, first.id, TODAY).state
    assert (before, after) == ("late", state)
    assert rules.delivery_state(first.due_on, received_on, TODAY) == state


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": date(2026, 6, 30)}, "received_on"),
        ({"received_on": date(2026, 9, 22)}, "received_on"),
        ({"received_on": TODAY, "address": "javascript:alert(1)"}, "address"),
    ],
)
def test_a_receipt_says_what_is_wrong(arta, arrangement, changes, field):
    first = Delivery.objects.order_by("starts_on").first()

    with pytest.raises(Refusal) as refused:
        actions.receive_delivery(arta, first.id, **changes)

    assert refused.value.field == field


def test_the_authority_records_its_own_delivery(people, blerim, milan, arrangement):
    first, second, _third = Delivery.objects.order_by("starts_on")

    actions.receive_delivery(people.ana, first.id, received_on=TODAY)

    for user, refusal in ((people.other, NotSeen), (milan, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(refusal):
            actions.receive_delivery(user, second.id, received_on=TODAY)


def test_what_is_late_or_due_is_outstanding_for_officer_and_authority(
    arta, blerim, milan, people, arrangement
):
    found = {
        user.full_name: [one.due_on for one in due.outstanding(user, TODAY)]
        for user in (arta, people.ana, people.other, blerim, milan)
    }

    late = [date(2026, 8, 15), date(2026, 9, 15)]
    assert found[arta.full_name] == late
    assert found[people.ana.full_name] == late
    assert found[people.other.full_name] == []
    assert found[blerim.full_name] == []
    assert found[milan.full_name] == []


def test_a_reminder_goes_to_the_focal_point_once_a_day(arta, mission, people, arrangement):
    organisations.name_focal_point(
        arta,
        people.ministry.id,
        starts_on=date(2026, 1, 1),
        name="Desk",
        email="desk@ministry.example",
    )
    first = Delivery.objects.order_by("starts_on").first()

    actions.remind_of_delivery(arta, first.id)
    with pytest.raises(Refusal, match="already been sent today"):
        actions.remind_of_delivery(arta, first.id)
    messaging.send_waiting(arta, mission.prishtine.id)

    (letter,) = mail.outbox
    assert any("desk@ministry.example" in one for one in letter.to)
    assert "Work permits" in letter.body
    assert "15/08/2026" in letter.body


def test_no_letter_leaves_for_what_came_in_the_meantime(arta, mission, people, arrangement):
    first = Delivery.objects.order_by("starts_on").first()
    actions.remind_of_delivery(arta, first.id)
    actions.receive_delivery(people.ana, first.id, received_on=TODAY)

    messaging.send_waiting(arta, mission.prishtine.id)

    assert mail.outbox == []
    assert Reminder.objects.get().mailed == "failed"


def test_the_lists_filter_and_export(arta, milan, client, arrangement):
    client.force_login(arta)
    late = client.get(reverse("policies:deliveries") + "?state=late")
    file = client.get(reverse("policies:deliveries") + "?export=csv").content.decode()
    page = client.get(reverse("policies:arrangement", args=[arrangement.id]))
    client.force_login(milan)
    elsewhere = client.get(reverse("policies:deliveries")).content.decode()

    assert len(late.context["rows"]) == 2
    assert file.count("Work permits") == 3
    assert page.status_code == 200
    assert "Work permits" not in elsewhere


def test_the_page_of_the_authority_shows_the_late_delivery_that_its_bell_counts(
    client, milan, people, arrangement
):
    pages = {}

    for user in (people.ana, people.other, milan):
        client.force_login(user)
        pages[user] = client.get(reverse("policies:own"))

    shown = pages[people.ana].context["awaited"]
    assert [one["row"].due_on for one in shown] == [date(2026, 8, 15), date(2026, 9, 15)]
    assert {one["state"] for one in shown} == {"Late"}
    assert reverse("policies:arrangement", args=[arrangement.id]) in (
        pages[people.ana].content.decode()
    )
    assert pages[people.other].context["awaited"] == []
    assert pages[milan].status_code == 403


def test_what_came_is_awaited_no_longer(client, people, arrangement):
    first = Delivery.objects.order_by("starts_on").first()
    actions.receive_delivery(people.ana, first.id, received_on=TODAY)
    client.force_login(people.ana)

    page = client.get(reverse("policies:own"))

    assert [one["row"].due_on for one in page.context["awaited"]] == [date(2026, 9, 15)]


def test_a_delivery_recorded_by_mistake_is_withdrawn_with_a_reason(client, people, arrangement):
    first = Delivery.objects.order_by("starts_on").first()
    actions.receive_delivery(people.ana, first.id, received_on=TODAY, rows=12, note="By post")
    client.force_login(people.ana)
    address = reverse("policies:delivery_withdraw", args=[first.id])

    without = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "Recorded for the wrong period"}, follow=True)

    first.refresh_from_db()
    assert without.status_code == 422
    assert (first.received_on, first.rows, first.note) == (None, None, "")
    assert queries.delivery_visible_to(people.ana, first.id, TODAY).state == "late"
    assert "Recorded for the wrong period" in done.content.decode()
    entry = Entry.objects.get(verb="data_delivery.withdraw")
    assert (entry.detail["day"], entry.detail["rows"]) == ("2026-09-21", 12)


def test_a_withdrawn_delivery_can_be_recorded_again_and_not_withdrawn_twice(arta, arrangement):
    first = Delivery.objects.order_by("starts_on").first()
    actions.receive_delivery(arta, first.id, received_on=TODAY)
    actions.withdraw_receipt(arta, first.id, reason="The wrong month")

    with pytest.raises(Refusal, match="No delivery is recorded"):
        actions.withdraw_receipt(arta, first.id, reason="The wrong month")
    again = actions.receive_delivery(arta, first.id, received_on=date(2026, 8, 15))

    assert again.received_on == date(2026, 8, 15)


def test_only_who_records_a_delivery_withdraws_it(people, arta, blerim, milan, arrangement):
    first = Delivery.objects.order_by("starts_on").first()
    actions.receive_delivery(arta, first.id, received_on=TODAY)

    for user, refusal in ((people.other, NotSeen), (milan, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(refusal):
            actions.withdraw_receipt(user, first.id, reason="The wrong month")

    assert Delivery.objects.get(id=first.id).received_on == TODAY


def test_the_form_of_a_delivery_that_came_says_so_when_it_opens(client, arta, arrangement):
    first = Delivery.objects.order_by("starts_on").first()
    actions.receive_delivery(arta, first.id, received_on=TODAY)
    client.force_login(arta)

    page = client.get(reverse("policies:delivery_receive", args=[first.id])).content.decode()

    assert "It has already been received." in page
    assert 'name="received_on"' not in page
