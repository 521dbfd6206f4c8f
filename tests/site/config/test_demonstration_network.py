"""The Network's year in the demonstration: papers reach every member and files are closed."""

from __future__ import annotations

import pytest

from waystation.foundation.access import actions as access
from waystation.foundation.access.models import User
from waystation.foundation.shared.periods import today_in
from waystation.governance.meetings.models import FileClosing, Meeting
from waystation.governance.network.due import everything
from waystation.governance.network.models import Network
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
    waiting = [one.as_outstanding().title for one in found]

    complete = [one.id for one in held[: len(demonstration_meetings.MEETINGS) - 1]]
    assert complete
    assert set(complete) <= closed
    assert not [one for one in waiting if "did not reach" in one]
