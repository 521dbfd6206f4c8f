"""Incidents: opened once, due by how grave they are, closed only when what was agreed is done."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.services.recruitment.conftest import TODAY
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.models import Incident
from waystation.services.recruitment.rules.incidents import due_on, principles_of

CLOSING = {"reason": "The fee is paid back"}


def test_threats_are_due_in_two_days_a_fee_in_fifteen_with_its_principles(incident):
    assert incident.due_on == TODAY + timedelta(days=15)
    assert due_on("threats", TODAY) == TODAY + timedelta(days=2)
    assert principles_of("fee") == ("ilo.7", "iris.1")


def test_an_incident_about_the_same_subject_is_opened_once_while_it_is_open(
    mission, arta, leart, recruiter
):
    vacancy = actions.Subject("vacancy", new_key(), "Welder", "/labour/vacancies/1/")

    def opened():
        return actions.open_incident(
            arta,
            mission.prishtine.id,
            entity_id=recruiter.id,
            subject=vacancy,
            kind="fee",
            account="A fee of 400 euro",
        )

    first, second = opened(), opened()
    actions.change_incident_state(leart, first.id, "close", outcome="remedied", **CLOSING)
    third = opened()

    assert first.id == second.id
    assert third.id != first.id
    assert (first.subject_title, first.subject_address) == ("Welder", "/labour/vacancies/1/")


def test_an_incident_is_not_remedied_while_a_corrective_action_is_open(leart, incident):
    action = actions.add_corrective_action(
        leart, incident_id=incident.id, what="Pay back 400 euro", due_on=date(2026, 10, 1)
    )

    with pytest.raises(Refusal) as caught:
        actions.change_incident_state(leart, incident.id, "close", outcome="remedied", **CLOSING)
    actions.change_action_state(leart, action.id, "finish", proof="Receipt seen")
    closed = actions.change_incident_state(
        leart, incident.id, "close", outcome="remedied", **CLOSING
    )

    assert caught.value.code == "actions_open"
    assert (closed.state, closed.closed_on, closed.handler_id) == ("closed", TODAY, leart.id)
    assert read_sealed(closed, "reason") == "The fee is paid back"


def test_negative_money_and_days_to_come_are_refused(mission, arta):
    with pytest.raises(Refusal) as caught:
        actions.open_incident(
            arta,
            mission.prishtine.id,
            kind="pay",
            amount=Decimal(-5),
            happened_on=TODAY + timedelta(days=1),
            account="Pay withheld",
        )

    assert {one.code for one in caught.value.all} == {"negative", "too_late"}


def test_the_office_sees_it_another_does_not_and_who_may_look_may_not_change(
    arta, milan, blerim, leart, incident
):
    seen = [queries.incidents_visible_to(who).count() for who in (arta, milan, blerim, leart)]

    assert seen == [1, 0, 1, 1]
    with pytest.raises(NotSeen):
        queries.open_incident(milan, incident.id)
    for who in (arta, blerim):
        with pytest.raises(NotAllowed):
            actions.change_incident_state(who, incident.id, "take")


def test_the_database_refuses_an_end_without_an_outcome_and_any_deletion(incident):
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(id=incident.id).update(state="closed")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM recruitment_incident")
