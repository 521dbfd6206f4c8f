"""Which costs may not fall on a worker: the rule that a vacancy and a worker's record share."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from waystation.services.recruitment.rules import CostLine, fees_charged_to_worker, refusals_of_fees
from waystation.services.recruitment.rules.costs import PRINCIPLES, refusals_of_cost

AMOUNTS = st.decimals(0, 100_000, places=2)


def test_what_the_worker_pays_is_named_with_its_kind_amount_and_principles():
    lines = [
        CostLine("recruiter_fee", "worker", Decimal(400)),
        CostLine("travel", "employer", Decimal(250)),
        CostLine("medical", "state", Decimal(50)),
    ]

    (charge,) = fees_charged_to_worker(lines)

    assert (charge.kind, charge.amount, charge.currency) == ("recruiter_fee", Decimal(400), "EUR")
    assert charge.principles == ("ilo.7", "iris.1")
    assert not charge.paid_back


def test_a_cost_of_zero_is_no_cost_and_one_of_unknown_amount_is_one():
    lines = [CostLine("medical", "worker", Decimal(0)), CostLine("test", "worker", None)]

    (charge,) = fees_charged_to_worker(lines)

    assert (charge.kind, charge.amount, charge.borne) == ("test", None, None)


def test_what_was_paid_back_was_charged_all_the_same():
    line = CostLine("administrative", "worker", Decimal(90), reimbursed=Decimal(90))

    (charge,) = fees_charged_to_worker([line])

    assert charge.paid_back
    assert charge.amount == Decimal(90)


@given(st.lists(st.tuples(st.sampled_from(["worker", "employer", "recruiter", "state"]), AMOUNTS)))
def test_the_charges_are_the_costs_above_zero_that_the_worker_pays(costs):
    lines = [CostLine("other", payer, amount) for payer, amount in costs]

    charges = fees_charged_to_worker(lines)

    expected = [amount for payer, amount in costs if payer == "worker" and amount > 0]
    assert [one.amount for one in charges] == expected
    assert all(one.principles == PRINCIPLES for one in charges)


def test_the_refusal_says_which_cost_how_much_and_which_principle():
    charges = fees_charged_to_worker(
        [CostLine("recruiter_fee", "worker", Decimal(400)), CostLine("loan", "worker")]
    )

    first, second = refusals_of_fees(charges, {"recruiter_fee": "Fee of an agency"})

    assert first.in_english().startswith("Fee of an agency: 400 EUR would be charged")
    assert "ILO general principle 7" in first.in_english()
    assert second.in_english().startswith("loan would be charged")


def codes_of(**values):
    found = refusals_of_cost({"amount": None, "reimbursed": None, **values})
    return [one.code for one in found if one is not None]


def test_negative_huge_and_overpaid_amounts_are_refused():
    assert codes_of(amount=Decimal(100), reimbursed=Decimal(100)) == []
    assert codes_of(amount=Decimal(-1)) == ["negative"]
    assert codes_of(amount=Decimal("1e12")) == ["amount"]
    assert codes_of(amount=Decimal("1.005")) == ["amount"]
    assert codes_of(amount=Decimal(100), reimbursed=Decimal(101)) == ["reimbursed_above_cost"]
