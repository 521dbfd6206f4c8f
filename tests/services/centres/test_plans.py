"""What was agreed with a person, step by step, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.services.centres.conftest import NOW
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.services.centres import actions, plan_facts, queries
from waystation.services.centres.models import Plan, Step

TODAY = date(2026, 9, 21)
FOLLOWED = {
    "intention_at_follow_up": "stay",
    "outcome": "job_home",
    "satisfaction": "good",
    "follow_up_note": "Works in Ferizaj",
}


@pytest.fixture
def plan(arta, visitors):
    return actions.record_plan(
        arta,
        visitors.besim.id,
        intention_before="leave",
        intention_after="undecided",
        aim="A job as an electrician",
        follow_up_on=TODAY + timedelta(days=90),
    )


@pytest.fixture
def step(arta, plan):
    return actions.add_step(
        arta, plan.id, what="Has the diploma translated", due_on=TODAY + timedelta(days=7)
    )


def test_steps_have_a_day_and_are_done_or_not(arta, plan, step):
    other = actions.add_step(arta, plan.id, what="Writes to the school", by_centre=True,
                             due_on=TODAY)  # fmt: skip

    actions.change_step_state(arta, step.id, "done")
    actions.change_step_state(arta, other.id, "not_done")
    actions.change_step_state(arta, other.id, "reopen")

    rows = queries.steps_of(arta, plan)
    assert [(row["what"], row["step"].state) for row in rows] == [
        ("Writes to the school", "open"),
        ("Has the diploma translated", "done"),
    ]


def test_the_words_are_sealed_and_go_with_the_person(mission, arta, plan, step, visitors):
    actions.change_plan_state(arta, plan.id, "follow_up", **FOLLOWED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM centres_plan")
        stored = repr(cursor.fetchall())
        cursor.execute("SELECT * FROM centres_step")
        stored += repr(cursor.fetchall())

    actions.erase_person(mission.organisation.id, visitors.besim.id)

    assert [one for one in ("electrician", "Ferizaj", "diploma") if one in stored] == []
    plan.refresh_from_db()
    step.refresh_from_db()
    assert [bytes(one) for one in (plan.aim, plan.follow_up_note, step.what)] == [b"", b"", b""]
    assert plan.outcome == "job_home"  # it is still counted


def test_the_follow_up_needs_an_outcome_and_a_later_one_replaces_it(arta, plan, time_machine):
    with pytest.raises(Refusal) as refused:
        actions.change_plan_state(arta, plan.id, "follow_up", **{**FOLLOWED, "outcome": ""})
    first = actions.change_plan_state(arta, plan.id, "follow_up", **FOLLOWED)
    time_machine.move_to(NOW + timedelta(days=30), tick=False)
    later = actions.change_plan_state(
        arta, plan.id, "follow_up", **{**FOLLOWED, "outcome": "regular_departure"}
    )

    assert refused.value.field == "outcome"
    assert (first.followed_up_on, first.outcome) == (TODAY, "job_home")
    assert later.followed_up_on == TODAY + timedelta(days=30)
    assert Plan.objects.get().outcome == "regular_departure"


def test_plain_sql_cannot_follow_up_by_halves(plan):
    for changes in ({"state": "followed_up"}, {"outcome": "study"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(id=plan.id).update(**changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"intention_before": "fly"}, "intention_before"),
        ({"follow_up_on": TODAY - timedelta(days=1)}, "follow_up_on"),
        ({"aim": "x" * 3000}, "aim"),
    ],
)
def test_what_cannot_be_agreed_is_refused_by_its_field(arta, visitors, changes, field):
    with pytest.raises(Refusal) as refused:
        actions.record_plan(arta, visitors.besim.id, **changes)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": ""}, "what"),
        ({"due_on": None}, "due_on"),
        ({"due_on": date(2020, 1, 1)}, "due_on"),
    ],
)
def test_a_step_without_words_or_day_is_refused(arta, plan, changes, field):
    given = {"what": "Calls", "due_on": TODAY, **changes}

    with pytest.raises(Refusal) as refused:
        actions.add_step(arta, plan.id, **given)

    assert refused.value.field == field


def test_sent_twice_it_is_one(arta, visitors):
    key, words = new_key(), {"aim": "Study"}

    one, two = (actions.record_plan(arta, visitors.besim.id, key=key, **words) for _ in range(2))
    steps = [actions.add_step(arta, key, key=key, what="Enrols", due_on=TODAY).id for _ in range(2)]

    assert one.id == two.id == key
    assert steps == [key, key]
    with pytest.raises(Conflict):
        actions.record_plan(arta, visitors.besim.id, key=key, aim="Work")


def test_two_editors_of_the_same_answer_see_both(arta, plan):
    seen = {"intention_after": "undecided"}
    actions.edit_plan(arta, plan.id, seen, {"intention_after": "stay"})

    with pytest.raises(Conflict) as conflict:
        actions.edit_plan(arta, plan.id, seen, {"intention_after": "leave"})

    assert conflict.value.fields == {"intention_after": ("stay", "leave")}


def test_blerim_looks_and_milan_sees_no_plan(blerim, milan, plan, step, visitors):
    assert queries.plan_visible_to(blerim, plan.id) == plan
    assert list(queries.plans_visible_to(milan)) == []
    for who, error in ((blerim, NotAllowed), (milan, NotSeen)):
        with pytest.raises(error):
            actions.record_plan(who, visitors.besim.id)
        with pytest.raises(error):
            actions.edit_plan(who, plan.id, {"aim": ""}, {"aim": "Mine"})
        with pytest.raises(error):
            actions.add_step(who, plan.id, what="Calls", due_on=TODAY)
        with pytest.raises(error):
            actions.change_step_state(who, step.id, "done")
        with pytest.raises(error):
            actions.change_plan_state(who, plan.id, "follow_up", **FOLLOWED)


def test_facts_tell_whether_counselling_changed_an_intention(mission, arta, plan, step, visitors):
    actions.change_step_state(arta, step.id, "done")
    actions.change_plan_state(arta, plan.id, "follow_up", **FOLLOWED)
    actions.record_plan(arta, visitors.elif_.id, intention_before="leave", intention_after="leave")

    rows = plan_facts.read_plans(mission.organisation.id, None).to_pylist()

    by_change = {row["changed"]: row for row in rows}
    assert (by_change[True]["steps"], by_change[True]["steps_done"]) == (1, 1)
    assert (by_change[True]["outcome"], by_change[True]["satisfaction"]) == ("job_home", "good")
    assert by_change[False]["outcome"] is None
    assert by_change[True]["sex"] == "male"
    assert [word for word in ("electrician", "diploma", "Besim") if word in repr(rows)] == []


def test_the_persons_page_shows_what_was_agreed_and_what_came_of_it(client, arta, plan, step,
                                                                   visitors):  # fmt: skip
    actions.change_plan_state(arta, plan.id, "follow_up", **FOLLOWED)
    client.force_login(arta)

    page = client.get(reverse("people:person", args=[visitors.besim.id])).content.decode()

    assert "Has the diploma translated" in page
    assert "Job at home" in page


def test_by_page_a_plan_is_agreed_step_by_step_and_followed_up(client, arta, milan, visitors):
    client.force_login(arta)
    new = reverse("centres:plan_new", args=[visitors.besim.id])
    saved = client.post(new, {"intention_before": "leave", "aim": "A job", "key": new_key()})
    plan = Plan.objects.get()
    add = reverse("centres:step_new", args=[plan.id])
    wrong = client.post(add, {"what": "", "due_on": ""})
    added = client.post(add, {"what": "Writes a CV", "due_on": "30.9.2026"})
    done = client.post(reverse("centres:step_change", args=[Step.objects.get().id, "done"]))
    follow = reverse("centres:plan_transition", args=[plan.id, "follow_up"])
    empty = client.post(follow, {})
    followed = client.post(follow, FOLLOWED)
    shown = client.get(saved["Location"]).content.decode()
    listed = client.get(reverse("centres:plans"), {"outcome": "job_home"}).content.decode()
    client.force_login(milan)
    unseen = client.get(saved["Location"])

    answers = (saved, wrong, added, done, empty, followed, unseen)
    assert [one.status_code for one in answers] == [302, 422, 302, 302, 422, 302, 404]
    assert "Writes a CV" in shown
    assert "Works in Ferizaj" in shown
    assert "Besim Krasniqi" in listed


def test_over_the_api_it_is_the_same(client, arta, visitors):
    client.force_login(arta)
    where = "/api/v1/centres/plans"
    made = client.post(where, {"person_id": str(visitors.besim.id), "aim": "A job"},
                       "application/json").json()  # fmt: skip
    step = client.post(
        f"{where}/{made['id']}/steps/", {"what": "CV", "due_on": "2026-09-30"}, "application/json"
    ).json()
    done = client.post(f"/api/v1/centres/steps/{step['id']}/done", {}, "application/json")
    followed = client.post(f"{where}/{made['id']}/follow_up", FOLLOWED, "application/json")

    assert done.json()["state"] == "done"
    assert followed.json()["outcome"] == "job_home"
    assert client.get(f"{where}/{made['id']}").json()["aim"] == "A job"
    assert "aim" not in client.get(where).json()[0]
