"""SDG 10.7.1 from case records: over what one may open, with exclusions; and as facts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.services.recruitment.conftest import TODAY
from waystation.foundation.shared.errors import NotAllowed
from waystation.foundation.shared.periods import year
from waystation.services.recruitment import actions, facts, queries


@pytest.fixture
def paid(arta, worker, fee):
    """1,500 paid, 200 paid back, 2,600 earned in the first month."""
    actions.add_cost(arta, worker.id, **{**fee, "amount": Decimal(1300)})
    actions.add_cost(
        arta,
        worker.id,
        **{
            **fee,
            "kind": "administrative",
            "amount": Decimal(200),
            "reimbursed": Decimal(200),
            "reimbursed_on": TODAY,
        },
    )
    actions.add_cost(
        arta, worker.id, **{**fee, "kind": "travel", "payer": "employer", "amount": Decimal(250)}
    )
    return actions.edit_recruitment(
        arta,
        worker.id,
        {"earnings": None, "earned_on": None},
        {"earnings": Decimal(2600), "earned_on": TODAY},
    )


def test_a_worker_counts_once_every_cost_is_named(arta, paid):
    before = queries.indicator_for(arta, year(TODAY))
    actions.declare_costs_complete(arta, paid.id)

    after = queries.indicator_for(arta, year(TODAY), "channel")

    assert before.whole.n == 0
    assert [(reason, n) for reason, _words, n in before.excluded] == [("costs_incomplete", 1)]
    assert (after.whole.n, after.whole.mean, after.whole.ratio_of_means) == (1, 0.5, 0.5)
    assert [label for _value, label, _one in after.groups] == ["Private recruiter or agency"]


def test_it_counts_only_what_one_may_open(arta, milan, blerim, mission, paid):
    actions.declare_costs_complete(arta, paid.id)
    stranger = mission.hire("Enis Far", mission.prishtine, "tracking_enumerator")

    found = [queries.indicator_for(who, year(TODAY)).whole.n for who in (arta, milan, blerim)]

    assert found == [1, 0, 1]
    with pytest.raises(NotAllowed):
        queries.indicator_for(stranger, year(TODAY))


def test_a_cost_in_a_currency_without_a_rate_leaves_the_worker_out(arta, paid, fee):
    actions.declare_costs_complete(arta, paid.id)
    actions.add_cost(arta, paid.id, **{**fee, "currency": "CHF"})

    found = queries.indicator_for(arta, year(TODAY))

    assert [reason for reason, _words, _n in found.excluded] == ["costs_unknown"]


def test_the_page_shows_the_number_who_is_left_out_and_the_records(client, arta, paid):
    actions.declare_costs_complete(arta, paid.id)
    client.force_login(arta)

    page = client.get(reverse("recruitment:indicator"), {"by": "corridor"})
    odd = client.get(reverse("recruitment:indicator"), {"by": "religion", "period": "soon"})

    assert page.status_code == odd.status_code == 200
    assert page.context["shown"].whole.median == 0.5
    assert [one["months"] for one in page.context["records"]] == [0.5]
    assert odd.context["by"] == "sex"
    assert odd.context["wrong"]


def test_every_number_opens_the_records_that_it_counts(client, mission, arta, paid, besim, job):
    actions.declare_costs_complete(arta, paid.id)
    other = actions.record_recruitment(arta, mission.prishtine.id, besim.id, **job)
    client.force_login(arta)

    def opened(**asked):
        page = client.get(reverse("recruitment:indicator"), {"by": "sex", **asked})
        return {one["id"] for one in page.context["records"]}

    assert opened() == {paid.id, other.id}
    assert opened(left_out="costs_incomplete") == {other.id}
    assert opened(left_out="short_stay") == set()
    assert opened(group="male") == {paid.id}


def test_the_facts_hold_the_ratio_and_no_name(mission, arta, paid):
    actions.declare_costs_complete(arta, paid.id)

    (row,) = facts.read_recruitments(mission.organisation.id, None).to_pylist()
    gone = facts.read_recruitments(mission.organisation.id, [mission.organisation.id]).to_pylist()

    assert (row["months_of_pay"], row["counted"], row["left_out"]) == (0.5, True, None)
    assert (row["borne"], row["first_pay"], row["paid_something"]) == (1300.0, 2600.0, True)
    assert row["sex"] == "male"
    assert "Besim" not in str(row)
    assert gone == []


def test_incidents_and_decisions_are_facts(mission, leart, incident, assessed, decide):
    decide(assessed, "clear_with_actions")
    actions.change_incident_state(
        leart, incident.id, "close", outcome="remedied", reason="Paid back"
    )

    (happened,) = facts.read_incidents(mission.organisation.id, None).to_pylist()
    (decided,) = facts.read_assessments(mission.organisation.id, None).to_pylist()

    assert (happened["kind"], happened["remedied"], happened["in_time"]) == ("fee", True, True)
    assert (decided["outcome"], decided["cleared"]) == ("cleared_actions", True)
    assert decided["date"] == TODAY
    assert happened["date"] == TODAY
    assert happened["date"] + timedelta(days=15) >= TODAY
