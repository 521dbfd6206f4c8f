"""What every new record of the Network carries."""

from __future__ import annotations

from typing import Any

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.periods import now


def stamped(place: OfficeRecord, user: Any) -> dict[str, Any]:
    """Return organisation, office, times and author for a new record beside ``place``."""
    moment = now()
    return {
        "organisation_id": place.organisation_id,
        "office_id": place.office_id,
        "created_at": moment,
        "created_by": user,
        "changed_at": moment,
    }
