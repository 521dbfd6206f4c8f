"""Quantiles by domain with Woodruff intervals."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal, get_args

import numpy as np

from waystation.foundation.shared.words import N_

from .cells import BLOCK, cells_of
from .columns import Codes, Domains, Floats, mask_of, numbers
from .design import Design
from .errors import row_domains, split
from .estimate import DEFAULT_QUALITY, Quality
from .intervals import Interval, interval_of, t_quantile
from .means import Df
from .notes import Note
from .problems import CannotEstimate, one_of
from .proportions import shares
from .replication import Replicates
from .results import Estimates

Rule = Literal[
    "math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"
]
RULES: tuple[str, ...] = get_args(Rule)
STEPS = ("math", "hf1", "school", "hf2", "hf3")
MANY = 100_000  # rows from which bins are faster than sorting
TIE = 1e-12  # two cumulated shares closer than this are the same share


def quantile(
    design: Design | Replicates,
    y: Any,
    probabilities: Any = 0.5,
    *,
    by: Any = None,
    where: Any = None,
    rule: Rule = "math",
    interval: Interval = "t",
    confidence: float = 0.95,
    df: Df = None,
    quality: Quality = DEFAULT_QUALITY,
    base: str = "",
    name: str = "",
) -> Estimates:
    """Estimate quantiles of ``y`` in each domain, with Woodruff's interval.

    Parameters
    ----------
    design : Design or Replicates
    y : array (n,)
        Missing leaves the row out, as in :func:`~waystation.analysis.survey.mean`.
    probabilities : float or sequence in (0, 1)
    rule : str
        "math" (the smallest y whose weighted share below or at it reaches p; also "hf1"),
        "school" (its average with the next on a tie; "hf2"), "hf3" (on a tie whichever of the
        two is even among the distinct values), the interpolations hf4 … hf9 of Hyndman & Fan
        with weights, or "shahvaish" (Shah & Vaish 2006): the largest y whose share
        (S − w/2 + 1/2)/(n + 1) is at most p, the weights w and their sums S scaled to n.
    interval : str
        How the limits of the share of answers at or below the quantile are made before they are
        turned back into values: see :func:`~.intervals.interval_of`.

    Returns
    -------
    Estimates
        Domain by domain, probability by probability (``level``). ``se`` is the length of the
        interval over twice the t quantile (Francisco & Fuller 1991). A limit whose share lies
        outside [0, 1] is None, with a note.

    Raises
    ------
    CannotEstimate
        Probabilities outside (0, 1), an unknown rule, and as for a mean.

    References
    ----------
    Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. JASA
    47:635–646. Hyndman, R. J. & Fan, Y. (1996). Sample quantiles in statistical packages. Am. Stat.
    50:361–365. Lumley, T. (2021). Estimating quantiles: vignette "qrule" of the R package survey.
    Shah, B. V. & Vaish, A. K. (2006). Confidence intervals for quantile estimation from complex
    survey data. Proc. Surv. Res. Methods, ASA.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> survey.quantile(survey.Design(n=5), [3.0, 1, 2, 5, 4], 0.5)[0].value
    3.0
    """
    design, reps = split(design)
    wanted = np.atleast_1d(np.asarray(probabilities, dtype=np.float64))
    if not ((wanted > 0) & (wanted < 1)).all():
        raise CannotEstimate(
            N_("A quantile's probability lies between 0 and 1, for example 0.5 for the median."),
            code="probability",
        )
    one_of("rule", rule, RULES)
    values, present = numbers(y, design.n, name or "y")
    domains = Domains(by, design.n)
    keep = mask_of(where, design.n)
    if present is not None:
        keep = present if keep is None else keep & present
    cells = cells_of(design, domains.codes, len(domains), keep)
    of_row = row_domains(cells)
    taken, weight = cells.take(values), cells.take(design.weights)
    k, d = len(wanted), len(domains)
    curves: list[Curve | Bins]
    if d == 1 and rule in ("math", "hf1") and len(taken) > MANY:
        curves = [Bins(taken, weight)]
    else:
        groups = _sorted_groups(taken, weight, of_row, d, rule not in STEPS)
        curves = [Curve(x, w, rule) for x, w in groups]
    point = np.array([curve.at(wanted) for curve in curves])
    limits = point[of_row] if d > 1 else point
    columns = [taken <= limits[:, j] for j in range(k)]
    below = shares(
        cells, reps, columns, list(range(k)), domains, interval="t", confidence=confidence,
        df=df, deff=None, quality=quality, base=base, name=name,
    )  # fmt: skip
    limits_of = interval_of(interval, below.value, below.se, below.n, below.df, confidence)
    notes = limits_of.notes
    low, high = np.full(d * k, np.nan), np.full(d * k, np.nan)
    for place, curve in enumerate(curves):
        part = slice(place * k, (place + 1) * k)
        low[part] = curve.at(limits_of.low[part])
        high[part] = curve.at(limits_of.high[part])
    flat = point.reshape(-1)
    outside = Note("limit_outside")
    for i in np.flatnonzero(np.isfinite(flat) & ~(np.isfinite(low) & np.isfinite(high))):
        notes.setdefault(int(i), outside)
    t = t_quantile(below.df, confidence)
    with np.errstate(invalid="ignore"):
        se = (high - low) / (2 * t)
    return Estimates(
        "quantile", name, domains.names, below.keys, np.tile(wanted, d).tolist(), flat, se,
        below.n, below.weighted_n, below.df, base=base, confidence=confidence,
        interval=f"Woodruff, {interval}", quality=quality, notes=notes, low=low, high=high,
    )  # fmt: skip


def _sorted_groups(
    values: Floats, weight: Floats, of_row: Codes, domains: int, stable: bool
) -> list[tuple[Floats, Floats]]:
    """Return each domain's sorted values with a positive weight, and their weights.

    ``stable`` keeps the row order among equal values, which the interpolating rules feel.
    """
    if not weight.all():
        kept = weight > 0
        values, weight, of_row = values[kept], weight[kept], of_row[kept]
    order = np.argsort(values, kind="stable" if stable else None)
    if domains > 1:
        order = order[np.argsort(of_row[order], kind="stable")]
    x, w = values[order], weight[order]
    if domains == 1:
        return [(x, w)]
    ends = np.searchsorted(of_row[order], np.arange(domains + 1))
    return [(x[a:b], w[a:b]) for a, b in pairwise(ends.tolist())]


class Curve:
    """The weighted distribution of sorted values ``x``, to be read at a share."""

    def __init__(self, x: Floats, w: Floats, rule: Rule) -> None:
        self.x, self.w, self.rule = x, w, rule
        self.cumulated = np.cumsum(w)

    def at(self, share: Floats) -> Floats:
        """Return the values at ``share``, shape (k,); NaN outside [0, 1] or without rows."""
        out = np.full(len(share), np.nan)
        inside = (share >= 0) & (share <= 1)
        if len(self.x) and inside.any():
            out[inside] = invert(self.x, self.w, self.cumulated, share[inside], self.rule)
        return out


class Bins:
    """The same for many rows and rule "math" without sorting them: only the bin asked for."""

    def __init__(self, values: Floats, weight: Floats, bins: int = 4096) -> None:
        if not weight.all():
            values, weight = values[weight > 0], weight[weight > 0]
        self.values, self.weight = values, weight
        low, high = float(values.min()), float(values.max())
        scale = bins / (high - low) if high > low else 0.0
        scale = scale if np.isfinite(scale) else 0.0
        self.code = np.empty(len(values), np.int16)
        sums = np.zeros(bins)
        for begin in range(0, len(values), BLOCK):
            part = slice(begin, begin + BLOCK)
            code = np.minimum((values[part] - low) * scale, bins - 1).astype(np.intp)
            sums += np.bincount(code, weight[part], bins)
            self.code[part] = code
        self.upto = np.cumsum(sums)

    def at(self, share: Floats) -> Floats:
        """Return the smallest values whose share reaches ``share``; NaN outside [0, 1]."""
        out = np.full(len(share), np.nan)
        total = self.upto[-1]
        for i in np.flatnonzero((share >= 0) & (share <= 1)):
            place = int(np.searchsorted(self.upto / total, share[i] - TIE, side="left"))
            place = min(place, int(self.code.max()))
            mine = np.flatnonzero(self.code == place)
            order = np.argsort(self.values[mine])
            before = self.upto[place - 1] if place else 0.0
            reached = (before + np.cumsum(self.weight[mine][order])) / total
            at = min(int(np.searchsorted(reached, share[i] - TIE, side="left")), len(mine) - 1)
            out[i] = self.values[mine[order[at]]]
        return out


def invert(x: Floats, w: Floats, cumulated: Floats, p: Floats, rule: Rule) -> Floats:
    """Return the quantiles at ``p`` of sorted ``x``, weights ``w`` and their running sums."""
    total = cumulated[-1]
    if rule == "hf3":  # the place that is even or odd is counted among the distinct values
        first = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
        ends = np.append(first[1:], len(x)) - 1
        x, share = x[first], cumulated[ends] / total
        at = np.minimum(np.searchsorted(share, p - TIE, side="left"), len(x) - 1)
        odd_tie = (np.abs(share[at] - p) <= TIE) & (at % 2 == 0)  # the first value is no. 1
        return np.asarray(x[np.minimum(at + odd_tie, len(x) - 1)])
    if rule in ("math", "hf1", "school", "hf2", "hf4"):
        share = cumulated / total
        at = np.searchsorted(share, p - TIE, side="left")
        at = np.minimum(at, len(x) - 1)
        tie = np.abs(share[at] - p) <= TIE
        if rule in ("math", "hf1"):
            return np.asarray(x[at])
        after = np.minimum(at + 1, len(x) - 1)
        if rule in ("school", "hf2"):
            return np.where(tie, (x[at] + x[after]) / 2, x[at])
        before = np.maximum(at - 1, 0)
        width = share[at] - share[before]
        with np.errstate(invalid="ignore", divide="ignore"):
            part = np.where(tie | (at == 0), 1.0, (p - share[before]) / width)
        return np.asarray(x[before] * (1 - part) + x[at] * part)
    if len(x) == 1:
        return np.full(len(p), x[0])
    if rule == "shahvaish":
        place = ((cumulated - w / 2) * (len(x) / total) + 0.5) / (len(x) + 1)
        return np.asarray(x[np.maximum(np.searchsorted(place, p + TIE, side="right") - 1, 0)])
    earlier = np.concatenate([[0.0], cumulated[:-1]])
    last = w[-1]
    if rule == "hf5":
        place = (cumulated - w / 2) / total
    elif rule == "hf6":
        place = cumulated / (total + last)
    elif rule == "hf7":
        place = earlier / cumulated[-2]
    elif rule == "hf8":
        place = (earlier / 3 + cumulated * 2 / 3) / (total + last / 3)
    else:
        place = (earlier * 3 / 8 + cumulated * 5 / 8) / (total + last / 4)
    return np.interp(p, place, x)
