"""Trimming weights to limits."""

from __future__ import annotations

import math

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Floats
from .design import Design
from .problems import CannotEstimate


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
            N_("No weights between {lower} and {upper} add up to {total}."),
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
