"""Visits, persons, sessions and attendees are four different counts, always."""

import pytest
from django.urls import reverse

from tests.services.centres.conftest import NOW
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse
from waystation.services.centres import actions, facts, queries

YEAR = parse("2026")


@pytest.fixture
def september(mission, arta, record, visitors):
    """Three visits by two persons, an anonymous visit, a session with twelve attendees."""
    record(person_id=visitors.besim.id)
    record(person_id=visitors.besim.id)
    record(person_id=visitors.elif_.id)
    record(sex="male", age_band="25-34")
    return actions.record_session(
        arta,
        mission.prishtine.id,
        title="Work in Germany",
        day=NOW.date(),
        minutes=90,
        person_ids=[visitors.elif_.id],
        counts={"female": {"18-24": 5, "25-34": 3}, "male": {"25-34": 3}},
    )


def test_the_arithmetic(arta, september):
    counts = queries.counts_of(arta, YEAR).four

    assert counts.visits == 3 + 1
    assert counts.persons == 2
    assert counts.sessions == 1
    assert counts.attendees == 1 + 5 + 3 + 3
    assert counts.women_attending == 1 + 5 + 3


def test_milan_counts_nothing_and_blerim_counts_the_same(milan, blerim, arta, september):
    nothing = queries.FourCounts(0, 0, 0, 0, 0)

    assert queries.counts_of(milan, YEAR).four == nothing
    assert queries.counts_of(blerim, YEAR).four == queries.counts_of(arta, YEAR).four


def test_facts_say_the_same_as_the_records(mission, arta, september):
    counts = queries.counts_of(arta, YEAR).four

    visits = facts.read_visits(mission.organisation.id, None)
    came = facts.read_attendance(mission.organisation.id, None)

    assert visits.num_rows == counts.visits
    assert len(set(visits["person"].to_pylist()) - {None}) == counts.persons
    assert sum(came["number"].to_pylist()) == counts.attendees
    assert facts.read_sessions(mission.organisation.id, None).num_rows == counts.sessions


def test_facts_hold_no_identity(mission, september, visitors):
    rows = repr(facts.read_visits(mission.organisation.id, None).to_pylist())

    assert "Besim" not in rows
    assert visitors.besim.id.hex not in rows


def test_facts_of_some_records_are_the_same_as_of_all(mission, record, september):
    visit = record(minutes=5)

    (row,) = facts.read_visits(mission.organisation.id, [visit.id]).to_pylist()

    every = facts.read_visits(mission.organisation.id, None).to_pylist()
    assert row in every
    assert row["record"] == visit.id.hex


def test_a_session_of_one_is_counselling(mission, arta):
    with pytest.raises(Refusal, match="at least two attendees"):
        actions.record_session(
            arta,
            mission.prishtine.id,
            title="Alone",
            day=NOW.date(),
            minutes=30,
            counts={"male": {"25-34": 1}},
        )


def test_a_phone_signs_in_once(mission, arta, september):
    from waystation.foundation.shared.keys import new_key

    code, phone = actions.open_sign_in(arta, september.id), new_key()

    actions.sign_in_by_phone(code, key=phone, sex="female", age_band="18-24")
    actions.sign_in_by_phone(code, key=phone, sex="female", age_band="18-24")

    assert queries.counts_of(arta, YEAR).four.attendees == 12 + 1


def test_a_closed_sign_in_opens_nothing(arta, september, time_machine):
    code = actions.open_sign_in(arta, september.id)
    time_machine.move_to(NOW.replace(hour=23), tick=False)

    with pytest.raises(Refusal, match="closed"):
        actions.session_of_code(code)


def test_the_sex_of_attendees_in_their_files_is_not_for_who_may_not_open_files(
    client, mission, arta, blerim, september
):
    """One of twelve is known by her file: who leads sessions does not read there who is a woman."""
    leader = mission.hire("Lule Outreach", mission.prishtine, "outreach_officer")

    seen = {user: queries.attendance_for(user, [september.id]) for user in (arta, blerim, leader)}
    answers = {}
    for user in (arta, leader):
        client.force_login(user)
        page = client.get(reverse("centres:session", args=[september.id])).content.decode()
        said = client.get(f"/api/v1/centres/sessions/{september.id}/attendance").json()
        sheet = client.get(reverse("centres:sessions") + "?export=csv").content.decode()
        answers[user] = (" ".join(page.split()), said["women"], sheet)

    assert [one[september.id].women for one in seen.values()] == [9, 9, None]
    assert seen[leader][september.id].together == 12
    assert "<strong>9</strong>" in answers[arta][0]
    assert "<strong>9</strong>" not in answers[leader][0]
    assert (answers[arta][1], answers[leader][1]) == (9, None)
    assert ",9," in answers[arta][2]
    assert ",9," not in answers[leader][2]
