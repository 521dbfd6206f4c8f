"""The recruitment of a worker: with consent, costs item by item, contract, calls, red flags."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.questions import questions_of
from tests.services.recruitment.conftest import TODAY
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.registry.people import queries as people
from waystation.registry.privacy import actions as privacy
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.models import ArrivalCall, Cost, Incident, Recruitment
from waystation.services.recruitment.rules.recruitments import in_euro

GOOD = dict.fromkeys(
    ("pay_as_promised", "hours_as_agreed", "free_to_leave", "safe"), "yes"
) | dict.fromkeys(("documents_kept", "threatened", "fee_asked"), "no")
CONTRACT = dict.fromkeys(
    ("contract_given", "understood", "in_advance", "free_to_leave"), "yes"
) | dict.fromkeys(("substituted", "documents_kept"), "no")
CONTRACT |= dict.fromkeys(("hours_as_agreed", "pay_as_promised"), "unknown")


def codes_of(caught):
    return {one.code for one in getattr(caught.value, "all", [caught.value])}


@pytest.fixture
def abroad(arta, worker):
    return actions.change_recruitment_state(
        arta, worker.id, "arrive", arrived_on=TODAY - timedelta(days=7)
    )


def test_nobody_is_recorded_who_has_not_agreed(mission, arta, besim, job):
    with pytest.raises(Refusal) as caught:
        actions.record_recruitment(arta, mission.prishtine.id, besim.id, **job)

    assert caught.value.code == "no_consent"
    assert Recruitment.objects.count() == 0


def test_the_same_key_is_one_recruitment(mission, arta, besim, job, agreed, worker):
    again = actions.record_recruitment(
        arta, mission.prishtine.id, besim.id, key=worker.id, recruiter=worker.recruiter_id, **job
    )

    assert again.id == worker.id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"earnings": Decimal(-1), "earned_on": TODAY}, "negative"),
        ({"earnings": Decimal(0), "earned_on": TODAY}, "no_earnings"),
        ({"earnings": Decimal(900)}, "missing"),
        ({"earnings": Decimal(900), "earned_on": TODAY + timedelta(days=1)}, "too_late"),
        ({"earnings_currency": "euro"}, "currency"),
        ({"to_country": "XK"}, "same_country"),
        ({"to_country": "QQ"}, "code_unknown"),
        ({"signed_on": TODAY + timedelta(days=1)}, "too_late"),
    ],
)
def test_bad_pay_days_currencies_and_countries_are_refused(
    mission, arta, besim, job, agreed, changes, code
):
    with pytest.raises(Refusal) as caught:
        actions.record_recruitment(arta, mission.prishtine.id, besim.id, **{**job, **changes})

    assert code in codes_of(caught)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal(-5)}, "negative"),
        ({"amount": None}, "missing"),
        ({"reimbursed": Decimal(401), "reimbursed_on": TODAY}, "reimbursed_above_cost"),
        ({"reimbursed": Decimal(1)}, "missing"),
        ({"paid_on": TODAY + timedelta(days=1)}, "too_late"),
        ({"reimbursed": Decimal(1), "reimbursed_on": date(2026, 1, 1)}, "end_before_start"),
        ({"kind": "bribery"}, "code_unknown"),
        ({"currency": "1"}, "currency"),
    ],
)
def test_bad_costs_are_refused(arta, worker, fee, changes, code):
    with pytest.raises(Refusal) as caught:
        actions.add_cost(arta, worker.id, **{**fee, **changes})

    assert code in codes_of(caught)
    assert worker.costs.count() == 0


def test_the_database_refuses_what_was_paid_back_beyond_the_cost(arta, worker, fee):
    cost = actions.add_cost(arta, worker.id, **fee)

    with pytest.raises(IntegrityError), transaction.atomic():
        Cost.objects.filter(id=cost.id).update(reimbursed=Decimal(500))


def test_a_receipt_that_is_a_script_is_refused_and_a_good_one_is_sealed(arta, milan, worker, fee):
    cost = actions.add_cost(arta, worker.id, **fee)
    bad = [
        ("receipt.pdf", b"<script>alert(1)</script>"),
        ("receipt.html", b"<script>alert(1)</script>"),
        ("receipt.pdf.js", b"%PDF-1.4"),
        ("receipt.pdf", b""),
    ]

    for name, content in bad:
        with pytest.raises(Refusal) as caught:
            actions.attach_receipt(arta, cost.id, name, content)
        assert caught.value.code == "file_kind"
    actions.attach_receipt(arta, cost.id, "../../receipt.pdf", b"%PDF-1.4 400 euro")
    stored = bytes(Cost.objects.get(id=cost.id).receipt)

    assert b"400 euro" not in stored
    assert actions.open_receipt(arta, cost.id) == (
        "receipt.pdf",
        "application/pdf",
        b"%PDF-1.4 400 euro",
    )
    with pytest.raises(NotSeen):
        actions.open_receipt(milan, cost.id)


def test_a_cost_is_paid_back_and_what_the_worker_bore_falls(arta, worker, fee):
    cost = actions.add_cost(arta, worker.id, **fee)
    seen = {"reimbursed": None, "reimbursed_on": None}

    changed = actions.edit_cost(
        arta, cost.id, seen, {"reimbursed": Decimal(150), "reimbursed_on": TODAY}
    )
    money = queries.money_of(worker, [changed], {})

    assert money.borne == Decimal(250)
    assert money.earnings is None


def test_other_currencies_count_by_a_rate_of_the_month_before():
    rates = [(date(2026, 8, 1), Decimal("1.02")), (date(2026, 9, 1), Decimal("1.05"))]

    assert in_euro(Decimal(100), "CHF", date(2026, 9, 20), rates) == Decimal("105.00")
    assert in_euro(Decimal(100), "CHF", date(2026, 8, 31), rates) == Decimal("102.00")
    assert in_euro(Decimal(100), "CHF", date(2026, 10, 20), rates) is None  # too old
    assert in_euro(Decimal(100), "CHF", date(2026, 7, 1), rates) is None
    assert in_euro(Decimal(100), "EUR", None, []) == Decimal(100)


def test_a_bad_contract_opens_an_incident_for_each_red_flag(arta, worker):
    actions.check_contract(
        arta, worker.id, **{**CONTRACT, "substituted": "yes", "documents_kept": "yes"}
    )
    actions.check_contract(arta, worker.id, **{**CONTRACT, "substituted": "yes"})

    kinds = Incident.objects.filter(subject_id=worker.id).order_by("kind")

    assert list(kinds.values_list("kind", flat=True)) == ["contract_substituted", "document_kept"]
    assert {one.entity_id for one in kinds} == {worker.recruiter_id}
    assert Incident.objects.count() == 2  # the same flag again is the same incident


def test_an_arrival_plans_the_calls_of_the_office(mission, arta, leart, worker):
    with pytest.raises(Refusal) as early:
        actions.change_recruitment_state(
            arta, worker.id, "arrive", arrived_on=TODAY + timedelta(days=1)
        )
    actions.set_call_days(leart, mission.prishtine.id, [30, 7])

    found = actions.change_recruitment_state(arta, worker.id, "arrive", arrived_on=TODAY)

    due = list(found.calls.order_by("due_on").values_list("after_days", "due_on"))
    assert early.value.code == "too_late"
    assert due == [(7, TODAY + timedelta(days=7)), (30, TODAY + timedelta(days=30))]


@pytest.mark.parametrize("days", [[], [0], [-7], [5000], list(range(1, 20))])
def test_a_plan_of_calls_without_sense_is_refused(mission, leart, days):
    with pytest.raises(Refusal) as caught:
        actions.set_call_days(leart, mission.prishtine.id, days)

    assert caught.value.code == "call_days"


def test_a_call_that_is_due_is_work_of_the_office_and_of_nobody_else(arta, milan, blerim, abroad):
    def kinds(user):
        return [one.kind for one in outstanding_for(user, TODAY)]

    assert kinds(arta).count("recruitment.call") == 1  # the first of four is due today
    assert "recruitment.call" not in kinds(milan)
    assert "recruitment.call" not in kinds(blerim)


def test_a_red_flag_in_a_call_opens_an_incident(arta, abroad):
    call = abroad.calls.get(after_days=7)

    actions.change_call_state(arta, call.id, "answer", **{**GOOD, "threatened": "yes"})

    incident = Incident.objects.get()
    assert (incident.kind, incident.subject_id) == ("threats", abroad.id)
    assert incident.due_on == TODAY + timedelta(days=2)
    assert ArrivalCall.objects.get(id=call.id).called_on == TODAY


def test_after_three_tries_somebody_counts_as_not_reached(arta, abroad):
    call = abroad.calls.get(after_days=7)

    states = [actions.change_call_state(arta, call.id, "miss").state for _ in range(3)]

    assert states == ["due", "due", "not_reached"]


def test_nobody_is_called_after_withdrawing_consent(arta, abroad, agreed):
    privacy.withdraw_consent(arta, agreed.id)

    assert queries.calls_visible_to(arta).count() == 0
    assert set(abroad.calls.values_list("state", flat=True)) == {"cancelled"}
    with pytest.raises(NotSeen):
        actions.change_call_state(arta, abroad.calls.first().id, "answer", **GOOD)


def test_no_calls_are_made_after_the_end(arta, abroad):
    actions.change_recruitment_state(arta, abroad.id, "end", ended_on=TODAY)

    assert set(abroad.calls.values_list("state", flat=True)) == {"cancelled"}


def test_the_office_sees_it_another_does_not_and_who_may_look_may_not_change(
    arta, milan, blerim, worker, fee
):
    seen = [queries.recruitments_visible_to(who).count() for who in (arta, milan, blerim)]

    assert seen == [1, 0, 1]
    with pytest.raises(NotSeen):
        queries.open_recruitment(milan, worker.id)
    with pytest.raises(NotSeen):
        actions.add_cost(milan, worker.id, **fee)
    with pytest.raises(NotAllowed):
        actions.add_cost(blerim, worker.id, **fee)


def test_it_is_on_the_persons_timeline_in_their_export_and_gone_when_erased(
    mission, arta, besim, abroad, fee
):
    vera = mission.hire("Vera Osmani", mission.prishtine, "data_protection_officer")
    cost = actions.add_cost(arta, abroad.id, **fee)
    actions.attach_receipt(arta, cost.id, "r.pdf", b"%PDF-1.4 x")

    timeline = queries.timeline_of(arta, besim.id)
    export = queries.export_of(vera, besim.id)
    actions.erase_person(mission.organisation.id, besim.id)

    assert [one.when for one in timeline] == ["past", "next"]
    assert any("400" in answer for _label, answer in export[0]["in_words"])
    assert bytes(Cost.objects.get(id=cost.id).receipt) == b""
    assert Cost.objects.get(id=cost.id).amount == Decimal(400)  # still counted
    assert bytes(Recruitment.objects.get(id=abroad.id).note) == b""


def test_the_timeline_asks_three_questions_for_any_number_of_recruitments(
    mission, arta, besim, recruiter, job, abroad
):
    for _ in range(3):
        again = actions.record_recruitment(
            arta, mission.prishtine.id, besim.id, recruiter=recruiter.id, **job
        )
        actions.change_recruitment_state(arta, again.id, "arrive", arrived_on=TODAY)

    asked = questions_of(lambda: queries.timeline_of(arta, besim.id))

    assert [one.when for one in queries.timeline_of(arta, besim.id)].count("next") == 4
    assert asked == 3


def test_it_follows_a_merge_of_files(mission, arta, besim, worker):
    other = people.row_of(arta, besim.id)

    moved = actions.move_person(mission.organisation.id, besim.id, other.id, None)

    assert moved == [worker.id]
