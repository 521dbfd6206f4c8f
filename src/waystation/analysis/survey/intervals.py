"""Confidence limits: symmetric, and for shares those that stay between 0 and 1."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Floats, Mask
from .notes import Note
from .problems import CannotEstimate

Interval = Literal["auto", "t", "wilson", "logit", "korn-graubard", "arcsine", "likelihood"]
KINDS = ("auto", "t", "wilson", "logit", "korn-graubard", "arcsine", "likelihood")
FEWEST = 10  # effective answers on each side of a share from which the logit interval is used
LEAST_DF = 8  # degrees of freedom from which it is used (NCHS reviews shares with fewer)
SMALL = 4096  # domains of a breakdown whose quantiles are kept for the next variable
TINY = 1e-12  # a share this near to 0 or 1 is 0 or 1, but for rounding


@dataclass
class Limits:
    """Lower and upper limits, the interval that made each, and a note where that needs one."""

    low: Floats
    high: Floats
    kinds: list[str]
    notes: dict[int, Note]


def t_quantile(df: Any, confidence: float) -> Floats:
    """Return the two-sided Student quantile for each ``df``: the normal one for infinity.

    NaN without a degree of freedom. Raises :class:`CannotEstimate` for a confidence outside (0, 1).
    """
    if not 0 < confidence < 1:
        raise CannotEstimate(
            N_("confidence= is a number between 0 and 1, for example 0.95."), code="confidence"
        )
    freedom = np.atleast_1d(np.asarray(df, dtype=np.float64))
    of = _t_quantiles if freedom.size <= SMALL else _t_quantiles.__wrapped__
    return of(freedom.tobytes(), confidence)


@lru_cache(maxsize=64)  # a report asks for the same breakdown of many variables
def _t_quantiles(degrees: bytes, confidence: float) -> Floats:
    from scipy.special import ndtri, stdtrit

    freedom = np.frombuffer(degrees)
    upper = (1 + confidence) / 2
    large = np.isinf(freedom)
    usable = np.where(freedom > 0, np.where(large, 1.0, freedom), np.nan)
    found = np.where(large, ndtri(upper), stdtrit(usable, upper))
    found.flags.writeable = False
    return found


def interval_of(
    kind: str,
    value: Floats,
    se: Floats,
    n: Floats,
    df: Floats,
    confidence: float,
    fixed: Mask | None = None,
) -> Limits:
    """Return lower and upper limits, and which interval made them.

    ``t``: value ± t·se. For shares: ``wilson`` (score interval on the effective sample size;
    Franco, Little, Louis & Slud 2019, J. Surv. Stat. Methodol. 7:334), ``logit`` (Rust & Hsu 2007),
    ``korn-graubard`` (Clopper–Pearson on the effective sample size; Korn & Graubard 1998, Surv.
    Methodol. 24:193), ``arcsine``, ``likelihood`` (scaled binomial likelihood ratio), or ``auto``:
    logit with at least 10 effective answers on each side of the share and 8 degrees of freedom,
    else Korn–Graubard. Where the standard error is 0 they use n as the effective sample size;
    ``auto`` gives no width to a share that the design fixes (``fixed``). No limits are NaN except
    where value, se or df is missing, which carries a flag.
    """
    if kind not in KINDS:
        raise CannotEstimate(
            N_("interval= must be one of {choices}."), code="interval", choices=", ".join(KINDS)
        )
    t = t_quantile(df, confidence)
    if kind == "t":
        found = Limits(value - t * se, value + t * se, [kind] * len(value), {})
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = _of_shares(kind, value, se, n, df, confidence, t, fixed)
    unknown = np.isnan(t)
    if unknown.any():
        found.low, found.high = (np.where(unknown, np.nan, one) for one in (found.low, found.high))
        note = Note("no_freedom")
        found.notes |= {int(i): note for i in np.flatnonzero(unknown & (n > 0))}
    return found


def _of_shares(
    kind: str,
    p: Floats,
    se: Floats,
    n: Floats,
    df: Floats,
    confidence: float,
    t: Floats,
    fixed: Mask | None,
) -> Limits:
    kinds, notes = [kind] * len(p), {}
    edge = (p <= TINY) | (p >= 1 - TINY)
    still = without_error(p, se, n) | edge
    unknown = bool(still.any())
    spread = p * (1 - p)
    effective = spread / (se * se)
    if unknown:
        spread, effective = np.where(edge, 0.0, spread), np.where(still, n, effective)
    if kind == "auto":
        few = ~(effective * np.minimum(p, 1 - p) >= FEWEST) | ~(df >= LEAST_DF) | still
        low, high = _logit(p, se, spread, t)
        kinds = ["logit"] * len(p)
        exact = np.flatnonzero(few if fixed is None else few & ~fixed)
        for i in exact.tolist():
            kinds[i] = "korn-graubard"
        if unknown:
            note = Note("edge")
            notes = dict.fromkeys(np.flatnonzero(still & ~edge & (n > 0)).tolist(), note)
        if fixed is not None:
            low, high = np.where(fixed, p, low), np.where(fixed, p, high)
            note = Note("fixed_share")
            for i in np.flatnonzero(fixed).tolist():
                kinds[i], notes[i] = "fixed", note
    elif kind == "wilson":
        tt = t * t / effective
        middle = (p + tt / 2) / (1 + tt)
        half = t / (1 + tt) * np.sqrt(spread / effective + tt / (4 * effective))
        return Limits(np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0), kinds, {})
    elif kind == "korn-graubard":
        low, high, exact = np.empty(len(p)), np.empty(len(p)), np.arange(len(p))
    else:
        if kind == "logit":
            low, high = _logit(p, se, spread, t)
        elif kind == "arcsine":
            centre, half = np.arcsin(np.sqrt(p)), t * se / (2 * np.sqrt(spread))
            low = np.sin(np.maximum(centre - half, 0.0)) ** 2
            high = np.sin(np.minimum(centre + half, math.pi / 2)) ** 2
        else:
            low, high = _likelihood(p, effective * (n - 1) / n, still, t)
        exact = np.flatnonzero(still)
        note = Note("edge")
        for i in exact.tolist():
            if n[i] > 0:
                kinds[i], notes[i] = "korn-graubard", note
    if len(exact):
        low[exact], high[exact] = _korn_graubard(
            p[exact], effective[exact], n[exact], t[exact], confidence
        )
    return Limits(low, high, kinds, notes)


def without_error(p: Floats, se: Floats, n: Floats) -> Mask:
    """Return which shares have a standard error of 0, but for rounding."""
    if se.size and se.min() > 1e-10:  # the limit below is never more
        return np.zeros(se.shape, np.bool_)
    return np.asarray(~(se > 1e-10 * np.sqrt(np.abs(p * (1 - p)) / n)))


def _logit(p: Floats, se: Floats, spread: Floats, t: Floats) -> tuple[Floats, Floats]:
    centre, half = np.log(p / (1 - p)), t * se / spread
    return 1 / (1 + np.exp(half - centre)), 1 / (1 + np.exp(-half - centre))


def _korn_graubard(
    p: Floats, effective: Floats, n: Floats, t: Floats, confidence: float
) -> tuple[Floats, Floats]:
    narrower = t_quantile(np.maximum(n - 1, 1.0), confidence) / t
    return _clopper_pearson(p, effective * narrower**2, 1 - confidence)


def _clopper_pearson(p: Floats, n: Floats, alpha: float) -> tuple[Floats, Floats]:
    from scipy.special import betaincinv

    p = np.where(p <= TINY, 0.0, np.where(p >= 1 - TINY, 1.0, p))
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
