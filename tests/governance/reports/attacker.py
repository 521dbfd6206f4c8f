"""An attacker of our own: whoever reads everything an office published, and computes.

It shares no code with the protection. It splits the world into the finest cells that any published
figure speaks about (days between the boundaries of all periods, offices, every code), writes each
published number down as a sum of them, and asks a whole-number programme for the least and the
greatest count of every small group. It may also know one record: its own.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from waystation.foundation.shared.periods import parse

PERSONAL = ("sex", "age_band", "place")


@dataclass
class World:
    """The finest cells: every combination of time, office and codes, and how many are in each."""

    codes: dict[str, list[str]]
    cuts: list[date]
    offices: list[str]

    def __post_init__(self) -> None:
        names = ["time", "office", *self.codes]
        times = list(range(len(self.cuts) - 1))
        grid = list(itertools.product(times, self.offices, *self.codes.values()))
        self.columns = {name: np.array([one[i] for one in grid]) for i, name in enumerate(names)}
        self.size = len(grid)

    def inside(self, period: str, offices: Iterable[str]) -> np.ndarray:
        span = parse(period)
        within = [
            i
            for i, (start, end) in enumerate(itertools.pairwise(self.cuts))
            if span.start <= start and end <= span.end
        ]
        return np.isin(self.columns["time"], within) & np.isin(
            self.columns["office"], list(offices)
        )

    def passes(self, tree: Mapping | None) -> np.ndarray:
        """Read a definition's filter, as anybody can who reads the definition."""
        if not tree:
            return np.ones(self.size, bool)
        if "all" in tree:
            return np.logical_and.reduce([self.passes(one) for one in tree["all"]])
        if "any" in tree:
            return np.logical_or.reduce([self.passes(one) for one in tree["any"]])
        if "not" in tree:
            return ~self.passes(tree["not"])
        values = self.columns[tree["column"]]
        return np.isin(values, tree["in"]) if "in" in tree else values == tree["is"]

    def cell(self, codes: Mapping[str, str]) -> np.ndarray:
        chosen = np.ones(self.size, bool)
        for name, value in codes.items():
            chosen &= self.columns[name] == value
        return chosen


@dataclass
class Known:
    """What has been read about one series of counts: sums of the finest cells, and their values."""

    size: int
    masks: list[np.ndarray] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def learn(self, mask: np.ndarray, least: float, most: float) -> None:
        self.masks.append(mask.astype(float))
        self.least.append(least)
        self.most.append(most)

    def bounds(self, mask: np.ndarray, whole: bool = True) -> tuple[float, float]:
        """Return the least and greatest count of ``mask`` that fits all that was read."""
        matrix = csr_array(np.array(self.masks))
        found = []
        for sign in (1.0, -1.0):
            answer = milp(
                sign * mask.astype(float),
                constraints=LinearConstraint(matrix, self.least, self.most),
                integrality=np.full(self.size, int(whole)),
                bounds=Bounds(0, np.inf),
                options={"mip_rel_gap": 0.0, "time_limit": 20.0},
            )
            if answer.status == 3:  # nothing limits it
                found.append(sign * -np.inf)
            elif answer.x is None:
                raise AssertionError(f"what was published contradicts itself: {answer.message}")
            else:
                found.append(sign * float(answer.fun))
        return found[0], found[1]

    def relaxed(self, masks: list[np.ndarray]) -> list[tuple[float, float]]:
        """As ``bounds`` in fractions, which is quicker and never narrower."""
        matrix = csr_array(np.array(self.masks))
        least, most = np.array(self.least), np.array(self.most)
        exact = least == most
        limits = [(matrix[~exact], most[~exact], 1.0), (matrix[~exact], least[~exact], -1.0)]
        upper = [(sign * part, sign * limit) for part, limit, sign in limits]
        rows = [(part[np.isfinite(limit)], limit[np.isfinite(limit)]) for part, limit in upper]
        above = np.vstack([part.toarray() for part, _ in rows])
        limit = np.concatenate([value for _, value in rows])
        found = []
        for mask in masks:
            both = []
            for sign in (1.0, -1.0):
                answer = linprog(
                    sign * mask.astype(float),
                    A_ub=above if len(limit) else None,
                    b_ub=limit if len(limit) else None,
                    A_eq=matrix[exact].toarray() if exact.any() else None,
                    b_eq=least[exact] if exact.any() else None,
                    bounds=(0, None),
                    method="highs",
                )
                both.append(sign * (answer.fun if answer.status == 0 else -np.inf))
            found.append((both[0], both[1]))
        return found


def read_editions(
    world: World, editions: Iterable[bytes], own: Mapping[str, str] | None = None
) -> dict[str, Known]:
    """Return what all published editions say, as equations.

    "visits" are records, which add up over everything. Persons add up only over what describes
    them, within one period and one set of offices; over these a part is at most the whole.
    ``own``: the codes of one record that the attacker knows is there.
    """
    visits = Known(world.size)
    persons: dict[tuple[str, frozenset[str], str], Known] = {}
    for content in map(json.loads, editions):
        offices = frozenset(one["id"] for one in content["offices"])
        for figure in content["figures"]:
            definition = content["definitions"][f"{figure['indicator']} {figure['version']}"]
            kind = definition["measure"]["kind"]
            codes = dict(zip(figure["dimensions"], figure["key"], strict=False))
            period = codes.pop("month", figure["period"])
            place = {codes.pop("office")} if "office" in codes else offices
            codes |= figure["where"]
            mask = (
                world.inside(period, place)
                & world.passes(definition.get("where"))
                & world.cell(codes)
            )
            parts = [(mask, figure["value"])]
            if definition.get("numerator"):
                part = mask & world.passes(definition["numerator"])
                parts = [(part, figure["numerator"]), (mask, figure["denominator"])]
            if kind not in {"rows", "distinct"} or figure["state"] == "none":
                continue
            into = visits
            if kind == "distinct":
                scope = (period, frozenset(place), _rows_of(codes, definition))
                into = persons.setdefault(scope, Known(world.size))
            for mask, value in parts:
                if figure["state"] == "shown":
                    into.learn(mask, value, value)
                elif not definition.get("numerator"):
                    into.learn(mask, 1.0, np.inf)  # a hidden number is no zero
    if own is not None:
        visits.learn(world.cell(own), 1.0, np.inf)
    found = {"visits": visits}
    for (period, offices, rows), known in persons.items():
        found[f"people {period} {len(offices)} {sorted(offices)} {rows}"] = known
    return found


def _rows_of(codes: Mapping[str, str], definition: Mapping) -> str:
    """Return what a person is counted by that does not describe the person."""
    own = {name: value for name, value in codes.items() if name not in PERSONAL}
    return json.dumps([own, definition.get("where"), definition["measure"]], sort_keys=True)


@dataclass(frozen=True)
class Target:
    """A group that the attacker wants to count: codes, or a period, with its true count."""

    name: str
    mask: np.ndarray
    true: int


def recovered(known: Known, targets: Iterable[Target], near: float = 2.0) -> list[str]:
    """Return the targets that all equations together pin down to a width of at most ``near``.

    2 is one to either side; 0 is exactly.
    """
    found = []
    chosen = list(targets)
    if not known.masks:
        return found
    for one, (low, high) in zip(chosen, known.relaxed([t.mask for t in chosen]), strict=True):
        least, most = low, high
        if 1e-6 < high - low <= near + 6:  # whole numbers may be narrower
            least, most = known.bounds(one.mask)
        assert least - 1e-6 <= one.true <= most + 1e-6, (one.name, least, one.true, most)
        if most - least <= near + 1e-6:
            found.append(f"{one.name}: {one.true} in {least:g} to {most:g}")
    return found
