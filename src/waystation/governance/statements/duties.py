"""The status of the duty about joint statements."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.words import N_
from waystation.governance.network.compliance import DutyStatus, StatusOf
from waystation.governance.network.queries import Network
from waystation.governance.statements import queries as statements


def statements_of(network: Network, today: date) -> DutyStatus:
    """O-48: no joint statement waits past its silence."""
    waiting = statements.in_silence(network)
    over = [one for one in waiting if one.until is not None and one.until < today]
    if over:
        return DutyStatus(
            "due", N_("Joint statements are past their silence: release them: {count}."),
            {"count": len(over)}, "statements:statements",
        )  # fmt: skip
    count = len(statements.released_statements(network))
    if not count and not waiting:
        return DutyStatus(
            "nothing_yet", N_("There is no joint statement yet."), address="statements:statements"
        )
    return DutyStatus(
        "kept", N_("Joint statements released: {released}. In the silence procedure: {waiting}."),
        {"released": count, "waiting": len(waiting)}, "statements:statements",
    )  # fmt: skip


STATUSES: dict[str, StatusOf] = {"O-48": statements_of}
