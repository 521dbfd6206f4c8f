"""Means, totals and ratios by domain, with Taylor-linearised standard errors."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .cells import Cells, cells_of
from .columns import Domains, Floats, Mask, mask_of, numbers
from .design import Design
from .errors import measure_errors, row_domains, split
from .estimate import DEFAULT_QUALITY, Quality
from .problems import CannotEstimate
from .replication import Replicates
from .results import DeffBase, Estimates

Df = float | Literal["design"] | None


def mean(
    design: Design | Replicates,
    y: Any,
    *,
    by: Any = None,
    where: Any = None,
    confidence: float = 0.95,
    df: Df = None,
    deff: DeffBase | None = "srswr",
    quality: Quality = DEFAULT_QUALITY,
    base: str = "",
    name: str = "",
) -> Estimates:
    """Estimate the mean of ``y`` in each domain.

    Parameters
    ----------
    design : Design
    y : array (n,)
        A number per row, in any unit. Missing (NaN, None) leaves the row out of this estimate,
        as if by ``where``: its unit stays in the design.
    by : array (n,) or dict name → array, optional
        Breakdowns; a row without one is in no domain.
    where : bool array (n,), optional
        The rows the estimate is about.
    confidence : float
    df : float or "design", optional
        Degrees of freedom. None: first-stage units less strata, of those that the domain
        touches (Korn & Graubard 1999, p. 209; R's degf of the subset). "design": of the whole
        design. A number: that; ``math.inf`` for z.
    deff : {"srswr", "srswor", None}
        Base of the design effect: a simple random sample of the domain's n with replacement,
        without replacement (from Σ weights), or none (saves a pass over the rows).
    quality, base, name
        When to withhold and flag; whom the base holds; the variable's name.

    Returns
    -------
    Estimates
        One per domain, in the order of the sorted domain keys.

    Raises
    ------
    CannotEstimate
        Columns of another length, text, infinite values, a stratum with one unit under
        ``singletons="fail"``.

    References
    ----------
    Särndal, C.-E., Swensson, B. & Wretman, J. (1992). Model Assisted Survey Sampling, 5.6–5.8
    (linearised mean), 10.3 (domains).

    Examples
    --------
    Without its finite population, the fpc example of the Stata survey manual (R ``?fpc``):

    >>> from waystation.analysis import survey
    >>> d = survey.Design(weights=[3] * 5 + [4] * 3, strata=[1] * 5 + [2] * 3)
    >>> e = survey.mean(d, [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2])[0]
    >>> round(e.value, 4), round(e.se, 4), e.n, e.flag
    (5.4481, 0.7413, 8, 'withheld')
    """
    design, reps = split(design)
    values, present = numbers(y, design.n, name or "y")
    domains, cells = domain_cells(design, by, where, present)
    pilot = _pilot(values, present)
    taken = cells.take(values)
    sums = cells.sum(taken, pilot)
    w, s = cells.by_domain(cells.w), cells.by_domain(sums)
    with np.errstate(invalid="ignore", divide="ignore"):
        offset = s / w
        linear = (sums - offset[cells.domain] * cells.w) / w[cells.domain]
    n = _count(cells)

    def rows() -> Floats:
        d = row_domains(cells)
        return only_known((taken - pilot - offset[d]) / w[d])

    var, scores = measure_errors(
        cells, only_known(linear), rows, reps, [sums, cells.w], lambda t: t[0] / t[1]
    )
    deffs = None
    if deff is not None:
        spread = _spread(cells, taken, pilot, offset, w)
        # Equal answers differ by rounding once a large constant is added: that is no spread.
        least = (64 * np.finfo(np.float64).eps * (np.ptp(taken) if taken.size else 0.0)) ** 2
        deffs = design_effect(var, np.where(spread > least, spread, 0.0), n, w, deff)
    return Estimates(
        "mean", name, domains.names, domains.keys, [], pilot + offset, root_of(var, w), n, w,
        freedom_of(cells, df, reps), base=base, confidence=confidence, quality=quality,
        deff=deffs, deff_base=deff or "", scores=[scores],
    )  # fmt: skip


def total(
    design: Design | Replicates,
    y: Any = None,
    *,
    by: Any = None,
    where: Any = None,
    confidence: float = 0.95,
    df: Df = None,
    deff: DeffBase | None = "srswr",
    quality: Quality = DEFAULT_QUALITY,
    base: str = "",
    name: str = "",
) -> Estimates:
    """Estimate the population total of ``y`` in each domain; without ``y``, its size.

    Parameters, returns and errors as in :func:`mean`. A domain of nobody has the total 0 with
    the flag "nobody".

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 5.9 and 11.8.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> d = survey.Design(weights=[3] * 5 + [4] * 3, strata=[1] * 5 + [2] * 3, fpc={1: 15, 2: 12})
    >>> e = survey.total(d, [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2])[0]
    >>> round(e.value, 1), round(e.se, 4)
    (147.1, 16.6331)
    """
    design, reps = split(design)
    values, present = numbers(np.ones(design.n) if y is None else y, design.n, name or "y")
    domains, cells = domain_cells(design, by, where, present)
    taken = cells.take(values)
    linear = cells.sum(taken)
    w, value = cells.by_domain(cells.w), cells.by_domain(linear)
    n = _count(cells)
    var, scores = measure_errors(cells, linear, lambda: taken, reps, [linear], lambda t: t[0])
    deffs = None
    if deff is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = _spread(cells, taken, 0.0, value / w, w)
            deffs = design_effect(var, spread * w * w, n, w, deff)
    return Estimates(
        "total", name, domains.names, domains.keys, [], value, np.sqrt(var), n, w,
        freedom_of(cells, df, reps), base=base, confidence=confidence, quality=quality,
        deff=deffs, deff_base=deff or "", scores=[scores],
    )  # fmt: skip


def ratio(
    design: Design | Replicates,
    y: Any,
    x: Any,
    *,
    by: Any = None,
    where: Any = None,
    confidence: float = 0.95,
    df: Df = None,
    deff: DeffBase | None = "srswr",
    quality: Quality = DEFAULT_QUALITY,
    base: str = "",
    name: str = "",
) -> Estimates:
    """Estimate the ratio of the totals of ``y`` and ``x`` in each domain.

    Rows where either is missing are outside the base. A domain whose x adds up to zero has no
    ratio and is flagged. Parameters, returns and errors otherwise as in :func:`mean`.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 2.11 and 6.3.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> e = survey.ratio(survey.Design(n=3), [1.0, 2, 3], [2.0, 4, 6])[0]
    >>> e.value, e.se
    (0.5, 0.0)
    """
    design, reps = split(design)
    above, present = numbers(y, design.n, "y")
    below, also = numbers(x, design.n, "x")
    if present is None or also is None:
        both = also if present is None else present
    else:
        both = present & also
    domains, cells = domain_cells(design, by, where, both)
    top, bottom = cells.take(above), cells.take(below)
    sums_y, sums_x = cells.sum(top), cells.sum(bottom)
    total_y, total_x = cells.by_domain(sums_y), cells.by_domain(sums_x)
    w, n = cells.by_domain(cells.w), _count(cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = total_y / np.where(total_x == 0, np.nan, total_x)
        rest = top - value[row_domains(cells)] * bottom
        linear = only_known(cells.sum(rest) / total_x[cells.domain])

    def rows() -> Floats:
        return only_known(rest / total_x[row_domains(cells)])

    var, scores = measure_errors(cells, linear, rows, reps, [sums_y, sums_x], lambda t: t[0] / t[1])
    deffs = None
    if deff is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = _spread(cells, rest, 0.0, np.zeros(len(w)), w) * (w / total_x) ** 2
        deffs = design_effect(var, spread, n, w, deff)
    se = np.where(np.isfinite(value), np.sqrt(var), np.nan)
    return Estimates(
        "ratio", name, domains.names, domains.keys, [], value, se, n, w,
        freedom_of(cells, df, reps), base=base, confidence=confidence, quality=quality,
        deff=deffs, deff_base=deff or "", scores=[scores],
    )  # fmt: skip


def domain_cells(
    design: Design, by: Any, where: Any, present: Mask | None
) -> tuple[Domains, Cells]:
    domains = Domains(by, design.n)
    keep = mask_of(where, design.n)
    if present is not None:
        keep = present if keep is None else keep & present
    return domains, cells_of(design, domains.codes, len(domains), keep)


def _pilot(values: Floats, present: Mask | None) -> float:
    """Return a value near the middle of ``values``, so that sums of squares stay exact."""
    some = values[:: max(1, len(values) // 1024)]
    some = some[~np.isnan(some)]
    return float(np.mean(some)) if len(some) else 0.0


def freedom_of(cells: Cells, df: Df, reps: Replicates | None) -> Floats:
    if df is None:
        if reps is not None and reps.df is not None:
            return np.full(cells.domains, float(reps.df))
        return cells.df()
    given = cells.design.df if df == "design" else float(df)
    if df != "design" and not given > 0:
        raise CannotEstimate(
            N_("df= must be a number above 0, “design”, or None, not {df}."), code="df", df=str(df)
        )
    return np.full(cells.domains, given)


def _count(cells: Cells) -> Floats:
    return cells.by_domain(cells.n)


def only_known(linear: Floats) -> Floats:
    """Return ``linear`` with zeros for domains that have no base; their value carries the flag."""
    return linear if np.isfinite(linear).all() else np.nan_to_num(linear, posinf=0, neginf=0)


def root_of(var: Floats, w: Floats) -> Floats:
    return np.where(w > 0, np.sqrt(var), np.nan)


def _spread(cells: Cells, values: Floats, shift: float, centre: Floats, w: Floats) -> Floats:
    """Return the variance of a mean of n by simple random sampling with replacement, S²/n."""
    square = cells.square(values, shift, centre)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(square / w / np.maximum(_count(cells) - 1, 0))


def design_effect(var: Floats, spread: Floats, n: Floats, w: Floats, base: str) -> Floats:
    """Return var / the variance of a simple random sample; NaN (None in a row) without one.

    ``srswor`` has the finite population correction 1 − n/Σw, which only weights that add up to
    the population allow.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        if base == "srswor":
            spread = spread * np.where(w > n, 1 - n / w, np.nan)
        return np.where((spread > 0) & (n > 1), var / spread, np.nan)
