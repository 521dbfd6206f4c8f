"""Deleting snapshots of answers that are no longer referenced."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from waystation.foundation.access import contributions
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now
from waystation.registry.collection.facts import DIGEST, folder_of_organisation
from waystation.registry.collection.rules import snapshots as rules


def delete_old_snapshots(organisation_id: UUID, moment: datetime | None = None) -> dict[str, int]:
    """Delete unreferenced snapshots, SNAPSHOTS_KEPT_DAYS after they were last taken.

    Apps contribute ``snapshots_named``: runs of estimates, published editions. Referenced snapshots
    are retained whatever their age. Returns how many were deleted and how many are referenced. Run
    daily by ``delete_old_snapshots``; running it twice is harmless.
    """
    moment = moment or now()
    files = sorted(folder_of_organisation(organisation_id).glob("*/*"))
    due = [path for path in files if _is_due(path, moment)]
    # Asked after looking at the files, so that what is named in the meantime is kept.
    named: set[str] = set()
    for namer in contributions.functions("snapshots_named").values():
        named |= namer(organisation_id)
    gone = [path for path in due if _is_ours(path) and path.stem not in named]
    if gone:
        with transaction.atomic():
            digests = sorted({path.stem for path in gone})
            audit.log(
                None,
                "snapshot.delete",
                "collection.Form",
                None,
                organisation_id=organisation_id,
                snapshots=digests[:100],
                count=len(gone),
            )
    deleted = 0
    for path in gone:  # logged first: nothing is deleted without an entry
        if _is_due(path, moment):  # an estimate may have taken it again while we asked
            path.unlink(missing_ok=True)
            deleted += 1
    return {"deleted": deleted, "named": len(named)}


def _is_due(path: Path, moment: datetime) -> bool:
    """Return whether a file was last taken long ago; one that is gone already is not due."""
    try:
        return rules.is_due(_snapshot_time(path), moment, settings.SNAPSHOTS_KEPT_DAYS)
    except FileNotFoundError:
        return False


def _is_ours(path: Path) -> bool:
    """Return whether a file is a snapshot, or one whose writing was broken off."""
    return path.suffix in (".parquet", ".writing") and bool(DIGEST.fullmatch(path.stem))


def _snapshot_time(path: Path) -> datetime:
    """Return when a snapshot was last taken: taking it again makes its file new."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
