"""The Network's year in the demonstration: papers reach every member and files are closed."""

from __future__ import annotations

import pytest

from waystation.foundation.access import actions as access
from waystation.foundation.access.models import User
from waystation.foundation.shared.periods import today_in
from waystation.governance.meetings.models import FileClosing, Meeting
from waystation.governance.network.due import everything
from waystation.governance.network.models import Assessment, Mechanism, Network
from waystation.governance.network.rules.registers import MECHANISM_KINDS
from waystation.governance.workplans.models import Priority
from waystation.site.config import demonstration_meetings, demonstration_network

pytestmark = pytest.mark.sqlite_only  # every action of the year is asked of both elsewhere


@pytest.fixture
def told(db, settings):
    organisation = access.open_organisation("year", "Mission of the year")

    def account(name):
        address = f"{name.split()[0].lower()}@year.example.org"
        return User.objects.create_user(
            address, "x" * 12, full_name=name, organisation=organisation
        )

    demonstration_network.tell(organisation, today_in(), account, lambda _done, _all: None)
    return organisation


def test_papers_and_minutes_reach_every_member_and_earlier_files_are_closed(told):
    network = Network.objects.get(organisation=told)
    sanja = User.objects.get(email="sanja@year.example.org")
    held = Meeting.objects.filter(organisation=told, state="held").order_by("starts_at")

    closed = set(FileClosing.objects.values_list("subject_id", flat=True))
    found = everything.items(sanja, network, today_in())
    waiting = [one.title for one in found]

    complete = [one.id for one in held[: len(demonstration_meetings.MEETINGS) - 1]]
    assert complete
    assert set(complete) <= closed
    assert not [one for one in waiting if "did not reach" in one]


def test_priorities_carry_objectives_and_mechanisms_and_the_self_assessment_are_filled(told):
    """Rows C003-14, C003-15 and C003-17 of the mission."""
    priorities = Priority.objects.filter(organisation=told)
    mechanisms = Mechanism.objects.filter(organisation=told)
    assessed = Assessment.objects.filter(organisation=told)

    kinds = set(mechanisms.values_list("kind", flat=True))
    codes = {code[:2] for code in assessed.values_list("code", flat=True)}

    assert all(priorities.values_list("objective", flat=True))
    assert kinds == {key for key, _name in MECHANISM_KINDS} - {"other"}
    assert codes == {"WP", "NO"}
