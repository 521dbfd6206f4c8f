"""How the sample was drawn: weights, strata, clusters, stages, finite populations."""

from __future__ import annotations

from copy import copy
from typing import Any, Literal, Protocol

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Floats, as_floats, check_length, labels_of, total_by
from .frames import as_array
from .pairs import PPS, Form, Pps, pairs_of
from .problems import CannotEstimate
from .stages import EVERYTHING, Stage, count_rows, is_sequence_of_stages, per_stage, stages_of

Singletons = Literal["fail", "certainty", "centre", "adjust", "average"]
LEAST_WEIGHT, MOST_WEIGHT = 1e-100, 1e100  # beyond these, squares leave floating point
SINGLETONS = ("fail", "certainty", "centre", "adjust", "average")


class Adjustment(Protocol):
    """What weights were calibrated to; takes its part out of the linearised values."""

    after: Floats | None

    def gram(self, other: Adjustment) -> Floats:
        """Return X′ΩX₂ against the controls of ``other``, shape (p, p₂)."""

    def cross(
        self, design: Design, rows: Codes | None, z: Floats, place: tuple[Codes, int]
    ) -> Floats:
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
    singletons : {"fail", "certainty", "centre", "adjust", "average"}
        What a stratum with one unit adds to the variance: an error; nothing; its squared
        distance from the mean of all units (Stata's "centered"); its square, as R's "adjust",
        which differs from "centre" for totals only; the mean of the other strata.
    pps : {None, "brewer", "overton", "hartley-rao", "joint"}
        Drawn with unequal probabilities without replacement: ``fpc`` holds each unit's own
        inclusion probability. "brewer": Brewer's approximation [2]_, at every stage with an fpc.
        One stage only: Overton's and Hartley and Rao's approximations of the joint
        probabilities, or "joint" with the table itself.
    joint : array (units, units), optional
        Joint inclusion probabilities of the first-stage units, in the order of their first rows.
    variance : {"horvitz-thompson", "yates-grundy"}
        The form of the variance from (approximate) joint probabilities. One that comes out
        negative is no standard error, and the estimate says so.

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
        pps: Pps | None = None,
        joint: Any = None,
        variance: Form = "horvitz-thompson",
    ) -> None:
        if singletons not in SINGLETONS:
            raise CannotEstimate(
                N_("singletons= must be one of {choices}."),
                code="singletons",
                choices=", ".join(SINGLETONS),
            )
        if pps is not None and (pps not in PPS or (fpc is None and pps != "joint")):
            raise CannotEstimate(
                N_(
                    "pps= must be one of {choices}, with the inclusion probabilities of the units "
                    "in fpc=."
                ),
                code="pps",
                choices=", ".join(PPS),
            )
        unit_columns = per_stage(clusters)
        strata_columns = per_stage(strata)
        self.n = count_rows(n, weights, unit_columns, strata_columns, fpc)
        self.singletons: Singletons = singletons
        scalars = isinstance(fpc, list | tuple) and len(fpc) == len(unit_columns) > 1
        if fpc is not None and (is_sequence_of_stages(fpc) or (scalars and len(fpc) != self.n)):
            fpcs = list(fpc)
        else:
            fpcs = [] if fpc is None else [fpc]
        self.stages, self.unit = stages_of(self.n, unit_columns, strata_columns, fpcs, pps)
        self.unit_count = len(self.stages[-1].group)
        self.weights = self._weights(weights, fpcs)
        self.pairs: Floats | None = None
        if pps is not None and pps != "brewer":
            if len(self.stages) > 1:
                raise CannotEstimate(
                    N_("Only pps='brewer' takes more than one stage. Give one column of clusters."),
                    code="pps_stages",
                )
            self.pairs = pairs_of(pps, self.stages[0], self.unit, joint, variance)
        self.adjustments: list[Adjustment] = []
        self._unit_sums: tuple[Floats, Floats] | None = None
        self._without_singletons = False
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
            out = as_floats(array)
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
        new.adjustments = []
        if adjustment is not None:
            adjustment.after = weights
            new.adjustments = [*self.adjustments, adjustment]
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
        if self._without_singletons or self.singletons not in ("fail", "average"):
            return
        if self.singletons == "average":
            first = self.stages[0]
            if not (first.lone & (first.drawn > 0)).all():
                return
        for number, stage in enumerate(self.stages, start=1):
            lone = stage.lone
            if lone.any() and stage.labels == [EVERYTHING]:
                raise CannotEstimate(
                    N_(
                        "The design has only one unit, so its variance cannot be measured. Say "
                        "which rows were drawn together with clusters=, or choose "
                        "singletons='certainty'."
                    ),
                    code="singleton",
                )
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
        self._without_singletons = True

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
    with np.errstate(over="ignore", invalid="ignore"):
        low, total = float(weights.min()), float(weights.sum())
    if low >= LEAST_WEIGHT and total <= MOST_WEIGHT:
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
    if total == 0:
        raise CannotEstimate(
            N_("All weights are zero. Correct the weight column."), code="weight_zero"
        )
    if not total <= MOST_WEIGHT:
        raise CannotEstimate(
            N_("The weights are too large to add up. Use a larger unit."), code="weight_large"
        )
    small = (weights > 0) & (weights < LEAST_WEIGHT)
    if small.any():
        row = int(np.argmax(small))
        raise CannotEstimate(
            N_(
                "The weight in row {row} is {weight}: its square is smaller than any number a "
                "computer holds, so errors would be 0. Multiply all weights, or use 0 for a row "
                "that must not count."
            ),
            code="weight_small",
            row=row + 1,
            weight=f"{weights[row]:g}",
        )
