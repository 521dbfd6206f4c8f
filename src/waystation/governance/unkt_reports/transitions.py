"""The transitions of a report to UNKT: written, with the co-chairs, approved, transmitted."""

from __future__ import annotations

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State
from waystation.governance.network.actions.steps import Step, Steps
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.fields import KIND, REASON, TRANSMISSION

TONES = {"drafting": "b", "approval": "a", "approved": "g", "transmitted": "g", "discarded": ""}
DRAFTS, APPROVES = "network_report.draft", "network_report.approve"
MISPLACED = {
    "send": rules.NOT_DRAFTING,
    "answer": Refusal(N_("This report does not wait for an approval."), code="not_in_approval"),
    "call_back": Refusal(N_("There is nothing to call back."), code="nothing_to_call_back"),
    "discard": rules.NOT_DRAFTING,
    "transmit": Refusal(N_("This report was transmitted already."), code="transmitted_already"),
}

REPORT = Steps(
    KIND,
    states=[State(code, name, TONES[code]) for code, name in rules.STATES],
    misplaced=lambda state, step: MISPLACED[step.name],
    transitions=[
        Step(
            "send", ("drafting",), "approval", DRAFTS, "unkt_report.send",
            N_("Send to the co-chairs"),
            N_("The co-chairs have it. What they approve is what leaves."),
        ),
        Step(
            "answer", ("approval",), "approval", APPROVES, "unkt_report.answer",
            N_("Approve"),
            N_("You have approved."),
            asks=REASON,
        ),
        Step(
            "call_back", ("approval", "approved"), "drafting", DRAFTS, "unkt_report.call_back",
            N_("Take it back"),
            N_("The report can be changed again."),
            asks=REASON,
            rule=lambda row, values: rules.refusal_to_call_back(row.edition_id, values["reason"]),
        ),
        Step(
            "discard", ("drafting",), "discarded", DRAFTS, "unkt_report.discard",
            N_("Discard the draft"),
            N_("The draft is discarded. A new draft for its period can be begun."),
            N_("The draft stays in the list with your reason, and nothing waits for it any more."),
            asks=REASON,
            rule=lambda row, values: rules.refusal_to_discard(row.kind, values["reason"]),
        ),
        Step(
            "transmit", ("drafting", "approval", "approved"), "transmitted",
            "network_report.transmit", "unkt_report.transmit",
            N_("Record the transmission"),
            N_("Recorded."),
            asks=TRANSMISSION.without("way"),
        ),
    ],
)  # fmt: skip
