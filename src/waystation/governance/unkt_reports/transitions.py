"""The transitions of a report to UNKT: written, with the co-chairs, approved, transmitted."""

from __future__ import annotations

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import (
    State,
    Transition,
    Workflow,
    step_of_system,
)
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.fields import KIND, REASON, TRANSMISSION

TONES = {"drafting": "b", "approval": "a", "approved": "g", "transmitted": "g", "discarded": ""}
DRAFTS, APPROVES = "network_report.draft", "network_report.approve"
NOT_IN_APPROVAL = Refusal(N_("This report is not awaiting approval."), code="not_in_approval")
NOTHING_TO_CALL_BACK = Refusal(N_("There is nothing to call back."), code="nothing_to_call_back")
TRANSMITTED = Refusal(N_("This report has already been transmitted."), code="transmitted_already")
SETTLED = {"approved": "approve", "refused": "refuse"}
"""Which step follows from the co-chairs' answers, by their outcome."""

REPORT = Workflow(
    KIND,
    states=[State(code, name, TONES[code]) for code, name in rules.STATES],
    transitions=[
        Transition(
            "send", ("drafting",), "approval", DRAFTS, "unkt_report.send",
            N_("Send to the co-chairs"),
            N_("The co-chairs have it. What they approve is what is transmitted."),
            wrong_state=lambda state: rules.NOT_DRAFTING,
        ),
        Transition(
            "answer", ("approval",), "approval", APPROVES, "unkt_report.answer",
            N_("Approve"),
            N_("You have approved."),
            wrong_state=lambda state: NOT_IN_APPROVAL,
        ),
        step_of_system("approve", ("approval",), "approved", "unkt_report.answer"),
        step_of_system("refuse", ("approval",), "drafting", "unkt_report.answer"),
        Transition(
            "call_back", ("approval", "approved"), "drafting", DRAFTS, "unkt_report.call_back",
            N_("Take it back"),
            N_("The report can be changed again."),
            asks=REASON,
            rule=lambda row, values: rules.refusal_to_call_back(row.edition_id, values["reason"]),
            wrong_state=lambda state: NOTHING_TO_CALL_BACK,
        ),
        Transition(
            "discard", ("drafting",), "discarded", DRAFTS, "unkt_report.discard",
            N_("Discard the draft"),
            N_("The draft is discarded. You can start a new draft for its period."),
            N_("The draft stays in the list with your reason. It is no longer due."),
            asks=REASON,
            rule=lambda row, values: rules.refusal_to_discard(row.kind, values["reason"]),
            wrong_state=lambda state: rules.NOT_DRAFTING,
        ),
        Transition(
            "transmit", ("drafting", "approval", "approved"), "transmitted",
            "network_report.transmit", "unkt_report.transmit",
            N_("Record the transmission"),
            N_("Recorded."),
            asks=TRANSMISSION.without("way"),
            wrong_state=lambda state: TRANSMITTED,
        ),
    ],
)  # fmt: skip
