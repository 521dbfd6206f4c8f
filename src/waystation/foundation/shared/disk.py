"""Free space on the disk of the state folder, and a reserve file for emergencies.

Below five per cent new records are refused, so that sign-ins and the audit log of reads can still
be written. If something else fills the disk completely, the reserve is deleted for these.
"""

from __future__ import annotations

import os
from pathlib import Path

RESERVE_BYTES = 16 * 1024 * 1024
RESERVE_NAME = "reserve"


def _free(folder: Path) -> tuple[int, int]:
    """Return the bytes available to us on a folder's disk, and its total bytes."""
    stat = os.statvfs(folder)
    return stat.f_bavail * stat.f_frsize, max(1, stat.f_blocks * stat.f_frsize)


def is_low(folder: Path, per_cent: float) -> bool:
    """Return whether less than this share of the disk is free, or the reserve is used up.

    Deletes the reserve if nothing else is left.
    """
    left, whole = _free(folder)
    path = folder / RESERVE_NAME
    if not path.exists():
        left -= RESERVE_BYTES
    elif left < RESERVE_BYTES // 4:
        path.unlink(missing_ok=True)
    return left * 100 < per_cent * whole


def keep_reserve(folder: Path, per_cent: float) -> bool:
    """Write the reserve if there is space for it; return whether it exists."""
    path = folder / RESERVE_NAME
    if path.exists():
        return True
    if is_low(folder, per_cent):
        return False
    new = path.with_suffix(f".{os.getpid()}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
        new.rename(path)
    except OSError:
        new.unlink(missing_ok=True)
        return False
    return True
