"""The stages of sampling, and the variance of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Floats, Mask, check_length, factorise, finite_number, labels_of, numbers
from .problems import CannotEstimate

EVERYTHING = N_("the whole sample")  # the one stratum of a design without strata


@dataclass(frozen=True)
class Stage:
    """One stage of selection: units drawn within groups (strata, or strata inside a unit above).

    ``unit`` maps the units of the finest stage to units of this stage (None: the same);
    ``group`` maps units to groups; per group: ``drawn`` units, the sampled ``fraction``, and
    the product of the fractions of the stages ``above``. ``keep`` (per unit) replaces
    ``1 - fraction`` when inclusion probabilities differ within a group (Brewer).
    """

    unit: Codes | None
    group: Codes
    drawn: Floats
    fraction: Floats
    above: Floats
    labels: list[Any]
    keep: Floats | None = None

    @cached_property
    def lone(self) -> Mask:
        """Return which groups hold one unit that was not drawn with certainty."""
        return np.asarray((self.drawn == 1) & (self.left > 1e-7))

    @cached_property
    def left(self) -> Floats:
        """Return 1 − f per group; with unequal probabilities the mean of 1 − π."""
        if self.keep is None:
            return 1 - self.fraction
        return np.bincount(self.group, self.keep, len(self.drawn)) / self.drawn

    @cached_property
    def scale(self) -> Floats:
        """Return (1 − f)·n/(n − 1) per group, times the fractions above; 0 where n = 1."""
        more = np.maximum(self.drawn - 1, 1)
        left = 1.0 if self.keep is not None else 1 - self.fraction
        return np.where(self.drawn > 1, self.above * left * self.drawn / more, 0.0)


def is_sequence_of_stages(values: Any) -> bool:
    """Return whether ``values`` is a list or tuple of columns, rather than one column."""
    if not isinstance(values, list | tuple) or not values:
        return False
    return any(np.ndim(part) == 1 or isinstance(part, Mapping) for part in values)


def per_stage(values: Any) -> list[Any]:
    """Return one column per stage; a single column is the first stage."""
    if values is None:
        return []
    if is_sequence_of_stages(values):
        return list(values)
    return [values]


def count_rows(n: int | None, *candidates: Any) -> int:
    """Return the number of rows, from ``n`` or the first column among ``candidates``."""
    if n is not None:
        if n < 1:
            raise CannotEstimate(N_("There are no rows to estimate from."), code="no_rows")
        return n
    for candidate in candidates:
        if candidate is None or isinstance(candidate, Mapping):
            continue
        if is_sequence_of_stages(candidate):
            candidate = next((p for p in candidate if p is not None and np.ndim(p) == 1), None)
        if candidate is not None and np.ndim(candidate) == 1 and len(candidate):
            return len(candidate)
    raise CannotEstimate(
        N_("The design does not say how many rows there are. Give weights, or n=."), code="no_rows"
    )


def stages_of(
    n: int, units: Sequence[Any], strata: Sequence[Any], fpcs: Sequence[Any], pps: str | None
) -> tuple[list[Stage], Codes | None]:
    """Return the stages that carry variance and the finest unit of each row (None: the row)."""
    depth = max(len(units), 1)
    if not fpcs:
        depth = 1
    depth = min(depth, max(len(fpcs), 1))
    rows_of: list[Codes | None] = []
    found = []
    above: Codes | None = None
    units_above: list[str] = []
    product = np.ones(n) if depth > 1 else None
    for number in range(depth):
        groups, labels = _codes(strata, number, n, "strata")
        if groups is None:
            groups, labels = np.zeros(n, np.intp), [EVERYTHING]
        if above is not None:
            names = labels
            groups, keys = _pair(above, groups)
            labels = [_inside(units_above[unit], names[name]) for unit, name in keys.tolist()]
        chosen, chosen_labels = _codes(units, number, n, "clusters")
        if chosen is None:
            unit, group = None, groups
        else:
            unit, keys = _pair(groups, chosen)
            group = keys[:, 0]
            if number + 1 < depth:
                units_above = [_inside(labels[g], chosen_labels[c]) for g, c in keys.tolist()]
        drawn = np.bincount(group, minlength=len(labels)).astype(np.float64)
        fraction, keep = _fraction(
            fpcs[number] if number < len(fpcs) else None,
            groups, labels, drawn, unit, pps,
        )  # fmt: skip
        reach = np.ones(len(drawn))
        if product is not None:
            reach[groups] = product
            if keep is None:
                product = product * fraction[groups]
            else:
                product = product * (1 - keep)[np.arange(n) if unit is None else unit]
        found.append(Stage(None, group, drawn, fraction, reach, labels, keep))
        rows_of.append(unit)
        above = unit
        if unit is None:
            break
    finest = rows_of[-1]
    stages = []
    for stage, unit in zip(found, rows_of, strict=True):
        if unit is finest or unit is None:
            stages.append(stage)
            continue
        if finest is None:
            parent = unit
        else:
            parent = np.zeros(len(found[-1].group), np.intp)
            parent[finest] = unit
        stages.append(
            Stage(parent, stage.group, stage.drawn, stage.fraction, stage.above, stage.labels,
                  stage.keep)
        )  # fmt: skip
    return stages, finest


def _inside(outer: Any, inner: Any) -> str:
    """Return the name of a unit in its stratum, or of a stratum in its unit."""
    return " / ".join(str(one) for one in (outer, inner) if one != EVERYTHING) or EVERYTHING


def _codes(
    columns: Sequence[Any], number: int, n: int, name: str
) -> tuple[Codes | None, list[Any]]:
    if number >= len(columns) or columns[number] is None:
        return None, []
    codes, labels = factorise(columns[number])
    check_length(codes, n, name)
    if len(codes) and codes.min() < 0:
        lost = codes < 0
        raise CannotEstimate(
            N_(
                "{count} row(s) have no value in {name}, the first is row {row}. Every row needs "
                "its place in the design, also rows outside the domain."
            ),
            code="design_missing",
            count=int(lost.sum()),
            name=name,
            row=int(np.argmax(lost)) + 1,
        )
    return codes, labels


def _pair(first: Codes, second: Codes) -> tuple[Codes, Codes]:
    """Return one code per row for the pair, and the pairs found, sorted, shape (k, 2)."""
    width = int(second.max()) + 1 if len(second) else 1
    joint = first * width + second if first.any() else second
    codes, labels = factorise(joint)
    found = np.asarray(labels, dtype=np.intp)
    return codes, np.column_stack([found // width, found % width])


def _fraction(
    fpc: Any,
    groups: Codes,
    labels: list[Any],
    drawn: Floats,
    unit: Codes | None,
    pps: str | None,
) -> tuple[Floats, Floats | None]:
    if fpc is None:
        return np.zeros(len(drawn)), None
    if isinstance(fpc, Mapping):
        missing = [label for label in labels if label not in fpc]
        if missing:
            raise CannotEstimate(
                N_("The finite population is not given for: {where}. Add it to fpc."),
                code="fpc_missing",
                where=labels_of(missing),
            )
        size = np.array([finite_number(fpc[label], f"fpc ({label})") for label in labels])
    elif np.ndim(fpc) == 0:
        size = np.full(len(drawn), np.inf if fpc == np.inf else finite_number(fpc, "fpc"))
    else:
        values, given = numbers(fpc, len(groups), "fpc")
        if given is not None:
            raise CannotEstimate(
                N_("The finite population is missing in row {row}. Every row needs its stratum's."),
                code="fpc_bad",
                row=int(np.argmin(given)) + 1,
            )
        if pps is not None:
            return _brewer(values, drawn, unit)
        size = np.zeros(len(drawn))
        size[groups] = values
        uneven = size[groups] != values
        if uneven.any():
            raise CannotEstimate(
                N_(
                    "The finite population differs between the rows of: {where}. It must be the "
                    "same on every row of a stratum; for unequal probabilities use pps='brewer'."
                ),
                code="fpc_uneven",
                where=labels_of({labels[g] for g in groups[uneven]}),
            )
    bad = ~(size > 0) | np.isnan(size)
    if bad.any():
        raise CannotEstimate(
            N_("The finite population is not a positive number for: {where}. Correct fpc."),
            code="fpc_bad",
            where=labels_of(labels[i] for i in np.flatnonzero(bad)),
        )
    fraction = drawn / size if (size > 1).any() else size.copy()
    over = fraction > 1 + 1e-9
    if over.any():
        raise CannotEstimate(
            N_(
                "More units in the sample than in the population of: {where}. fpc counts the units "
                "of that stage in the population; correct it."
            ),
            code="fpc_small",
            where=labels_of(labels[i] for i in np.flatnonzero(over)),
        )
    return np.minimum(fraction, 1.0), None


def _brewer(values: Floats, drawn: Floats, unit: Codes | None) -> tuple[Floats, Floats]:
    if not ((values > 0) & (values <= 1)).all():
        raise CannotEstimate(
            N_("With pps=, fpc holds inclusion probabilities above 0 and at most 1."),
            code="pps_probability",
        )
    if unit is None:
        chance = values
    else:
        chance = np.zeros(int(unit.max()) + 1)
        chance[unit] = values
    return np.zeros(len(drawn)), 1 - chance
