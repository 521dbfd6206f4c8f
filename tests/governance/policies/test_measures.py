"""Progress comes from milestones with evidence; moves and owners are events."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.governance.policies.conftest import TODAY
from waystation.foundation.audit.models import Entry
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.governance.policies.actions import measures as actions
from waystation.governance.policies.models import (
    Evidence,
    Instrument,
    Measure,
    MeasureEvent,
    Milestone,
)
from waystation.governance.policies.queries import measures as queries
from waystation.governance.policies.rules import measures as rules

PDF = b"%PDF-1.7 minutes of the meeting"


@pytest.fixture
def milestones(arta, measure):
    return [
        actions.add_milestone(arta, measure.id, title=f"Step {number}", due_on=TODAY)
        for number in (1, 2, 3)
    ]


def progress_of(user, measure):
    row = queries.measure_visible_to(user, measure.id, TODAY)
    return row.state, row.reached, row.planned, rules.percent_of(row.planned, row.reached)


@pytest.mark.parametrize("name", rules.TYPED_PROGRESS)
def test_a_typed_percentage_is_refused_wherever_it_is_written(arta, measure, milestones, name):
    typed = {name: 60}

    for act in (
        lambda: actions.edit_measure(arta, measure.id, {}, typed),
        lambda: actions.add_milestone(arta, measure.id, title="x", due_on=TODAY, **typed),
        lambda: actions.reach_milestone(arta, milestones[0].id, reached_on=TODAY, **typed),
        lambda: actions.assess_measure(
            arta, measure.id, kind="self", rating="on_track", text="It goes well", **typed
        ),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert "progress_typed" in {
            one.code for one in getattr(refused.value, "all", [refused.value])
        }

    assert progress_of(arta, measure) == ("planned", 0, 3, 0)


def test_a_milestone_is_reached_with_evidence_or_not_at_all(arta, measure, milestones):
    with pytest.raises(Refusal, match="evidence"):
        actions.reach_milestone(arta, milestones[0].id, reached_on=TODAY)

    actions.reach_milestone(
        arta, milestones[0].id, reached_on=TODAY, address="https://example.org/decision"
    )

    assert progress_of(arta, measure) == ("under_way", 1, 3, 33)


def test_the_database_too_asks_for_evidence(milestones):
    rows = Milestone.objects.filter(id=milestones[0].id)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reached_on=TODAY)

    assert rows.get().reached_on is None


def test_a_measure_is_done_when_every_milestone_is_reached(arta, measure, milestones):
    for one in milestones:
        actions.reach_milestone(arta, one.id, reached_on=TODAY, file=("minutes.pdf", PDF))

    assert progress_of(arta, measure) == ("done", 3, 3, 100)


@given(
    dropped=st.booleans(),
    planned=st.integers(0, 6),
    reached=st.integers(0, 6),
    late=st.booleans(),
)
def test_the_state_of_a_measure_follows_from_its_milestones(dropped, planned, reached, late):
    reached = min(planned, reached)

    state = rules.state_of(
        dropped=dropped,
        milestones=planned,
        reached=reached,
        due_on=TODAY - timedelta(days=1) if late else TODAY,
        today=TODAY,
    )

    assert (state == "dropped") == dropped
    if not dropped:
        assert (state == "done") == (planned > 0 and reached == planned)
        assert (state == "late") == (late and state != "done")


@pytest.mark.parametrize(
    ("due_on", "reached", "planned", "state"),
    [
        (TODAY + timedelta(days=9), 0, 0, "unplanned"),
        (TODAY + timedelta(days=9), 0, 2, "planned"),
        (TODAY + timedelta(days=9), 1, 2, "under_way"),
        (TODAY + timedelta(days=9), 2, 2, "done"),
        (TODAY - timedelta(days=1), 1, 2, "late"),
        (TODAY - timedelta(days=1), 0, 0, "late"),
        (TODAY - timedelta(days=1), 2, 2, "done"),
    ],
)
def test_the_database_and_the_rule_agree_on_the_state(
    arta, measure, due_on, reached, planned, state
):
    Measure.objects.filter(id=measure.id).update(due_on=due_on)
    for number in range(planned):
        step = Milestone.begin(
            arta, measure.office_id, measure=measure, title=f"{number}", due_on=due_on
        )
        step.save(force_insert=True)
        if number < reached:
            actions.reach_milestone(arta, step.id, reached_on=TODAY, address="https://e.org")

    found = queries.measure_visible_to(arta, measure.id, TODAY)

    said = rules.state_of(
        dropped=False, milestones=planned, reached=reached, due_on=due_on, today=TODAY
    )
    assert (found.state, said) == (state, state)


def test_moves_of_the_deadline_are_counted_with_their_days(arta, measure):
    first = measure.due_on
    days = [90, 150, 210]

    for number in days:
        actions.move_deadline(
            arta, measure.id, due_on=first + timedelta(days=number), reason="Staff is missing"
        )

    assert queries.slips_of(measure.id) == queries.Slips(times=3, days=210)
    row = Measure.objects.get(id=measure.id)
    assert (row.first_due_on, row.due_on) == (first, first + timedelta(days=210))


def test_a_move_says_why_and_to_another_day(arta, measure):
    for changes, field in (
        ({"due_on": measure.due_on, "reason": "The same day"}, "due_on"),
        ({"due_on": date(2027, 1, 1), "reason": ""}, "reason"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.move_deadline(arta, measure.id, **changes)
        assert refused.value.field == field

    assert not MeasureEvent.objects.filter(kind="deadline").exists()


def test_a_change_of_owner_is_an_event_with_both_owners_sealed(arta, measure, people):
    actions.change_owner(
        arta,
        measure.id,
        entity=str(people.education.id),
        person="Head of vocational training",
        reason="New law",
    )

    event = MeasureEvent.objects.get(kind="owner")
    assert (event.old_entity_id, event.new_entity_id) == (people.ministry.id, people.education.id)
    assert read_sealed(event, "old_person") == "Head of the employment department"
    assert read_sealed(event, "new_person") == "Head of vocational training"
    assert b"Head" not in bytes(Measure.objects.get(id=measure.id).person)


def test_events_and_evidence_cannot_be_changed(arta, measure, milestones):
    actions.reach_milestone(arta, milestones[0].id, reached_on=TODAY, file=("a.pdf", PDF))

    for rows, change in (
        (MeasureEvent.objects.all(), {"reason": "x"}),
        (Evidence.objects.all(), {"title": "x"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_evidence_may_be_a_record_of_waystation_by_value(arta, measure, milestones, roadmap):
    address = reverse("policies:instrument", args=[roadmap.id])

    actions.reach_milestone(arta, milestones[0].id, reached_on=TODAY, address=address)

    proof = Evidence.objects.get()
    assert (proof.kind, proof.record_kind) == ("record", "policies.Instrument")
    assert proof.record_id == str(roadmap.id)
    assert proof.title == str(roadmap)


def test_a_page_that_one_may_not_open_is_no_evidence(milan, arta, milestones):
    for address in ("/policies/measures/", "/nowhere/", "javascript:alert(1)"):
        with pytest.raises(Refusal):
            actions.reach_milestone(arta, milestones[0].id, reached_on=TODAY, address=address)

    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("virus.exe", b"MZ"), ("empty.pdf", b""), ("false.pdf", b"PK\x03\x04")],
)
def test_a_file_is_what_its_name_says(arta, milestones, name, content):
    with pytest.raises(Refusal):
        actions.reach_milestone(arta, milestones[0].id, reached_on=TODAY, file=(name, content))

    assert not Evidence.objects.exists()


def test_a_file_is_encrypted_and_its_opening_is_logged(
    arta, blerim, milan, client, measure, milestones
):
    client.force_login(arta)
    client.post(
        reverse("policies:milestone_reach", args=[milestones[0].id]),
        {
            "reached_on": "2026-09-21",
            "title": "Minutes",
            "file": SimpleUploadedFile("minutes.pdf", PDF),
        },
    )
    proof = Evidence.objects.get()

    client.force_login(blerim)
    opened = client.get(reverse("policies:evidence", args=[proof.id]))
    client.force_login(milan)
    elsewhere = client.get(reverse("policies:evidence", args=[proof.id]))

    assert PDF not in bytes(proof.content)
    assert opened.content == PDF
    assert elsewhere.status_code == 404
    assert Entry.objects.filter(verb="evidence.read", subject_id=proof.id).exists()


def test_the_institution_that_owns_a_measure_reports_on_it_and_no_other(people, milestones):
    proof = {"reached_on": TODAY, "address": "https://example.org"}

    actions.reach_milestone(people.ana, milestones[0].id, **proof)

    with pytest.raises(NotSeen):
        actions.reach_milestone(people.other, milestones[1].id, **proof)


def test_self_assessment_and_independent_review_stand_side_by_side(
    arta, blerim, people, measure, client
):
    say = {"rating": "on_track", "text": "The rules are drafted."}
    actions.assess_measure(people.ana, measure.id, kind="self", **say)
    actions.assess_measure(
        blerim, measure.id, kind="independent", rating="behind", text="No draft was shown to us."
    )
    client.force_login(arta)

    page = client.get(reverse("policies:measure", args=[measure.id])).content.decode()

    found = queries.assessments_of(measure.id)
    assert [one.rating for one in found["self"]] == ["on_track"]
    assert [one.rating for one in found["independent"]] == ["behind"]
    assert page.index("The rules are drafted.") < page.index("No draft was shown to us.")


def test_an_independent_review_is_not_by_who_answers_for_the_measure(arta, people, measure):
    say = {"kind": "independent", "rating": "on_track", "text": "It goes well."}

    with pytest.raises(NotAllowed):
        actions.assess_measure(people.ana, measure.id, **say)
    with pytest.raises(NotAllowed):
        actions.assess_measure(arta, measure.id, **say)


def test_who_looks_does_not_change_a_measure_and_elsewhere_it_is_not_there(
    blerim, milan, measure, milestones, client
):
    move = {"due_on": date(2027, 1, 1), "reason": "Lack of staff"}

    with pytest.raises(NotAllowed):
        actions.move_deadline(blerim, measure.id, **move)
    with pytest.raises(NotAllowed):
        actions.reach_milestone(blerim, milestones[0].id, reached_on=TODAY, address="https://e.org")
    with pytest.raises(NotSeen):
        actions.move_deadline(milan, measure.id, **move)
    client.force_login(milan)
    assert client.get(reverse("policies:measure", args=[measure.id])).status_code == 404
    client.force_login(blerim)
    assert client.get(reverse("policies:measure", args=[measure.id])).status_code == 200


def test_the_list_filters_by_state_and_exports_what_it_shows(arta, milan, client, measure):
    client.force_login(arta)
    shown = client.get(reverse("policies:measures") + "?state=unplanned").content.decode()
    empty = client.get(reverse("policies:measures") + "?state=done").content.decode()
    file = client.get(reverse("policies:measures") + "?export=csv").content.decode()
    client.force_login(milan)
    elsewhere = client.get(reverse("policies:measures")).content.decode()

    assert measure.title in shown
    assert measure.title in file
    assert measure.title not in empty
    assert measure.title not in elsewhere


def test_a_dropped_measure_takes_no_more_milestones(arta, measure):
    actions.drop_measure(arta, measure.id, reason="The law does not need it any more.")

    assert progress_of(arta, measure)[0] == "dropped"
    with pytest.raises(Refusal, match="dropped"):
        actions.add_milestone(arta, measure.id, title="Late", due_on=TODAY)


def page_of_two(client, user, name, key):
    """The values that a form of two editors carries, as it is opened."""
    client.force_login(user)
    page = client.get(reverse(f"policies:{name}", args=[key]))
    return {"seen": page.context["seen"], "key": str(new_key())}


def test_a_deadline_that_somebody_moved_meanwhile_is_not_moved_unseen(arta, client, measure):
    opened = page_of_two(client, arta, "measure_move", measure.id)
    actions.move_deadline(arta, measure.id, due_on=date(2027, 7, 1), reason="Later start agreed")

    answer = client.post(
        reverse("policies:measure_move", args=[measure.id]),
        {**opened, "due_on": "1.9.2027", "reason": "Staff is missing"},
    )

    assert answer.status_code == 409
    assert "01/07/2027" in answer.content.decode()
    assert Measure.objects.get(id=measure.id).due_on == date(2027, 7, 1)
    assert queries.slips_of(measure.id).times == 1


def test_a_deadline_that_the_editor_left_is_not_moved_back(arta, measure):
    seen = {"due_on": measure.due_on}
    actions.move_deadline(arta, measure.id, due_on=date(2027, 7, 1), reason="Later start agreed")

    with pytest.raises(Refusal, match="already the deadline"):
        actions.move_deadline(arta, measure.id, seen, **seen, reason="Staff is missing")

    assert Measure.objects.get(id=measure.id).due_on == date(2027, 7, 1)


def test_a_milestone_that_the_editor_left_is_not_moved_back(arta, measure, milestones):
    one, moved = milestones[0], measure.due_on - timedelta(1)
    seen = {"due_on": one.due_on}
    actions.move_milestone(arta, one.id, due_on=moved, reason="Later start agreed")

    with pytest.raises(Refusal, match="already the deadline"):
        actions.move_milestone(arta, one.id, seen, **seen, reason="Staff is missing")

    assert Milestone.objects.get(id=one.id).due_on == moved


def test_a_milestone_that_somebody_moved_meanwhile_is_not_moved_unseen(
    arta, client, measure, milestones
):
    one, first, second = milestones[0], measure.due_on - timedelta(1), measure.due_on - timedelta(2)
    opened = page_of_two(client, arta, "milestone_move", one.id)
    actions.move_milestone(arta, one.id, due_on=first, reason="Later start agreed")

    answer = client.post(
        reverse("policies:milestone_move", args=[one.id]),
        {**opened, "due_on": f"{second:%d.%m.%Y}", "reason": "Staff is missing"},
    )

    assert answer.status_code == 409
    assert Milestone.objects.get(id=one.id).due_on == first


def test_an_owner_that_somebody_changed_meanwhile_is_not_changed_unseen(
    arta, client, measure, people
):
    opened = page_of_two(client, arta, "measure_owner", measure.id)
    education = {"entity": str(people.education.id), "reason": "New law"}
    actions.change_owner(arta, measure.id, person="Head of vocational training", **education)

    answer = client.post(
        reverse("policies:measure_owner", args=[measure.id]),
        {**opened, **education, "person": "Deputy head of the department"},
    )

    assert answer.status_code == 409
    assert read_sealed(Measure.objects.get(id=measure.id), "person").startswith("Head of voc")


def test_a_deadline_lies_in_the_time_of_the_policy(arta, measure):
    Instrument.objects.filter(id=measure.instrument_id).update(starts_on=date(2026, 6, 1))

    with pytest.raises(Refusal, match="valid from") as refused:
        actions.move_deadline(arta, measure.id, due_on=date(2026, 5, 31), reason="Staff is there")

    assert refused.value.field == "due_on"
