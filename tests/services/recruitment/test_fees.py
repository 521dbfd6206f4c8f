"""A cost that the worker paid opens an incident, once, until it was paid back and reviewed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.services.recruitment import actions, queries
from waystation.services.recruitment.models import Incident

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a receipt"
FEE = {
    "kind": "recruiter_fee",
    "payer": "worker",
    "amount": Decimal(400),
    "paid_on": date(2026, 9, 1),
}


@pytest.fixture
def receipt(monkeypatch):
    """A receipt: the checks of files are tested elsewhere."""
    monkeypatch.setattr(
        "waystation.services.recruitment.actions.receipts.checked_file",
        lambda name, content, field="file": content,
    )

    def attached(user, cost):
        return actions.attach_receipt(user, cost.id, "receipt.pdf", PDF)

    return attached


def paid_back(user, cost, amount=Decimal(400)):
    seen = {"reimbursed": cost.reimbursed, "reimbursed_on": cost.reimbursed_on}
    return actions.edit_cost(
        user, cost.id, seen, {"reimbursed": amount, "reimbursed_on": date(2026, 9, 10)}
    )


def test_a_fee_opens_one_incident_that_cites_the_principle_and_names_the_party(
    client, arta, leart, worker, recruiter
):
    actions.add_cost(arta, worker.id, **FEE)
    actions.add_cost(arta, worker.id, **FEE | {"kind": "medical", "amount": Decimal(50)})
    actions.add_cost(arta, worker.id, **FEE | {"kind": "travel", "payer": "employer"})
    client.force_login(leart)

    incident = Incident.objects.get(kind="fee")
    page = client.get(reverse("recruitment:incident", args=[incident.id])).content.decode()
    party = client.get(reverse("recruitment:recruiter", args=[recruiter.id])).content.decode()

    assert "<dt>Concerns</dt>" in page
    assert page.count("Recruitment of a worker") == 1
    assert (incident.subject_id, incident.entity_id) == (worker.id, recruiter.id)
    assert (incident.amount, incident.currency) == (Decimal(450), "EUR")
    assert "Workers pay no recruitment fees" in page
    assert page.count("Not paid back") == 2
    assert reverse("recruitment:incident", args=[incident.id]) in party


def test_the_same_cost_sent_twice_is_one_cost_and_one_incident(arta, worker):
    key = worker.id  # any key of the client

    for _twice in range(2):
        actions.add_cost(arta, worker.id, key=key, **FEE)

    assert worker.costs.count() == 1
    assert Incident.objects.filter(kind="fee").count() == 1


def test_it_is_reviewed_and_closed_once_it_was_paid_back_with_a_receipt(
    arta, leart, worker, receipt
):
    cost = actions.add_cost(arta, worker.id, **FEE)
    incident = Incident.objects.get(kind="fee")
    closing = {"outcome": "remedied", "reason": "Seen the transfer."}

    states = []
    with pytest.raises(Refusal) as refused:
        actions.change_incident_state(leart, incident.id, "close", **closing)
    cost = paid_back(arta, cost)
    states.append(Incident.objects.get(id=incident.id).state)
    receipt(arta, cost)
    states.append(Incident.objects.get(id=incident.id).state)
    waiting = [one.title for one in queries.outstanding(leart, date(2026, 9, 10))]
    actions.change_incident_state(leart, incident.id, "review", **closing)
    states.append(Incident.objects.get(id=incident.id).state)

    assert refused.value.code == "fee_not_repaid"
    assert states == ["open", "review", "closed"]
    assert any(one.startswith("Paid back, to review") for one in waiting)


def test_who_recorded_the_repayment_does_not_review_it_and_a_second_person_does(
    client, mission, blerim, leart, worker, receipt
):
    cost = actions.add_cost(leart, worker.id, **FEE)
    incident = Incident.objects.get(kind="fee")
    receipt(leart, paid_back(leart, cost))
    closing = {"outcome": "remedied", "reason": "Seen the transfer."}
    page = reverse("recruitment:incident", args=[incident.id])
    client.force_login(leart)

    with pytest.raises(Refusal) as refused:
        actions.change_incident_state(leart, incident.id, "review", **closing)
    own = client.get(page).content.decode()
    work = [[one.record for one in queries.outstanding(who, date(2026, 9, 10))]
            for who in (leart, blerim)]  # fmt: skip
    with pytest.raises(NotSeen):
        actions.change_incident_state(mission.milan, incident.id, "review", **closing)
    actions.change_incident_state(blerim, incident.id, "review", **closing)

    incident.refresh_from_db()
    assert refused.value.code == "second_person"
    assert "You recorded the repayment." in own
    assert [incident.id in one for one in work] == [False, True]
    assert (incident.state, incident.repaid_by, incident.closed_by) == ("closed", leart, blerim)
    assert not actions.change_incident_state(leart, incident.id, "reopen").repaid_by


def test_the_database_refuses_a_review_by_who_recorded_the_repayment(arta, leart, worker, receipt):
    cost = actions.add_cost(arta, worker.id, **FEE)
    receipt(arta, paid_back(arta, cost))
    closed = {"state": "closed", "outcome": "remedied", "closed_on": date(2026, 9, 21)}
    rows = Incident.objects.filter(kind="fee", state="review")

    for who, by in (("the same", arta.id), ("nobody", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**closed, closed_by_id=by)
        assert rows.count() == 1, who
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(repaid_by=None)

    assert rows.update(**closed, closed_by_id=leart.id) == 1


def test_a_repayment_that_was_a_mistake_takes_it_out_of_review(arta, worker, receipt):
    cost = actions.add_cost(arta, worker.id, **FEE)
    cost = paid_back(arta, receipt(arta, cost))
    before = Incident.objects.get(kind="fee").state

    paid_back(arta, cost, Decimal(100))

    assert before == "review"
    assert Incident.objects.get(kind="fee").state == "in_work"


def test_a_repayment_opens_no_second_incident_and_a_new_fee_does(arta, leart, worker, receipt):
    cost = actions.add_cost(arta, worker.id, **FEE)
    incident = Incident.objects.get(kind="fee")
    actions.change_incident_state(
        leart, incident.id, "close", outcome="confirmed", reason="The agency has vanished."
    )

    paid_back(arta, cost)
    after_repayment = Incident.objects.filter(kind="fee").count()
    actions.add_cost(arta, worker.id, **FEE | {"kind": "medical"})

    assert after_repayment == 1
    assert Incident.objects.filter(kind="fee").count() == 2


def test_a_cost_of_the_employer_becomes_a_fee_when_it_turns_out_that_the_worker_paid(arta, worker):
    cost = actions.add_cost(arta, worker.id, **FEE | {"payer": "employer"})
    before = Incident.objects.count()

    actions.edit_cost(arta, cost.id, {"payer": "employer"}, {"payer": "worker"})

    assert (before, Incident.objects.filter(kind="fee").count()) == (0, 1)


def test_who_is_named_as_the_agency_later_is_named_by_the_incident_too(
    arta, mission, worker, recruiter
):
    actions.name_parties(arta, worker.id)
    actions.add_cost(arta, worker.id, **FEE)
    before = Incident.objects.get(kind="fee").entity_id

    actions.name_parties(arta, worker.id, recruiter=recruiter.id)

    assert before is None
    assert Incident.objects.get(kind="fee").entity_id == recruiter.id
    assert not queries.incidents_visible_to(mission.milan).exists()
