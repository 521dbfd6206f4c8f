"""Candidacies: their stages and durations, and what an employer may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.privacy import queries as privacy
from waystation.registry.reference import queries as reference
from waystation.services.labour.fields import LOSS
from waystation.services.labour.models import Candidacy
from waystation.services.labour.models import CandidacyLink as CandidacyLink
from waystation.services.labour.rules import pipeline as rules
from waystation.services.labour.transitions import CANDIDACY_WORKFLOW
from waystation.services.recruitment import queries as recruitment

Part = TypeVar("Part")

PURPOSE = "employment"
"""The consent by which an employer learns a name."""
SHARED = "name"


def not_seen() -> NotSeen:
    """Return the same refusal for a missing record and one outside the user's scope."""
    return NotSeen(N_("There is no such candidate in your offices."), code="not_seen")


def candidacies_visible_to(user: access.AnyUser) -> QuerySet[Candidacy]:
    """Return the candidacies of the user's offices."""
    return access.scoped(Candidacy.objects.all(), user, "placement.read")


def candidacy_visible_to(user: access.AnyUser, candidacy_id: UUID) -> Candidacy:
    """Return one candidacy. Raises NotSeen outside the user's offices."""
    rows = candidacies_visible_to(user).select_related(
        "vacancy__employer__entity", "office", "consent", "person"
    )
    found = rows.filter(id=candidacy_id).first()
    if found is None:
        raise not_seen()
    return found


def candidacy_of_link(link: CandidacyLink) -> Candidacy:
    """Return the candidacy that a person's own link opens. Raises NotSeen after an erasure."""
    rows = Candidacy.objects.select_related("vacancy__employer__entity", "office", "person")
    found = rows.filter(id=link.candidacy_id, person__erased_at__isnull=True).first()
    if found is None:
        raise NotSeen(N_("There is no such page here."), code="link_unknown")
    return found


def recipient_of(candidacy: Candidacy) -> str:
    """Return the recipient in the person's consent: the employer."""
    return candidacy.vacancy.employer.entity.name


def agreement_for(candidacy: Candidacy) -> privacy.Agreement | None:
    """Return the person's last answer about this employer, None before they are asked."""
    return privacy.newest_consent(candidacy.person_id, PURPOSE, recipient_of(candidacy))


def consents_to(candidacy: Candidacy, field: str = SHARED) -> bool:
    """Return whether the person agrees at this moment that the employer learns the name.

    Or another ``field`` of what a consent names.
    """
    found = agreement_for(candidacy)
    return found is not None and found.holds and field in found.fields


def names_readable(candidacies: Iterable[Candidacy]) -> dict[UUID, str]:
    """Return the names that an employer may read now, by candidacy.

    The stage must allow it, and the consent must be valid now: it is checked at every request, for
    pages, files and the API alike.
    """
    return _readable(candidacies, SHARED, people.names_opened)


def phones_readable(candidacies: Iterable[Candidacy]) -> dict[UUID, list[str]]:
    """Return the telephone numbers that an employer may read now, as ``names_readable``."""
    return _readable(candidacies, "contacts", people.phones_opened)


def _readable(
    candidacies: Iterable[Candidacy],
    field: str,
    opened: Callable[[UUID, list[dict[str, Any]]], dict[UUID, Part]],
) -> dict[UUID, Part]:
    open_now = [one for one in candidacies if one.state in rules.NAMED and consents_to(one, field)]
    found: dict[UUID, Part] = {}
    for organisation_id in {one.organisation_id for one in open_now}:
        rows = [
            {"id": one.person_id, "sealed": one.person.sealed}
            for one in open_now
            if one.organisation_id == organisation_id and one.person.erased_at is None
        ]
        parts = opened(organisation_id, rows)
        found |= {one.id: parts[one.person_id] for one in open_now if one.person_id in parts}
    return found


def state_for_employer(candidacy: Candidacy, readable: bool) -> tuple[str, str]:
    """Return what an employer reads of a stage, and its tone: "withdrawn" where consent ended."""
    if candidacy.state in rules.NAMED and not readable:
        return _("Withdrawn"), "r"
    if candidacy.state == "withdrawn":
        return _("Withdrawn"), "r"
    if candidacy.state == "prospect":
        waiting = candidacy.asked_at is not None
        return (_("Asked, no answer yet"), "a") if waiting else (_("Not asked yet"), "b")
    if candidacy.state == "lost":
        return _("Ended"), "b"
    state = CANDIDACY_WORKFLOW.states[candidacy.state]
    return _(state.name), state.tone


def losses_shown_to(candidacy: Candidacy) -> str:
    """Return why it ended, as far as the candidate may see it, "" for nothing."""
    if candidacy.state != "lost" or not candidacy.reason_shown:
        return ""
    return LOSS["reason"].words(candidacy.reason)


def durations_of(candidacy: Candidacy) -> list[tuple[str, date, int | None]]:
    """Return the stages that were reached, each with its day and the days since the one before."""
    reached: Sequence[tuple[str, date]] = sorted(
        ((stage, day) for stage, day in candidacy.days.items() if day is not None),
        key=lambda one: (one[1], list(candidacy.days).index(one[0])),
    )
    found: list[tuple[str, date, int | None]] = []
    for stage, day in reached:
        before = found[-1][1] if found else None
        found.append((stage, day, rules.days_between(before, day)))
    return found


def stages_in_words(candidacy: Candidacy) -> list[dict[str, Any]]:
    """Return the stages that were reached as pages show them."""
    return [
        {"name": CANDIDACY_WORKFLOW.words(stage), "on": day, "days": days}
        for stage, day, days in durations_of(candidacy)
    ]


def recruitment_days(candidacy: Candidacy) -> int | None:
    """Return how long a recruitment took: from the publication to the first day at work."""
    published = candidacy.vacancy.published_at
    end = candidacy.arrived_on or candidacy.contracted_on
    return rules.days_between(published.date() if published else None, end)


def costs_of(user: access.AnyUser, candidacy: Candidacy) -> dict[str, Any]:
    """Return what a recruitment costs: as recorded for the person, else as the vacancy offers it.

    ``totals``: by who bears it, after what was paid back.
    """
    rows = recruitment.recruitments_visible_to(user).filter(
        person_id=candidacy.person_id, employer_id=candidacy.vacancy.employer.entity_id
    )
    record = rows.order_by("-id").first()
    recorded: list[Any] = recruitment.costs_of(record) if record is not None else []
    lines = recorded or list(candidacy.vacancy.costs.all())
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in lines:
        if one.amount is not None:
            totals[one.payer, one.currency] += one.amount - _paid_back(one)
    return {
        "record": record.id if record is not None else None,
        "is_recorded": bool(recorded),
        "lines": [
            {
                "kind": reference.label("recruitment_cost", one.kind),
                "payer": reference.label("cost_payer", one.payer),
                "amount": one.amount,
                "currency": one.currency,
                "paid_back": _paid_back(one),
            }
            for one in lines
        ],
        "totals": [
            {"payer": reference.label("cost_payer", payer), "amount": amount, "currency": currency}
            for (payer, currency), amount in sorted(totals.items())
        ],
    }


def _paid_back(cost: Any) -> Decimal:
    """Return what was paid back of a cost; an offer has nothing to pay back."""
    return getattr(cost, "reimbursed", None) or Decimal(0)
