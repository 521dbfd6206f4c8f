"""How the sample was drawn: weights, strata, clusters, stages, finite populations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Floats, as_array, check_length, factorise, labels_of, total_by
from .problems import CannotEstimate

Singletons = Literal["fail", "certainty", "centre", "average"]
SINGLETONS = ("fail", "certainty", "centre", "average")


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

    @property
    def scale(self) -> Floats:
        """Return (1 − f)·n/(n − 1) per group, times the fractions above; 0 where n = 1."""
        more = np.maximum(self.drawn - 1, 1)
        left = 1.0 if self.keep is not None else 1 - self.fraction
        return np.where(self.drawn > 1, self.above * left * self.drawn / more, 0.0)


class Adjustment(Protocol):
    """What weights were calibrated to; takes its part out of the linearised values."""

    def gram(self, other: Adjustment) -> Floats:
        """Return X′ΩX₂ against the controls of ``other``, shape (p, p₂)."""

    def cross(self, rows: Codes | None, z: Floats, domain: Codes, domains: int) -> Floats:
        """Return X′Ωz per domain, shape (p, domains)."""

    def solve(self, right: Floats) -> Floats:
        """Return the regression coefficients (X′ΩX)⁻ ``right``."""

    def unit_totals(self, design: Design) -> Floats:
        """Return Σ w·x per finest unit, shape (units, p)."""


class Design:
    """A sampling design over ``n`` rows; made once, used by every estimate.

    Parameters
    ----------
    weights : array (n,), number, or None
        Design weights (how many units of the population a row stands for). None: from ``fpc``
        (the product over stages of population over sample size), else 1 for every row.
    strata : array (n,), sequence of arrays (one per stage), or None
        Strata of the first stage, or of each stage.
    clusters : array (n,), sequence of arrays (one per stage), or None
        Primary units, or one array per stage, the first stage first. None: each row was drawn
        itself. Labels are read within their stratum and within the unit above, so numbering
        that starts again in each stratum needs no flag.
    fpc : number, dict stratum → number, array (n,), or a sequence of these (one per stage)
        Finite population: population counts of units in the stratum where any value is above
        1, sampled fractions otherwise. None: drawn with replacement, or a population so large
        that it does not matter. A second stage is used only when the first has an fpc;
        otherwise the first stage carries all the variance (ultimate clusters).
    n : int, optional
        Number of rows, when nothing else tells it.
    singletons : {"fail", "certainty", "centre", "average"}
        What a stratum with one unit adds to the variance: an error; nothing; its squared
        distance from the mean of all units; the mean of the other strata.
    pps : {None, "brewer"}
        "brewer": ``fpc`` holds each first-stage unit's own inclusion probability (drawn with
        unequal probabilities without replacement), Brewer's approximation [2]_.

    Raises
    ------
    CannotEstimate
        Negative, missing or infinite weights, missing strata or clusters, an fpc smaller than
        the sample, columns of different lengths. A stratum with one unit raises when a
        variance is asked for and ``singletons="fail"``.

    References
    ----------
    .. [1] Cochran, W. G. (1977). Sampling Techniques, 3rd ed., ch. 5, 10, 11.
    .. [2] Brewer, K. R. W. (2002). Combined Survey Sampling Inference, ch. 9.

    Examples
    --------
    The fpc example of the Stata survey manual ([SVY] svyset; also R ``?fpc``):

    >>> from waystation.analysis import survey
    >>> x = [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2]
    >>> d = survey.Design(weights=[3] * 5 + [4] * 3, strata=[1] * 5 + [2] * 3, fpc={1: 15, 2: 12})
    >>> e = survey.mean(d, x)[0]
    >>> round(e.value, 4), round(e.se, 4), e.df
    (5.4481, 0.616, 6.0)
    """

    def __init__(
        self,
        weights: Any = None,
        *,
        strata: Any = None,
        clusters: Any = None,
        fpc: Any = None,
        n: int | None = None,
        singletons: Singletons = "fail",
        pps: Literal["brewer"] | None = None,
    ) -> None:
        if singletons not in SINGLETONS:
            raise CannotEstimate(
                N_("singletons= must be one of {choices}."),
                code="singletons",
                choices=", ".join(SINGLETONS),
            )
        unit_columns = _per_stage(clusters)
        strata_columns = _per_stage(strata)
        self.n = _count_rows(n, weights, unit_columns, strata_columns, fpc)
        self.singletons: Singletons = singletons
        scalars = isinstance(fpc, list | tuple) and len(fpc) == len(unit_columns) > 1
        if fpc is not None and (_is_sequence_of_stages(fpc) or (scalars and len(fpc) != self.n)):
            fpcs = list(fpc)
        else:
            fpcs = [] if fpc is None else [fpc]
        self.stages, self.unit = _stages(self.n, unit_columns, strata_columns, fpcs, pps)
        self.unit_count = len(self.stages[-1].group)
        self.rows_are_units = self.unit is None
        self.weights = self._weights(weights, fpcs)
        self.adjustments: list[Adjustment] = []
        self._unit_sums: tuple[Floats, Floats] | None = None
        self.starts = np.zeros(0, np.intp)
        self.ordered = self.unit is not None and bool(np.all(self.unit[1:] >= self.unit[:-1]))
        if self.ordered and self.unit is not None:
            self.starts = np.concatenate(
                [[0], np.flatnonzero(self.unit[1:] != self.unit[:-1]) + 1]
            ).astype(np.intp)

    def _weights(self, weights: Any, fpcs: list[Any]) -> Floats:
        if weights is None:
            out = np.ones(self.n)
            if fpcs:
                for stage in self.stages:
                    unit = self.unit_at(stage)
                    rate = (
                        (1 - stage.keep)[unit]
                        if stage.keep is not None
                        else stage.fraction[stage.group[unit]]
                    )
                    out /= np.where(rate > 0, rate, 1.0)
            return out
        if np.ndim(weights) == 0:
            weights = np.full(self.n, float(weights))
        array = as_array(weights)
        check_length(array, self.n, "weights")
        try:
            out = np.asarray(array, dtype=np.float64)
        except (TypeError, ValueError):
            raise CannotEstimate(
                N_("Weights must be numbers. Correct the weight column."), code="weight_text"
            ) from None
        check_weights(out)
        return out

    def with_weights(self, weights: Floats, adjustment: Adjustment | None) -> Design:
        """Return this design with other weights, remembering what they were calibrated to."""
        check_weights(weights)
        new = copy(self)
        new.weights = weights
        new._unit_sums = None
        new.adjustments = [] if adjustment is None else [*self.adjustments, adjustment]
        return new

    def unit_sums(self) -> tuple[Floats, Floats]:
        """Return rows and Σ weights per finest unit, counted once per design."""
        if self._unit_sums is None:
            unit = np.arange(self.n) if self.unit is None else self.unit
            if self.ordered:
                rows = np.diff(self.starts, append=self.n).astype(np.float64)
                sums = np.add.reduceat(self.weights, self.starts)
            else:
                rows = total_by(unit, None, self.unit_count)
                sums = total_by(unit, self.weights, self.unit_count)
            self._unit_sums = rows, sums
        return self._unit_sums

    def unit_at(self, stage: Stage) -> Codes:
        """Return the unit of ``stage`` to which each row belongs, shape (n,)."""
        rows = np.arange(self.n) if self.unit is None else self.unit
        return rows if stage.unit is None else stage.unit[rows]

    @property
    def strata_count(self) -> int:
        """Return the number of first-stage strata."""
        return len(self.stages[0].drawn)

    @property
    def df(self) -> float:
        """Return the degrees of freedom: first-stage units less strata."""
        return float(len(self.stages[0].group) - self.strata_count)

    def check_singletons(self) -> None:
        """Raise :class:`CannotEstimate` for strata with one unit, unless a rule was chosen."""
        if self.singletons != "fail":
            return
        for number, stage in enumerate(self.stages, start=1):
            lone = (stage.drawn == 1) & (stage.fraction < 1 - 1e-7)
            if stage.keep is not None:
                lone &= np.bincount(stage.group, stage.keep, len(stage.drawn)) > 1e-7
            if lone.any():
                where = labels_of(stage.labels[i] for i in np.flatnonzero(lone))
                raise CannotEstimate(
                    N_(
                        "{count} stratum/strata hold only one unit at stage {stage} ({where}), so "
                        "their variance cannot be measured. Merge them with a similar stratum, or "
                        "choose singletons='certainty', 'centre' or 'average'."
                    ),
                    code="singleton",
                    count=int(lone.sum()),
                    stage=number,
                    where=where,
                )

    def __repr__(self) -> str:
        units = len(self.stages[0].group)
        return (
            f"Design({self.n} rows, {self.strata_count} strata, {units} first-stage units, "
            f"{len(self.stages)} stage(s), singletons={self.singletons!r})"
        )


def check_weights(weights: Floats) -> None:
    """Raise :class:`CannotEstimate` for negative, missing, infinite or all-zero weights."""
    if not len(weights):
        raise CannotEstimate(N_("There are no rows to estimate from."), code="no_rows")
    low, total = float(weights.min()), float(weights.sum())
    if low >= 0 and np.isfinite(total) and total > 0:
        return
    for wrong, what in (
        (np.isnan(weights), N_("missing")),
        (np.isinf(weights), N_("infinite")),
        (weights < 0, N_("negative")),
    ):
        if wrong.any():
            raise CannotEstimate(
                N_(
                    "{count} weight(s) are {what}, the first in row {row}. Correct the weights; a "
                    "row that must not count is left out with where=, not by its weight."
                ),
                code="weight_" + what,
                count=int(wrong.sum()),
                what=what,
                row=int(np.argmax(wrong)) + 1,
            )
    raise CannotEstimate(N_("All weights are zero. Correct the weight column."), code="weight_zero")


def _is_sequence_of_stages(values: Any) -> bool:
    """Return whether ``values`` is a list or tuple of columns, rather than one column."""
    if not isinstance(values, list | tuple) or not values:
        return False
    return any(np.ndim(part) == 1 or isinstance(part, Mapping) for part in values)


def _per_stage(values: Any) -> list[Any]:
    if values is None:
        return []
    if _is_sequence_of_stages(values):
        return list(values)
    return [values]


def _count_rows(n: int | None, *candidates: Any) -> int:
    if n is not None:
        return n
    for candidate in candidates:
        if candidate is None or isinstance(candidate, Mapping):
            continue
        if _is_sequence_of_stages(candidate):
            candidate = next((p for p in candidate if p is not None and np.ndim(p) == 1), None)
        if candidate is not None and np.ndim(candidate) == 1 and len(candidate):
            return len(candidate)
    raise CannotEstimate(
        N_("The design does not say how many rows there are. Give weights, or n=."), code="no_rows"
    )


def _stages(
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
    product = np.ones(n) if depth > 1 else None
    for number in range(depth):
        groups, labels = _codes(strata, number, n, "strata")
        if groups is None:
            groups, labels = np.zeros(n, np.intp), [""]
        if above is not None:
            groups, keys = _pair(above, groups)
            labels = [str(key) for key in keys]
        chosen, _ = _codes(units, number, n, "clusters")
        if chosen is None:
            unit, group = None, groups
        else:
            unit, keys = _pair(groups, chosen)
            group = keys[:, 0]
        drawn = np.bincount(group, minlength=len(labels)).astype(np.float64)
        fraction, keep = _fraction(
            fpcs[number] if number < len(fpcs) else None,
            groups, labels, drawn, unit, pps if number == 0 else None,
        )  # fmt: skip
        reach = np.ones(len(drawn))
        if product is not None:
            reach[groups] = product
            product = product * fraction[groups]
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
                N_("The finite population of stratum {where} is not given. Add it to fpc."),
                code="fpc_missing",
                where=labels_of(missing),
            )
        size = np.array([float(fpc[label]) for label in labels])
    elif np.ndim(fpc) == 0:
        size = np.full(len(drawn), float(fpc))
    else:
        values = np.asarray(as_array(fpc), dtype=np.float64)
        check_length(values, len(groups), "fpc")
        if pps == "brewer":
            return _brewer(values, drawn, unit)
        size = np.zeros(len(drawn))
        size[groups] = values
        uneven = size[groups] != values
        if uneven.any():
            raise CannotEstimate(
                N_(
                    "The finite population differs within stratum {where}. It must be the same "
                    "on every row of a stratum; for unequal probabilities use pps='brewer'."
                ),
                code="fpc_uneven",
                where=labels_of({labels[g] for g in groups[uneven]}),
            )
    bad = ~(size > 0) | np.isnan(size)
    if bad.any():
        raise CannotEstimate(
            N_("The finite population of stratum {where} is not a positive number. Correct fpc."),
            code="fpc_bad",
            where=labels_of(labels[i] for i in np.flatnonzero(bad)),
        )
    fraction = drawn / size if (size > 1).any() else size.copy()
    over = fraction > 1 + 1e-9
    if over.any():
        raise CannotEstimate(
            N_(
                "Stratum {where}: more units in the sample than in the population. fpc counts the "
                "units of that stage in the population; correct it."
            ),
            code="fpc_small",
            where=labels_of(labels[i] for i in np.flatnonzero(over)),
        )
    return np.minimum(fraction, 1.0), None


def _brewer(values: Floats, drawn: Floats, unit: Codes | None) -> tuple[Floats, Floats]:
    if not ((values > 0) & (values <= 1)).all():
        raise CannotEstimate(
            N_("With pps='brewer', fpc holds inclusion probabilities above 0 and at most 1."),
            code="pps_probability",
        )
    if unit is None:
        chance = values
    else:
        chance = np.zeros(int(unit.max()) + 1)
        chance[unit] = values
    return np.zeros(len(drawn)), 1 - chance
