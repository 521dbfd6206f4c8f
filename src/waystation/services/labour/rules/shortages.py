"""The frame of a business survey, and the disclosure control of its results. No database."""

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
AUDIENCE, DATA_SET = "public", "employers"
"""The policy row under which totals of businesses are shown."""
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
    """Return what is wrong with a survey before it begins."""
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


@dataclass(frozen=True)
class Total:
    """Openings under one code of a split: weighted, and who is behind them.

    ``lines`` is how many answers name the code, ``businesses`` how many businesses; ``largest``
    and ``second`` are the openings of the two businesses that named the most.
    """

    kind: str
    code: str
    value: float
    lines: int
    businesses: int
    largest: float
    second: float


def totals_to_hide(totals: Collection[Total], secret: bytes = b"") -> set[tuple[str, str]]:
    """Return the breakdowns and codes whose openings must be suppressed.

    Disclosure control decides, as for every figure: few businesses, one dominant business, and
    whatever would reveal these by subtraction. The breakdowns share one total, so each is protected
    together with those before it. With the ``secret`` of the office the choice of what is hidden
    besides tells nothing.
    """
    from waystation.analysis import sdc  # takes a moment to load; only estimates need it

    policy = sdc.policy_for(AUDIENCE, DATA_SET)
    whole = next(one for one in totals if one.kind == "all")
    hidden: set[tuple[str, str]] = set()
    ledger: list[sdc.Release] = []
    for kind, _name in KINDS:
        parts = [one for one in totals if one.kind == kind and kind != "all"]
        if kind != "all" and not parts:
            continue
        rows = [*parts, whole]
        # numbered, so that no code can be mistaken for the total
        codes = [*(str(place) for place in range(len(parts))), sdc.TOTAL]
        table = sdc.Table.of(
            {kind: codes} if parts else {},
            [one.lines for one in rows],
            values=[one.value for one in rows],
            units={"businesses": [one.businesses for one in rows]},
            largest=[one.largest for one in rows],
            second=[one.second for one in rows],
        )
        try:
            protected = sdc.protect_next(
                table, policy, DATA_SET, ledger, one_moment=True, secret=secret
            )
            left = sdc.release(kind, DATA_SET, protected, ledger, one_moment=True)
        except Refusal:  # nothing of this split can be shown beside those before it
            hidden |= {(kind, one.code) for one in parts or rows}
            continue
        ledger.append(left)
        hidden |= {
            (one.kind, one.code)
            for one, away in zip(rows, protected.hidden_rows, strict=True)
            if away
        }
    return hidden
