"""What registers and reports to UNKT add to the Network of the matrix."""

from __future__ import annotations

from waystation.foundation.shared.periods import today_in

MARKS = ["mark-of-a-statement", "mark-of-a-mechanism", "mark-of-a-question"]


def made_of_registers(sanja, office):
    """A mechanism in its register, and an update that UNKT asked for."""
    from waystation.governance.knowledge.actions import record_entry
    from waystation.governance.network.queries import registers
    from waystation.governance.statements import actions as statements
    from waystation.governance.unkt_reports import actions as reports

    values = {"name": "mark-of-a-mechanism", "kind": "gender", "liaison": sanja.id}
    mechanism = record_entry(sanja, registers.MECHANISMS, values, office=office.id)
    update = reports.demand_update(sanja, "UNKT", "mark-of-a-question", today_in())
    text = "mark-of-a-statement"
    statement = statements.draft_statement(sanja, text, text)
    return {
        "statement": statement.id,
        "network_register": "mechanisms",
        "mechanism": mechanism.id,
        "unkt_report": update.id,
        "report_section": "answer",
        "report_task": "send",
    }
