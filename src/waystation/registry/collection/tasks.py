"""What is done with forms and submissions each morning."""

from __future__ import annotations

from waystation.foundation.access import queries as access

from . import actions


def delete_old_snapshots() -> int:
    """Delete every house's snapshots that nothing names; return how many. Done once a day."""
    deleted = 0
    for organisation in access.organisations():
        deleted += actions.delete_old_snapshots(organisation.id)["deleted"]
    return deleted
