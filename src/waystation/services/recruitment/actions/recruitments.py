"""A worker's recruitment: recorded with consent, itemised costs, contract, calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.services.recruitment import queries
from waystation.services.recruitment.fields import CONTRACT_CHECK, COST, RECRUITMENT, RED_FLAGS
from waystation.services.recruitment.models import (
    ArrivalCall,
    CallPlan,
    ContractCheck,
    Cost,
    Recruitment,
)
from waystation.services.recruitment.rules import costs as cost_rules
from waystation.services.recruitment.rules import recruitments as rules
from waystation.services.recruitment.rules.costs import is_charged
from waystation.services.recruitment.transitions import CALL_WORKFLOW, RECRUITMENT_WORKFLOW

from . import fees
from .incidents import Subject, open_incident

KIND = "recruitment.Recruitment"
Values = dict[str, Any]


class _Opened:
    """The values of a record with its sealed text opened, to be merged."""

    def __init__(self, values: Values) -> None:
        self.__dict__.update(values)


def _tidy(values: Mapping[str, Any]) -> Values:
    """Return the values without spaces around them; earnings without a currency are in euros."""
    given = strip_texts(RECRUITMENT.complete(values))
    given["earnings_currency"] = (given["earnings_currency"] or "EUR").upper()
    return given


def _refusals(values: Values, office_id: UUID) -> list[Refusal | None]:
    today = today_in(access.the_office(office_id).zone)
    return [*RECRUITMENT.refusals(values), *rules.refusals_of_recruitment(values, today)]


def _entities(user: Any, employer: UUID | None, recruiter: UUID | None) -> Values:
    found = {}
    for name, key in (("employer", employer), ("recruiter", recruiter)):
        found[name] = queries.entity_to_assess(user, key) if key else None
    return found


@transaction.atomic
def record_recruitment(
    user: access.AnyUser,
    office_id: UUID,
    person_id: UUID,
    *,
    employer: UUID | None = None,
    recruiter: UUID | None = None,
    key: UUID | None = None,
    **values: Any,
) -> Recruitment:
    """Record that a person is recruited for a job abroad; ``values`` are of RECRUITMENT.

    The person has to agree to our help with finding work. Raises NotAllowed, NotSeen, Refusals.
    """
    me = access.require(user, "recruitment.record", office_id)
    people.require_person(user, person_id)
    given = _tidy(values)
    there = recorded_before(Recruitment, key)
    if there is not None:
        return require_same(there, RECRUITMENT, {**given, "person_id": person_id})
    entities = _entities(me, employer, recruiter)
    refuse(
        [
            rules.refusal_of_consent(queries.agrees(user, person_id)),
            *_refusals(given, office_id),
        ]
    )
    found = Recruitment.begin(me, office_id, key, person_id=person_id, **entities)
    write_values(found, RECRUITMENT, given)
    found.save(force_insert=True)
    audit.log(me, "recruitment.record", KIND, found.id, office_id=office_id, person=str(person_id))
    return found


def _lock_recruitment(user: access.AnyUser, recruitment_id: UUID) -> tuple[Any, Recruitment]:
    rows = queries.recruitments_visible_to(user).select_for_update(of=("self",))
    found = rows.filter(id=recruitment_id).first()
    if found is None:
        raise NotSeen(N_("There is no such recruitment in your offices."), code="not_seen")
    return access.require(user, "recruitment.record", found.office_id), found


@transaction.atomic
def edit_recruitment(
    user: access.AnyUser, recruitment_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Recruitment:
    """Change a recruitment. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    me, found = _lock_recruitment(user, recruitment_id)
    opened = _Opened(values_of(found, RECRUITMENT))
    changed = merge_edit(opened, seen, proposed)
    if not changed:
        return found
    given = _tidy(vars(opened))
    refuse(_refusals(given, found.office_id))
    write_values(found, RECRUITMENT, given)
    return _save(me, found, "recruitment.edit", sorted(changed))


def _save(me: Any, found: Recruitment, verb: str, fields: Sequence[str] = ()) -> Recruitment:
    found.touch()
    found.save()
    audit.log(me, verb, KIND, found.id, office_id=found.office_id, fields=list(fields))
    return found


@transaction.atomic
def name_parties(
    user: access.AnyUser,
    recruitment_id: UUID,
    *,
    employer: UUID | None = None,
    recruiter: UUID | None = None,
) -> Recruitment:
    """Say who employs and who recruited the worker. Raises NotSeen, NotAllowed."""
    me, found = _lock_recruitment(user, recruitment_id)
    for name, entity in _entities(me, employer, recruiter).items():
        setattr(found, name, entity)
    fees.name_party(found)
    return _save(me, found, "recruitment.edit", ["employer", "recruiter"])


@transaction.atomic
def add_cost(
    user: access.AnyUser, recruitment_id: UUID, *, key: UUID | None = None, **values: Any
) -> Cost:
    """Add a cost; ``values`` are those of COST. Raises NotSeen, NotAllowed, Refusals.

    A cost that the worker paid opens an incident of the recruitment, once.
    """
    me, found = _lock_recruitment(user, recruitment_id)
    given = _cost(values, found.office_id)
    there = recorded_before(Cost, key)
    if there is not None:
        return require_same(there, COST, {**given, "recruitment_id": found.id})
    refuse(_refusals_of_cost(given, found.office_id))
    cost = Cost.begin(me, found.office_id, key, recruitment=found)
    write_values(cost, COST, given)
    cost.save(force_insert=True)
    audit.log(me, "recruitment.cost", KIND, found.id, office_id=found.office_id, kind=cost.kind)
    fees.follow_fees(user, found, charged=is_charged(cost.line))
    return cost


def _cost(values: Mapping[str, Any], office_id: UUID) -> Values:
    given = COST.complete(values)
    given["currency"] = (given["currency"] or "EUR").strip().upper()
    return given


def _refusals_of_cost(given: Values, office_id: UUID) -> list[Refusal | None]:
    today = today_in(access.the_office(office_id).zone)
    return [
        *COST.refusals(given),
        *cost_rules.refusals_of_cost(given),
        *rules.refusals_of_payment(given, today),
    ]


@transaction.atomic
def edit_cost(
    user: access.AnyUser, cost_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Cost:
    """Change a cost, for example because it was paid back. Raises NotSeen, Refusals, Conflict."""
    me, found = _lock_recruitment(user, queries.cost_visible_to(user, cost_id).recruitment_id)
    cost = Cost.objects.select_for_update().get(id=cost_id)
    before = cost.line
    changed = merge_edit(cost, seen, proposed)
    if not changed:
        return cost
    given = _cost(values_of(cost, COST), cost.office_id)
    refuse(_refusals_of_cost(given, cost.office_id))
    write_values(cost, COST, given)
    cost.touch()
    cost.save()
    audit.log(
        me,
        "recruitment.cost",
        KIND,
        cost.recruitment_id,
        office_id=cost.office_id,
        fields=sorted(changed),
    )
    # a repayment alone is no other charge
    another = replace(cost.line, reimbursed=before.reimbursed) != before
    fees.follow_fees(user, found, charged=another and is_charged(cost.line))
    return cost


@transaction.atomic
def declare_costs_complete(
    user: access.AnyUser, recruitment_id: UUID, *, complete: bool = True
) -> Recruitment:
    """Record that the worker has named all costs, even if there were none."""
    me, found = _lock_recruitment(user, recruitment_id)
    found.costs_complete = complete
    return _save(me, found, "recruitment.edit", ["costs_complete"])


@transaction.atomic
def check_contract(
    user: access.AnyUser, recruitment_id: UUID, *, key: UUID | None = None, **values: Any
) -> ContractCheck:
    """Record the findings on the contract; each red flag opens an incident.

    Raises NotSeen, NotAllowed, Refusals.
    """
    me, found = _lock_recruitment(user, recruitment_id)
    given = CONTRACT_CHECK.complete(values)
    there = recorded_before(ContractCheck, key)
    if there is not None:
        return require_same(there, CONTRACT_CHECK, {**given, "recruitment_id": found.id})
    CONTRACT_CHECK.refuse(given)
    day = today_in(access.the_office(found.office_id).zone)
    check = ContractCheck.begin(me, found.office_id, key, recruitment=found, day=day)
    write_values(check, CONTRACT_CHECK, given)
    check.save(force_insert=True)
    audit.log(me, "recruitment.check_contract", KIND, found.id, office_id=found.office_id)
    _raise_flags(user, found, given)
    return check


def _raise_flags(user: access.AnyUser, found: Recruitment, answers: Mapping[str, Any]) -> None:
    """Open an incident for each red flag among the answers; one that is open already stays."""
    party = found.recruiter_id or found.employer_id
    subject = Subject("recruitment", found.id, address=f"/recruitment/workers/{found.id}/")
    for kind in rules.red_flags(answers, RED_FLAGS):
        note = str(answers.get("note") or "").strip()
        open_incident(
            user,
            found.office_id,
            entity_id=party,
            subject=subject,
            kind=kind,
            account=note or "Red flag in the answers; see the recruitment.",
        )


@transaction.atomic
def change_recruitment_state(
    user: access.AnyUser, recruitment_id: UUID, transition: str, **values: Any
) -> Recruitment:
    """Record arrival or end. An arrival plans the calls of the office. Raises Refusals."""
    rows = queries.recruitments_visible_to(user)
    found: Recruitment = RECRUITMENT_WORKFLOW.perform(
        user, rows, recruitment_id, transition, **values
    )
    if transition == "arrive" and found.arrived_on is not None and not found.calls.exists():
        days = queries.call_days_of(found.office_id)
        for after, due_on in rules.calls_after(found.arrived_on, days):
            call = ArrivalCall.begin(
                access.signed_in(user),
                found.office_id,
                recruitment=found,
                after_days=after,
                due_on=due_on,
            )
            call.save(force_insert=True)
    return found


@transaction.atomic
def change_call_state(
    user: access.AnyUser, call_id: UUID, transition: str, **values: Any
) -> ArrivalCall:
    """Record the answers of a call, or that nobody answered; a red flag opens an incident."""
    rows = ArrivalCall.objects.filter(
        id__in=queries.calls_visible_to(user).filter(id=call_id).values("id")
    )
    call: ArrivalCall = CALL_WORKFLOW.perform(user, rows, call_id, transition, **values)
    if transition == "answer":
        _raise_flags(user, call.recruitment, values)
    return call


@transaction.atomic
def set_call_days(user: access.AnyUser, office_id: UUID, days: Sequence[int]) -> CallPlan:
    """Set on which days after arrival an office calls; calls planned before stay."""
    me = access.require(user, "recruiter.assess", office_id)
    refuse([rules.refusal_of_call_days(days)])
    plan = CallPlan.objects.select_for_update().filter(office_id=office_id).first()
    if plan is None:
        plan = CallPlan.begin(me, office_id, days=sorted(set(days)))
        plan.save(force_insert=True)
    else:
        plan.days = sorted(set(days))
        plan.touch()
        plan.save()
    audit.log(
        me, "recruitment.call_plan", "recruitment.CallPlan", plan.id, office_id=office_id,
        days=plan.days,
    )  # fmt: skip
    return plan
