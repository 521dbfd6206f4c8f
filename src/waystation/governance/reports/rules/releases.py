"""What may be released in addition to earlier releases, without revealing small groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

Figures = Sequence[Mapping[str, Any]]
PARTS = ("value", "numerator", "denominator")


def cell_of(figure: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return which cell a figure is: the same in whatever table it is."""
    codes = dict(zip(figure["dimensions"], figure["key"], strict=False)) | figure["where"]
    return (figure["indicator"], figure["period"], tuple(sorted(codes.items())))


def refusal_to_release(
    figures: Figures, earlier: Iterable[tuple[str, Figures]], thresholds: Mapping[str, int]
) -> Refusal | None:
    """Return why figures may not join those released before to the same readers, or None.

    ``earlier`` are editions over the same offices, each with its title and its figures. A cell
    that changed by fewer people than the threshold of its indicator shows that few people: it is
    refused by name, and the ledger has hidden it already, with all that it follows from. A cell
    that was suppressed may have covered another one and stays suppressed. ``counted`` of a figure
    is what it would say if nothing were hidden.
    """
    mine = {cell_of(one): one for one in figures}
    for title, released in earlier:
        for before in released:
            now = mine.get(cell_of(before))
            if now is None:
                continue
            named = {
                "indicator": now["indicator"],
                "cell": ", ".join(now["key"]) or "total",
                "edition": title,
            }
            if before["state"] == "hidden" and now["state"] == "shown":
                return Refusal(
                    N_(
                        '{indicator} ({cell}) was suppressed in "{edition}" and would be shown '
                        "now. Together they could give a small number away: leave this figure out."
                    ),
                    code="released_hidden",
                    **named,
                )
            threshold = thresholds[now["indicator"]]
            if before["state"] == "shown" and _differ_by_few(before, now, threshold):
                return Refusal(
                    N_(
                        "{indicator} ({cell}) differs from “{edition}” by fewer than {threshold}, "
                        "which would point at them. Leave this figure out, or wait until more "
                        "has changed."
                    ),
                    code="released_difference",
                    threshold=threshold,
                    **named,
                )
    return None


def refusal_to_release_findings(
    findings: Mapping[str, Mapping[str, Any]],
    earlier: Iterable[tuple[str, Mapping[str, Mapping[str, Any]]]],
    threshold: int,
) -> Refusal | None:
    """Return why survey findings may not follow those released before, or None.

    Each is named by its study and question. Where fewer interviews than the threshold came
    between the two, the difference of their shares says what these few answered.
    """
    for title, released in earlier:
        for key, before in released.items():
            now = findings.get(key)
            if now is not None and _answered_by_few(before, now, threshold):
                return Refusal(
                    N_(
                        '"{finding}" differs from “{edition}” by the answers of fewer than '
                        "{threshold}, which would show what they said. Leave it out, or wait until "
                        "more has changed."
                    ),
                    code="finding_difference",
                    finding=now["title"],
                    edition=title,
                    threshold=threshold,
                )
    return None


def _answered_by_few(before: Mapping[str, Any], now: Mapping[str, Any], threshold: int) -> bool:
    if before["n"] is None or now["n"] is None:
        return False
    if 0 < abs(now["n"] - before["n"]) < threshold:
        return True
    shown = {row["choice"]: row["value"] for row in before["rows"] if row["value"] is not None}
    changes = (
        abs(row["value"] * now["n"] - shown[row["choice"]] * before["n"])
        for row in now["rows"]
        if row["value"] is not None and row["choice"] in shown and now["statistic"] == "share"
    )
    return any(1e-6 < change < threshold - 1e-6 for change in changes)


def _differ_by_few(before: Mapping[str, Any], now: Mapping[str, Any], threshold: int) -> bool:
    counted = now.get("counted") or now
    parts = PARTS[:1] if counted["denominator"] is None else PARTS[1:]
    if now["state"] != "shown" and any((counted[part] or 0.0) < threshold for part in parts):
        return False  # small now, and hidden as small
    changes = [abs((counted[part] or 0.0) - (before[part] or 0.0)) for part in parts]
    return any(0 < change < threshold for change in changes)
