"""Completeness of a file, piece by piece: closed when complete, or with a reason (ToR 107)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from waystation.foundation.shared import refusals
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


@dataclass(frozen=True)
class Piece:
    """One piece of a file: there, or missing, or waived with a reason."""

    key: str
    name: str
    there: bool
    waived: str = ""

    @property
    def settled(self) -> bool:
        return self.there or bool(self.waived)


PIECES = {
    "notice": N_("Convening notice"),
    "agenda": N_("Agenda"),
    "papers": N_("A paper for each item for decision"),
    "distributed": N_("Papers sent to the members"),
    "attendance": N_("Attendance"),
    "decisions": N_("Decisions"),
    "actions": N_("An action for each decision that asks for one"),
    "minutes": N_("Final minutes"),
    "dissemination": N_("Minutes sent to the members"),
}


def pieces(there: dict[str, bool], waived: dict[str, str], names: dict[str, str]) -> list[Piece]:
    """Return a file's pieces in the order of ``names``."""
    return [
        Piece(key, names[key], there[key], waived.get(key, "")) for key in names if key in there
    ]


def percent(found: Collection[Piece]) -> int:
    """Return how much of a file is there, in whole percent rounded down. Waived is not there."""
    return 100 * sum(one.there for one in found) // len(found) if found else 0


def refusal_to_waive(found: Collection[Piece], key: str, reason: str) -> Refusal | None:
    """Say why a piece cannot be waived: it is missing, and there is a reason."""
    piece = next((one for one in found if one.key == key), None)
    if piece is None:
        return Refusal(N_("This file has no such piece."), field="piece", code="piece_unknown")
    if piece.settled:
        return Refusal(N_("This piece is not missing."), field="piece", code="piece_there")
    if not reason.strip():
        return Refusal(N_("Say why this piece may be missing."), field="reason", code="missing")
    return refusals.reason(reason, "reason")


def refusal_to_close(found: Collection[Piece]) -> Refusal | None:
    """Say why a file cannot be closed: each piece is there or waived with a reason."""
    missing = [one.name for one in found if not one.settled]
    if missing:
        return Refusal(
            N_("This file is not complete. Missing pieces: {number}. Add them or waive them."),
            code="incomplete",
            number=len(missing),
        )
    return None
