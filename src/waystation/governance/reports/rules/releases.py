"""What may leave beside what has left before: no difference may point at few people."""

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
    that changed by fewer people than the threshold of its indicator shows that few people; a
    cell that was suppressed may have covered another one and stays suppressed.
    """
    mine = {cell_of(one): one for one in figures}
    for title, released in earlier:
        for before in released:
            now = mine.get(cell_of(before))
            if now is None or now["state"] != "shown":
                continue
            named = {
                "indicator": now["indicator"],
                "cell": ", ".join(now["key"]) or "total",
                "edition": title,
            }
            if before["state"] == "hidden":
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


def _differ_by_few(before: Mapping[str, Any], now: Mapping[str, Any], threshold: int) -> bool:
    parts = PARTS[:1] if now["denominator"] is None else PARTS[1:]
    changes = [abs((now[part] or 0.0) - (before[part] or 0.0)) for part in parts]
    return any(0 < change < threshold for change in changes)
