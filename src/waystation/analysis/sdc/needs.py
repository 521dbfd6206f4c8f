"""The required protection, and the witnesses that prove it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import scipy  # its parts load when asked for, which keeps our import quick

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .dimensions import Bools, Floats
from .linear import TIGHT, Bounds, Ints, Relations
from .primary import Primary


class Needs:
    """Which protections are still missing: one per cell and direction."""

    def __init__(self, primary: Primary, values: Floats, watched: Ints) -> None:
        up = primary.high[watched] - values[watched]
        down = values[watched] - primary.low[watched]
        self.cell = np.concatenate([watched, watched])
        self.sign = np.concatenate([np.ones(len(watched)), -np.ones(len(watched))])
        self.size = np.concatenate([up, down])
        keep = self.size > TIGHT
        self.cell, self.sign, self.size = self.cell[keep], self.sign[keep], self.size[keep]

    def asked_of(self, primary: Primary, values: Floats) -> Primary:
        """Return ``primary`` with intervals as wide as these needs."""
        low, high = primary.low.copy(), primary.high.copy()
        up = self.sign > 0
        high[self.cell[up]] = values[self.cell[up]] + self.size[up]
        low[self.cell[~up]] = values[self.cell[~up]] - self.size[~up]
        return replace(primary, low=low, high=high)

    def met_by(self, deviation: Floats) -> Bools:
        """Return which needs a table with this ``deviation`` from the truth answers."""
        reached = deviation[self.cell] * self.sign
        return np.asarray(reached >= self.size - TIGHT * np.maximum(1.0, self.size))


@dataclass(frozen=True)
class Witness:
    """Another table that fits what is shown, as its deviation from the true one."""

    cells: Ints
    deviation: Floats


@dataclass(frozen=True)
class Suppression:
    """What is hidden, and the proof: for each need a table that answers it.

    ``primary`` has the intervals that can be asked for: where a cell would be narrower than
    the rule even with nothing shown but zeros, the rule asks for that.
    """

    hidden: Bools
    primary: Primary
    needs: Needs
    witnesses: dict[int, Witness]
    bound: float = 0.0  # no pattern of covers costs less; 0 where it was not computed

    def unproved(self, relations: Relations, bounds: Bounds) -> Ints:
        """Return the cells whose witness is missing or, added up, does not fit."""
        needs = self.needs
        asked = np.flatnonzero(needs.size > TIGHT)
        missing = [int(needs.cell[i]) for i in asked if int(i) not in self.witnesses]
        if not self.witnesses:
            return np.array(missing, dtype=np.int64)
        order = list(self.witnesses)
        cells = np.concatenate([self.witnesses[i].cells for i in order])
        moved = np.concatenate([self.witnesses[i].deviation for i in order])
        which = np.repeat(np.arange(len(order)), [len(self.witnesses[i].cells) for i in order])
        tables = scipy.sparse.csc_array(
            (moved, (cells, which)), shape=(self.hidden.size, len(order))
        )
        scale = 1e-5 * max(1.0, float(np.abs(moved).max(initial=0.0)))
        sums = (relations.matrix @ tables).toarray()
        wrong = (sums < relations.lower[:, None] - scale).any(axis=0)
        wrong |= (sums > relations.upper[:, None] + scale).any(axis=0)
        outside = ~self.hidden[cells] & (np.abs(moved) > scale)
        outside |= (moved < -bounds.down[cells] - scale) | (moved > bounds.up[cells] + scale)
        wrong[which[outside]] = True
        index = np.array(order, dtype=np.int64)
        reached = tables[needs.cell[index], np.arange(len(order))]
        short = np.asarray(reached).ravel() * needs.sign[index] < needs.size[index] - scale
        return np.unique([*missing, *needs.cell[index[wrong | short]]]).astype(np.int64)

    def require_proof(
        self, relations: Relations, bounds: Bounds, name: Callable[[int], str]
    ) -> None:
        """Refuse to let out what does not add up to a proof."""
        unproved = self.unproved(relations, bounds)
        if unproved.size:
            raise Refusal(
                N_("The cell {cell} could still be computed. Publish fewer margins."),
                code="not_protected",
                cell=name(int(unproved[0])),
            )
