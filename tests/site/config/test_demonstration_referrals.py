"""The demonstration has services of partners, and referrals in each state."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from waystation.foundation.shared.periods import now
from waystation.registry.directory import queries as directory
from waystation.registry.directory.models import Service
from waystation.registry.organisations.models import FocalPoint
from waystation.registry.people import actions as people
from waystation.registry.referrals import queries
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW
from waystation.site.config import demonstration_referrals

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 9, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def told(mission, arta, blerim, time_machine):
    """Tell the referrals of one office, with a clock that goes on where the story ends."""
    time_machine.move_to(WEDNESDAY)
    secretary = mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")
    petra = mission.hire("Petra Gashi", mission.prishtine, "partner_focal_point")
    known = [
        people.record_person(
            arta, mission.prishtine, given=f"Person{n}", family="Shembulli", somebody_else=True
        ).id
        for n in range(6)
    ]
    number = demonstration_referrals.tell(
        mission.organisation.id,
        [mission.prishtine] * 3,
        [arta] * 3,
        dict.fromkeys(range(3), known),
        secretary=secretary,
        manager=blerim,
        focal_point=petra,
    )
    return number, petra


def test_every_state_and_both_directions_appear(told):
    number, _petra = told

    rows = Referral.objects.all()

    assert number == rows.count() == len(demonstration_referrals.PATHS)
    assert set(rows.values_list("state", flat=True)) == set(REFERRAL_WORKFLOW.states)
    assert set(rows.values_list("direction", flat=True)) == {"in", "out"}
    assert rows.filter(follows__isnull=False).exists()
    assert rows.filter(basis="vital_interest", sent_at__isnull=False).exists()
    assert rows.filter(alerted_at__isnull=False).exists()


def test_times_lie_within_opening_hours_and_before_now(told):
    moments = [
        moment.astimezone(demonstration_referrals.HERE)
        for row in Referral.objects.filter(sent_at__isnull=False)
        for moment in (row.sent_at, row.answered_at)
        if moment
    ]

    assert moments
    assert all(8 <= one.hour < 16 and one.weekday() < 5 for one in moments)
    assert max(moments) <= now()


def test_the_directory_has_stale_entries_a_full_one_and_back_ups(told, arta):
    services = Service.objects.all()

    assert services.count() >= 8
    assert services.filter(directory.stale_condition(date(2026, 9, 23))).count() == 2
    assert services.filter(free_places=0).exists()
    assert FocalPoint.objects.filter(alternate=True).count() == len(
        demonstration_referrals.PARTNERS
    )


def test_the_partner_with_an_account_has_something_to_answer(told):
    _number, petra = told

    inbox = queries.inbox_of(petra)

    assert inbox.exists()
    assert queries.content_for_partner(queries.inbox_referral(petra, inbox.first().id))
