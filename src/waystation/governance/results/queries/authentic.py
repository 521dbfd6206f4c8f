"""Authentication of fact files: whether this program wrote them.

The metadata of a base of facts (position in the audit log, rows, the hash of each file) has a keyed
hash, bound to organisation and source. A forged, altered or moved base is not read: the facts are
then rebuilt from the records, and ``./waystation verify`` reports the base.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from waystation.foundation.audit import keys
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.sealing import keyed_hash, same
from waystation.foundation.shared.words import N_


class Altered(Refusal):
    """The files of a base were changed while this process worked with them."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The stored facts were changed outside Waystation. They are being "
                "recalculated from the records. Reload this page, and tell your "
                "administrator."
            ),
            code="facts_altered",
        )


def about(folder: Path) -> dict[str, Any]:
    """Return what a base says about itself. Raises OSError, ValueError."""
    found = json.loads((folder / "about.json").read_text())
    if not isinstance(found, dict) or "format" not in found or "columns" not in found:
        raise ValueError("it says nothing about itself.")
    return found


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a base."""
    found = {}
    for path in sorted(folder.glob("*.parquet")):
        with path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def proof(organisation: UUID, source: str, said: Mapping[str, Any]) -> str:
    """Return the keyed hash of a base's metadata, bound to its organisation and source."""
    content = {"organisation": str(organisation), "source": source}
    content |= {name: value for name, value in said.items() if name != "proof"}
    text = json.dumps(content, sort_keys=True)
    return keyed_hash(keys.file_key(), text.encode(), 32).hex()


def problem(organisation: UUID, source: str, folder: Path, said: Mapping[str, Any]) -> str:
    """Say why a base is not one that this program wrote, "" if it is."""
    if not same(str(said.get("proof", "")).encode(), proof(organisation, source, said).encode()):
        return "was not written by this program, or what it says about itself was altered."
    try:
        found = hashes(folder)
    except OSError:
        return "cannot be read."
    files: Mapping[str, str] = said["files"]
    altered = [one for one in sorted({*found, *files}) if found.get(one) != files.get(one)]
    return f"was altered: {', '.join(altered)}." if altered else ""


def stamp(folder: Path) -> tuple[Any, ...]:
    """Return a stamp that changes when a file of a base is written."""
    try:
        files = [(path.name, path.stat()) for path in sorted(folder.glob("*.parquet"))]
    except OSError:
        return ()
    return tuple(
        (name, at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns) for name, at in files
    )
