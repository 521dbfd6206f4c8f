"""Memberships with duties, delegations, exchanges, dialogues, outcomes, links."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.governance.policies.conftest import TODAY
from waystation.foundation.records.actions import record_entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.policies.actions import measures
from waystation.governance.policies.queries import due
from waystation.governance.policies.queries import registers as queries


@pytest.fixture
def enter(mission, arta, people):
    def write(register, user=arta, **values):
        return record_entry(user, register, values, office=mission.prishtine.id)

    return write


@pytest.fixture
def network(enter, people):
    return enter(
        queries.MEMBERSHIPS,
        name="Global Policy Network on Recruitment",
        kind="network",
        level="global",
        entity=people.ministry.id,
        joined_on=date(2024, 6, 1),
        meaning="Share rules on recruitment.",
    )


@pytest.fixture
def duty(enter, network):
    return enter(
        queries.DUTIES, membership=network.id, what="Yearly overview", due_on=date(2026, 9, 1)
    )


def test_each_register_says_what_is_missing_beside_its_field(enter, people, network, roadmap):
    delegation = {
        "event": "Conference",
        "place": "Geneva",
        "starts_on": date(2026, 6, 1),
        "entity": people.ministry.id,
        "members": "Head of department",
        "mandate": "Report on the register",
        "report_due_on": date(2026, 7, 1),
    }
    dialogue = {
        "country": "DE",
        "day": TODAY,
        "subject": "Care",
        "entity": people.ministry.id,
        "commitments": "Two schools",
        "state": "open",
    }
    wrong = [
        (queries.DUTIES, {"membership": network.id, "what": "x", "due_on": TODAY,
                          "done_on": TODAY}, "evidence"),
        (queries.DELEGATIONS, {**delegation, "reported_on": TODAY}, "report"),
        (queries.DELEGATIONS, {**delegation, "ends_on": date(2026, 5, 1)}, "ends_on"),
        (queries.DIALOGUES, dialogue, "next_step"),
        (queries.EXCHANGES, {"day": date(2027, 1, 1), "subject": "x", "counterpart": "y",
                             "learned": "z"}, "day"),
        (queries.LINKS, {"policy": roadmap.id, "relation": "supports", "other": roadmap.id,
                         "text": "x"}, "other"),
    ]  # fmt: skip

    for register, values, field in wrong:
        with pytest.raises(Refusal) as refused:
            enter(register, **values)
        assert refused.value.field == field


def test_a_membership_shows_its_duties_delegations_and_exchanges(arta, client, network, duty):
    client.force_login(arta)

    page = client.get(reverse("policies:entry", args=["memberships", network.id]))

    assert "Yearly overview" in page.content.decode()


def test_what_is_due_under_a_membership_is_outstanding(arta, blerim, milan, duty):
    found = [one for one in due.outstanding(arta, TODAY) if one.record == duty.id]

    assert [one.urgency(TODAY) for one in found] == ["late"]
    assert due.outstanding(blerim, TODAY) == []
    assert due.outstanding(milan, TODAY) == []


def test_an_outcome_document_leads_to_the_measures_that_follow(
    arta, client, enter, roadmap, people
):
    outcome = enter(
        queries.OUTCOMES,
        title="Outcome of the conference",
        event="Conference",
        day=date(2026, 5, 1),
        text="Training and no fees.",
    )
    row = measures.add_measure(
        arta,
        roadmap.id,
        title="Pilot course",
        entity=str(people.ministry.id),
        person="Head",
        due_on=date(2026, 12, 1),
        outcome=str(outcome.id),
    )
    client.force_login(arta)

    of_outcome = client.get(reverse("policies:entry", args=["outcomes", outcome.id]))
    of_measure = client.get(reverse("policies:measure", args=[row.id]))

    assert reverse("policies:measure", args=[row.id]) in of_outcome.content.decode()
    back = reverse("policies:entry", args=["outcomes", outcome.id])
    assert back in of_measure.content.decode()


def test_who_looks_writes_nothing_and_elsewhere_there_is_nothing(
    blerim, milan, client, enter, network
):
    with pytest.raises(NotAllowed):
        enter(queries.DUTIES, user=blerim, membership=network.id, what="x", due_on=TODAY)
    with pytest.raises(NotSeen):
        enter(queries.DUTIES, user=milan, membership=network.id, what="x", due_on=TODAY)
    client.force_login(milan)
    answer = client.get(reverse("policies:entry", args=["memberships", network.id]))
    assert answer.status_code == 404
    assert queries.membership_choices(milan) == []
