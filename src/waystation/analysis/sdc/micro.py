"""Microdata: unique people in a record file, and what to blank so that nobody is unique."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # its parts load when asked for, which keeps our import quick
from numpy.typing import ArrayLike, NDArray

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .dimensions import Floats
from .policy import Policy

Codes = NDArray[np.int64]
MOST_KEYS = 12  # 4,096 combinations of blanks; more keys than that is a wish, not a key


def coded_keys(keys: Mapping[str, Sequence[Any]]) -> Codes:
    """Return the keys as small integers, shape (records, keys); -1 where missing."""
    if not keys:
        raise Refusal(
            N_("Name at least one key variable by which a person could be recognised."),
            code="no_keys",
        )
    if len(keys) > MOST_KEYS:
        raise Refusal(
            N_("{n} key variables are too many; choose at most {most}."),
            code="too_many_keys",
            n=len(keys),
            most=MOST_KEYS,
        )
    columns = []
    length = None
    for name, column in keys.items():
        given = np.asarray(column)
        if given.dtype.kind in "iub":
            coded = np.unique(given, return_inverse=True)[1].astype(np.int64)
        elif given.dtype.kind == "f":
            missing = np.isnan(given)
            coded = np.unique(np.where(missing, 0.0, given), return_inverse=True)[1]
            coded = np.where(missing, -1, coded).astype(np.int64)
        else:
            objects = given.tolist()
            missing = np.array([value is None or value == "" for value in objects], dtype=bool)
            text = np.array(["" if m else str(v) for v, m in zip(objects, missing, strict=True)])
            coded = np.unique(text, return_inverse=True)[1]
            coded = np.where(missing, -1, coded).astype(np.int64)
        if length is not None and len(coded) != length:
            raise Refusal(
                N_('The key "{name}" has {length} records, the others {other}.'),
                code="lengths_differ",
                name=name,
                length=len(coded),
                other=length,
            )
        length = len(coded)
        columns.append(coded)
    return np.stack(columns, axis=1)


def refuse_other_length(name: str, column: Any, what: str, other: Any) -> None:
    """Refuse two columns of which one has more records."""
    if len(column) != len(other):
        raise Refusal(
            N_('"{name}" has {length} rows but "{what}" has {other}. Give one for each.'),
            code="lengths_differ",
            name=name,
            length=len(column),
            what=what,
            other=len(other),
        )


def groups_of(codes: Codes, keys: Sequence[int]) -> Codes:
    """Return for each record the number of its combination of ``keys``."""
    group = np.zeros(len(codes), dtype=np.int64)
    for key in keys:
        column = codes[:, key]
        size = int(column.max(initial=0)) + 2
        if group.max(initial=0) > 2**62 // size:
            group = np.unique(group, return_inverse=True)[1].astype(np.int64)
        group = group * size + column + 1
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def frequencies(
    keys: Mapping[str, Sequence[Any]], weights: ArrayLike | None = None
) -> tuple[NDArray[np.int64], Floats]:
    """Count the records that share each record's combination of keys.

    Parameters
    ----------
    keys : mapping of name to sequence, each of length n
        None, "" and NaN are missing; a missing value agrees with every value.
    weights : array_like of float, shape (n,), optional
        Sampling weights, above 0; without them every record stands for itself.

    Returns
    -------
    sample : ndarray of int, shape (n,)
        f: records in the file with the same combination, the record itself included.
    population : ndarray of float, shape (n,)
        F: the sum of their weights.

    Raises
    ------
    Refusal
        If there is no key, too many, columns differ in length, or a weight is not above 0.

    Notes
    -----
    Templ, Kowarik and Meindl (2015), Journal of Statistical Software 67(4), section 3.1.

    Examples
    --------
    >>> f, F = frequencies({"sex": ["f", "f", "m"], "age": [30, 30, 41]}, [10.0, 20.0, 5.0])
    >>> f.tolist(), F.tolist()
    ([2, 2, 1], [30.0, 30.0, 5.0])
    """
    codes = coded_keys(keys)
    n = len(codes)
    weight = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight > 0)))
    if weight.shape != (n,) or wrong.size:
        raise Refusal(
            N_("Give each of the {n} records a weight above 0; record {row} has {value}."),
            code="weight_wrong",
            n=n,
            row=int(wrong[0]) if wrong.size else min(n, weight.size),
            value=f"{weight.ravel()[wrong[0]]:g}" if wrong.size else "none",
        )
    every = range(codes.shape[1])
    blank = codes < 0
    patterns, pattern = np.unique(blank, axis=0, return_inverse=True)
    pattern = pattern.ravel()
    sample = np.zeros(n, dtype=np.int64)
    population = np.zeros(n)
    for mine in range(len(patterns)):
        for other in range(len(patterns)):
            shared = [key for key in every if not (patterns[mine, key] or patterns[other, key])]
            here, there = pattern == mine, pattern == other
            group = groups_of(codes, shared)
            size = int(group.max(initial=0)) + 1
            counts = np.bincount(group[there], minlength=size)
            sums = np.bincount(group[there], weights=weight[there], minlength=size)
            sample[here] += counts[group[here]]
            population[here] += sums[group[here]]
    return sample, population


def individual_risk(sample: ArrayLike, population: ArrayLike, *, exact: bool = False) -> Floats:
    """Return each record's probability of being re-identified.

    Parameters
    ----------
    sample, population : array_like, shape (n,)
        f and F from :func:`frequencies`.
    exact : bool
        The closed form instead of the approximation that sdcMicro uses for f > 2.

    Returns
    -------
    ndarray of float, shape (n,), between 0 and 1

    Notes
    -----
    With p = f / F and a negative binomial for the population frequency given the sample's
    (Benedetti and Franconi 1998; Franconi and Polettini 2004, LNCS 3050, pages 262-272,
    equations 6 to 9): f = 1: p/(1-p) log(1/p); f = 2: p/(1-p) - (p/(1-p))^2 log(1/p);
    f > 2: p / (f - (1-p)). Exact: p^f / f times the hypergeometric function
    2F1(f, f; f+1; 1-p). Where F <= f the file is the population and the risk is 1/f.

    Examples
    --------
    >>> individual_risk([1, 2, 5], [10.0, 20.0, 50.0]).round(6).tolist()
    [0.255843, 0.082684, 0.02439]
    """
    f = np.asarray(sample, dtype=np.float64)
    refuse_other_length("sample", f, "population", population)
    p = np.minimum(f / np.asarray(population, dtype=np.float64), 1.0)
    inside = p < 1.0
    part = np.where(inside, p, 0.5)
    rest = 1.0 - part
    if exact:
        risk = part**f / f * scipy.special.hyp2f1(f, f, f + 1.0, rest)
    else:
        odds = part / rest
        risk = np.where(
            f == 1,
            odds * np.log(1.0 / part),
            np.where(f == 2, odds - odds**2 * np.log(1.0 / part), part / (f - rest)),
        )
    return np.asarray(np.where(inside, risk, 1.0 / f))


def household_risk(risk: ArrayLike, households: Sequence[Any]) -> Floats:
    """Return for each record the risk that anyone of its household is re-identified.

    1 - prod(1 - r) over the household (Templ, Kowarik and Meindl 2015, section 3.5).
    """
    r = np.asarray(risk, dtype=np.float64)
    refuse_other_length("risk", r, "households", households)
    _, group = np.unique(np.asarray(households), return_inverse=True)
    kept = np.bincount(group, weights=np.log1p(-np.minimum(r, 1.0 - 1e-15)))
    return np.asarray(-np.expm1(kept[group]))


def l_diversity(
    keys: Mapping[str, Sequence[Any]], sensitive: Sequence[Any], *, c: float = 2.0
) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:
    """Return distinct, entropy and recursive l-diversity of each record's combination.

    Parameters
    ----------
    keys : mapping of name to sequence, each of length n
        A missing value is a category of its own here.
    sensitive : sequence of length n
    c : float
        Constant of the recursive form: r1 < c (r_l + ... + r_m).

    Returns
    -------
    distinct, entropy, recursive : ndarray, each of shape (n,)

    Notes
    -----
    Machanavajjhala et al. (2007), ACM TKDD 1(1), definitions 4.1 and 4.3.

    Examples
    --------
    >>> d, e, r = l_diversity({"sex": ["f", "f", "m", "m"]}, ["ill", "well", "ill", "ill"])
    >>> d.tolist(), e.round(6).tolist(), r.tolist()
    ([2, 2, 1, 1], [2.0, 2.0, 1.0, 1.0], [2, 2, 1, 1])
    """
    codes = coded_keys(keys)
    refuse_other_length("keys", codes, "sensitive", sensitive)
    group = groups_of(codes, range(codes.shape[1]))
    value = coded_keys({"sensitive": sensitive})[:, 0] + 1
    both, counts = np.unique(group * (value.max(initial=0) + 1) + value, return_counts=True)
    owner = both // (value.max(initial=0) + 1)
    size = np.bincount(group)
    distinct = np.bincount(owner, minlength=len(size))
    share = counts / size[owner]
    entropy = np.exp(-np.bincount(owner, weights=share * np.log(share), minlength=len(size)))
    recursive = np.ones(len(size), dtype=np.int64)
    for one in range(len(size)):
        falling = np.sort(counts[owner == one])[::-1]
        tails = np.cumsum(falling[::-1])[::-1]  # tails[l - 1] = r_l + ... + r_m
        fits = np.flatnonzero(falling[0] < c * tails)
        recursive[one] = int(fits[-1]) + 1 if fits.size else 1
    return distinct[group], entropy[group], recursive[group]


@dataclass(frozen=True)
class MicrodataRisk:
    """What a file of records gives away, against the policy for it."""

    smallest: int
    below_k: int
    global_risk: float
    expected: float
    allowed: bool
    sentence: str


def microdata_risk(
    keys: Mapping[str, Sequence[Any]], policy: Policy, weights: ArrayLike | None = None
) -> MicrodataRisk:
    """Return k-anonymity and global risk of a file, and whether ``policy`` lets it leave.

    Parameters
    ----------
    keys : mapping of name to sequence, each of length n
    policy : Policy
        Its k and global_risk.
    weights : array_like of float, shape (n,), optional

    Returns
    -------
    MicrodataRisk
        ``expected`` is the number of records expected to be re-identified, the sum of the
        individual risks; ``global_risk`` is that over n.

    Examples
    --------
    >>> from waystation.analysis.sdc import PUBLIC
    >>> found = microdata_risk({"sex": ["f", "f", "m"]}, PUBLIC, [50.0, 50.0, 50.0])
    >>> found.smallest, found.below_k, found.allowed
    (1, 3, False)
    """
    f, population = frequencies(keys, weights)
    risk = individual_risk(f, population)
    expected = float(risk.sum())
    share = expected / len(f) if len(f) else 0.0
    below = int((f < policy.k).sum())
    allowed = below == 0 and share <= policy.global_risk
    sentence = ""
    if below:
        sentence = N_("Some combinations of keys are shared by too few records: blank values.")
    elif not allowed:
        sentence = N_("Too many records are likely to be recognised: give broader categories.")
    return MicrodataRisk(int(f.min()) if f.size else 0, below, share, expected, allowed, sentence)
