"""Joint inclusion probabilities and their part in the variance."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Floats
from .problems import CannotEstimate
from .stages import Stage

Pps = Literal["brewer", "overton", "hartley-rao", "joint"]
PPS = ("brewer", "overton", "hartley-rao", "joint")
Form = Literal["horvitz-thompson", "yates-grundy"]
FORMS = ("horvitz-thompson", "yates-grundy")


def pairs_of(pps: Pps, stage: Stage, unit: Codes | None, joint: Any, form: Form) -> Floats:
    """Return the matrix D of the variance u′Du, u the weighted sums of the units.

    Horvitz–Thompson: D_ij = (π_ij − π_i π_j)/π_ij, D_ii = 1 − π_i. Yates–Grundy: the same with
    the row sums taken off the diagonal. ``overton`` and ``hartley-rao`` put an approximation from
    the π alone for the π_ij, within strata.

    Raises
    ------
    CannotEstimate
        A matrix of another shape, not symmetric, or with values that are no probabilities.

    References
    ----------
    Horvitz, D. G. & Thompson, D. J. (1952). JASA 47:663. Yates, F. & Grundy, P. M. (1953). JRSS B
    15:253. Hartley, H. O. & Rao, J. N. K. (1962). Ann. Math. Stat. 33:350. Overton, W. S. &
    Stehman, S. V. (1995). Am. Stat. 49:261.
    """
    if form not in FORMS:
        raise CannotEstimate(
            N_("variance= must be one of {choices}."), code="pps_form", choices=", ".join(FORMS)
        )
    d = _from_joint(joint, stage, unit) if pps == "joint" else _approximate(pps, stage)
    if form == "yates-grundy":
        d = d - np.diag(d.sum(axis=1))
    return d


def _approximate(pps: Pps, stage: Stage) -> Floats:
    chance = 1 - (np.zeros(len(stage.group)) if stage.keep is None else stage.keep)
    group = stage.group
    n = stage.drawn[group]
    both = chance[:, None] + chance[None, :]
    if pps == "overton":
        reach = n[:, None] - both / 2
    else:
        middle = np.bincount(group, chance, len(stage.drawn)) / stage.drawn
        reach = n[:, None] - both + middle[group][:, None]
    d = 1 - reach / np.maximum(n[:, None] - 1, 1)
    d[group[:, None] != group[None, :]] = 0.0
    certain = chance >= 1 - 1e-12
    d[certain] = 0.0
    d[:, certain] = 0.0
    np.fill_diagonal(d, 1 - chance)
    return np.asarray(d)


def _from_joint(joint: Any, stage: Stage, unit: Codes | None) -> Floats:
    matrix = np.asarray(joint, dtype=np.float64) if joint is not None else np.zeros((0, 0))
    size = len(stage.group)
    if matrix.shape != (size, size):
        raise CannotEstimate(
            N_(
                "joint= is a table of {expected} × {expected} probabilities, one row per unit of "
                "the first stage in the order of their first rows; it has the shape {found}."
            ),
            code="pps_joint_shape",
            expected=size,
            found=" × ".join(str(side) for side in matrix.shape),
        )
    good = (matrix > 0) & (matrix <= 1 + 1e-12)
    if not good.all():
        i, j = np.argwhere(~good)[0]
        raise CannotEstimate(
            N_(
                "The joint probability of units {first} and {second} is {value}. It must lie above "
                "0 and be at most 1; pairs that could not be drawn have no unbiased variance."
            ),
            code="pps_joint_value",
            first=int(i) + 1,
            second=int(j) + 1,
            value=f"{matrix[i, j]:g}",
        )
    if not np.allclose(matrix, matrix.T, rtol=1e-9, atol=0):
        raise CannotEstimate(
            N_("joint= must be symmetric: the chance of i and j is that of j and i."),
            code="pps_joint_shape",
        )
    alone = np.diag(matrix)
    d = (matrix - np.outer(alone, alone)) / matrix
    if unit is None:
        return np.asarray(d)
    _, first = np.unique(unit, return_index=True)
    place = np.empty(size, np.intp)
    place[np.argsort(first)] = np.arange(size)
    return np.asarray(d[np.ix_(place, place)])
