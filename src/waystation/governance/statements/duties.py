"""The status of the duty about joint statements."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.words import N_
from waystation.governance.network.compliance import Duties, DutyStatus, due, kept, nothing_yet
from waystation.governance.network.queries import Network
from waystation.governance.statements import queries as statements

STATUSES = Duties()


@STATUSES.duty("O-48", "statements:statements")
def statements_of(network: Network, today: date) -> DutyStatus:
    """O-48: no joint statement waits past its silence."""
    waiting = statements.in_silence(network)
    if over := sum(one.until is not None and one.until < today for one in waiting):
        return due(
            N_("Joint statements ready for release, silence procedure over: {count}."), count=over
        )
    count = len(statements.released_statements(network))
    if not count and not waiting:
        return nothing_yet(N_("There is no joint statement yet."))
    sentence = N_("Joint statements released: {released}. In the silence procedure: {waiting}.")
    return kept(sentence, released=count, waiting=len(waiting))
