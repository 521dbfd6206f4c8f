"""Recruitments of workers, scoped by office: costs, checks, calls, and the indicator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.contributions import Panel
from waystation.foundation.audit import actions as audit
from waystation.foundation.pages.base import url_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.timeline import Entry, latest
from waystation.foundation.shared.words import N_
from waystation.registry.feedback import queries as feedback
from waystation.registry.people import queries as people
from waystation.registry.privacy import queries as privacy
from waystation.registry.reference import queries as reference
from waystation.services.recruitment.fields import CALL_ANSWERS, CONTRACT_CHECK, COST, RECRUITMENT
from waystation.services.recruitment.models import (
    ArrivalCall,
    CallPlan,
    ContractCheck,
    Cost,
    ExchangeRate,
    Recruitment,
)
from waystation.services.recruitment.rules import may_recruit
from waystation.services.recruitment.rules.recruitments import CALL_DAYS, in_euro
from waystation.services.recruitment.transitions import RECRUITMENT_WORKFLOW

from .assessments import clearances_of

PURPOSE = "employment"
"""The purpose of consent under which a recruitment is recorded and the worker is called."""
Rates = dict[str, list[tuple[date, Decimal]]]


def recruitments_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the recruitments of the user's offices."""
    return access.scoped(Recruitment.objects.all(), user, "recruitment.read")


def recruitment_visible_to(user: access.AnyUser, recruitment_id: UUID) -> Recruitment:
    """Return one recruitment. Raises NotSeen outside the user's offices."""
    rows = recruitments_visible_to(user).select_related("employer", "recruiter", "office")
    found: Recruitment | None = rows.filter(id=recruitment_id).first()
    if found is None:
        raise NotSeen(N_("There is no such recruitment in your offices."), code="not_seen")
    return found


@transaction.atomic
def open_recruitment(user: access.AnyUser, recruitment_id: UUID) -> Recruitment:
    """Return one recruitment to be read whole, and record that this user read it."""
    found = recruitment_visible_to(user, recruitment_id)
    audit.log(
        access.signed_in(user),
        "recruitment.read",
        "recruitment.Recruitment",
        found.id,
        office_id=found.office_id,
        person_id=str(found.person_id),
    )
    return found


def costs_of(recruitment: Recruitment) -> list[Cost]:
    """Return the costs of a recruitment that the user has opened, without their receipts."""
    return list(recruitment.costs.defer("receipt").order_by("paid_on", "id"))


def checks_of(recruitment: Recruitment) -> list[ContractCheck]:
    return list(recruitment.checks.order_by("-day", "-id"))


def calls_of(recruitment: Recruitment) -> list[ArrivalCall]:
    return list(recruitment.calls.order_by("after_days"))


def cost_visible_to(user: access.AnyUser, cost_id: UUID) -> Cost:
    """Return one cost. Raises NotSeen outside the user's offices."""
    rows = access.scoped(Cost.objects.all(), user, "recruitment.read")
    found = rows.select_related("recruitment").filter(id=cost_id).first()
    if found is None:
        raise NotSeen(N_("There is no such cost in your offices."), code="not_seen")
    return found


def agrees(user: access.AnyUser, person_id: UUID) -> bool:
    """Return whether a person agrees today to our help with finding work. Raises NotSeen."""
    return privacy.agrees_now(user, person_id, PURPOSE)


def calls_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the calls of the user's offices to those who agree: who withdrew is not called."""
    rows = access.scoped(ArrivalCall.objects.all(), user, "recruitment.read")
    return _with_consent(rows)


def _with_consent(rows: QuerySet[Any]) -> QuerySet[Any]:
    agreed = Recruitment.objects.filter(privacy.agrees(PURPOSE))
    return rows.filter(recruitment__in=agreed.values("id"))


def call_visible_to(user: access.AnyUser, call_id: UUID) -> ArrivalCall:
    """Return one call that may be made. Raises NotSeen."""
    rows = calls_visible_to(user).select_related("recruitment", "office")
    found: ArrivalCall | None = rows.filter(id=call_id).first()
    if found is None:
        raise NotSeen(
            N_("There is no such call, or the person no longer agrees to it."), code="not_seen"
        )
    return found


def call_days_of(office_id: UUID) -> tuple[int, ...]:
    """Return on which days after arrival an office calls its workers."""
    plan = CallPlan.objects.filter(office_id=office_id).first()
    return tuple(plan.days) if plan is not None else CALL_DAYS


def rates_of(organisation_id: UUID) -> Rates:
    """Return the exchange rates of an organisation, by currency."""
    found: Rates = {}
    rows = ExchangeRate.objects.filter(organisation_id=organisation_id)
    for currency, day, rate in rows.values_list("currency", "day", "rate"):
        found.setdefault(currency, []).append((day, rate))
    return found


@dataclass(frozen=True)
class Money:
    """A worker's costs and earnings, in euros; None if unknown."""

    borne: Decimal | None
    earnings: Decimal | None


def money_of(recruitment: Recruitment, costs: Iterable[Cost], rates: Rates) -> Money:
    """Return the worker's share of all costs, net of repayments, and the earnings."""
    borne: Decimal | None = Decimal(0)
    for one in costs:
        if one.payer != "worker" or borne is None:
            continue
        known = rates.get(one.currency, ())
        paid = in_euro(one.amount, one.currency, one.paid_on, known)
        back = in_euro(one.reimbursed or Decimal(0), one.currency, one.reimbursed_on, known)
        back = Decimal(0) if not one.reimbursed else back
        borne = borne + paid - back if paid is not None and back is not None else None
    earned = in_euro(
        recruitment.earnings,
        recruitment.earnings_currency,
        recruitment.earned_on,
        rates.get(recruitment.earnings_currency, ()),
    )
    return Money(borne, earned)


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return what this user may see of a person's recruitments and of the calls to come."""
    found, places = [], access.places_of(user)
    recruitments = _recruitments_of(user, person_id)
    due = _next_calls(one.id for one in recruitments)
    for one in recruitments:
        page = url_of("recruitment:recruitment", one.id)
        country = reference.label("country", one.to_country)
        occupation = reference.label("occupation", one.occupation)
        office = places[one.office_id]
        found.append(
            Entry(
                at=one.created_at,
                kind=_("Recruitment"),
                title=f"{occupation} · {country}",
                text=RECRUITMENT_WORKFLOW.words(one.state),
                place=office.name,
                url=page,
                icon="send",
                record=one.id,
            )
        )
        if one.id in due:
            key, day, after_days = due[one.id]
            found.append(
                Entry(
                    at=datetime.combine(day, time(12), ZoneInfo(office.zone)),
                    kind=_("Call after arrival"),
                    title=_("Days after arrival: {n}").format(n=after_days),
                    place=office.name,
                    url=page,
                    icon="phone",
                    when="next",
                    record=key,
                )
            )
    return found


@once
def _recruitments_of(user: access.AnyUser, person_id: UUID) -> list[Any]:
    """Return what the page of a person shows of their recruitments, the latest first."""
    if Recruitment not in people.models_about(person_id):
        return []
    rows = recruitments_visible_to(user).filter(person_id=person_id)
    columns = ("id", "office_id", "created_at", "to_country", "occupation", "state", "employer_id",
               "employer__name", "recruiter_id", "recruiter__name")  # fmt: skip
    return latest(rows.values_list(*columns, named=True), "created_at", most=50)


def _next_calls(recruitments: Iterable[UUID]) -> dict[UUID, tuple[UUID, date, int]]:
    """Return the next call of each recruitment: its key, its day, the days after arrival."""
    keys = list(recruitments)
    if not keys:
        return {}
    rows = ArrivalCall.objects.filter(recruitment__in=keys, state="due").order_by("-due_on")
    columns = ("recruitment_id", "id", "due_on", "after_days")
    return {key: (call, day, days) for key, call, day, days in rows.values_list(*columns)}


def export_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return everything recorded about a person's recruitments, as plain JSON, for the person."""
    me = access.require(user, "person.export")
    rows = Recruitment.objects.filter(organisation_id=me.organisation_id, person_id=person_id)
    found = []
    for one in rows.select_related("employer", "recruiter").order_by("created_at"):
        parts = [
            (RECRUITMENT, one),
            *((COST, cost) for cost in costs_of(one)),
            *((CONTRACT_CHECK, check) for check in checks_of(one)),
            *((CALL_ANSWERS, call) for call in calls_of(one)),
        ]
        words = [
            (field.title, answer)
            for table, record in parts
            for field, answer in table.answers(values_of(record, table))
        ]
        named = [
            (label, entity.name)
            for label, entity in ((_("Employer"), one.employer), (_("Recruiter"), one.recruiter))
            if entity is not None
        ]
        found.append(
            {
                "what": "Recruitment",
                "day": one.created_at.date().isoformat(),
                "state": one.state,
                "called": _("Recruitment"),
                "in_words": [*named, *words],
            }
        )
    return found


@dataclass(frozen=True)
class Complaint:
    """A complaint about a recruitment as its page shows it."""

    id: UUID
    title: str
    state: str
    tone: str
    day: date


def complaints_about(user: access.AnyUser, recruitment_id: UUID) -> list[Complaint]:
    """Return the complaints that follow from a recruitment, as far as the user may read them."""
    return [
        Complaint(
            one.id,
            reference.label("feedback_kind", one.kind),
            *feedback.state_of(one),
            one.received_on,
        )
        for one in feedback.entries_about(user, recruitment_id)
    ]


def person_panel(user: access.AnyUser, file: Any) -> Panel | None:
    """Return the card that warns of suspended recruiters and employers of this person."""
    parties = {
        key: name
        for one in _recruitments_of(user, file.id)
        for key, name in (
            (one.employer_id, one.employer__name),
            (one.recruiter_id, one.recruiter__name),
        )
        if one.state != "ended" and key is not None
    }
    states = clearances_of(parties, today_in()) if parties else {}
    bad = [(key, parties[key]) for key, one in states.items() if may_recruit(one) is not None]
    if not bad:
        return None
    return Panel("recruitment/person_panel.html", {"parties": bad})
