"""Incidents in recruitment and corrective actions, scoped by office."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.services.recruitment.models import CorrectiveAction, Cost, Incident, Recruitment
from waystation.services.recruitment.rules.costs import is_charged

from .assessments import assessments_visible_to


def incidents_visible_to(user: access.AnyUser) -> QuerySet[Incident]:
    """Return the incidents of the user's offices."""
    return access.scoped(Incident.objects.all(), user, "incident.read")


def incident_visible_to(user: access.AnyUser, incident_id: UUID) -> Incident:
    """Return one incident. Raises NotSeen outside the user's offices."""
    rows = incidents_visible_to(user).select_related(
        "entity", "office", "handler", "repaid_by", "closed_by"
    )
    found = rows.filter(id=incident_id).first()
    if found is None:
        raise NotSeen(N_("There is no such incident in your offices."), code="not_seen")
    return found


def incidents_of_party(user: access.AnyUser, entity_id: UUID) -> QuerySet[Incident]:
    """Return the incidents about a recruiter or employer, or about its recruitments of workers.

    A recruitment may have both, a recruiter and an employer; its incidents are those of both.
    """
    own = Recruitment.objects.filter(Q(employer_id=entity_id) | Q(recruiter_id=entity_id))
    about = Q(entity_id=entity_id) | Q(subject_kind="recruitment", subject_id__in=own.values("id"))
    return incidents_visible_to(user).filter(about)


def charges_of(user: access.AnyUser, incident: Incident) -> list[Cost]:
    """Return the costs that an incident about a worker's fees is about, where they may be read."""
    if incident.kind != "fee" or incident.subject_kind != "recruitment":
        return []
    if incident.subject_id is None or not access.may(user, "recruitment.read", incident.office_id):
        return []
    rows = Cost.objects.filter(
        recruitment_id=incident.subject_id, organisation_id=incident.organisation_id
    )
    return [one for one in rows.order_by("created_at", "id") if is_charged(one.line)]


@transaction.atomic
def open_incident(user: access.AnyUser, incident_id: UUID) -> Incident:
    """Return one incident to be read whole, and record that this user read it."""
    incident = incident_visible_to(user, incident_id)
    audit.log(
        access.signed_in(user),
        "incident.read",
        "recruitment.Incident",
        incident.id,
        office_id=incident.office_id,
    )
    return incident


def actions_visible_to(user: access.AnyUser) -> QuerySet[CorrectiveAction]:
    """Return the corrective actions of what this user may see."""
    return CorrectiveAction.objects.filter(
        Q(finding__assessment__in=assessments_visible_to(user))
        | Q(incident__in=incidents_visible_to(user))
    )


def action_visible_to(user: access.AnyUser, action_id: UUID) -> CorrectiveAction:
    """Return one corrective action. Raises NotSeen."""
    rows = actions_visible_to(user).select_related("finding__assessment__entity", "incident")
    found = rows.filter(id=action_id).first()
    if found is None:
        raise NotSeen(N_("There is no such corrective action here."), code="not_seen")
    return found
