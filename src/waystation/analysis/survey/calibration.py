"""Weights that meet control totals, nearest to the design weights: GREG, raking, logit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Floats, finite_number, numbers
from .controls import Controls
from .design import Design
from .margins import column_and_total, margin_of
from .problems import CannotEstimate, one_of

Distance = Literal["linear", "raking", "logit"]
DISTANCES = ("linear", "raking", "logit")


def calibrate(
    design: Design,
    controls: Mapping[str, tuple[Any, Any]],
    *,
    distance: Distance = "linear",
    bounds: tuple[float, float] | None = None,
    tolerance: float = 1e-9,
    iterations: int = 100,
    negative: Literal["refuse", "allow"] = "refuse",
) -> Design:
    """Return ``design`` with the weights nearest to its own that meet the control totals.

    Parameters
    ----------
    controls : dict name → (column, total)
        A numeric column with one total (give a column of ones with the population size for an
        intercept), or a categorical column with a dict level → total.
    distance : {"linear", "raking", "logit"}
        Linear is the generalised regression estimator (GREG), raking keeps weights positive,
        logit keeps the factor w/d within ``bounds``.
    bounds : (low, high), optional
        Limits of w/d, low < 1 < high; needed for logit; with linear, a truncated distance.

    Raises
    ------
    CannotEstimate
        Totals that cannot be met (within the bounds): the worst control is named; negative
        weights from the linear distance unless ``negative="allow"``.

    References
    ----------
    Deville, J.-C. & Särndal, C.-E. (1992). Calibration estimators in survey sampling. JASA
    87:376–382. The variance is that of the residuals weighted by the design weights.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> d = survey.calibrate(survey.Design(n=3), {"all": ([1, 1, 1], 30), "x": ([1, 2, 3], 63)})
    >>> [round(float(w), 4) for w in d.weights]
    [8.5, 10.0, 11.5]
    """
    one_of("distance", distance, DISTANCES)
    if not controls:
        raise CannotEstimate(N_("Calibration needs at least one control."), code="no_control")
    parts: list[tuple[Codes, int] | Floats] = []
    wanted: list[float] = []
    names: list[str] = []
    for name, given in controls.items():
        column, total = column_and_total(name, given)
        if isinstance(total, Mapping):
            codes, levels, sums = margin_of(name, column, total, design)
            parts.append((codes, len(levels)))
            wanted += sums.tolist()
            names += [f"{name} = {level}" for level in levels]
        else:
            values, present = numbers(column, design.n, name)
            if present is not None:
                raise CannotEstimate(
                    N_(
                        "Control “{name}” is missing in row {row}. Every row needs a value, also "
                        "rows outside the domain."
                    ),
                    code="control_missing",
                    name=name,
                    row=int(np.argmax(~present)) + 1,
                )
            parts.append(values)
            wanted.append(finite_number(total, name))
            names.append(name)
    if distance == "logit" and bounds is None:
        raise CannotEstimate(
            N_("The logit distance needs bounds=(low, high), for example (0.3, 3)."),
            code="calibration_bounds",
        )
    if bounds is not None and not bounds[0] < 1 < bounds[1]:
        raise CannotEstimate(
            N_("bounds= must hold 1 between them, for example (0.3, 3)."), code="calibration_bounds"
        )
    made = Controls(parts, design.weights)
    goal = np.array(wanted)
    factor = _solve(made, design.weights, goal, distance, bounds, tolerance, iterations, names)
    weights = design.weights * factor
    if negative == "refuse" and (weights < 0).any():
        raise CannotEstimate(
            N_(
                "Linear calibration made {count} weight(s) negative. Use distance='raking', or "
                "'logit' with bounds, or negative='allow'."
            ),
            code="calibration_negative",
            count=int((weights < 0).sum()),
        )
    if negative == "allow":
        new = design.with_weights(np.abs(weights), made)
        new.weights = made.after = weights
        return new
    return design.with_weights(weights, made)


def _factor(
    xi: Floats, distance: Distance, bounds: tuple[float, float] | None
) -> tuple[Floats, Floats]:
    """Return F(ξ) and F′(ξ) of the distance; F(0) = F′(0) = 1."""
    if distance == "linear":
        low, high = bounds or (-math.inf, math.inf)
        plain = 1 + xi
        return np.clip(plain, low, high), ((plain > low) & (plain < high)).astype(np.float64)
    if distance == "raking":
        value = np.exp(np.clip(xi, -500, 500))
        if bounds is None:
            return value, value
        inside = (value > bounds[0]) & (value < bounds[1])
        return np.clip(value, *bounds), np.where(inside, value, 0.0)
    low, high = bounds or (0.0, 2.0)
    a = (high - low) / ((1 - low) * (high - 1))
    e = np.exp(np.clip(a * xi, -500, 500))
    below = (high - 1) + (1 - low) * e
    value = (low * (high - 1) + high * (1 - low) * e) / below
    return value, (value - low) * (high - value) * a / (high - low)


def _solve(
    controls: Controls,
    d: Floats,
    goal: Floats,
    distance: Distance,
    bounds: tuple[float, float] | None,
    tolerance: float,
    iterations: int,
    names: list[str],
) -> Floats:
    """Return w/d by Newton's method with halving, as Deville & Särndal (1992), section 3."""
    eta = np.zeros(len(goal))
    factor, slope = _factor(controls.times(eta), distance, bounds)
    miss = goal - controls.totals(d * factor)
    size = 1 + np.abs(goal)
    for _ in range(iterations):
        if (np.abs(miss) <= tolerance * size).all():
            return factor
        step = Controls(controls.parts, d * np.maximum(slope, 1e-12)).solve(miss)
        best = float(np.max(np.abs(miss) / size))
        for _half in range(30):
            factor, slope = _factor(controls.times(eta + step), distance, bounds)
            miss = goal - controls.totals(d * factor)
            now = float(np.max(np.abs(miss) / size))
            if math.isfinite(now) and now < max(best, 1.0) * 4:
                break
            step = step / 2
        eta = eta + step
    if (np.abs(miss) <= tolerance * size).all():
        return factor
    worst = int(np.argmax(np.abs(miss) / size))
    raise CannotEstimate(
        N_(
            "The total of “{name}” cannot be met: {reached} instead of {wanted}. Check the total, "
            "drop controls that say the same twice, or widen bounds=."
        ),
        code="calibration",
        name=names[worst],
        reached=f"{float(goal[worst] - miss[worst]):,.6g}",
        wanted=f"{float(goal[worst]):,.6g}",
    )
