"""The work plan, commitments, reviews and the board on their pages."""

from __future__ import annotations

from datetime import date

import pytest

from tests.governance.workplans.test_plans import FULL, activity, held, plan, priority
from waystation.governance.workplans import actions, queries
from waystation.governance.workplans.models import Activity, Commitment, Measure, WorkPlan

__all__ = ["activity", "held", "plan", "priority"]  # fixtures


def typed(network, **other):
    """Return FULL as somebody types it."""
    values = {name: value for name, value in FULL.items() if value is not None}
    return values | {"lead": str(network.iom.id), "currency": "EUR"} | other


def test_a_plan_is_begun_filled_and_adopted_on_pages(client, network, held):
    client.force_login(network.sanja)
    client.post("/network/plans/new/", {"year": 2026, "title": "Work plan 2026"})
    plan = WorkPlan.objects.get()
    client.post(f"/network/plans/{plan.id}/priority/", {"title": "Safe ways abroad"})
    priority = queries.plans.priorities_of(plan)[0]
    page = f"/network/priorities/{priority.id}/activity/"
    assert client.get(page).status_code == 200
    answer = client.post(page, typed(network, partner=[str(network.unicef.id)]))
    one = Activity.objects.get()
    assert answer.headers["Location"] == f"/network/activities/{one.id}/"

    client.force_login(network.carla)
    answer = client.post(f"/network/plans/{plan.id}/adopt/", {"decision": str(held.id)})
    edition = client.get(answer.headers["Location"])

    assert FULL["title"] in edition.content.decode()
    assert one.joint
    assert WorkPlan.objects.get().edition == 1


@pytest.mark.sqlite_only
def test_the_form_of_a_new_plan_proposes_the_first_year_without_one(client, network, plan):
    client.force_login(network.sanja)

    form = client.get("/network/plans/new/").context["form"]

    assert plan.year == 2026
    assert form.initial["year"] == 2027
    assert form.initial["title"] == "Work plan 2027"


@pytest.mark.sqlite_only
def test_the_page_of_adoption_names_every_blank(client, network, plan, priority, held):
    actions.activities.add_activity(network.sanja, priority.id, title="Only a title")
    client.force_login(network.carla)

    answer = client.post(f"/network/plans/{plan.id}/adopt/", {"decision": str(held.id)})

    said = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("has no UNSDCF priority", "has no SDG target", "has no gender marker"):
        assert sentence in said


@pytest.mark.sqlite_only
def test_something_alike_is_asked_about_on_the_form(client, network, priority, activity):
    client.force_login(network.sanja)
    page = f"/network/priorities/{priority.id}/activity/"
    again = typed(network, title="Orientation of workers before departure")

    first = client.post(page, again)
    second = client.post(page, again | {"looked": "on"})

    assert first.status_code == 422
    assert "This may be done already" in first.content.decode()
    assert second.status_code == 302


def test_an_activity_is_changed_reported_and_committed_to(client, network, activity):
    client.force_login(network.sanja)
    page = client.get(f"/network/activities/{activity.id}/edit/")
    seen = page.context["seen"]
    changed = typed(network, seen=seen, title="Another title", partner=[str(network.unicef.id)])
    assert client.post(f"/network/activities/{activity.id}/edit/", changed).status_code == 302
    step = {"title": "Trainers found", "quarter": "1"}
    assert client.post(f"/network/activities/{activity.id}/milestone/", step).status_code == 302
    milestone = queries.plans.milestones_of(activity)[0]

    client.force_login(network.nora)
    done = {"reached_on": "15.1.2026", "evidence": "List of trainers"}
    assert client.post(f"/network/milestones/{milestone.id}/reached/", done).status_code == 302
    told = {"quarter": "1", "state": "under_way", "text": "Two groups."}
    assert client.post(f"/network/activities/{activity.id}/report/", told).status_code == 302
    promise = {"entity": str(network.unicef.id), "what": "Two trainers", "due_on": "1.3.2026"}
    answer = client.post(f"/network/activities/{activity.id}/commitment/", promise)
    assert answer.status_code == 302
    commitment = Commitment.objects.get()
    step = f"/network/commitments/{commitment.id}/fulfil/"
    assert client.post(step, {"note": "Trained"}).status_code == 302

    shown = client.get(f"/network/activities/{activity.id}/").content.decode()
    for words in ("Another title", "List of trainers", "Two groups.", "Two trainers"):
        assert words in shown


@pytest.mark.sqlite_only
@pytest.mark.duty("O-28")
@pytest.mark.parametrize("by", ["unsdcf", "gcm", "sdg", "nonsense"])
def test_the_matrix_shows_its_blanks(client, network, plan, priority, activity, by):
    actions.activities.add_activity(network.sanja, priority.id, title="Only a title")
    client.force_login(network.nora)

    page = client.get(f"/network/plans/{plan.id}/alignment/?by={by}")

    assert page.status_code == 200
    assert page.context["blank_rows"] == 1
    assert page.content.decode().count("blank") >= 1


def test_the_pages_of_the_plan_open_for_a_member(client, network, plan, activity, held):
    actions.plans.adopt_plan(network.carla, plan.id, held.id)
    client.force_login(network.nora)

    for page in ("plans/", f"plans/{plan.id}/", f"plans/{plan.id}/overlap/", "commitments/",
                 "commitments/?which=overdue&mine=1", "reviews/", "progress/"):  # fmt: skip
        assert client.get(f"/network/{page}").status_code == 200, page
    for page in ("plans/new/", f"plans/{plan.id}/adopt/", f"plans/{plan.id}/revise/",
                 f"activities/{activity.id}/edit/", "reviews/new/"):  # fmt: skip
        assert client.get(f"/network/{page}").status_code == 403, page


def test_an_empty_form_is_answered_with_422_and_makes_nothing(
    client, network, plan, priority, activity
):
    milestone = actions.progress.add_milestone(network.sanja, activity.id, title="Step", quarter=1)
    promise = actions.commitments.record_commitment(
        network.sanja, activity.id, entity=network.unicef.id, what="Train", due_on=date(2026, 3, 1)
    )
    client.force_login(network.sanja)

    statuses = {
        page: client.post(f"/network/{page}", {}).status_code
        for page in (
            "plans/new/",
            f"plans/{plan.id}/priority/",
            f"priorities/{priority.id}/activity/",
            f"activities/{activity.id}/milestone/",
            f"activities/{activity.id}/report/",
            f"activities/{activity.id}/commitment/",
            f"milestones/{milestone.id}/reached/",
            f"commitments/{promise.id}/drop/",
            "reviews/new/",
            "progress/measures/new/",
        )
    }
    client.force_login(network.carla)
    adopting = client.post(f"/network/plans/{plan.id}/adopt/", {}).status_code

    assert (set(statuses.values()), adopting) == ({422}, 422), statuses
    assert (WorkPlan.objects.count(), Activity.objects.count(), Measure.objects.count()) == (
        1,
        1,
        0,
    )


@pytest.mark.sqlite_only
def test_strangers_find_nothing(client, network, plan, activity, arta, milan, blerim):
    client_pages = [
        "plans/", f"plans/{plan.id}/", f"activities/{activity.id}/", "progress/", "reviews/"
    ]  # fmt: skip

    for who in (arta, milan, blerim):
        client.force_login(who)
        assert {client.get(f"/network/{one}").status_code for one in client_pages} == {404}


def test_reviews_and_the_board_are_kept_on_pages(client, network, activity, clock):
    client.force_login(network.sanja)
    assert "No review has been held" in client.get("/network/reviews/").content.decode()
    review = {"kind": "informal", "held_on": "15.1.2026", "finding": "Too many papers"}
    assert client.post("/network/reviews/new/", review).status_code == 302
    assert "No review has been held" not in client.get("/network/reviews/").content.decode()
    measure = {"objective": "GCM5", "title": "Law", "authority": "Ministry", "state": "planned"}
    assert client.post("/network/progress/measures/new/", measure).status_code == 302
    clock.set(date(2026, 4, 2))
    assert client.post("/network/progress/2026/1/complete/").status_code == 302
    row = Measure.objects.get()
    seen = client.get(f"/network/progress/measures/{row.id}/").context["seen"]
    changed = measure | {"seen": seen, "state": "done"}
    assert client.post(f"/network/progress/measures/{row.id}/", changed).status_code == 302
    clock.set(date(2026, 7, 2))
    assert client.post("/network/progress/2026/2/complete/").status_code == 302

    kept = client.get("/network/progress/2026/2/").content.decode()

    assert "+1" in kept
    assert "Law" in kept


@pytest.mark.sqlite_only
def test_the_plans_page_asks_no_more_for_forty(
    client, network, plan, priority, django_assert_max_num_queries
):
    for number in range(40):
        actions.activities.add_activity(
            network.sanja,
            priority.id,
            entities=[(network.iom.id, "lead"), (network.undp.id, "partner")],
            looked=True,
            title=f"Activity {number}",
        )
    client.force_login(network.nora)
    client.get(f"/network/plans/{plan.id}/")

    with django_assert_max_num_queries(20):
        client.get(f"/network/plans/{plan.id}/")
