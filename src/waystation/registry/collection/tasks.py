"""What is done with forms and submissions each morning."""

from __future__ import annotations

from waystation.foundation.access import queries as access

from . import actions


def delete_old_snapshots() -> int:
    """Delete the snapshots that nothing names, in every organisation; return how many."""
    deleted = 0
    for organisation in access.organisations():
        deleted += actions.delete_old_snapshots(organisation.id)["deleted"]
    return deleted
