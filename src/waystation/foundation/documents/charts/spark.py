"""Sparklines next to a number, as plain SVG."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from waystation.foundation.documents.blocks import Cell

from .look import BLUE, number


def sparkline(
    values: Sequence[Cell], sentence: str, *, width: int = 110, height: int = 30, colour: str = BLUE
) -> str:
    """Return a sparkline with its last point marked, as SVG text."""
    known = [(place, number(value)) for place, value in enumerate(values)]
    points = [(place, value) for place, value in known if value is not None]
    head = (
        f'<svg class="spark" role="img" aria-label={quoteattr(sentence)} width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
    )
    if len(points) < 2:
        return head + "</svg>"
    low, high = min(v for _, v in points), max(v for _, v in points)
    across = (width - 8) / max(1, len(values) - 1)
    down = (height - 8) / ((high - low) or 1)
    drawn = [(4 + place * across, height - 4 - (v - low) * down) for place, v in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn)
    (first, _), (last, end) = drawn[0], drawn[-1]
    return (
        f'{head}<path d="M{first:.1f},{height} L{line.replace(" ", " L")} L{last:.1f},{height}Z" '
        f'fill="{colour}" opacity=".09"/>'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6" '
        'stroke-linejoin="round"/>'
        f'<circle cx="{last:.1f}" cy="{end:.1f}" r="2.6" fill="{colour}"/></svg>'
    )
