"""The work plan, through its actions and against the database itself."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from waystation.foundation.shared.digests import digest_of
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal, Refusals
from waystation.foundation.shared.keys import new_key
from waystation.governance.meetings.models import Decision, Meeting
from waystation.governance.workplans import actions as workplans
from waystation.governance.workplans import queries
from waystation.governance.workplans.models import Activity
from waystation.governance.workplans.rules.plans import BLANKS

FULL = {
    "title": "Orientation before departure",
    "unsdcf": ["PA3"],
    "gcm": ["GCM5", "GCM18"],
    "sdg": ["10.7"],
    "quarters": [1, 2],
    "places": ["xk-prishtine"],
    "gender_marker": 2,
    "human_rights_marker": 1,
    "child": "no",
    "justification": "Half of the places are for women.",
    "funds_required": Decimal("10000"),
    "funds_available": Decimal("4000"),
    "added_value": "One curriculum instead of two.",
}


@pytest.fixture
def plan(network):
    return workplans.plans.open_plan(network.sanja, year=2026, title="Work plan 2026")


@pytest.fixture
def priority(network, plan):
    return workplans.plans.add_priority(network.sanja, plan.id, title="Safe ways abroad")


@pytest.fixture
def activity(network, priority):
    entities = [(network.iom.id, "lead"), (network.unicef.id, "partner")]
    return workplans.activities.add_activity(network.sanja, priority.id, entities=entities, **FULL)


@pytest.fixture
def held(network):
    """A decision of a held meeting, put there directly: how it comes is the tests of meetings."""
    return decided(network, datetime(2026, 1, 15, 14, tzinfo=UTC))


def decided(network, at, text="The work plan is adopted."):
    """Return a decision of a meeting that was held at a time."""
    meeting = Meeting.begin(
        network.sanja,
        network.office.id,
        kind="regular",
        title="First meeting",
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        quarter="2026-Q1",
        state="held",
        convened_by=network.carla,
        convened_at=at,
        held_at=at,
    )
    meeting.save(force_insert=True)
    decision = Decision.begin(
        network.sanja,
        network.office.id,
        meeting=meeting,
        number=1,
        text=text,
        decided_on=at.date(),
    )
    decision.save(force_insert=True)
    return decision


@pytest.mark.duty("O-27")
def test_a_plan_is_adopted_at_a_held_meeting_as_an_edition_that_never_changes(
    network, plan, activity, held
):
    edition = workplans.plans.adopt_plan(network.carla, plan.id, held.id)

    assert (edition.number, edition.decision, edition.day) == (1, held, date(2026, 1, 15))
    assert edition.meeting == held.meeting
    titles = [one["title"] for one in edition.content["priorities"][0]["activities"]]
    assert titles == [FULL["title"]]
    assert edition.digest == digest_of(json.loads(json.dumps(edition.content)))
    for sql in (
        "UPDATE workplans_planedition SET reason = 'x'",
        "DELETE FROM workplans_planedition",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.duty("O-27")
def test_a_plan_is_not_adopted_at_a_meeting_that_was_not_held(network, plan, activity, held):
    Meeting.objects.filter(id=held.meeting_id).update(state="convened")

    for decision in (held.id, None, new_key()):
        with pytest.raises(Refusal) as refused:
            workplans.plans.adopt_plan(network.carla, plan.id, decision)
        assert refused.value.code == "not_decided"


@pytest.mark.duty("O-27")
def test_a_plan_is_not_adopted_by_a_meeting_held_before_it_was_drafted(
    client, network, plan, activity, held
):
    before = decided(network, datetime(2026, 1, 14, 10, tzinfo=UTC), "Something else.")
    client.force_login(network.carla)

    with pytest.raises(Refusal) as refused:
        workplans.plans.adopt_plan(network.carla, plan.id, before.id)
    page = client.get(f"/network/plans/{plan.id}/adopt/").content.decode()

    assert refused.value.code == "decided_before_draft"
    assert "15/01/2026" in refused.value.in_english()
    assert (str(before.id) in page, str(held.id) in page) == (False, True)


@pytest.mark.duty("O-27")
def test_the_page_of_adoption_says_that_a_decision_has_to_be_recorded_first(
    client, network, plan, activity
):
    decided(network, datetime(2026, 1, 14, 10, tzinfo=UTC), "Something else.")
    client.force_login(network.carla)

    page = client.get(f"/network/plans/{plan.id}/adopt/").content.decode()

    assert "No meeting has decided anything since this plan was drafted." in page


@pytest.mark.duty("O-27")
def test_a_decision_that_another_one_replaced_adopts_nothing(network, plan, activity, held):
    later = decided(network, datetime(2026, 1, 15, 16, tzinfo=UTC))
    Decision.objects.filter(id=held.id).update(replaced_by=later)

    with pytest.raises(Refusal) as refused:
        workplans.plans.adopt_plan(network.carla, plan.id, held.id)

    assert refused.value.code == "not_decided"
    assert workplans.plans.adopt_plan(network.carla, plan.id, later.id).decision == later


@pytest.mark.duty("O-28")
def test_adoption_lists_every_blank_of_every_activity(network, plan, priority, held):
    workplans.activities.add_activity(network.sanja, priority.id, title="Only a title")
    entities = [(network.iom.id, "partner"), (network.unicef.id, "partner")]
    half = FULL | {"title": "Half of it", "sdg": [], "added_value": ""}
    workplans.activities.add_activity(network.sanja, priority.id, entities=entities, **half)

    with pytest.raises(Refusals) as refused:
        workplans.plans.adopt_plan(network.carla, plan.id, held.id)

    told = {(one.values["activity"], one.code) for one in refused.value.all}
    everything = {f"blank_{name}" for name in BLANKS} - {"blank_added_value"}
    assert told == {("Only a title", code) for code in everything} | {
        ("Half of it", "blank_sdg"),
        ("Half of it", "blank_lead"),
        ("Half of it", "blank_added_value"),
    }


@pytest.mark.duty("O-35")
def test_without_a_marker_there_is_no_adoption_and_every_mark_is_kept(
    network, plan, activity, held
):
    marked = [(2, 1)]
    for gender in (None, 0):
        seen = {"gender_marker": Activity.objects.get(id=activity.id).gender_marker}
        workplans.activities.edit_activity(
            network.sanja, activity.id, seen, {"gender_marker": gender}
        )
        marked.insert(0, (gender, 1))
        if gender is None:
            with pytest.raises(Refusal) as refused:
                workplans.plans.adopt_plan(network.carla, plan.id, held.id)
            assert refused.value.code == "blank_gender_marker"

    assert workplans.plans.adopt_plan(network.carla, plan.id, held.id).number == 1
    changes = queries.plans.markers_of(activity)
    assert [(one.gender_marker, one.human_rights_marker) for one in changes] == marked


@pytest.mark.duty("O-36")
def test_the_labour_checklist_is_shown_as_unanswered_and_stops_nothing(
    network, plan, priority, held
):
    values = FULL | {"labour_migration": True, "contract": "yes"}
    entities = [(network.iom.id, "lead")]
    one = workplans.activities.add_activity(network.sanja, priority.id, entities=entities, **values)

    workplans.plans.adopt_plan(network.carla, plan.id, held.id)

    planned = queries.plans.activity_visible_to(network.nora, one.id)
    assert planned.unanswered == ["recruitment_fee", "complaint_channel"]


@pytest.mark.duty("O-38")
def test_two_entities_make_it_joint_and_the_database_agrees(network, priority, activity):
    assert activity.joint

    with pytest.raises(Refusal) as refused:
        workplans.activities.add_activity(
            network.sanja,
            priority.id,
            entities=[(network.iom.id, "lead")],
            **FULL | {"title": "Something quite different", "joint": True},
        )
    assert refused.value.code == "joint_alone"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE workplans_activity SET entities = 1")


@pytest.mark.duty("O-42")
def test_a_revision_keeps_its_reason_and_the_difference(network, plan, activity, held):
    workplans.plans.adopt_plan(network.carla, plan.id, held.id)
    review = workplans.reviews.record_review(
        network.carla, kind="informal", held_on=date(2026, 1, 15), finding="The money came early."
    )
    workplans.activities.edit_activity(
        network.sanja,
        activity.id,
        {"funds_available": FULL["funds_available"]},
        {"funds_available": Decimal("10000")},
    )
    workplans.progress.add_milestone(network.sanja, activity.id, title="Trainers found", quarter=1)

    with pytest.raises(Refusal) as refused:
        workplans.plans.revise_plan(network.carla, plan.id, " \n")
    edition = workplans.plans.revise_plan(network.carla, plan.id, "More money", review=review.id)

    assert refused.value.code == "reason_missing"
    told = {(one["kind"], one["what"], one["field"], one["new"]) for one in edition.changes}
    assert told == {
        ("changed", "activity", "funds_available", "10000.00"),
        ("added", "milestone", "", None),
    }
    assert (edition.number, edition.reason, edition.review) == (2, "More money", review)
    with pytest.raises(Refusal) as refused:
        workplans.plans.revise_plan(network.carla, plan.id, "Once more")
    assert refused.value.code == "no_difference"


@pytest.mark.duty("O-37")
def test_the_overlap_names_objective_and_place(network, plan, priority, activity):
    other = workplans.activities.add_activity(
        network.sanja,
        priority.id,
        entities=[(network.undp.id, "lead")],
        **FULL | {"title": "Seasonal work agreements", "gcm": ["GCM5"], "places": []},
    )

    found = queries.plans.overlaps_of(queries.plans.activities_of(plan))

    both = tuple(sorted([str(activity.id), str(other.id)]))
    assert {(one.topic, one.place): one.activities for one in found} == {
        ("GCM5", ""): both,
        ("GCM5", "xk-prishtine"): both,
    }


@pytest.mark.duty("O-49")
def test_something_alike_is_refused_until_somebody_looked(network, priority, activity):
    again = FULL | {"title": "Orientation of workers before departure"}
    entities = [(network.undp.id, "lead")]

    with pytest.raises(Refusal) as refused:
        workplans.activities.add_activity(network.sanja, priority.id, entities=entities, **again)
    made = workplans.activities.add_activity(
        network.sanja, priority.id, entities=entities, looked=True, **again
    )

    assert refused.value.code == "duplicate"
    assert FULL["title"] in refused.value.in_english()
    assert made.looked


def test_only_who_takes_part_reports(network, plan, priority, activity):
    alone = workplans.activities.add_activity(
        network.sanja,
        priority.id,
        entities=[(network.undp.id, "lead")],
        **FULL | {"title": "Seasonal work agreements"},
    )

    with pytest.raises(NotAllowed) as refused:
        workplans.progress.report_progress(network.nora, alone.id, quarter=1, state="under_way")

    assert refused.value.code == "not_our_activity"


def test_who_may_draft_may_not_adopt_and_strangers_see_nothing(
    network, plan, activity, held, arta, milan, blerim
):
    with pytest.raises(NotAllowed):
        workplans.plans.adopt_plan(network.sanja, plan.id, held.id)
    with pytest.raises(NotAllowed):
        workplans.plans.open_plan(network.nora, year=2027, title="Mine")
    for stranger in (arta, milan, blerim, network.uma):
        assert list(queries.plans.plans_visible_to(stranger)) == []
        with pytest.raises(NotSeen):
            queries.plans.activity_visible_to(stranger, activity.id)


def test_a_year_has_one_plan_and_one_key_one_activity(network, plan, priority):
    with pytest.raises(Conflict):
        workplans.plans.open_plan(network.sanja, year=2026, title="Another")
    key = new_key()
    first = workplans.activities.add_activity(network.sanja, priority.id, key=key, **FULL)

    assert workplans.activities.add_activity(network.sanja, priority.id, key=key, **FULL) == first
    with pytest.raises(Conflict):
        workplans.activities.add_activity(network.sanja, priority.id, key=key, title="Other")


def test_two_editors_of_one_field_see_both_values(network, activity):
    seen = {"title": FULL["title"]}
    workplans.activities.edit_activity(network.sanja, activity.id, seen, {"title": "First"})

    with pytest.raises(Conflict) as conflict:
        workplans.activities.edit_activity(network.sanja, activity.id, seen, {"title": "Second"})

    assert conflict.value.fields == {"title": ("First", "Second")}


WRONG = [
    "UPDATE workplans_activity SET gender_marker = 4",
    "UPDATE workplans_activity SET child = 'may'",
    "UPDATE workplans_activity SET contract = 'may'",
    "UPDATE workplans_activity SET funds_required = -1",
    "UPDATE workplans_activity SET title = '  '",
    "UPDATE workplans_participation SET role = 'lead'",
    "UPDATE workplans_markerchange SET child = ''",
    "DELETE FROM workplans_markerchange",
    "UPDATE workplans_workplan SET year = NULL",
]


@pytest.mark.parametrize("sql", WRONG)
def test_the_database_refuses_what_the_rules_refuse(network, activity, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.duty("O-23")
def test_a_member_commits_itself_and_the_history_stays(client, network, activity, clock):
    promise = workplans.commitments.record_commitment(
        network.nora,
        activity.id,
        entity=network.unicef.id,
        what="Train two trainers",
        due_on=date(2026, 3, 1),
    )
    clock.set(date(2026, 3, 2))
    client.force_login(network.carla)
    late = client.get("/network/commitments/?which=overdue").content.decode()

    workplans.commitments.change_commitment_state(
        network.nora, promise.id, "fulfil", "Trained on 1 March"
    )

    assert str(promise.id) in late
    assert queries.commitments.overdue(network.office.id, clock.today) == 0
    history = queries.commitments.history_of(promise)
    assert [(one.state, one.note) for one in history] == [
        ("open", ""),
        ("kept", "Trained on 1 March"),
    ]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM workplans_commitmentevent")


@pytest.mark.duty("O-23")
def test_what_an_entity_promised_waits_for_who_speaks_for_it(network, activity, arta, milan):
    promise = workplans.commitments.record_commitment(
        network.nora,
        activity.id,
        entity=network.unicef.id,
        what="Train two trainers",
        due_on=date(2026, 3, 1),
    )
    today = date(2026, 3, 2)

    waiting = {
        user: queries.commitments.outstanding(user, today)
        for user in (network.nora, network.ivo, arta, milan)
    }
    workplans.commitments.change_commitment_state(network.nora, promise.id, "fulfil")

    (mine,) = waiting.pop(network.nora)
    assert (mine.record, mine.title, mine.urgency(today)) == (promise.id, promise.what, "late")
    assert list(waiting.values()) == [[], [], []]
    assert queries.commitments.outstanding(network.nora, today) == []


@pytest.mark.duty("O-23")
def test_a_commitment_that_ended_is_opened_again_with_a_reason(client, network, activity):
    promise = workplans.commitments.record_commitment(
        network.nora,
        activity.id,
        entity=network.unicef.id,
        what="Train two trainers",
        due_on=date(2026, 3, 1),
    )
    page = f"/network/commitments/{promise.id}/"
    client.force_login(network.ivo)
    others = (client.get(page).content.decode(), client.post(f"{page}fulfil/", {"note": "x"}))
    client.force_login(network.nora)
    client.post(f"{page}fulfil/", {"note": ""})

    empty = client.post(f"{page}reopen/", {})
    opened = client.post(f"{page}reopen/", {"note": "One trainer left"})

    promise.refresh_from_db()
    assert "fulfil/" not in others[0]
    assert others[1].status_code == 403
    assert (empty.status_code, opened.status_code, promise.state) == (422, 302, "open")
    assert "One trainer left" in client.get(page).content.decode()


def test_nobody_commits_another_entity_nor_one_that_is_no_member(network, activity):
    ask = {"what": "Anything", "due_on": date(2026, 3, 1)}

    with pytest.raises(NotAllowed) as refused:
        workplans.commitments.record_commitment(
            network.nora, activity.id, entity=network.iom.id, **ask
        )
    assert refused.value.code == "not_our_entity"
    with pytest.raises(Refusal) as refused:
        workplans.commitments.record_commitment(
            network.sanja, activity.id, entity=network.undc.id, **ask
        )
    assert refused.value.code == "not_a_member"


@pytest.mark.duty("O-41")
def test_the_dashboard_of_a_quarter_is_completed_and_compared(network, plan, activity, clock):
    measure = workplans.reviews.record_measure(
        network.sanja, objective="GCM5", title="Law on foreigners", authority="MIA", state="planned"
    )
    clock.set(date(2026, 4, 2))
    first = workplans.reviews.complete_dashboard(network.sanja, 2026, 1)
    clock.set(date(2026, 7, 2))
    workplans.reviews.edit_measure(
        network.sanja, measure.id, {"state": "planned"}, {"state": "done"}
    )

    second = workplans.reviews.complete_dashboard(network.sanja, 2026, 2)

    from waystation.governance.workplans.rules.reviews import changes_of_objectives

    assert len(first.content) == 23
    assert [one["title"] for one in first.content["GCM5"]["support"]] == [FULL["title"]]
    assert first.content["GCM1"] == {"measures": [], "support": []}
    assert queries.reviews.before(second) == first
    assert changes_of_objectives(first.content, second.content) == {
        "GCM5": {"measures": 0, "support": 0, "done": 1}
    }
    with pytest.raises(Refusal) as refused:
        workplans.reviews.complete_dashboard(network.sanja, 2026, 2)
    assert refused.value.code == "snapshot_taken"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE workplans_boardsnapshot SET quarter = 3")


@pytest.mark.duty("O-41")
def test_a_dashboard_of_30_november_does_not_count_for_december(network, clock):
    clock.set(date(2026, 11, 30))

    with pytest.raises(Refusal) as refused:
        workplans.reviews.complete_dashboard(network.sanja, 2026, 4)
    clock.set(date(2027, 1, 1))
    completed = workplans.reviews.complete_dashboard(network.sanja, 2026, 4)

    assert refused.value.code == "quarter_not_over"
    assert (completed.year, completed.quarter) == (2026, 4)


@pytest.mark.duty("O-41")
def test_a_past_quarter_can_be_completed_with_what_was_reported_up_to_it(
    client, network, plan, activity, clock
):
    workplans.progress.report_progress(network.nora, activity.id, quarter=1, state="under_way")
    clock.set(date(2026, 7, 2))
    workplans.progress.report_progress(
        network.nora, activity.id, quarter=2, state="delayed", text="The room was not free."
    )
    for since, title in ((date(2026, 3, 31), "In time"), (date(2026, 4, 1), "Later")):
        workplans.reviews.record_measure(
            network.sanja, objective="GCM5", title=title, authority="MIA", state="planned",
            since=since,
        )  # fmt: skip
    client.force_login(network.sanja)
    page = client.get("/network/progress/").content.decode()

    sent = client.post("/network/progress/2026/1/complete/")

    shown = client.get(sent.headers["Location"]).content.decode()
    content = queries.reviews.snapshot_visible_to(network.nora, 2026, 1).content["GCM5"]
    assert ("Complete Q1 2026" in page, "Complete Q2 2026" in page) == (True, True)
    assert "Complete Q3 2026" not in page
    assert [one["title"] for one in content["measures"]] == ["In time"]
    assert [one["state"] for one in content["support"]] == ["under_way"]
    assert "As completed on" in shown


@pytest.mark.duty("O-26")
@pytest.mark.parametrize("words", ["", ".", "...", "n/a", " - "])
def test_a_reason_that_says_nothing_is_refused(network, plan, activity, held, words):
    promise = workplans.commitments.record_commitment(
        network.nora,
        activity.id,
        entity=network.unicef.id,
        what="Train two trainers",
        due_on=date(2026, 3, 1),
    )
    workplans.plans.adopt_plan(network.carla, plan.id, held.id)
    workplans.activities.edit_activity(
        network.sanja, activity.id, {"child": "no"}, {"child": "yes"}
    )
    told = {
        "revision": lambda: workplans.plans.revise_plan(network.carla, plan.id, words),
        "drop": lambda: workplans.commitments.change_commitment_state(
            network.nora, promise.id, "drop", words
        ),
        "progress": lambda: workplans.progress.report_progress(
            network.nora, activity.id, quarter=1, state="dropped", text=words
        ),
        "review": lambda: workplans.reviews.record_review(
            network.sanja, kind="formal", held_on=date(2026, 1, 15), finding=words
        ),
    }

    for name, act in told.items():
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.field in {"reason", "note", "text", "finding"}, name


def test_the_plan_asks_as_many_questions_for_one_activity_as_for_forty(
    network, plan, priority, django_assert_max_num_queries
):
    for number in range(40):
        workplans.activities.add_activity(
            network.sanja,
            priority.id,
            entities=[(network.iom.id, "lead"), (network.undp.id, "partner")],
            looked=True,
            title=f"Activity {number}",
        )

    with django_assert_max_num_queries(2):
        planned = queries.plans.activities_of(plan)
    with django_assert_max_num_queries(5):
        content = queries.editions.content_of(plan)

    assert len(planned) == 40
    assert len(content["priorities"][0]["activities"]) == 40


@pytest.mark.duty("O-23")
def test_the_page_of_an_overdue_commitment_says_since_when(client, network, activity, clock):
    promise = workplans.commitments.record_commitment(
        network.nora,
        activity.id,
        entity=network.unicef.id,
        what="Train two trainers",
        due_on=date(2026, 3, 1),
    )
    client.force_login(network.carla)
    page = f"/network/commitments/{promise.id}/"

    in_time = client.get(page)
    clock.set(date(2026, 3, 2))
    late = client.get(page)
    workplans.commitments.change_commitment_state(network.nora, promise.id, "fulfil", "Trained")
    ended = client.get(page)

    assert [one.context["state"][0] for one in (in_time, late, ended)] == [
        "Open",
        "Overdue",
        "Fulfilled",
    ]
    assert "This was due on 01/03/2026" in late.content.decode()
    for one in (in_time, ended):
        assert "This was due on" not in one.content.decode()


def test_a_step_that_was_taken_elsewhere_says_so_when_its_page_opens(client, network, activity):
    promise = workplans.commitments.record_commitment(
        network.nora,
        activity.id,
        entity=network.unicef.id,
        what="Train two trainers",
        due_on=date(2026, 3, 1),
    )
    client.force_login(network.nora)
    step = f"/network/commitments/{promise.id}/start/"
    before = client.get(step).content.decode()
    workplans.commitments.change_commitment_state(network.nora, promise.id, "fulfil", "Trained")

    after = client.get(step).content.decode()

    assert "novalidate" in before
    assert "This is not possible now: its state is “Fulfilled”." in after
    assert f'href="/network/commitments/{promise.id}/"' in after
    assert "novalidate" not in after
