"""Confidence limits: symmetric, and for shares those that stay between 0 and 1."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Floats, Mask
from .notes import Note
from .problems import CannotEstimate

Interval = Literal["t", "wilson", "logit", "korn-graubard", "arcsine", "likelihood"]
KINDS = ("t", "wilson", "logit", "korn-graubard", "arcsine", "likelihood")


def t_quantile(df: Any, confidence: float) -> Floats:
    """Return the two-sided Student quantile for each ``df``: the normal one for infinity.

    NaN without a degree of freedom. Raises :class:`CannotEstimate` for a confidence outside (0, 1).
    """
    if not 0 < confidence < 1:
        raise CannotEstimate(
            N_("confidence= is a number between 0 and 1, for example 0.95."), code="confidence"
        )
    from scipy.special import ndtri, stdtrit

    freedom = np.atleast_1d(np.asarray(df, dtype=np.float64))
    upper = (1 + confidence) / 2
    large = np.isinf(freedom)
    usable = np.where(freedom > 0, np.where(large, 1.0, freedom), np.nan)
    return np.where(large, ndtri(upper), stdtrit(usable, upper))


def interval_of(
    kind: str, value: Floats, se: Floats, n: Floats, df: Floats, confidence: float
) -> tuple[Floats, Floats, dict[int, Note]]:
    """Return lower and upper limits, and a note where another interval had to stand in.

    ``t``: value ± t·se. For shares: ``wilson`` (score interval on the effective sample size;
    Franco, Little, Louis & Slud 2019, J. Surv. Stat. Methodol. 7:334), ``logit`` (Rust & Hsu 2007),
    ``korn-graubard`` (Clopper–Pearson on the effective sample size; Korn & Graubard 1998, Surv.
    Methodol. 24:193), ``arcsine``, ``likelihood`` (scaled binomial likelihood ratio). Where the
    standard error is 0 (a share of 0 or 1) the last five use n as the effective sample size; no
    limits are NaN except where value, se or df is missing, which carries a flag.
    """
    if kind not in KINDS:
        raise CannotEstimate(
            N_("interval= must be one of {choices}."), code="interval", choices=", ".join(KINDS)
        )
    t = t_quantile(df, confidence)
    lost = np.flatnonzero(np.isnan(t) & (n > 0))
    note = Note("no_freedom")
    notes = {int(i): note for i in lost}
    if kind == "t":
        return value - t * se, value + t * se, notes
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high, more = _share_limits(kind, value, se, n, confidence, t)
    unknown = np.isnan(t)
    if unknown.any():
        low, high = np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)
    return low, high, more | notes


def _share_limits(
    kind: str, p: Floats, se: Floats, n: Floats, confidence: float, t: Floats
) -> tuple[Floats, Floats, dict[int, Note]]:
    spread = p * (1 - p)
    edge = ~(se > 0) | ~(spread > 0)
    effective = np.where(edge, n, spread / (se * se))
    alpha = 1 - confidence
    if kind == "wilson":
        tt = t * t / effective
        middle = (p + tt / 2) / (1 + tt)
        half = t / (1 + tt) * np.sqrt(spread / effective + tt / (4 * effective))
        return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0), {}
    if kind == "logit" or kind == "arcsine" or kind == "likelihood":
        if kind == "logit":
            centre, half = np.log(p / (1 - p)), t * se / spread
            low, high = 1 / (1 + np.exp(half - centre)), 1 / (1 + np.exp(-half - centre))
        elif kind == "arcsine":
            centre, half = np.arcsin(np.sqrt(p)), t * se / (2 * np.sqrt(spread))
            low = np.sin(np.maximum(centre - half, 0.0)) ** 2
            high = np.sin(np.minimum(centre + half, math.pi / 2)) ** 2
        else:
            low, high = _likelihood(p, effective * (n - 1) / n, edge, t)
        if not edge.any():
            return low, high, {}
        note = Note("edge")
        notes = {int(i): note for i in np.flatnonzero(edge & (n > 0))}
        exact_low, exact_high = _clopper_pearson(p, effective, alpha)
        return np.where(edge, exact_low, low), np.where(edge, exact_high, high), notes
    narrower = t_quantile(np.maximum(n - 1, 1.0), confidence) / t
    adjusted = np.where(edge, effective, effective * narrower**2)
    low, high = _clopper_pearson(p, adjusted, alpha)
    return low, high, {}


def _clopper_pearson(p: Floats, n: Floats, alpha: float) -> tuple[Floats, Floats]:
    from scipy.special import betaincinv

    yes, no = n * p, n * (1 - p)
    low = np.where(yes > 0, betaincinv(np.where(yes > 0, yes, 1), no + 1, alpha / 2), 0.0)
    high = np.where(no > 0, betaincinv(yes + 1, np.where(no > 0, no, 1), 1 - alpha / 2), 1.0)
    gone = np.isnan(p) | ~(n > 0)
    return np.where(gone, math.nan, low), np.where(gone, math.nan, high)


def _likelihood(p: Floats, n: Floats, edge: Mask, t: Floats) -> tuple[Floats, Floats]:
    from scipy.optimize import brentq

    low, high = np.full(len(p), math.nan), np.full(len(p), math.nan)
    for i in np.flatnonzero(~edge & ~np.isnan(t)):
        q, size, limit = float(p[i]), float(n[i]), float(t[i]) ** 2

        def gap(x: float, q: float = q, size: float = size, limit: float = limit) -> float:
            away = q * math.log(q / x) + (1 - q) * math.log((1 - q) / (1 - x))
            return 2 * size * away - limit

        tiny = 1e-14
        low[i] = brentq(gap, q * tiny, q, xtol=1e-15) if gap(q * tiny) > 0 else 0.0
        top = 1 - (1 - q) * 1e-12
        high[i] = brentq(gap, q, top, xtol=1e-15) if gap(top) > 0 else 1.0
    return low, high
