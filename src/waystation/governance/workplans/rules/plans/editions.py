"""What differs between two editions of a plan (O-42)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One difference between two editions of a plan."""

    kind: str  # added, removed, changed
    what: str  # plan, priority, activity, milestone
    key: str
    title: str
    field: str = ""
    old: Any = None
    new: Any = None


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two contents of a plan: added, removed, changed fields (O-42)."""
    before, after = _flat(old), _flat(new)
    found = [
        Change("removed", what, key, _title(row))
        for (what, key), row in before.items()
        if (what, key) not in after
    ]
    for (what, key), row in after.items():
        if (what, key) not in before:
            found.append(Change("added", what, key, _title(row)))
            continue
        was = before[what, key]
        found += [
            Change("changed", what, key, _title(row), name, was.get(name), row.get(name))
            for name in sorted({*was, *row})
            if was.get(name) != row.get(name)
        ]
    return found


def _title(row: Mapping[str, Any]) -> str:
    return str(row.get("title") or "")


def _flat(content: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    plan = {name: value for name, value in content.items() if name != "priorities"}
    rows: dict[tuple[str, str], dict[str, Any]] = {("plan", ""): plan} if content else {}
    for priority in content.get("priorities") or ():
        rows["priority", priority["id"]] = _own(priority, "activities")
        for activity in priority.get("activities") or ():
            own = _own(activity, "milestones") | {"priority": priority["id"]}
            rows["activity", activity["id"]] = own
            for milestone in activity.get("milestones") or ():
                own = _own(milestone, "") | {"activity": activity["id"]}
                rows["milestone", milestone["id"]] = own
    return rows


def _own(row: Mapping[str, Any], without: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"id", without}}
