"""Weighing pairs together: evidence against a pair is another pair that is as likely."""

from __future__ import annotations

import numpy as np
import scipy  # its parts load when asked for, which keeps our import quick

from .pairs import HEAVIEST, Pairs

RIVALRY = 1.0
"""How much of the bits that rivals take is taken: they are counted at both records."""
MOST_RIVAL = 3.0
"""Bits that one rival counts for at most: a record that is surely of one of the two is another
record of that person, which says little against a further one."""
ALLIES = 4.0
"""Bits that a third record adds which is likely to be of both."""
ALLIED_FROM = 3.0


def together(pairs: Pairs) -> Pairs:
    """Return the same pairs, each weighed beside the others of its two records.

    Parameters
    ----------
    pairs : Pairs
        Of one file, scored down to weights well below what is proposed.

    Returns
    -------
    Pairs
        With the weight w' = w - RIVALRY·log2(1 + rivals) + ALLIES·ally. ``rivals`` are the odds
        2^v of the pairs that one of the two records makes with a third that is not likely (0 bits)
        to be of the other; ``ally`` is 1 where a third record is likely (ALLIED_FROM bits, without
        a caution) to be of both. A pair with a caution gains nothing by it.

    Notes
    -----
    The weight of a pair takes its namesakes for as many as there are on average. A file shows how
    many there are: of two records with the same weight, the one that has a third just as near is
    wrong more often, and the one that has none less often. The two constants were chosen on files
    of other seeds and names than those reported.

    >>> import numpy as np
    >>> left, right = np.array([1, 2, 2]), np.array([9, 8, 7])
    >>> together(Pairs(left, right, np.array([2.0, 2.0, 2.0]))).weight.round(2).tolist()
    [2.0, -0.32, -0.32]
    """
    if not len(pairs):
        return pairs
    ids, places = np.unique(np.concatenate([pairs.left, pairs.right]), return_inverse=True)
    a, b = places[: len(pairs)], places[len(pairs) :]
    odds = 2.0 ** np.minimum(pairs.weight, MOST_RIVAL)

    def square(chosen: np.ndarray, values: np.ndarray) -> scipy.sparse.csr_array:
        mine, yours = a[chosen], b[chosen]
        both = np.concatenate([values, values])
        at = (np.concatenate([mine, yours]), np.concatenate([yours, mine]))
        return scipy.sparse.csr_array((both, at), shape=(len(ids), len(ids)))

    every = np.arange(len(pairs))
    near = square(every, odds)
    likely = np.flatnonzero(pairs.weight >= 0)
    common = near @ square(likely, np.ones(len(likely)))
    whole = near.sum(axis=1)
    shared = np.asarray(common[a, b]).ravel() + np.asarray(common[b, a]).ravel()
    rivals = np.maximum(whole[a] + whole[b] - 2 * odds - shared, 0.0)
    sure = np.flatnonzero((pairs.weight >= ALLIED_FROM) & (pairs.caution == ""))
    allied = square(sure, np.ones(len(sure)))
    ally = (np.asarray((allied @ allied)[a, b]).ravel() > 0) & (pairs.caution == "")
    weight = pairs.weight - RIVALRY * np.log2(1.0 + rivals) + ALLIES * ally
    return Pairs(pairs.left, pairs.right, weight, pairs.caution)


def proposed(pairs: Pairs, least: float, right: float) -> Pairs:
    """Return the pairs of at least ``least`` bits, as many of them as stay right often enough.

    Parameters
    ----------
    pairs : Pairs
        Of one file, weighed together.
    least : float
        Bits.
    right : float
        The share of those returned that is expected to be right: the mean of their probabilities.
        A file that says less of its people (no day of birth) has more doubtful pairs, which would
        otherwise make up more of what a reviewer is given.

    >>> import numpy as np
    >>> pairs = Pairs(np.array([1, 2, 3]), np.array([4, 5, 6]), np.array([9.0, 1.0, 9.0]))
    >>> proposed(pairs, 0.5, 0.95).left.tolist(), proposed(pairs, 0.5, 0.8).left.tolist()
    ([1, 3], [1, 2, 3])
    """
    found = pairs.above(least)
    weight = np.sort(found.weight)[::-1]
    chance = 1.0 / (1.0 + 2.0 ** -np.minimum(weight, HEAVIEST))
    expected = np.cumsum(chance) / np.arange(1, len(weight) + 1)
    enough = int(np.count_nonzero(expected >= right))  # it only falls
    return found if enough == len(weight) else found.at(found.weight > weight[enough])
