"""What may leave beside what has left before: no difference may point at few people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period, parse
from waystation.foundation.shared.words import N_

Figures = Sequence[Mapping[str, Any]]
PARTS = ("value", "numerator", "denominator")


def cell_of(figure: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return which cell a figure is: the same in whatever table it stands."""
    codes = dict(zip(figure["dimensions"], figure["key"], strict=False)) | figure["where"]
    return (figure["indicator"], figure["period"], tuple(sorted(codes.items())))


def refusal_to_release(
    figures: Figures, earlier: Iterable[tuple[str, Figures]], thresholds: Mapping[str, int]
) -> Refusal | None:
    """Return why figures may not join those released before to the same readers, or None.

    ``earlier`` are editions over the same offices, each with its title and its figures. A cell
    that changed by fewer people than the threshold of its indicator shows that few people; a
    cell that was kept back may have covered another one and stays so.
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
                        '{indicator} ({cell}) was kept back in "{edition}" and would be shown now. '
                        "Together they could give a small number away: leave this figure out."
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


def refusal_over_time(
    figures: Figures,
    earlier: Iterable[tuple[str, Figures]],
    thresholds: Mapping[str, int],
    adding: Collection[str],
) -> Refusal | None:
    """Return why figures may not join those of longer or shorter periods released before.

    A year less three of its quarters is the fourth. ``adding``: the indicators of which a period
    is the sum of those inside it. What is left of a period after the shown ones inside it must
    keep each hidden one uncertain by the threshold, and be none or at least as many itself.
    """
    found: dict[tuple[Any, ...], dict[Period, tuple[Mapping[str, Any], str, bool]]] = {}
    for title, released, new in [*((t, r, False) for t, r in earlier), ("", figures, True)]:
        for one in released:
            indicator, period, codes = cell_of(one)
            if indicator in adding and one["state"] != "none":
                found.setdefault((indicator, codes), {})[parse(period)] = (one, title, new)
    for (indicator, codes), periods in found.items():
        for whole, parts in _inside(periods):
            members = [periods[one] for one in (whole, *parts)]
            if not any(new for _, _, new in members):
                continue
            threshold = thresholds[indicator]
            days = sum((part.end - part.start).days for part in parts)
            if _tells(members, threshold, filled=days == (whole.end - whole.start).days):
                other = next((title for _, title, new in members if not new), "")
                return Refusal(
                    N_(
                        "{indicator} ({cell}) for {period}, less what is published of {parts}, "
                        "would leave fewer than {threshold}, and point at them. Leave this figure "
                        "out, or publish it for whole periods only. {edition}"
                    ),
                    code="released_over_time",
                    indicator=indicator,
                    cell=", ".join(code for _, code in codes) or "total",
                    period=whole.code,
                    parts=", ".join(part.code for part in parts),
                    threshold=threshold,
                    edition=other and f"({other})",
                )
    return None


def _inside(periods: Iterable[Period]) -> Iterator[tuple[Period, list[Period]]]:
    """Yield each period with the longest other ones inside it that do not overlap."""
    longest = sorted(periods, key=lambda one: (one.start - one.end, one.start))
    for at, whole in enumerate(longest):
        parts: list[Period] = []
        for one in longest[at + 1 :]:
            apart = all(one.start >= part.end or one.end <= part.start for part in parts)
            if whole.start <= one.start and one.end <= whole.end and apart:
                parts.append(one)
        if parts:
            yield whole, parts


def _tells(
    members: Sequence[tuple[Mapping[str, Any], str, bool]], threshold: int, *, filled: bool
) -> bool:
    """Return whether a whole and its parts, the whole first, tell a small number."""
    whole, parts = members[0][0], [one for one, _, _ in members[1:]]
    shown = [one for one in parts if one["state"] == "shown"]
    lost = len(parts) - len(shown)
    if whole["state"] == "hidden":
        return filled and not lost  # the sum of its parts
    for name in PARTS[:1] if whole["denominator"] is None else PARTS[1:]:
        rest = (whole[name] or 0.0) - sum((one[name] or 0.0) for one in shown)
        if lost + (not filled) == 0 or rest < 0:
            continue
        if lost == 1 and filled:
            return True
        if lost and rest - lost < threshold:
            return True
        if not lost and 0 < rest < threshold:
            return True
    return False


def _differ_by_few(before: Mapping[str, Any], now: Mapping[str, Any], threshold: int) -> bool:
    parts = PARTS[:1] if now["denominator"] is None else PARTS[1:]
    changes = [abs((now[part] or 0.0) - (before[part] or 0.0)) for part in parts]
    return any(0 < change < threshold for change in changes)
