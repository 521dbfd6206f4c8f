"""How long an unreferenced snapshot of answers is retained."""

from __future__ import annotations

from datetime import datetime, timedelta


def is_due(last_taken: datetime, moment: datetime, days: int) -> bool:
    """Return whether an unreferenced snapshot is older than ``days`` days."""
    return moment - last_taken >= timedelta(days=max(days, 1))
