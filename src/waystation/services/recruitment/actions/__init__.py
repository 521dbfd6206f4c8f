"""Actions on ethical recruitment: assess, decide, open and close incidents."""

from .assessments import (
    add_corrective_action,
    begin_assessment,
    change_action_state,
    change_assessment_state,
    edit_assessment,
    expire_clearances,
    record_finding,
)
from .incidents import Subject, change_incident_state, open_incident
from .people import erase_person, move_person, stop_for_consent
from .receipts import attach_receipt, open_receipt
from .recruitments import (
    add_cost,
    change_call_state,
    change_recruitment_state,
    check_contract,
    declare_costs_complete,
    edit_cost,
    edit_recruitment,
    name_parties,
    record_recruitment,
    set_call_days,
)
from .self_assessment import (
    OwnAnswer,
    answer_self_assessment,
    ask_organisation,
    open_evidence,
)

__all__ = [
    "OwnAnswer",
    "Subject",
    "add_corrective_action",
    "add_cost",
    "answer_self_assessment",
    "ask_organisation",
    "attach_receipt",
    "begin_assessment",
    "change_action_state",
    "change_assessment_state",
    "change_call_state",
    "change_incident_state",
    "change_recruitment_state",
    "check_contract",
    "declare_costs_complete",
    "edit_assessment",
    "edit_cost",
    "edit_recruitment",
    "erase_person",
    "expire_clearances",
    "move_person",
    "name_parties",
    "open_evidence",
    "open_incident",
    "open_receipt",
    "record_finding",
    "record_recruitment",
    "set_call_days",
    "stop_for_consent",
]
