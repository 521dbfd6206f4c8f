"""A cost that a worker paid: the incident it opens, and the review once it was paid back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse

from waystation.foundation.access import queries as access
from waystation.registry.reference import queries as reference
from waystation.services.recruitment.models import Incident, Recruitment
from waystation.services.recruitment.rules import fees_charged_to_worker
from waystation.services.recruitment.rules.fees import settled_by
from waystation.services.recruitment.transitions import INCIDENT_WORKFLOW

from .incidents import Subject, open_incident

FEE = "fee"
ACCOUNT = (
    "{kind}: {amount} {currency} was charged to the worker. Workers pay no recruitment fees or "
    "related costs (ILO general principle 7, IRIS principle 1)."
)


def follow_fees(user: access.AnyUser, found: Recruitment, *, charged: bool) -> None:
    """Bring the incident about a worker's fees up to date with the costs of a locked recruitment.

    ``charged``: a cost was entered or changed that the worker paid. The first opens the incident,
    with the principles that it breaches; the next are added to its amount. Once everything was paid
    back with a receipt, the incident waits for its review; whoever reviews it closes it.
    """
    costs = list(found.costs.order_by("created_at", "id"))
    charges = fees_charged_to_worker(one.line for one in costs)
    if charged and charges:
        names = {one.kind: reference.label("recruitment_cost", one.kind) for one in charges}
        open_incident(
            user,
            found.office_id,
            entity_id=found.recruiter_id or found.employer_id,
            subject=Subject(
                "recruitment",
                found.id,
                address=reverse("recruitment:recruitment", args=[found.id]),
            ),
            kind=FEE,
            account="\n".join(
                ACCOUNT.format(kind=names[one.kind], amount=one.amount, currency=one.currency)
                for one in charges
            ),
        )
    incident = open_fee_incident(found)
    if incident is None:
        return
    _note_amount(incident, [(one.amount, one.currency) for one in charges])
    settled = settled_by((one.line, bool(one.receipt_media)) for one in costs)
    me = access.signed_in(user)
    if settled and incident.state in ("open", "in_work"):
        INCIDENT_WORKFLOW.take(incident, "repaid", me)
    elif not settled and incident.state == "review":
        INCIDENT_WORKFLOW.take(incident, "not_repaid", me)


def open_fee_incident(found: Recruitment) -> Incident | None:
    """Return the incident about the fees of a recruitment that is not closed, locked."""
    rows: Any = Incident.objects.select_for_update(of=("self",)).exclude(state="closed")
    incident: Incident | None = rows.filter(
        organisation_id=found.organisation_id, subject_id=found.id, kind=FEE
    ).first()
    return incident


def name_party(found: Recruitment) -> None:
    """Add to the open incident about fees the recruiter or employer that was named later."""
    incident = open_fee_incident(found)
    party = found.recruiter_id or found.employer_id
    if incident is not None and party is not None and incident.entity_id != party:
        incident.entity_id = party
        incident.touch()
        incident.save()


def _note_amount(incident: Incident, charges: list[tuple[Decimal | None, str]]) -> None:
    """Write the sum of what was charged, where it is in one currency."""
    currencies = {currency for _amount, currency in charges}
    known = [amount for amount, _currency in charges if amount is not None]
    amount = sum(known, Decimal(0)) if known and len(currencies) == 1 else None
    currency = next(iter(currencies)) if amount is not None else ""
    if (incident.amount, incident.currency) == (amount, currency):
        return
    incident.amount, incident.currency = amount, currency
    incident.touch()
    incident.save()
