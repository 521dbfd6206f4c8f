"""Weights that meet known margins: post-stratification and raking."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Domains, Floats, factorise, labels_of, total_by
from .controls import Controls
from .design import Design
from .problems import CannotEstimate, one_of


def margin_of(
    name: str, column: Any, totals: Mapping[Any, float], design: Design
) -> tuple[Codes, list[Any], Floats]:
    """Return codes, levels and wanted totals of one categorical margin, checked."""
    by = column if isinstance(column, Mapping) else {name: column}
    domains = Domains(by, design.n, unused=False)
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
                "The sample has no one in {levels} of margin “{name}”, so its total cannot "
                "be met. Merge it with a neighbouring level."
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


def column_and_total(name: str, given: Any) -> tuple[Any, Any]:
    """Return the two parts of a margin or control, or refuse it by name."""
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise CannotEstimate(
            N_("Give “{name}” as its column and its total or totals: (column, total)."),
            code="control_shape",
            name=name,
        )
    return given[0], given[1]


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
    codes, levels, wanted = margin_of("post-strata", column, totals, design)
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
    one_of("residuals", residuals, ("unweighted", "weighted"))
    if not margins:
        raise CannotEstimate(N_("Raking needs at least one margin."), code="no_margin")
    parts = {
        name: margin_of(name, *column_and_total(name, spec), design)
        for name, spec in margins.items()
    }
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
