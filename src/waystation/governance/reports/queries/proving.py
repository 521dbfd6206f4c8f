"""Where a published figure comes from: records → code → policy → approver.

An edition has, for each figure, a hash of exactly the records behind it (keyed digests, so that
nobody can try out who was counted) and the policy row it was protected by; once for all of them,
the code that counted and who approved it. Counting again makes the hash anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from waystation.analysis import sdc
from waystation.foundation.access import contributions
from waystation.foundation.access.queries import AnyUser
from waystation.governance.results import queries as results
from waystation.governance.results.queries.columns import Array

HERE = Path(__file__).resolve().parents[1]
APPS = (Path(str(results.__file__)).resolve().parents[1], HERE)
COUNTING = ("queries/*.py", "rules/*.py")


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return the version of the program and the hash of the code that counts and protects."""
    from waystation import __version__

    digest = hashlib.sha256()
    protecting = Path(str(sdc.__file__)).parent
    counting = [one for app in APPS for form in COUNTING for one in app.glob(form)]
    for path in sorted([*counting, *protecting.glob("*.py")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:16]}"


def proof(number: int, records: Array, values: Mapping[str, Array]) -> str:
    """Return the hash of the records behind one figure, each with the values that decided it.

    ``records`` and ``values`` are keyed digests in one order. The figure's number goes in, so
    that two figures over the same people do not show that they are.
    """
    digest = hashlib.sha256(f"{number}\0{len(records)}\0{','.join(values)}\0".encode())
    for column in (records, *values.values()):
        digest.update(column.tobytes())
    return digest.hexdigest()


class Approval(NamedTuple):
    """Who approved a report, and when, if the approver is not the publisher."""

    key: UUID
    name: str
    on: date


def proof_of_figures(
    figures: Iterable[Any],
    proofs: Mapping[int, str],
    publisher: UUID,
    approvals: Iterable[Approval] = (),
) -> dict[str, Any]:
    """Return what an edition says of where its figures come from, as plain data.

    Without ``approvals`` whoever publishes is the approver.
    """
    return {
        "code": code_version(),
        "approver": str(publisher),
        "approvals": [
            {"approver": str(one.key), "name": one.name, "on": one.on.isoformat()}
            for one in approvals
        ],
        "figures": {
            str(one.number): {"snapshot": proofs[one.number], "policy": one.table.policy}
            for one in figures
        },
    }


def provenance_of(content: Mapping[str, Any], number: int) -> dict[str, Any] | None:
    """Return the provenance of a figure of an edition; None for an edition older than this."""
    kept = content.get("provenance")
    if kept is None:
        return None
    published = {
        "approver": kept["approver"],
        "name": content["published_by"],
        "on": content["published_on"],
    }
    approvals = kept.get("approvals") or [published]
    return {
        **kept["figures"][str(number)],
        "code": kept["code"],
        "same_code": kept["code"] == code_version(),
        "approvals": [{**one, "on": date.fromisoformat(one["on"])} for one in approvals],
        "published_by": content["published_by"],
        "published_on": date.fromisoformat(content["published_on"]),
    }


def findings_again(user: AnyUser, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each survey finding of an edition, and whether its answers still have their hash.

    ``state`` comes from the finding's app: "same", "changed", "closed" to this reader, or "unknown"
    if nothing can be compared.
    """
    rows = []
    for block in content["blocks"]:
        if block["kind"] != "finding":
            continue
        source, _, key = block.get("key", "").partition(":")
        again = contributions.function_of_same_module("findings", source, "finding_again")
        told = block["finding"].get("provenance", {})
        state = again(user, key, told) if again else "unknown"
        rows.append({"title": block["title"], "provenance": told, "state": state})
    return rows
