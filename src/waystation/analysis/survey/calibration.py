"""Weights that meet known totals: post-stratification, raking, GREG, logit; trimming."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Domains, Floats, factorise, finite_number, labels_of, numbers, total_by
from .design import Adjustment, Design
from .problems import CannotEstimate

Distance = Literal["linear", "raking", "logit"]
DISTANCES = ("linear", "raking", "logit")
Domained = tuple[Codes, int]  # the domain of each row that counts, and how many there are


@dataclass
class Controls:
    """Control variables as columns, shape (n, p), kept as codes where they are categories.

    ``parts``: (codes, levels) of a category, or a numeric column of shape (n,). ``omega``: the
    regression weights of the residuals, shape (n,); ``after``: the weights that this step made
    (None: not made yet), which later steps may have changed again.
    """

    parts: list[tuple[Codes, int] | Floats]
    omega: Floats
    inverse: Floats | None = None
    after: Floats | None = None

    def width(self) -> int:
        """Return the number of control columns p."""
        return sum(part[1] if isinstance(part, tuple) else 1 for part in self.parts)

    def sums(self, weight: Floats, rows: Codes | None, group: Codes | None, groups: int) -> Floats:
        """Return Σ weight·x per group, shape (p, groups), over ``rows`` (None: all)."""
        out = []
        place = np.zeros(len(weight), np.intp) if group is None else group
        for part in self.parts:
            if isinstance(part, tuple):
                code = part[0] if rows is None else part[0][rows]
                flat = total_by(code * groups + place, weight, part[1] * groups)
                out.append(flat.reshape(part[1], groups))
            else:
                x = part if rows is None else part[rows]
                out.append(total_by(place, weight * x, groups)[None, :])
        return np.vstack(out)

    def gram(self, other: Adjustment) -> Floats:
        """Return X′ΩX₂ against the controls of ``other``."""
        assert isinstance(other, Controls)  # noqa: S101 - the only kind there is
        blocks = []
        omega = self._times_ratio(self.omega, other.after)
        for part in other.parts:
            if isinstance(part, tuple):
                blocks.append(self.sums(omega, None, part[0], part[1]))
            else:
                blocks.append(self.sums(omega * part, None, None, 1))
        return np.hstack(blocks)

    def _times_ratio(self, omega: Floats, weights: Floats | None) -> Floats:
        """Return ``omega`` times other weights over the weights after this step."""
        if weights is None or self.after is None or weights is self.after:
            return omega
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.after != 0, omega * weights / self.after, 0.0)

    def cross(self, design: Design, rows: Codes | None, z: Floats, place: Domained) -> Floats:
        """Return X′Ωz per domain, z in terms of the weights after this step."""
        omega = self._times_ratio(self.omega, design.weights)
        weight = omega if rows is None else omega[rows]
        return self.sums(weight * z, rows, *place)

    def solve(self, right: Floats) -> Floats:
        """Return the least-squares coefficients; redundant controls share theirs."""
        if self.inverse is None:
            gram = self.gram(self)
            size = np.sqrt(np.maximum(np.diag(gram), 1e-300))
            self.inverse = np.linalg.pinv(gram / np.outer(size, size), rcond=1e-12, hermitian=True)
            self.inverse /= np.outer(size, size)
        return self.inverse @ right

    def unit_totals(self, design: Design) -> Floats:
        """Return Σ w·x per finest unit, with the weights after this step, shape (units, p)."""
        unit = np.arange(design.n) if design.unit is None else design.unit
        weights = design.weights if self.after is None else self.after
        return self.sums(weights, None, unit, design.unit_count).T

    def totals(self, weights: Floats) -> Floats:
        """Return Σ w·x, shape (p,)."""
        return self.sums(weights, None, None, 1)[:, 0]

    def times(self, coefficients: Floats) -> Floats:
        """Return X·coefficients, shape (n,)."""
        out, at = np.zeros(len(self.omega)), 0
        for part in self.parts:
            if isinstance(part, tuple):
                out += coefficients[at : at + part[1]][part[0]]
                at += part[1]
            else:
                out += part * coefficients[at]
                at += 1
        return out


def _margin(
    name: str, column: Any, totals: Mapping[Any, float], design: Design
) -> tuple[Codes, list[Any], Floats]:
    """Return codes, levels and wanted totals of one categorical margin, checked."""
    domains = Domains(column if isinstance(column, Mapping) else {name: column}, design.n)
    codes = domains.codes if domains.codes is not None else np.zeros(design.n, np.intp)
    many = len(domains.names) > 1
    levels: list[Any] = list(domains.keys) if many else [key[0] for key in domains.keys]
    if len(codes) and int(codes.min()) < 0:
        raise CannotEstimate(
            N_(
                "Margin “{name}” is missing in row {row}. Every row needs a level: impute it, or "
                "add a level “unknown” with its own total."
            ),
            code="margin_missing",
            name=name,
            row=int(np.argmax(codes < 0)) + 1,
        )
    unknown = [level for level in levels if level not in totals]
    if unknown:
        raise CannotEstimate(
            N_("Margin “{name}” has no total for {levels}. Add it to the totals."),
            code="margin_unknown",
            name=name,
            levels=labels_of(unknown),
        )
    wanted = np.array([_total(totals[level]) for level in levels])
    absent = [level for level, total in totals.items() if level not in levels and total]
    if absent:
        raise CannotEstimate(
            N_(
                "Nobody in the sample is in {levels} of margin “{name}”, so its total cannot be "
                "met. Merge it with a neighbouring level."
            ),
            code="margin_empty",
            name=name,
            levels=labels_of(absent),
        )
    bad = ~(wanted > 0) | ~np.isfinite(wanted)
    weighted = total_by(codes, design.weights, len(levels))
    bad |= weighted <= 0
    if bad.any():
        raise CannotEstimate(
            N_(
                "Margin “{name}”: the total or the weights of {levels} are not positive, so it "
                "cannot be met. Correct the total, or merge the level with a neighbour."
            ),
            code="margin_bad",
            name=name,
            levels=labels_of(levels[i] for i in np.flatnonzero(bad)),
        )
    return codes, levels, wanted


def _total(value: Any) -> float:
    """Return a wanted total as a number, NaN if it is none: the margin is then refused by name."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def post_stratify(design: Design, column: Any, totals: Mapping[Any, float]) -> Design:
    """Return ``design`` with weights that meet ``totals`` in every level of ``column``.

    Parameters
    ----------
    column : array (n,), or dict name → array for crossed categories
    totals : dict level → population total; for crossed categories the keys are tuples

    Returns
    -------
    Design
        Its standard errors are those of the residuals from the post-stratum means.

    Raises
    ------
    CannotEstimate
        A level without total, a total without anybody in the sample, a missing level.

    References
    ----------
    Valliant, R. (1993). Poststratification and conditional variance estimation. JASA 88:89–96.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> d = survey.post_stratify(survey.Design(n=4), ["f", "f", "f", "m"], {"f": 50, "m": 50})
    >>> survey.mean(d, [1.0, 2, 3, 10])[0].value
    6.0
    """
    codes, levels, wanted = _margin("post-strata", column, totals, design)
    factor = wanted / total_by(codes, design.weights, len(levels))
    controls = Controls([(codes, len(levels))], design.weights)
    return design.with_weights(design.weights * factor[codes], controls)


def rake(
    design: Design,
    margins: Mapping[str, tuple[Any, Mapping[Any, float]]],
    *,
    tolerance: float = 1e-10,
    iterations: int = 1000,
    residuals: Literal["unweighted", "weighted"] = "unweighted",
) -> Design:
    """Return ``design`` with weights that meet every margin (iterative proportional fitting).

    The cells of the margins are raked, not the rows, so the cost hardly depends on n.

    Parameters
    ----------
    margins : dict name → (column, dict level → total)
    tolerance : float
        Largest relative distance of a margin from its total on stopping.
    residuals : {"unweighted", "weighted"}
        The regression on the margins behind the standard errors: unweighted as in R's
        ``rake``, or by the design weights as in :func:`calibrate` with ``distance="raking"``
        (Deville, Särndal & Sautory 1993). Equal where the weights are equal.

    Raises
    ------
    CannotEstimate
        Margins whose grand totals differ, a level that cannot be met, no convergence; the
        sentence names margin and level.

    References
    ----------
    Deming, W. E. & Stephan, F. F. (1940). Ann. Math. Stat. 11:427–444.
    Deville, J.-C., Särndal, C.-E. & Sautory, O. (1993). JASA 88:1013–1020.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> d = survey.rake(survey.Design(n=4), {"sex": (["f", "f", "m", "m"], {"f": 6, "m": 4}),
    ...                                      "age": ([1, 2, 1, 2], {1: 5, 2: 5})})
    >>> [round(float(w), 6) for w in d.weights]
    [3.0, 3.0, 2.0, 2.0]
    """
    if not margins:
        raise CannotEstimate(N_("Raking needs at least one margin."), code="no_margin")
    parts = {name: _margin(name, *spec, design) for name, spec in margins.items()}
    _check_grand_totals(parts, 1e-6)
    cell, combinations = _cross_codes([codes for codes, _, _ in parts.values()], design.n)
    start = total_by(cell, design.weights, len(combinations))
    weight = start.copy()
    for _ in range(iterations):
        for place, (_codes, _levels, wanted) in enumerate(parts.values()):
            at = combinations[:, place]
            weight *= (wanted / total_by(at, weight, len(wanted)))[at]
        worst = _worst(parts, combinations, weight)
        if worst[0] <= tolerance:
            break
    else:
        raise CannotEstimate(
            N_(
                "Raking did not converge in {iterations} rounds: level {level} of margin “{name}” "
                "reached {reached} of {wanted}. Merge sparse levels, or raise tolerance=."
            ),
            code="raking",
            iterations=iterations,
            name=worst[1],
            level=worst[2],
            reached=f"{worst[3]:,.6g}",
            wanted=f"{worst[4]:,.6g}",
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(start > 0, weight / start, 1.0)
    omega = np.ones(design.n) if residuals == "unweighted" else design.weights
    controls = Controls([(codes, len(levels)) for codes, levels, _ in parts.values()], omega)
    return design.with_weights(design.weights * factor[cell], controls)


def _check_grand_totals(
    parts: Mapping[str, tuple[Codes, list[Any], Floats]], tolerance: float
) -> None:
    sums = {name: float(wanted.sum()) for name, (_, _, wanted) in parts.items()}
    low, high = min(sums, key=lambda n: sums[n]), max(sums, key=lambda n: sums[n])
    if sums[high] - sums[low] > tolerance * sums[high]:
        raise CannotEstimate(
            N_(
                "The margins cannot all be met: “{low}” adds up to {a} and “{high}” to {b}. Bring "
                "them to the same total."
            ),
            code="margins_disagree",
            low=low,
            high=high,
            a=f"{sums[low]:,.6g}",
            b=f"{sums[high]:,.6g}",
        )


def _cross_codes(columns: list[Codes], n: int) -> tuple[Codes, Codes]:
    """Return the cell of each row and the codes of each cell, shape (cells, margins)."""
    joint = np.zeros(n, np.intp)
    widths = [int(column.max()) + 1 for column in columns]
    for column, width in zip(columns, widths, strict=True):
        joint = column if not joint.any() else joint * width + column
    cell, found = factorise(joint)
    rest = np.asarray(found, dtype=np.intp)
    parts = []
    for width in reversed(widths):
        parts.append(rest % width)
        rest = rest // width
    return cell, np.column_stack(parts[::-1])


def _worst(
    parts: Mapping[str, tuple[Codes, list[Any], Floats]], combinations: Codes, weight: Floats
) -> tuple[float, str, Any, float, float]:
    worst = (-1.0, "", None, 0.0, 0.0)
    for place, (name, (_, levels, wanted)) in enumerate(parts.items()):
        reached = total_by(combinations[:, place], weight, len(levels))
        away = np.abs(reached - wanted) / wanted
        i = int(np.argmax(away))
        if away[i] > worst[0]:
            worst = (float(away[i]), name, levels[i], float(reached[i]), float(wanted[i]))
    return worst


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
    if distance not in DISTANCES:
        raise CannotEstimate(
            N_("distance= must be one of {choices}."),
            code="distance",
            choices=", ".join(DISTANCES),
        )
    if not controls:
        raise CannotEstimate(N_("Calibration needs at least one control."), code="no_control")
    parts: list[tuple[Codes, int] | Floats] = []
    wanted: list[float] = []
    names: list[str] = []
    for name, (column, total) in controls.items():
        if isinstance(total, Mapping):
            codes, levels, sums = _margin(name, column, total, design)
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


def trim_weights(
    design: Design,
    *,
    lower: float = 0.0,
    upper: float = math.inf,
    iterations: int = 100,
    strict: bool = True,
) -> Design:
    """Return ``design`` with weights between ``lower`` and ``upper`` and the same sum.

    What is cut off is spread equally over the weights that were inside, again and again until
    none is outside; with ``strict=False`` once, so that some may end just outside (R's default).
    The trimmed design is no longer calibrated: trim first, then calibrate.

    Raises :class:`CannotEstimate` when the limits leave no room for the sum of the weights.

    References
    ----------
    Potter, F. (1990). A study of procedures to identify and trim extreme sampling weights. Proc.
    Survey Research Methods, ASA, 225–230.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> [float(w) for w in survey.trim_weights(survey.Design(weights=[1, 2, 9]), upper=6).weights]
    [2.5, 3.5, 6.0]
    """
    weights = design.weights.copy()
    total = float(weights.sum())
    if not lower * design.n <= total <= upper * design.n or lower > upper:
        raise CannotEstimate(
            N_("Limits {lower} to {upper} leave no room for weights with the sum {total}."),
            code="trimming",
            lower=f"{lower:g}",
            upper=f"{upper:g}",
            total=f"{total:,.6g}",
        )
    for _ in range(iterations if strict else 1):
        outside = (weights < lower) | (weights > upper)
        if not outside.any():
            break
        cut = np.clip(weights, lower, upper)
        spare = total - float(cut.sum())
        takers = ~outside if not outside.all() else (cut < upper if spare > 0 else cut > lower)
        cut[takers] += spare / int(takers.sum())
        weights = cut
    if strict and ((weights < lower) | (weights > upper)).any():
        weights = _within(weights, lower, upper, total)
    return design.with_weights(weights, None)


def _within(weights: Floats, lower: float, upper: float, total: float) -> Floats:
    """Return ``weights`` inside the limits with the sum ``total``, moved the same way."""
    weights = np.clip(weights, lower, upper)
    for _ in range(len(weights)):
        spare = total - float(weights.sum())
        room = weights < upper if spare > 0 else weights > lower
        if abs(spare) <= 1e-12 * total or not room.any():
            break
        weights[room] += spare / int(room.sum())
        weights = np.clip(weights, lower, upper)
    return weights


def adjusted(design: Design, rows: Codes | None, z: Floats, domain: Codes, domains: int) -> Floats:
    """Return Σ w·(what the controls explain of z) per unit and domain, shape (units, domains).

    ``z`` is the linearised value on the rows that count; rows outside a domain have z = 0 and
    still feel the calibration. Deville & Särndal (1992), eq. 3.4.
    """
    explained = np.zeros((design.unit_count, domains))
    done: list[tuple[Adjustment, Floats]] = []
    for step in design.adjustments:
        right = step.cross(design, rows, z, (domain, domains))
        for earlier, beta in done:
            right = right - step.gram(earlier) @ beta
        beta = step.solve(right)
        done.append((step, beta))
        explained += step.unit_totals(design) @ beta
    return explained
