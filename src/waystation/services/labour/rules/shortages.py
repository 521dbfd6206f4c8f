"""The frame of a business survey, and what of its result may be shown. No database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_

KINDS = (
    ("all", N_("All openings that are hard to fill")),
    ("occupation", N_("By occupation")),
    ("sector", N_("By sector")),
    ("place", N_("By municipality")),
    ("reason", N_("By reason")),
)
LEAST_BUSINESSES = 3
"""A total that fewer businesses named is withheld: it could be one company's."""
MOST_TARGET = 100_000


@dataclass(frozen=True)
class FrameLine:
    """The businesses of a sector, and how many are to be asked."""

    sector: str
    businesses: int
    target: int | None


def read_frame(text: str, sectors: Collection[str]) -> tuple[FrameLine, ...]:
    """Return a frame from lines "sector; businesses; to be asked". Raises Refusal with the line."""
    found: dict[str, FrameLine] = {}
    for number, cells in _lines(text):
        sector, businesses, target = [*cells, "", "", ""][:3]
        if len(cells) > 3 or sector not in sectors or sector in found:
            raise Refusal(
                N_("Line {line} of the frame: begin with the letter of a sector, each once."),
                field="frame",
                code="frame_sector",
                line=number,
            )
        whole = [_whole(one) for one in (businesses, target)]
        if not whole[0] or (target and whole[1] is None) or (whole[1] or 0) > whole[0]:
            raise Refusal(
                N_("Line {line} of the frame: write sector; businesses; how many are asked."),
                field="frame",
                code="frame_line",
                line=number,
            )
        found[sector] = FrameLine(sector, whole[0], whole[1])
    if not found:
        raise Refusal(
            N_("Write the frame: how many businesses there are in each sector."),
            field="frame",
            code="no_frame",
        )
    return tuple(found.values())


def write_frame(lines: Sequence[FrameLine]) -> str:
    """Return a frame as the form shows it."""
    return "\n".join(
        f"{one.sector}; {one.businesses}" + (f"; {one.target}" if one.target else "")
        for one in lines
    )


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, [cell.strip() for cell in line.replace("\t", ";").split(";")]


def _whole(text: str) -> int | None:
    digits = text.replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None


def refusals_of_survey(
    title: str, starts_on: date | None, ends_on: date | None, target: int | None
) -> list[Refusal | None]:
    """Say what is wrong with a survey before it begins."""
    return [
        None if title.strip() else Refusal(N_("Fill this in."), field="title", code="missing"),
        in_order(starts_on, ends_on, "ends_on"),
        Refusal(
            N_("Say how many businesses are to answer: 1 to {most}."),
            field="target",
            code="target",
            most=MOST_TARGET,
        )
        if target is None or not 1 <= target <= MOST_TARGET
        else None,
    ]


def is_shown(businesses: int) -> bool:
    """Return whether a total may be shown: enough businesses named it."""
    return businesses >= LEAST_BUSINESSES
