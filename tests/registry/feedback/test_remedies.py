"""Remedies: asked, agreed with a day, given, and confirmed by the person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.registry.feedback import actions, facts, queries
from waystation.registry.feedback.models import Remedy
from waystation.registry.feedback.rules import is_remedied
from waystation.registry.organisations import actions as organisations

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 9, 21)
DUE = TODAY + timedelta(days=5)
AGREED = {"agreed": "Pays 400 euro back", "money_agreed": Decimal(400), "due_on": DUE}


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def agency(mission):
    leart = mission.hire("Leart Morina", mission.prishtine, "labour_officer")
    return organisations.record_entity(
        leart, mission.prishtine.id, name="Ura Recruitment (fictional)", kind="recruiter"
    )


@pytest.fixture
def entry(mission, arta, agency):
    return actions.record_feedback(
        arta,
        mission.prishtine.id,
        kind="complaint",
        about="recruiter",
        text="They took 400 euro",
        entity=agency.id,
    )


@pytest.fixture
def remedy(blerim, entry):
    return actions.ask_remedy(blerim, entry.id, asked="The fee paid back", money_asked=Decimal(400))


def fact_of(entry):
    (row,) = facts.read_entries(entry.organisation_id, [entry.id]).to_pylist()
    return row["remedied"], row["money_remedied"]


def test_what_is_asked_agreed_given_and_confirmed_is_remedied(blerim, entry, remedy):
    before = fact_of(entry)

    for step, values in (
        ("agree", AGREED),
        ("give", {"given_on": TODAY, "money_given": Decimal(400)}),
        ("confirm", {}),
    ):
        found = actions.change_remedy_state(blerim, remedy.id, step, **values)

    assert before == (False, 0)
    assert (found.state, found.confirmed_on) == ("confirmed", TODAY)
    assert read_sealed(found, "agreed") == "Pays 400 euro back"
    assert fact_of(entry) == (True, 400)


def test_what_did_not_come_is_due_again(blerim, remedy):
    actions.change_remedy_state(blerim, remedy.id, "agree", **AGREED)
    actions.change_remedy_state(blerim, remedy.id, "give", given_on=TODAY, money_given=Decimal(400))

    found = actions.change_remedy_state(blerim, remedy.id, "contradict")

    assert (found.state, found.given_on, found.money_given) == ("agreed", None, None)


def test_an_agreed_remedy_is_work_until_it_is_given(blerim, milan, remedy):
    actions.change_remedy_state(blerim, remedy.id, "agree", **AGREED)

    kinds = {
        who.get_short_name(): [one.kind for one in outstanding_for(who, TODAY)]
        for who in (blerim, milan)
    }

    assert kinds["Blerim"].count("feedback.remedy") == 1
    assert "feedback.remedy" not in kinds["Milan"]


def give(user, remedy):
    actions.change_remedy_state(user, remedy.id, "agree", **AGREED)
    return actions.change_remedy_state(
        user, remedy.id, "give", given_on=TODAY, money_given=Decimal(400)
    )


def test_what_was_given_is_work_until_the_person_was_asked(blerim, milan, remedy):
    give(blerim, remedy)

    waiting = [
        [one for one in outstanding_for(who, TODAY) if one.kind == "feedback.remedy_given"]
        for who in (blerim, milan)
    ]
    actions.change_remedy_state(blerim, remedy.id, "confirm")
    after = [one.kind for one in outstanding_for(blerim, TODAY)]

    assert [one.due_on for one in waiting[0]] == [TODAY + timedelta(days=14)]
    assert waiting[1] == []
    assert "feedback.remedy_given" not in after


def test_the_person_says_at_the_address_of_the_answer_that_it_came(client, blerim, entry, remedy):
    give(blerim, remedy)
    secret = queries.secret_of(entry)
    page = reverse("public:complaint", args=[secret])
    said = reverse("public:complaint_remedy", args=[secret, remedy.id])

    before = client.get(page).content.decode()
    neither = client.post(said, {})
    answers = [client.post(said, {"received": "yes"}) for _twice in range(2)]
    after = client.get(page).content.decode()
    client.force_login(blerim)
    office = client.get(reverse("feedback:entry", args=[entry.id])).content.decode()

    remedy.refresh_from_db()
    assert "Pays 400 euro back" in before
    assert "I have received it" in before
    assert neither.status_code == 422
    assert [one.status_code for one in answers] == [302, 302]
    assert (remedy.state, remedy.confirmed_on, remedy.confirmed_by_person) == (
        "confirmed", TODAY, True,
    )  # fmt: skip
    assert "You have received it." in after
    assert "I have received it" not in after
    assert "The person said so at the address of the answer." in office
    assert fact_of(entry) == (True, 400)


def test_what_the_person_has_not_received_is_due_again(client, blerim, entry, remedy):
    give(blerim, remedy)
    said = reverse("public:complaint_remedy", args=[queries.secret_of(entry), remedy.id])

    answers = [client.post(said, {"received": "no"}) for _twice in range(2)]
    late = client.post(said, {"received": "yes"})

    remedy.refresh_from_db()
    assert [one.status_code for one in answers] == [302, 302]
    assert late.status_code == 422  # it has not been given again
    assert (remedy.state, remedy.given_on, remedy.confirmed_by_person) == ("agreed", None, False)


def test_another_address_or_one_that_is_over_confirms_nothing(
    client, arta, blerim, mission, entry, remedy, time_machine
):
    give(blerim, remedy)
    other = actions.record_feedback(
        arta, mission.prishtine.id, kind="complaint", about="recruiter", text="Another"
    )

    wrong = client.post(
        reverse("public:complaint_remedy", args=[queries.secret_of(other), remedy.id]),
        {"received": "yes"},
    )
    time_machine.move_to(NOW + timedelta(days=500), tick=False)
    over = client.post(
        reverse("public:complaint_remedy", args=[queries.secret_of(entry), remedy.id]),
        {"received": "yes"},
    )

    remedy.refresh_from_db()
    assert (wrong.status_code, over.status_code) == (404, 410)
    assert remedy.state == "given"


@pytest.mark.parametrize(
    ("step", "values", "field"),
    [
        ("agree", {**AGREED, "money_agreed": Decimal(-1)}, "money_agreed"),
        ("agree", {**AGREED, "due_on": TODAY - timedelta(days=1)}, "due_on"),
        ("agree", {**AGREED, "agreed": ""}, "agreed"),
        ("refuse", {"refusal": ""}, "refusal"),
    ],
)
def test_an_agreement_without_sense_is_refused(blerim, remedy, step, values, field):
    with pytest.raises(Refusal) as caught:
        actions.change_remedy_state(blerim, remedy.id, step, **values)

    assert caught.value.field == field


def test_money_below_zero_and_unknown_currencies_are_refused(blerim, entry):
    with pytest.raises(Refusal) as caught:
        actions.ask_remedy(
            blerim, entry.id, asked="Money", money_asked=Decimal(-4), currency="euros"
        )

    assert {one.field for one in caught.value.all} == {"money_asked", "currency"}


def test_nothing_asked_says_nothing_and_all_refused_is_not_remedied():
    assert is_remedied([]) is None
    assert is_remedied(["refused"]) is False
    assert is_remedied(["confirmed", "given"]) is False
    assert is_remedied(["confirmed", "refused"]) is True


def test_who_speaks_for_the_recruiter_does_not_read_the_complaint(mission, blerim, agency, entry):
    seen = queries.entries_visible_to(blerim).count()
    leart = mission.hire("Lule Krasniqi", mission.prishtine, "labour_officer")
    organisations.name_focal_point(leart, agency.id, account=blerim.id, starts_on=TODAY)

    assert seen == 1
    assert queries.entries_visible_to(blerim).count() == 0
    with pytest.raises(NotSeen):
        queries.open_entry(blerim, entry.id)
    with pytest.raises(NotSeen):
        actions.ask_remedy(blerim, entry.id, asked="Nothing")


def test_the_office_handles_it_another_sees_nothing_and_who_takes_it_down_does_not_either(
    mission, arta, milan, blerim, entry, remedy
):
    for who in (arta, milan):
        assert queries.remedies_visible_to(who).count() == 0
        with pytest.raises(NotSeen):
            actions.change_remedy_state(who, remedy.id, "agree", **AGREED)
    reader = mission.hire("Rea Reader", mission.prishtine, "counsellor")
    with pytest.raises((NotSeen, NotAllowed)):
        actions.ask_remedy(reader, entry.id, asked="Money")

    assert [one.id for one in queries.remedies_visible_to(blerim)] == [remedy.id]


def test_the_page_of_the_complaint_shows_the_remedy_and_its_steps(client, blerim, entry, remedy):
    client.force_login(blerim)

    step = reverse("feedback:remedy_transition", args=[remedy.id, "agree"])
    wrong = client.post(step, {"agreed": "", "due_on": ""})
    right = client.post(step, {"agreed": "Pays back", "due_on": DUE.isoformat()})
    page = client.get(reverse("feedback:entry", args=[entry.id]))

    (shown,) = page.context["remedies"]
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert shown["state"] == "Agreed"
    assert [one["label"] for one in shown["steps"]] == ["It was given"]


def test_the_database_refuses_a_confirmation_without_a_day_and_any_deletion(remedy):
    with pytest.raises(IntegrityError), transaction.atomic():
        Remedy.objects.filter(id=remedy.id).update(state="confirmed")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM feedback_remedy")
