"""The one call for a table: primary rule, complementary suppression, and the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .counted import What
from .dimensions import Bools, Floats
from .insiders import cover_insiders
from .linear import TIGHT, Bounds, Relations, intervals, relations_of
from .moves import Moves
from .policy import EFFORTS, Effort, Policy
from .prices import draw_factors
from .primary import Primary, primary_cells
from .secondary import costs_of, suppress
from .spans import ANY_TIME, Span
from .table import Table

Kind = Literal["shown", "primary", "secondary", "unpublished"]
KINDS: tuple[Kind, ...] = ("shown", "primary", "secondary", "unpublished")
COVER = "protects another cell"


@dataclass(frozen=True)
class Cell:
    """One cell as it may leave: its value, or nothing.

    ``kind`` and ``why`` are for the office, not for the reader of the table: telling a reader
    that a hidden cell is primary says that it is small. Print one sign for every hidden cell.
    """

    codes: Mapping[str, str]
    value: float | None
    kind: Kind
    why: str

    @property
    def hidden(self) -> bool:
        return self.value is None


@dataclass(frozen=True)
class Proof:
    """The attack on one table: each hidden cell minimised and maximised.

    ``low`` and ``high`` have one entry per cell in ``cells`` (flat positions); ``narrow`` are
    the positions of primary cells whose interval is narrower than the rule asks.
    """

    cells: NDArray[np.int64]
    low: Floats
    high: Floats
    narrow: tuple[int, ...]

    @property
    def holds(self) -> bool:
        return not self.narrow


@dataclass(frozen=True)
class Protected:
    """A table that may leave: which cells are shown, which are hidden and why.

    Attributes
    ----------
    table : Table
    policy : Policy
    kinds : ndarray of int8, shape of the table
        Positions in KINDS: shown, primary, secondary, unpublished.
    primary : Primary
    bound : float
        No way of protecting this table costs less; 0 where the table is too large to tell, or
        prices were drawn.
    """

    table: Table
    policy: Policy
    kinds: NDArray[np.int8]
    primary: Primary
    bound: float = 0.0

    @property
    def cost(self) -> float:
        """Return what the covers cost, in the policy's measure; compare with ``bound``."""
        table = self.table
        values, counts = table.values.ravel(), table.counts.ravel()
        dimensions, less = len(table.dimensions), table.less_missed
        cost = costs_of(values, counts, self.policy.cost, dimensions, less)
        return float(cost[self.kinds.ravel() == 2].sum())

    @property
    def hidden(self) -> Bools:
        """Return True for every cell that may not be shown, shape of the table."""
        return np.asarray(self.kinds != 0)

    @property
    def hidden_rows(self) -> Bools:
        """Return True for each row given to ``Table.of`` that may not be shown."""
        return np.asarray(self.hidden.ravel()[self.table.rows])

    @property
    def row_kinds(self) -> list[Kind]:
        """Return the kind of each row given to ``Table.of``, in its order."""
        return [KINDS[k] for k in self.kinds.ravel()[self.table.rows]]

    def cell(self, **codes: str) -> Cell:
        """Return the cell with these codes; a dimension left out means its total.

        Raises
        ------
        Refusal
            If there is no such cell.
        """
        return self._cell(self.table.position(codes))

    def cells(self) -> Iterator[Cell]:
        """Yield every cell, margins included, in the order of the table."""
        for position in range(self.table.counts.size):
            yield self._cell(position)

    def _cell(self, position: int) -> Cell:
        kind = KINDS[int(self.kinds.ravel()[position])]
        value = float(self.table.values.ravel()[position]) if kind == "shown" else None
        why = {"shown": "", "secondary": COVER, "unpublished": "not part of the table"}
        reason = why.get(kind) or self.primary.why.get(position, "")
        return Cell(self.table.codes(position), value, kind, reason)

    @property
    def counts(self) -> dict[Kind, int]:
        """Return how many cells are of each kind."""
        found = np.bincount(self.kinds.ravel(), minlength=len(KINDS))
        return {kind: int(n) for kind, n in zip(KINDS, found, strict=True)}

    def attack(self) -> Proof:
        """Minimise and maximise every hidden cell, as an attacker would."""
        relations = relations_of(self.table)
        return prove(relations, self.table.values.ravel(), self.kinds.ravel(), self.primary)


def protect(
    table: Table,
    policy: Policy,
    *,
    effort: Effort = "usual",
    secret: bytes = b"",
    what: What = "",
    span: Span = ANY_TIME,
) -> Protected:
    """Hide what ``policy`` does not let ``table`` show, and as little else as that takes.

    Parameters
    ----------
    table : Table
        As :meth:`Table.of` builds it, with or without published margins, 0 or more dimensions.
    policy : Policy
    effort : {"quick", "usual", "thorough"}
        How long to look for a cheaper cover; the guarantee is the same. "usual" improves
        tables of 100 cells or more within seconds, "thorough" any that are small enough until
        no cover can be cheaper (it may take minutes).
    secret : bytes, optional
        With it the covers' prices are drawn by lot, so that whoever knows this program cannot
        rule out tables by the choice that it made (``prices``). The same secret gives the same
        pattern. Without it the cheapest covers are taken and ``bound`` is computed.
    what, span : str or tuple of Term, Span
        What the table counts: the cells' names, on which the prices hang.

    Returns
    -------
    Protected
        Every primary cell could hold anything from its floor to at least the threshold above
        it, as far as anybody can compute from the cells shown.

    Raises
    ------
    Refusal
        If the policy's method is cell-key noise, the effort is unknown, or the table cannot be
        protected.

    Notes
    -----
    Threshold, dominance and p per cent rules: see ``primary_cells``. Complementary
    suppression: see ``suppress``. Before it is returned, every protection is checked by adding
    up a witness: another table that fits all that is shown; ``attack`` computes the exact
    intervals.

    Examples
    --------
    >>> from waystation.analysis import sdc
    >>> table = sdc.Table.of({"sex": ["f", "m", "x"]}, [40, 31, 2])
    >>> protected = sdc.protect(table, sdc.PUBLIC)
    >>> [(cell.codes["sex"], cell.value, cell.kind) for cell in protected.cells()]
    [('f', 40.0, 'shown'), ('m', None, 'secondary'), ('x', None, 'primary'), \
('total', 73.0, 'shown')]
    >>> proof = protected.attack()
    >>> proof.low.tolist(), proof.high.tolist()
    ([1.0, 1.0], [32.0, 32.0])
    """
    if effort not in EFFORTS:
        raise Refusal(
            N_('The effort is one of {choices}, not "{value}".'),
            code="effort",
            choices=", ".join(EFFORTS),
            value=str(effort)[:40],
        )
    needs_suppression(policy)
    primary = primary_cells(table, policy)
    values, counts = table.values.ravel(), table.counts.ravel()
    unpublished = ~table.published.ravel()
    kinds = np.where(unpublished, 3, 0).astype(np.int8)
    bound = 0.0
    if primary.cells.any():
        relations = relations_of(table)
        bounds = Bounds.of(values, primary.floors)
        kept = (values <= 0) & ~unpublished & (policy.zeros == "show")
        lots = draw_factors(secret, table, what, span) if secret else np.ones(values.size)
        cost = costs_of(
            values * lots, counts * lots, policy.cost, len(table.dimensions), table.less_missed
        )
        exact = not any(dim.distinct for dim in table.dimensions)
        found = suppress(
            relations,
            values,
            primary,
            unpublished,
            kept,
            cost,
            bounds,
            table.cell_name,
            Moves(table) if exact else None,
            effort=effort,
        )
        found.require_proof(relations, bounds, table.cell_name)
        ones = np.flatnonzero(primary.cells & (counts == 1))
        units = np.where(counts > 0, values / np.maximum(counts, 1.0), 1.0)
        hidden = cover_insiders(
            found, relations, values, bounds, kept, cost, ones, units, table.cell_name
        )
        primary = found.primary
        kinds[hidden & ~unpublished] = 2
        kinds[primary.cells] = 1
        bound = 0.0 if secret else found.bound
    return Protected(table, policy, kinds.reshape(table.counts.shape), primary, bound)


def needs_suppression(policy: Policy) -> None:
    """Refuse a policy whose method is not suppression."""
    if policy.method != "suppression":
        raise Refusal(
            N_(
                "The policy for {audience} is cell-key noise. Fixed tables are protected by "
                "suppression, live filters by noise, never both."
            ),
            code="method_differs",
            audience=policy.audience,
        )


def prove(relations: Relations, values: Floats, kinds: NDArray[np.int8], primary: Primary) -> Proof:
    """Return the intervals of every hidden cell and the primary ones that are too narrow."""
    bounds = Bounds.of(values, primary.floors)
    wanted = np.flatnonzero((kinds == 1) | (kinds == 2))
    low, high = intervals(relations, values, kinds != 0, bounds, wanted)
    slack = TIGHT * np.maximum(1.0, values[wanted]) * 10
    short = (low > primary.low[wanted] + slack) | (high < primary.high[wanted] - slack)
    short &= kinds[wanted] == 1
    return Proof(wanted, low, high, tuple(int(i) for i in wanted[short]))
