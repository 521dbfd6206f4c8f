"""How the duties about plan and advice stand, and what the homes show of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.governance.advice.test_advice import draft
from tests.governance.pages import address
from tests.governance.workplans.test_plans import FULL, activity, held, plan, priority
from waystation.foundation.shared.errors import Refusal
from waystation.governance.advice import actions as advice_actions
from waystation.governance.advice import duties as advice
from waystation.governance.advice import queries
from waystation.governance.knowledge.models import DatedFact, LegalReference
from waystation.governance.network.models import Mechanism
from waystation.governance.workplans import actions as workplans_actions
from waystation.governance.workplans import duties as workplans

pytestmark = pytest.mark.sqlite_only

__all__ = ["activity", "held", "plan", "priority"]  # fixtures


def states(network):
    return {
        key: of(network.record, network.clock.today).how
        for key, of in (workplans.STATUSES | advice.STATUSES).items()
    }


def test_an_empty_network_has_kept_little_yet(network):
    how = states(network)

    assert how["O-27"] == "missing"
    nothing = {"O-23", "O-28", "O-35", "O-36", "O-37", "O-38", "O-39", "O-41", "O-42", "O-52"}
    assert {key for key, value in how.items() if value == "nothing_yet"} == nothing
    assert {how["O-25"], how["O-26"]} == {"kept"}


@pytest.mark.duty("O-52")
@pytest.mark.duty("O-39")
def test_an_activity_names_the_coordination_and_the_law_it_stands_on(
    network, plan, priority, activity, held
):
    place = (network.sanja, network.office.id)
    legal = LegalReference.begin(
        *place, title="Convention on Migrant Workers", kind="convention", reference="1990"
    )
    mechanism = Mechanism.begin(
        *place, name="Gender Equality", kind="gender", liaison=network.sanja
    )
    legal.save(force_insert=True)
    mechanism.save(force_insert=True)
    before = states(network)
    links = {"legal": [str(legal.id)], "mechanisms": [str(mechanism.id)]}

    workplans_actions.activities.edit_activity(
        network.sanja, activity.id, {"legal": [], "mechanisms": []}, links
    )
    with pytest.raises(Refusal) as refused:
        workplans_actions.activities.edit_activity(
            network.sanja, activity.id, {"legal": [str(legal.id)]}, {"legal": ["nowhere"]}
        )

    after = states(network)
    assert (before["O-39"], before["O-52"]) == ("due", "due")
    assert (after["O-39"], after["O-52"]) == ("kept", "kept")
    assert refused.value.field == "legal"


@pytest.mark.duty("O-49")
def test_a_mechanism_that_does_it_is_shown_until_somebody_looked(network, priority):
    place = (network.sanja, network.office.id)
    group = Mechanism.begin(
        *place,
        name="Prishtinë working group",
        kind="local",
        role="Orientation of workers before departure",
        liaison=network.sanja,
    )
    group.save(force_insert=True)

    with pytest.raises(Refusal) as refused:
        workplans_actions.activities.add_activity(network.sanja, priority.id, **FULL)

    assert "Prishtinë working group" in refused.value.in_english()
    assert workplans_actions.activities.add_activity(
        network.sanja, priority.id, looked=True, **FULL
    )


def test_the_states_follow_the_records(network, plan, activity, held, clock):
    workplans_actions.plans.adopt_plan(network.carla, plan.id, held.id)
    row = draft(network)
    advice_actions.endorse(network.carla, row.id)
    advice_actions.submit(network.sanja, row.id)
    workplans_actions.commitments.record_commitment(
        network.nora, activity.id, entity=network.unicef.id, what="X", due_on=date(2026, 2, 1)
    )
    workplans_actions.reviews.record_review(
        network.sanja, kind="formal", held_on=date(2026, 1, 15), finding="Fine"
    )
    now = states(network)
    clock.set(date(2027, 1, 20))
    later = states(network)

    assert {key: now[key] for key in ("O-23", "O-25", "O-27", "O-28", "O-42")} == {
        "O-23": "kept",
        "O-25": "due",
        "O-27": "kept",
        "O-28": "kept",
        "O-42": "kept",
    }
    assert {key: later[key] for key in ("O-23", "O-25", "O-27", "O-41", "O-42")} == {
        "O-23": "late",
        "O-25": "late",
        "O-27": "missing",
        "O-41": "late",
        "O-42": "due",
    }


def test_the_homes_show_advice_commitments_and_the_adopted_plan(
    client, network, plan, activity, held
):
    workplans_actions.plans.adopt_plan(network.carla, plan.id, held.id)
    workplans_actions.commitments.record_commitment(
        network.nora, activity.id, entity=network.unicef.id, what="A desk", due_on=date(2026, 2, 1)
    )
    draft(network)
    sent = draft(network, "Open a desk in Prizren.")
    advice_actions.endorse(network.carla, sent.id)
    advice_actions.submit(network.sanja, sent.id)
    shown = {
        "unkt": (network.uma, "Open a desk in Prizren."),
        "chair": (network.carla, "Fund one counsellor"),
        "mine": (network.nora, "A desk"),
        "desk": (network.sanja, "Open a desk in Prizren."),
        "public": (network.nora, FULL["title"]),
    }

    for home, (who, words) in shown.items():
        client.force_login(who)

        page = client.get(address(home))
        assert page.status_code == 200, home
        assert words in page.content.decode(), home


def test_a_dated_fact_is_cited_as_it_is_today(network):
    place = (network.sanja, network.office.id)
    fact = DatedFact.begin(
        *place,
        series="remittances",
        label="Remittances, share of GDP",
        value=Decimal("15"),
        unit="per cent",
        qualifier="over",
        as_of="2020",
        as_of_on=date(2020, 12, 31),
        source="World Bank",
    )
    fact.save(force_insert=True)
    row = advice_actions.draft_recommendation(
        network.nora, text="Fund one counsellor.", addressee="unkt"
    )

    offered = dict(queries.evidence.citable_evidence(network.nora)["fact"])
    piece = advice_actions.cite_evidence(network.nora, row.id, "fact", str(fact.id))
    again = advice_actions.cite_evidence(network.nora, row.id, "fact", str(fact.id))

    assert str(fact.id) in offered
    assert (piece.said, piece.as_of, piece.source) == ("over 15%", "2020", "World Bank")
    assert again == piece
    advice_actions.endorse(network.carla, row.id)
