"""What is sent about a meeting leaves through messaging."""

from __future__ import annotations

from collections.abc import Sequence

from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.governance.network.queries.scope import Reader


def post(reader: Reader, rows: Sequence[Delivery]) -> None:
    """Write down to whom something goes, and have it sent once this is saved."""
    messaging.post(reader.user, reader.network.office_id, rows, page="meetings:meetings")
