"""Calibrating probabilities with reviewers' decisions; the weights remain Splink's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .model import Model

# How firmly the trained model is believed before the first decision: as if ten decisions had
# confirmed the slope, and as many the shift, each within about 4 bits.
TRUST = 10.0
SPREAD = 4.0
LEAST_SLOPE = 0.05
ROUNDS = 50


def recalibrate(model: Model, decisions: Sequence[tuple[float, bool]]) -> Model:
    """Return the model with its probabilities fitted to what reviewers decided.

    Parameters
    ----------
    model : Model
    decisions : sequence of (weight, same person)
        The weight in bits that a pair had, and what was decided. All decisions so far, each pair
        once: the fit begins from the trained model every time.

    Returns
    -------
    Model
        The same weights with another ``slope`` and ``shift``. Without decisions, slope 1 and
        shift 0.

    Raises
    ------
    ValueError
        For a weight that is not finite.

    Notes
    -----
    Logistic regression of the decision on the weight (Platt 1999), log2 odds = shift + slope w,
    with normal priors around slope 1 and shift 0, so that three decisions move little and three
    hundred decide. The slope cannot fall below 0.05: more evidence is never less likely. The
    decisions are about pairs that were shown, so the fit says little about weights far below.

    >>> from waystation.analysis import link
    >>> bare = link.Model((), (), prior=1e-4, size=100)
    >>> stricter = link.recalibrate(bare, [(4.0, False)] * 50)
    >>> bare.probability(4.0) > 0.9, stricter.probability(4.0) < 0.2
    (True, True)
    """
    if not decisions:
        return replace(model, slope=1.0, shift=0.0)
    weights = np.array([weight for weight, _ in decisions], dtype=np.float64)
    same = np.array([one for _, one in decisions], dtype=np.float64)
    if not np.isfinite(weights).all():
        raise ValueError("a decision has a weight that is not finite")
    order = np.lexsort((same, weights))  # sums in one order, whatever the order of the decisions
    weights, same = weights[order], same[order]
    design = np.column_stack([np.ones_like(weights), weights]) * np.log(2.0)
    start = np.array([0.0, 1.0])
    # A shift of SPREAD bits, or a slope that moves a typical weight so far, is one unit away.
    typical = max(float(np.sqrt(np.mean(weights**2))), 1.0)
    firmness = np.diag([TRUST / SPREAD**2, TRUST / SPREAD**2 * typical**2]) * np.log(2.0) ** 2 / 4

    def loss(at: np.ndarray) -> float:
        logits = design @ at
        away = at - start
        return float(np.logaddexp(0, logits).sum() - same @ logits + away @ firmness @ away / 2)

    at = start.copy()
    for _ in range(ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ at, -700, 700)))
        slope = design.T @ (chance - same) + firmness @ (at - start)
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + firmness
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while loss(at - size * step) > loss(at) and size > 1e-6:
            size /= 2
        at = at - size * step
        if np.abs(size * step).max() < 1e-10:
            break
    return replace(model, shift=float(at[0]), slope=max(float(at[1]), LEAST_SLOPE))
