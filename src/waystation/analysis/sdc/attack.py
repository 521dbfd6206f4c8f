"""The attacker who has read all releases and computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy  # its parts load when asked for, which keeps our import quick

from .linear import (
    TIGHT,
    Ints,
    Programme,
    Relations,
    Room,
    components,
    intervals,
    relations_of,
)
from .protect import Protected
from .spans import ANY_TIME, REST, CellKeyed, Span, nested, period_of
from .table import TOTAL, Bools, Floats, Table


@dataclass(frozen=True)
class Finding:
    """One cell and what an attacker can say about it.

    ``why`` is "" where the rule holds, else "narrow" (its interval is narrower than the rule),
    "shown" (another release shows it), "insider" (the one person in ``by`` can compute it) or
    "difference" (two releases differ by fewer than the threshold, ``by`` names them).
    """

    variable: str
    codes: Mapping[str, str]
    low: float
    high: float
    why: str = ""
    by: str = ""


@dataclass(frozen=True)
class Attack:
    """The result of attacking a set of releases.

    Attributes
    ----------
    releases : tuple of str
        Names of the releases the attacker has read.
    hidden : tuple of Finding
        Every primary cell with its interval.
    breaches : tuple of Finding
        Those for which the rule does not hold.
    """

    releases: tuple[str, ...]
    hidden: tuple[Finding, ...]
    breaches: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.breaches


class Released(Protocol):
    """What the attacker needs of a release."""

    @property
    def name(self) -> str: ...

    @property
    def variable(self) -> str: ...

    @property
    def protected(self) -> Protected | None: ...

    @property
    def span(self) -> Span: ...


def attack(
    releases: Sequence[Released | tuple[str, str, Protected] | tuple[str, str, Protected, Span]],
    *,
    insiders: bool = True,
) -> Attack:
    """Minimise and maximise every hidden cell subject to all ``releases`` together.

    Parameters
    ----------
    releases : sequence of Release or of (name, variable, Protected) or with a Span as fourth
        Everything one audience has seen. Cells with the same variable, codes and period are the
        same cell, whatever tables they stand in; a period is the sum of those inside it.
    insiders : bool
        Also let the one person in each cell of 1 use what they know.

    Returns
    -------
    Attack

    Notes
    -----
    Intervals: linear programmes over all relations of all releases of a variable (Hundepool
    et al. 2012, Statistical Disclosure Control, section 4.4.1). Insiders: a hidden cell of 1
    is taken as known; every other primary cell must still have room for 1 either way in all
    (section 4.4.2, "singletons"). Differences: where a cell of the same codes was shown with
    two values (a later snapshot), a change smaller than the threshold shows that few people.
    Releases that disagree on any cell are different snapshots and not put together otherwise.
    What three overlapping tables say about a cross table that was never released is not used.
    """
    named: list[tuple[str, str, Protected, Span]] = []
    for one in releases:
        if isinstance(one, tuple):
            named.append((*one[:3], one[3] if len(one) == 4 else ANY_TIME))
        elif one.protected is not None:
            named.append((one.name, one.variable, one.protected, one.span))
    hidden: list[Finding] = []
    breaches: list[Finding] = []
    for variable in dict.fromkeys(one[1] for one in named):
        snapshots: list[Joined] = []
        for name, _, protected, span in (one for one in named if one[1] == variable):
            for snapshot in snapshots:
                if snapshot.agrees(protected, span):
                    snapshot.add(name, protected, span)
                    break
            else:
                snapshots.append(Joined(variable))
                snapshots[-1].add(name, protected, span)
        for snapshot in snapshots:
            found, bad = snapshot.attacked(insiders)
            hidden += found
            breaches += bad
        for i, later in enumerate(snapshots):
            for earlier in snapshots[:i]:
                breaches += later.differences(earlier)
    return Attack(tuple(one[0] for one in named), tuple(hidden), tuple(breaches))


def cell_keys(table: Table, span: Span = ANY_TIME) -> list[CellKeyed]:
    """Return every cell of ``table`` by its codes other than totals, in flat order.

    Within a ``span`` the period is one more code; a code of the dimension "month" is a period.
    """
    keys: list[CellKeyed] = [frozenset()]
    for dim in table.dimensions:
        own = [
            frozenset() if code == TOTAL else frozenset({(dim.name, code)}) for code in dim.codes
        ]
        keys = [key | part for key in keys for part in own]
    return [span.placed(key) for key in keys] if span.period else keys


class Joined:
    """The releases of one variable that agree with each other, put together."""

    def __init__(self, variable: str) -> None:
        self.variable = variable
        self.names: list[str] = []
        self.index: dict[CellKeyed, int] = {}
        self.values: dict[int, float] = {}
        self.counts: dict[int, float] = {}
        self.shown: dict[int, str] = {}
        self.hidden: set[int] = set()
        self.floors: dict[int, float] = {}
        self.low: dict[int, float] = {}
        self.high: dict[int, float] = {}
        self.threshold = 1
        self.parts: list[tuple[Relations, Ints]] = []
        self.adds_up = True

    def agrees(self, protected: Protected, span: Span = ANY_TIME) -> bool:
        values = protected.table.values.ravel()
        for key, value in zip(cell_keys(protected.table, span), values, strict=True):
            known = self.index.get(key)
            if known is not None and abs(self.values[known] - value) > TIGHT * max(1.0, value):
                return False
        return True

    def add(self, name: str, protected: Protected, span: Span = ANY_TIME) -> Ints:
        """Put ``protected`` beside the others; return where its cells now are."""
        table, primary = protected.table, protected.primary
        self.names.append(name)
        self.adds_up &= span.adds_up
        self.threshold = max(self.threshold, protected.policy.threshold)
        values, counts, kinds = table.values.ravel(), table.counts.ravel(), protected.kinds.ravel()
        cells = np.empty(values.size, dtype=np.int64)
        for i, key in enumerate(cell_keys(table, span)):
            cell = self.index.setdefault(key, len(self.index))
            cells[i] = cell
            self.values[cell], self.counts[cell] = float(values[i]), float(counts[i])
            if kinds[i] in (1, 2):
                self.hidden.add(cell)
            if kinds[i] == 0:
                self.shown.setdefault(cell, name)
            floor = float(primary.floors[i]) if kinds[i] in (1, 2) else 0.0
            self.floors[cell] = max(self.floors.get(cell, 0.0), floor)
            if kinds[i] == 1:
                # a finer table may show that the floor is higher: that is read, not computed
                self.low[cell] = max(self.low.get(cell, -np.inf), float(primary.low[i]))
                self.high[cell] = max(self.high.get(cell, -np.inf), float(primary.high[i]))
        self.parts.append((relations_of(table), cells))
        return cells

    def close(self) -> None:
        """Add what holds between periods, once all releases are in.

        A period is the sum of the released ones inside it and of a rest that was never
        released; a rest of fewer than the threshold is protected as if it stood in a table. Where
        the same unit counts in several periods (``adds_up`` False) there are limits, no sums.
        """
        for whole, inside, fills in nested({key for key in self.index if period_of(key)}):
            cells = [self.index[whole], *(self.index[key] for key in inside)]
            above, below = self.values[cells[0]], [self.values[cell] for cell in cells[1:]]
            if not self.adds_up:
                for cell, value in zip(cells[1:], below, strict=True):
                    self._relate([cells[0], cell], [1.0, -1.0], value - above, np.inf)
                if fills:
                    signs = [-1.0, *[1.0] * len(below)]
                    self._relate(cells, signs, above - sum(below), np.inf)
                continue
            rest = above - sum(below)
            if rest < -TIGHT * max(1.0, above):  # another way of counting: not one sum
                continue
            if fills:
                self._relate(cells, [-1.0, *[1.0] * len(below)], 0.0, 0.0)
                continue
            cell = self.index.setdefault(whole | {("period", REST)}, len(self.index))
            self.values[cell] = self.counts[cell] = max(rest, 0.0)
            self.floors[cell] = 0.0
            if TIGHT < rest < self.threshold:
                self.low[cell], self.high[cell] = 0.0, float(self.threshold)
            self._relate([*cells, cell], [-1.0, *[1.0] * len(below), 1.0], 0.0, 0.0)

    def _relate(self, cells: list[int], signs: list[float], lower: float, upper: float) -> None:
        matrix = scipy.sparse.csr_array(np.array([signs]))
        relation = Relations(matrix, np.array([min(lower, 0.0)]), np.array([upper]))
        self.parts.append((relation, np.array(cells, dtype=np.int64)))

    def arrays(self) -> tuple[Floats, Floats]:
        """Return the values and floors of all cells, each of shape (cells,)."""
        size = range(len(self.index))
        values = np.array([self.values[i] for i in size])
        floors = np.array([min(self.floors[i], self.values[i]) for i in size])
        return values, floors

    def relations(self) -> Relations:
        size = len(self.index)
        matrices = []
        for relations, cells in self.parts:
            part = scipy.sparse.coo_array(relations.matrix)
            matrices.append(
                scipy.sparse.csr_array(
                    (part.data, (part.row, cells[part.col])), (part.shape[0], size)
                )
            )
        return Relations(
            scipy.sparse.csr_array(scipy.sparse.vstack(matrices)),
            np.concatenate([relations.lower for relations, _ in self.parts]),
            np.concatenate([relations.upper for relations, _ in self.parts]),
        )

    def attacked(self, insiders: bool) -> tuple[list[Finding], list[Finding]]:
        self.close()
        size = len(self.index)
        codes = {cell: dict(sorted(key)) for key, cell in self.index.items()}
        values, floors = self.arrays()
        unknown = np.array([i not in self.shown for i in range(size)], dtype=bool)
        primary = np.array(sorted(self.low), dtype=np.int64)
        hidden: list[Finding] = []
        breaches: list[Finding] = []
        for cell in map(int, primary[~unknown[primary]]):
            value = float(values[cell])
            breaches.append(
                Finding(self.variable, codes[cell], value, value, "shown", self.shown[cell])
            )
        wanted = primary[unknown[primary]]
        relations, room = self.relations(), Room.of(values, floors)
        low, high = intervals(relations, values, unknown, room, wanted)
        asked = np.array([self.low[int(cell)] for cell in wanted])
        raised = np.flatnonzero(low > asked + _slack(values[wanted]))
        if raised.size:
            # what follows from hidden parts not being zero follows whatever else is hidden
            nothing_shown = np.ones(size, dtype=bool)
            least_of_all, _ = intervals(relations, values, nothing_shown, room, wanted[raised])
            asked[raised] = np.maximum(asked[raised], least_of_all)
        for cell, least, most, least_asked in zip(map(int, wanted), low, high, asked, strict=True):
            slack = _slack(values[cell])
            fine = least <= least_asked + slack and most >= self.high[cell] - slack
            least, most = round(float(least), 6), round(float(most), 6)
            finding = Finding(
                self.variable,
                codes[cell],
                least,
                most,
                "" if fine else "narrow",
                "" if fine else ", ".join(self.names),
            )
            hidden.append(finding)
            if not fine:
                breaches.append(finding)
        if insiders:
            ones = np.array([c for c in map(int, wanted) if self.counts[c] == 1], dtype=np.int64)
            for one, exposed in insider_exposes(relations, values, unknown, room, wanted, ones):
                by = ", ".join(f"{k}={v}" for k, v in codes[one].items()) or TOTAL
                value = float(values[exposed])
                breaches.append(Finding(self.variable, codes[exposed], value, value, "insider", by))
        return hidden, breaches

    def differences(self, earlier: Joined) -> list[Finding]:
        found = []
        threshold = max(self.threshold, earlier.threshold)
        for key, cell in self.index.items():
            before = earlier.index.get(key)
            if before is None or cell not in self.shown or before not in earlier.shown:
                continue
            change = abs(self.values[cell] - earlier.values[before])
            if 0 < change < threshold:
                by = f"{earlier.shown[before]}, {self.shown[cell]}"
                found.append(
                    Finding(self.variable, dict(sorted(key)), change, change, "difference", by)
                )
        return found


def _slack(values: Floats) -> Floats:
    return np.asarray(10 * TIGHT * np.maximum(1.0, values))


def insider_exposes(
    relations: Relations,
    values: Floats,
    unknown: Bools,
    room: Room,
    primary: Ints,
    ones: Ints,
) -> list[tuple[int, int]]:
    """Return (insider's cell, exposed cell) for every primary cell that an insider can compute.

    Parameters
    ----------
    relations : Relations
    values : ndarray of float, shape (cells,)
    unknown : ndarray of bool, shape (cells,)
    room : Room
    primary, ones : ndarray of int
        Hidden primary cells, and those of them that hold one person.
    """
    found: list[tuple[int, int]] = []
    for cells in components(relations, unknown) if ones.size else []:
        inside = [int(c) for c in ones if c in set(cells.tolist())]
        others = np.flatnonzero(np.isin(cells, primary))
        if not inside or len(others) < 2:
            continue
        programme = Programme(relations, cells, room.down[cells], room.up[cells])
        column = {int(cell): i for i, cell in enumerate(cells)}
        for one in inside:
            programme.block(column[one], True)
            least = np.zeros(len(cells))
            most = np.zeros(len(cells))
            for j in map(int, others):
                unit = min(1.0, float(values[cells[j]]))
                for direction in (1, -1):
                    if most[j] - least[j] < unit - TIGHT and j != column[one]:
                        moved = programme.furthest(j, direction)
                        least, most = np.minimum(least, moved), np.maximum(most, moved)
                if j != column[one] and most[j] - least[j] < unit - 10 * TIGHT:
                    found.append((one, int(cells[j])))
            programme.block(column[one], False)
    return found
