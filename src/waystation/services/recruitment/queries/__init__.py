"""Every read of due diligence, incidents and the recruitment of workers."""

from .assessments import (
    assessment_visible_to,
    assessments_visible_to,
    clearance_of,
    clearances_of,
    criteria_of,
    entities_with_state,
    entity_to_assess,
    finding_visible_to,
    findings_of,
    organisation_panel,
    recruiters_visible_to,
    standards,
)
from .incidents import (
    action_visible_to,
    actions_visible_to,
    incident_visible_to,
    incidents_visible_to,
    open_incident,
)
from .outstanding import outstanding

__all__ = [
    "action_visible_to",
    "actions_visible_to",
    "assessment_visible_to",
    "assessments_visible_to",
    "clearance_of",
    "clearances_of",
    "criteria_of",
    "entities_with_state",
    "entity_to_assess",
    "finding_visible_to",
    "findings_of",
    "incident_visible_to",
    "incidents_visible_to",
    "open_incident",
    "organisation_panel",
    "outstanding",
    "recruiters_visible_to",
    "standards",
]
