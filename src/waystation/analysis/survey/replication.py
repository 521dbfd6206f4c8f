"""Replicate weights: jackknife, balanced half-samples, Fay, bootstrap, or weights given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .cells import Cells
from .columns import Codes, Floats, check_length, total_by
from .design import Design, check_weights
from .hadamard import given_matrix, hadamard
from .problems import CannotEstimate
from .stages import Stage

Kind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap"]


@dataclass
class Replicates:
    """A design with replicate weights; give it to ``mean`` and the others in place of a design.

    ``factors``: replicate weight over weight, per unit of ``unit`` (first-stage units; None: per
    row), shape (units, R). Variance = ``scale`` · Σ_r ``rscales``_r (θ_r − centre)², the centre
    being the mean of the replicates, or with ``mse`` the full-sample estimate.
    """

    design: Design
    kind: str
    factors: Floats
    scale: float
    rscales: Floats
    df: float | None = None
    mse: bool = False
    by_row: bool = False

    @property
    def n(self) -> int:
        """Return the number of rows."""
        return self.design.n

    def totals(self, cells: Cells, sums: Floats) -> Floats:
        """Return the total of ``sums`` (per cell) in each replicate and domain, shape (R, d)."""
        unit = cells.unit if self.by_row else _first_unit(self.design)[cells.unit]
        count, domains = self.factors.shape[0], cells.domains
        if count * domains <= 1 << 23:
            place = unit * domains + cells.domain
            dense = total_by(place, sums, count * domains).reshape(count, domains)
            return np.asarray(self.factors.T @ dense)
        out = np.empty((self.factors.shape[1], domains))
        for r, factor in enumerate(self.factors.T):
            out[r] = total_by(cells.domain, factor[unit] * sums, domains)
        return out

    def deviations(self, again: Floats, point: Floats) -> Floats:
        """Return √(scale·rscale)·(θ_r − centre), shape (R, k); replicates without a value: 0."""
        known = np.isfinite(again)
        used = (self.rscales > 0)[:, None] & known
        with np.errstate(invalid="ignore", divide="ignore"):
            middle = np.where(used, again, 0.0).sum(axis=0) / used.sum(axis=0)
        centre = point if self.mse else middle
        away: Floats = np.where(known, again - centre, 0.0)
        return np.asarray(away * np.sqrt(self.scale * self.rscales)[:, None])

    def weights(self, r: int) -> Floats:
        """Return the full weights of replicate ``r``, shape (n,)."""
        design = self.design
        if self.by_row:
            return np.asarray(design.weights * self.factors[:, r])
        rows = np.arange(design.n) if design.unit is None else design.unit
        return np.asarray(design.weights * self.factors[_first_unit(design)[rows], r])


def _first_unit(design: Design) -> Codes:
    """Return the first-stage unit of each finest unit."""
    first = design.stages[0].unit
    return np.arange(design.unit_count) if first is None else first


def replicates(
    design: Design,
    kind: Kind,
    *,
    count: int = 200,
    seed: int = 1,
    fay: float = 0.5,
    matrix: Any = None,
    mse: bool = False,
) -> Replicates:
    """Return ``design`` with replicate weights made from its first-stage units.

    Parameters
    ----------
    kind : {"JK1", "JKn", "BRR", "Fay", "bootstrap"}
        JK1 drops one unit at a time (no strata); JKn within strata; BRR takes balanced halves
        of strata with two units, Fay perturbs them by ``fay``; bootstrap draws n − 1 of n units
        per stratum with replacement and rescales (Rao & Wu 1988), fpc included.
    count, seed : int
        Bootstrap replicates and the seed that makes them the same again.
    matrix : array, optional
        The Hadamard matrix of BRR and Fay (±1 or 0/1, more rows than strata); None: the smallest
        known order, so any number of strata is balanced in few replicates.
    mse : bool
        Deviations from the full-sample estimate instead of the mean of the replicates.

    Raises
    ------
    CannotEstimate
        JK1 with strata, BRR with other than two units per stratum, strata with one unit, a
        calibrated design (make the replicates first, then :func:`recalibrate`).

    References
    ----------
    Wolter, K. M. (2007). Introduction to Variance Estimation, 2nd ed., ch. 3–5.
    Judkins, D. R. (1990). Fay's method for variance estimation. J. Off. Stat. 6:223–239.
    Rao, J. N. K. & Wu, C. F. J. (1988). Resampling inference with complex survey data. JASA
    83:231–241; Rao, Wu & Yue (1992). Surv. Methodol. 18:209–217.

    Examples
    --------
    A jackknifed mean of a simple random sample has the textbook error s/√n:

    >>> from waystation.analysis import survey
    >>> d = survey.replicates(survey.Design(n=4), "JK1")
    >>> round(survey.mean(d, [2.0, 4, 4, 6])[0].se, 6)
    0.816497
    """
    if design.adjustments:
        raise CannotEstimate(
            N_("Make the replicates before calibrating, then calibrate them with recalibrate()."),
            code="replicates_calibrated",
        )
    stage = design.stages[0]
    if stage.keep is not None and stage.keep.max() > 0 and kind != "bootstrap":
        rest = np.zeros(len(stage.drawn))
    else:
        rest = 1 - stage.fraction
    if kind == "JK1":
        if len(stage.drawn) > 1:
            raise CannotEstimate(
                N_("JK1 is for designs without strata. Use kind='JKn'."), code="jk1_strata"
            )
        design.check_singletons()
        n = float(stage.drawn[0])
        factors = np.full((int(n), int(n)), n / (n - 1))
        np.fill_diagonal(factors, 0.0)
        return Replicates(design, kind, factors, rest[0] * (n - 1) / n, np.ones(int(n)), mse=mse)
    if kind == "JKn":
        return _jackknife(design, stage, rest, mse)
    if kind in ("BRR", "Fay"):
        balance = None if matrix is None else given_matrix(matrix, len(stage.drawn) + 1)
        return _balanced_replicates(
            design, stage, kind, 0.0 if kind == "BRR" else fay, mse, balance
        )
    if kind == "bootstrap":
        return _bootstrap(design, stage, rest, count, seed, mse)
    raise CannotEstimate(
        N_("kind= must be JK1, JKn, BRR, Fay or bootstrap, not “{kind}”."),
        code="replicate_kind",
        kind=kind,
    )


def _jackknife(design: Design, stage: Stage, rest: Floats, mse: bool) -> Replicates:
    design.check_singletons()
    units = len(stage.group)
    n = stage.drawn[stage.group]
    whole = (stage.drawn > 1)[stage.group] & (rest[stage.group] > 1e-12)
    chosen = np.flatnonzero(whole)
    if not len(chosen):
        raise CannotEstimate(
            N_("All strata were enumerated in full: there is no sampling error to measure."),
            code="nothing_sampled",
        )
    factors = np.ones((units, len(chosen)))
    for r, unit in enumerate(chosen):
        mates = stage.group == stage.group[unit]
        factors[mates, r] = n[unit] / (n[unit] - 1)
        factors[unit, r] = 0.0
    rscales = rest[stage.group[chosen]] * (n[chosen] - 1) / n[chosen]
    scale = 1.0
    if design.singletons == "average":
        lone = int(((stage.drawn == 1) & (rest > 1e-12)).sum())
        scale = len(stage.drawn) / (len(stage.drawn) - lone)
    return Replicates(design, "JKn", factors, scale, rscales, mse=mse)


def _balanced_replicates(
    design: Design, stage: Stage, kind: str, fay: float, mse: bool, matrix: Floats | None
) -> Replicates:
    wrong = stage.drawn != 2
    if wrong.any():
        raise CannotEstimate(
            N_(
                "{kind} needs two units in every stratum; {count} strata have another number. "
                "Pair the units into strata of two, or use kind='JKn' or 'bootstrap'."
            ),
            code="brr_pairs",
            kind=kind,
            count=int(wrong.sum()),
        )
    if not 0 <= fay < 1:
        raise CannotEstimate(N_("fay= must be at least 0 and below 1."), code="fay")
    strata = len(stage.drawn)
    matrix = hadamard(strata + 1) if matrix is None else matrix
    order = np.argsort(stage.group, kind="stable")
    side = np.ones(len(stage.group))
    side[order[1::2]] = -1.0
    signs = matrix[1 : strata + 1][stage.group] * side[:, None]
    factors = 1 + (1 - fay) * signs
    count = matrix.shape[1]
    return Replicates(design, kind, factors, 1 / (count * (1 - fay) ** 2), np.ones(count), mse=mse)


def _bootstrap(
    design: Design, stage: Stage, rest: Floats, count: int, seed: int, mse: bool
) -> Replicates:
    design.check_singletons()
    if count < 2:
        raise CannotEstimate(N_("A bootstrap needs at least 2 replicates."), code="bootstrap")
    rng = np.random.default_rng(seed)
    factors = np.ones((len(stage.group), count))
    order = np.argsort(stage.group, kind="stable")
    at = 0
    for h, drawn in enumerate(stage.drawn.astype(int)):
        members = order[at : at + drawn]
        at += drawn
        if drawn < 2:
            continue
        times = rng.multinomial(drawn - 1, np.full(drawn, 1 / drawn), size=count).T
        reach = np.sqrt(rest[h])
        factors[members] = 1 - reach + reach * times * (drawn / (drawn - 1))
    return Replicates(design, "bootstrap", factors, 1 / (count - 1), np.ones(count), mse=mse)


def given_replicates(
    weights: Any,
    replicate_weights: Any,
    *,
    scale: float,
    rscales: Any = None,
    combined: bool = True,
    df: float | None = None,
    mse: bool = True,
) -> Replicates:
    """Return a design from the replicate weights that came with a file.

    Parameters
    ----------
    weights : array (n,)
    replicate_weights : array (n, R)
        Full replicate weights, or factors of ``weights`` with ``combined=False``.
    scale, rscales : float, array (R,)
        Variance = scale · Σ rscales·(θ_r − centre)²: 1/R for BRR, 1/(R(1 − ρ)²) for Fay, (R − 1)/R
        for JK1, 4/R for SDR (American Community Survey).
    df : float, optional
        Degrees of freedom; None: the rank of the replicate weights less one.
    mse : bool
        Centre at the full-sample estimate, as the agencies that publish replicates do.

    Raises
    ------
    CannotEstimate
        Missing or infinite replicate weights, a matrix with another number of rows.

    References
    ----------
    Wolter, K. M. (2007). Introduction to Variance Estimation, 2nd ed., 1.4.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> d = survey.given_replicates([1.0, 1.0], [[0.0, 2.0], [2.0, 0.0]], scale=0.5, df=1)
    >>> survey.mean(d, [1.0, 3.0])[0].se
    1.0
    """
    design = Design(weights=weights)
    try:
        matrix = np.asarray(replicate_weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise CannotEstimate(
            N_("Replicate weights must be numbers. Correct the file."), code="replicate_weight"
        ) from None
    if matrix.ndim != 2:
        raise CannotEstimate(
            N_("Replicate weights are a table: one row per row, one column per replicate."),
            code="replicate_shape",
        )
    check_length(matrix[:, 0], design.n, "replicate weights")
    if not np.isfinite(matrix).all():
        row = int(np.argmax(~np.isfinite(matrix).all(axis=1))) + 1
        raise CannotEstimate(
            N_("A replicate weight in row {row} is missing or infinite. Correct the file."),
            code="replicate_weight",
            row=row,
        )
    check_weights(design.weights)
    full = matrix if combined else matrix * design.weights[:, None]
    if df is None:
        small = matrix.size <= 2_000_000
        df = float((np.linalg.matrix_rank(full, rtol=1e-5) if small else full.shape[1]) - 1)
    base = design.weights[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        factors = np.where(base > 0, full / base, 0.0)
    lost = (design.weights == 0) & (full != 0).any(axis=1)
    if lost.any():
        raise CannotEstimate(
            N_("Row {row} has the weight 0 but counts in a replicate. Correct the weights."),
            code="replicate_zero",
            row=int(np.argmax(lost)) + 1,
        )
    count = matrix.shape[1]
    scales = np.ones(count) if rscales is None else np.asarray(rscales, dtype=np.float64)
    if (
        not scale > 0
        or not np.isfinite(scale)
        or scales.shape != (count,)
        or not (scales >= 0).all()
    ):
        raise CannotEstimate(
            N_("scale= is a number above 0, and rscales= one number of 0 or more per replicate."),
            code="replicate_scale",
        )
    return Replicates(design, "given", factors, scale, scales, df=df, mse=mse, by_row=True)


def recalibrate(made: Replicates, how: Any) -> Replicates:
    """Return replicates in which every replicate is calibrated like the full sample.

    ``how``: a function Design → Design, for example ``lambda d: survey.rake(d, margins)``. The cost
    is one calibration per replicate.
    """
    base = how(made.design)
    factors = np.empty((made.n, made.factors.shape[1]))
    plain = Design(weights=made.design.weights)
    for r in range(factors.shape[1]):
        factors[:, r] = how(plain.with_weights(made.weights(r), None)).weights
    with np.errstate(invalid="ignore", divide="ignore"):
        factors = np.where(base.weights[:, None] > 0, factors / base.weights[:, None], 0.0)
    bare = Design(weights=base.weights)
    df = made.design.df if made.df is None else made.df
    return Replicates(
        bare, made.kind, factors, made.scale, made.rscales, df=df, mse=made.mse, by_row=True
    )
