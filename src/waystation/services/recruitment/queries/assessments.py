"""Assessed organisations, their findings, and whether they are cleared on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.access.contributions import Panel
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference
from waystation.services.recruitment.models import Assessment, EvidenceFile, Finding
from waystation.services.recruitment.rules.clearance import (
    SUSPENDED,
    Clearance,
    Decision,
    clearance_on,
)

CRITERIA = "recruitment_criterion"
LOADED = "recruitment_criterion_pack"
"""Our own list, and the one that an office brings (reference/packs/criteria.py)."""
KINDS = ("recruiter", "employer")
READ = (
    "entity_id",
    "id",
    "standard",
    "number",
    "outcome",
    "decided_on",
    "valid_until",
    "suspended_on",
)


def criteria() -> dict[str, Any]:
    """Return every standard, principle and criterion by its code: those of a pack, then ours."""
    try:
        loaded = reference.entries(LOADED)
    except KeyError:  # no pack was added
        loaded = {}
    return {**loaded, **reference.entries(CRITERIA)}


def criterion(code: str) -> Any:
    """Return a standard, principle or criterion, None for an unknown code."""
    return reference.entries(CRITERIA).get(code) or criteria().get(code)


def criterion_label(code: str) -> str:
    """Return a standard, principle or criterion in the reader's language."""
    if code in reference.entries(CRITERIA) or code not in criteria():
        return reference.label(CRITERIA, code)
    return reference.label(LOADED, code)


def standards(day: date | None = None) -> list[tuple[str, str]]:
    """Return the standards in force on a day, as choices."""
    on = day or today_in()
    return [
        (code, criterion_label(code))
        for code, one in criteria().items()
        if not one.parent and one.holds_on(on) and one.retired_on is None
    ]


def criteria_of(standard: str, day: date) -> list[str]:
    """Return the criteria of a standard that are in force on a day, in their order.

    A criterion is an entry below the standard that has none below itself.
    """
    entries = {
        code: one
        for code, one in criteria().items()
        if one.holds_on(day) and one.retired_on is None
    }
    parents = {one.parent for one in entries.values()}
    return [
        code
        for code, one in entries.items()
        if one.parent and code not in parents and _standard_of(code, entries) == standard
    ]


def _standard_of(code: str, entries: Mapping[str, Any]) -> str:
    seen = set()
    while (one := entries.get(code)) and one.parent and code not in seen:
        seen.add(code)
        code = one.parent
    return code


def assessments_visible_to(user: access.AnyUser) -> QuerySet[Assessment]:
    """Return the assessments of the organisation: colleagues who assess or decide share them."""
    if not (access.may(user, "recruiter.assess") or access.may(user, "recruiter.decide")):
        return Assessment.objects.none()
    me = access.signed_in(user)
    return Assessment.objects.filter(organisation_id=me.organisation_id)


def assessment_visible_to(user: access.AnyUser, assessment_id: UUID) -> Assessment:
    """Return one assessment. Raises NotSeen."""
    rows = assessments_visible_to(user).select_related("entity", "office", "created_by")
    found = rows.filter(id=assessment_id).first()
    if found is None:
        raise NotSeen(N_("There is no such assessment here."), code="not_seen")
    return found


@transaction.atomic
def findings_of(user: access.AnyUser, assessment: Assessment) -> list[Finding]:
    """Return the findings of an assessment the user has opened; that they were read is logged."""
    audit.log(
        access.signed_in(user),
        "assessment.read",
        "recruitment.Assessment",
        assessment.id,
        office_id=assessment.office_id,
    )
    rows = assessment.findings.select_related("assessed_by").prefetch_related("actions", "files")
    return list(rows.order_by("position"))


def finding_visible_to(user: access.AnyUser, finding_id: UUID) -> Finding:
    """Return one finding. Raises NotSeen."""
    rows = Finding.objects.filter(assessment__in=assessments_visible_to(user))
    found = rows.select_related("assessment__entity").filter(id=finding_id).first()
    if found is None:
        raise NotSeen(N_("There is no such finding here."), code="not_seen")
    return found


def clearances_of(entities: Collection[UUID], day: date) -> dict[UUID, Clearance]:
    """Return what holds for each organisation on a day; for apps that have asked already."""
    found: dict[UUID, list[Decision]] = {one: [] for one in entities}
    rows = Assessment.objects.filter(entity_id__in=found).order_by()
    for entity, *values in rows.values_list(*READ):
        found[entity].append(Decision(*values))
    return {entity: clearance_on(decisions, day) for entity, decisions in found.items()}


def clearance_of(entity_id: UUID, day: date) -> Clearance:
    """Return whether an organisation is cleared on a day; for apps that have asked already."""
    return clearances_of([entity_id], day)[entity_id]


def recruiters_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the recruiters and employers of the organisation, for users who may view them."""
    if not access.may(user, "recruiter.read"):
        return organisations.Entity.objects.none()
    me = access.signed_in(user)
    assessed = Assessment.objects.filter(organisation_id=me.organisation_id).values("entity_id")
    rows = organisations.entities_of(me.organisation_id)
    return rows.filter(Q(kind__in=KINDS) | Q(id__in=assessed))


def entities_with_state(organisation_id: UUID, state: str, day: date) -> list[UUID]:
    """Return the recruiters and employers for which ``state`` holds on a day."""
    rows = organisations.entities_of(organisation_id)
    assessed = Assessment.objects.filter(organisation_id=organisation_id).values("entity_id")
    keys = rows.filter(Q(kind__in=KINDS) | Q(id__in=assessed)).values_list("id", flat=True)
    found = clearances_of(list(keys), day)
    return [key for key, one in found.items() if one.state == state]


def entity_to_assess(user: access.AnyUser, entity_id: UUID) -> Any:
    """Return an organisation of the user's own. Raises NotSeen."""
    rows = organisations.entities_of(access.signed_in(user).organisation_id)
    found = rows.filter(id=entity_id).first()
    if found is None:
        raise NotSeen(N_("There is no such organisation here."), code="entity_unknown")
    return found


def organisation_panel(user: access.AnyUser, entity_id: UUID) -> Panel | None:
    """Return the card about due diligence, for the page of an organisation."""
    row = recruiters_visible_to(user).filter(id=entity_id).first()
    if row is None:
        return None
    clearance = clearance_of(entity_id, today_in())
    return Panel("recruitment/clearance_panel.html", {"entity": row, "clearance": clearance})


def organisation_warnings(user: access.AnyUser) -> dict[UUID, tuple[str, str]]:
    """Return the recruiters and employers that are suspended or not cleared, for other forms."""
    names = dict(recruiters_visible_to(user).order_by().values_list("id", "name"))
    found = clearances_of(list(names), today_in()) if names else {}
    return {
        key: (names[key], gettext(one.label))
        for key, one in found.items()
        if one.state in {SUSPENDED, "not_cleared"}
    }


def parties_for(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the recruiters and employers as choices; whoever is suspended is marked."""
    rows = recruiters_visible_to(user).order_by("name").values_list("id", "name")
    found = list(rows)
    states = clearances_of([key for key, _name in found], today_in())
    return [(str(key), _name_with_state(name, states[key])) for key, name in found]


def _name_with_state(name: str, clearance: Clearance) -> str:
    if clearance.state not in {SUSPENDED, "not_cleared"}:
        return name
    return f"{name} – {gettext(clearance.label)}"


def recruiter_visible_to(user: access.AnyUser, entity_id: UUID) -> Any:
    """Return one recruiter or employer. Raises NotSeen."""
    found = recruiters_visible_to(user).filter(id=entity_id).first()
    if found is None:
        raise NotSeen(N_("There is no such organisation here."), code="entity_unknown")
    return found


def evidence_visible_to(user: access.AnyUser, file_id: UUID) -> EvidenceFile:
    """Return a document that an organisation sent. Raises NotSeen."""
    rows = EvidenceFile.objects.filter(finding__assessment__in=assessments_visible_to(user))
    found = rows.select_related("finding").filter(id=file_id).first()
    if found is None:
        raise NotSeen(N_("There is no such file here."), code="not_seen")
    return found
