"""What the homes and the duties' page say about meetings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.governance import walk
from waystation.governance.meetings import actions
from waystation.governance.meetings import duties as keeping
from waystation.governance.network.due import everything
from waystation.governance.network.panels import shown


def states(network):
    return {
        key: asked(network.record, network.clock.today).how
        for key, asked in keeping.STATUSES.items()
    }


@pytest.mark.sqlite_only
@pytest.mark.parametrize("duty", sorted(keeping.STATUSES))
def test_a_new_network_says_how_each_duty_stands(network, duty):
    state = keeping.STATUSES[duty](network.record, network.clock.today)

    assert state.sentence.format(**state.values)


@pytest.mark.sqlite_only
def test_the_states_follow_the_records(network, clock):
    before = states(network)
    meeting = walk.held(network)
    during = states(network)
    clock.set(meeting.starts_at + timedelta(days=60))
    after = states(network)

    assert (before["O-10"], during["O-10"]) == ("nothing_yet", "kept")
    assert (before["O-17"], during["O-17"], after["O-17"]) == ("nothing_yet", "due", "late")
    assert (during["O-21"], after["O-21"]) == ("due", "late")
    assert (before["O-40"], after["O-40"]) == ("missing", "missing")


@pytest.mark.duty("O-17")
@pytest.mark.duty("O-21")
def test_the_secretariat_is_told_what_is_due_and_what_is_late(network, clock):
    meeting = walk.held(network)
    walk.agreed(network, walk.decided(network, meeting), due_on=date(2026, 4, 1))

    def told():
        found = everything.items(network.sanja, network.record, clock.today)
        return {(one.when, one.title) for one in found}

    first = told()
    clock.set(date(2026, 5, 4))
    later = told()

    assert ("due", "Draft the minutes: First quarter.") in first
    assert ("late", "Draft the minutes: First quarter.") in later
    assert ("late", "Complete the file: First quarter.") in later
    assert ("late", "Overdue actions: 1.") in later


@pytest.mark.sqlite_only
@pytest.mark.duty("O-16")
def test_the_secretariat_is_told_to_have_a_meeting_convened(network, clock):
    clock.set(date(2026, 3, 5))

    found = everything.items(network.sanja, network.record, clock.today)

    assert any("2026-Q1 ends soon" in one.title for one in found)


@pytest.mark.sqlite_only
@pytest.mark.duty("O-40")
def test_everybody_reads_the_calendar_and_public_decisions_only(network, client):
    from django.contrib.auth.models import AnonymousUser

    for quarter, day in enumerate(("2026-03-10", "2026-06-09", "2026-09-08", "2026-12-08"), 1):
        actions.meetings.keep_slot(network.sanja, 2026, quarter, date.fromisoformat(day))
    actions.meetings.publish_calendar(network.sanja, 2026)
    meeting = walk.held(network)
    walk.decided(network, meeting, "Secret words.", public_text="The plan is adopted.")
    walk.decided(network, meeting, "Closed matter.", access_class="restricted")

    panels = shown.panels("public", AnonymousUser(), network.record, network.clock.today)

    text = " ".join(f"{row.text} {row.note}" for panel in panels for row in panel.rows)
    assert "The plan is adopted." in text
    assert "2026-Q4" in text
    assert "Secret words." not in text
    assert "Closed matter." not in text
    page = client.get(reverse("network:public"))
    assert "The plan is adopted." in page.content.decode()


@pytest.mark.parametrize("home", ["desk", "chair", "mine", "unkt"])
def test_every_home_shows_its_panels(network, home):
    walk.convened(network)
    who = {"desk": network.sanja, "chair": network.carla, "mine": network.nora}.get(home)

    panels = shown.panels(home, who or network.uma, network.record, network.clock.today)

    assert all(panel.title and panel.empty for panel in panels)
