"""Noise for live filters: keyed, the same for the same people, too small to mislead.

Whoever may filter freely can subtract one answer from another; hiding cells does not help
against that. Here every record has a secret key, a count's key is the sum of its records'
keys, and the noise is looked up with it: the same people always give the same answer, by
whatever filter they were found, and two answers that differ by one person differ by noise too.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import ArrayLike, NDArray

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .dimensions import Floats
from .policy import Policy

Keys = NDArray[np.uint64]
CONTRIBUTIONS = (0.5, 0.3, 0.2, 0.1)  # how much of the largest contributions a sum is moved by


class CellKey:
    """Cell-key noise with one secret.

    Parameters
    ----------
    secret : bytes
        At least 16 bytes, never stored with the data. Another secret is another noise.
    variance : float
        Variance of the noise, in squared units.
    reach : int
        Largest change, in units.
    smallest : int
        Counts from 1 to smallest - 1 never appear: they become 0 or at least ``smallest``.

    Raises
    ------
    Refusal
        If the secret is short, or variance and reach do not fit together.

    Notes
    -----
    The method of the Australian Bureau of Statistics (Fraser and Wooton 2005; Thompson,
    Broadfoot and Elazar 2013) with the maximum-entropy noise of Giessing (2016, LNCS 9867,
    pages 203-217): unbiased, of the given variance, never below zero; zero stays zero.

    Examples
    --------
    >>> noise = CellKey(b"sixteen byte key")
    >>> women = noise.record_keys(["ana", "dea", "eva"])
    >>> noise.count(women) == noise.count(women[[2, 0, 1]])
    True
    """

    def __init__(
        self, secret: bytes, *, variance: float = 2.0, reach: int = 5, smallest: int = 3
    ) -> None:
        if len(secret) < 16:
            raise Refusal(
                N_("The secret of the cell keys is too short. Give at least 16 random bytes."),
                code="secret_short",
            )
        if not (reach >= 1 and 0 < variance <= reach**2 / 2 and 1 <= smallest <= reach):
            raise Refusal(
                N_(
                    "Noise of variance {variance} does not fit within {reach} units and counts "
                    "from {smallest}. Give a smaller variance or a larger reach."
                ),
                code="noise_out_of_range",
                variance=variance,
                reach=reach,
                smallest=smallest,
            )
        self._secret = secret
        self.variance, self.reach, self.smallest = float(variance), int(reach), int(smallest)

    @classmethod
    def under(cls, policy: Policy, secret: bytes) -> CellKey:
        """Return the noise of a policy: counts from 1 to its threshold - 1 never appear.

        Its reach is far beyond what is ever drawn at this variance. With a short one (5, as is
        usual) a draw of +5 and one of -5 meet now and then, and then the count between them is
        certain.
        """
        return cls(secret, reach=max(15, 2 * policy.threshold), smallest=policy.threshold)

    def keys(self, values: ArrayLike) -> Keys:
        """Return the key of each value, shape (n,): a pseudonym or 16 bytes of a record's key.

        As :meth:`record_keys`, for millions: a chain of AES blocks over all values at once.
        Its keys differ from those of :meth:`record_keys`; one noise uses one of them.

        Parameters
        ----------
        values : array_like of text or bytes, shape (n,)

        Examples
        --------
        >>> import numpy as np
        >>> noise = CellKey(b"sixteen byte key")
        >>> bool((noise.keys(["ana", "a longer pseudonym"])[:1] == noise.keys(["ana"])).all())
        True
        """
        given = np.asarray(values)
        texts = np.char.encode(given, "utf-8") if given.dtype.kind == "U" else given
        if not len(texts):
            return np.zeros(0, dtype=np.uint64)
        lengths = np.char.str_len(texts)
        blocks = max(-(-texts.dtype.itemsize // 16), 1)
        padded = texts.astype(f"S{blocks * 16}")
        whole = np.frombuffer(padded.tobytes(), dtype=np.uint64).reshape(len(texts), blocks, 2)
        aes = Cipher(
            algorithms.AES(hashlib.sha256(b"cell keys" + self._secret).digest()),
            modes.ECB(),  # noqa: S305  a keyed permutation of single blocks; nothing is hidden by it
        ).encryptor()
        state = np.zeros((len(texts), 2), dtype=np.uint64)
        state[:, 1] = lengths
        for i in range(blocks):
            mixed = np.frombuffer(
                aes.update((state ^ whole[:, i]).tobytes()), dtype=np.uint64
            ).reshape(-1, 2)
            reaches = lengths > 16 * i if i else np.ones(len(texts), dtype=bool)
            state = np.where(reaches[:, None], mixed, state)
        return np.ascontiguousarray(state[:, 0])

    def record_keys(self, records: Sequence[str]) -> Keys:
        """Return each record's key, shape (len(records),), from its pseudonym."""
        keyed = hmac.new(self._secret, digestmod=hashlib.sha256)
        found = np.empty(len(records), dtype=np.uint64)
        for i, record in enumerate(records):
            one = keyed.copy()
            one.update(record.encode())
            found[i] = int.from_bytes(one.digest()[:8], "big")
        return found

    def counts(self, cells: ArrayLike, keys: Keys, size: int) -> NDArray[np.int64]:
        """Count records per cell with noise.

        Parameters
        ----------
        cells : array_like of int, shape (records,)
            The cell of each record, 0 to size - 1.
        keys : ndarray of uint64, shape (records,)
            From :meth:`record_keys`. For distinct persons give each person once per cell.
        size : int
            Number of cells.

        Returns
        -------
        ndarray of int, shape (size,), at least 0
        """
        where = np.asarray(cells, dtype=np.int64)
        true = np.bincount(where, minlength=size)
        summed = np.zeros(size, dtype=np.uint64)
        np.add.at(summed, where, keys)  # wraps at 2^64, as it should
        return self.noisy(true, summed)

    def count(self, keys: Keys) -> int:
        """Return how many records ``keys`` are, with noise: one answer of a live filter."""
        return int(self.counts(np.zeros(len(keys), dtype=np.int64), keys, 1)[0])

    def noisy(self, counts: ArrayLike, keys: Keys) -> NDArray[np.int64]:
        """Return ``counts`` with the noise that their summed ``keys`` stand for."""
        true = np.asarray(counts, dtype=np.int64)
        if (true < 0).any():
            raise Refusal(
                N_("Cell {cell} is {value}. A count is 0 or more: correct the query."),
                code="count_wrong",
                cell=int(np.flatnonzero(true < 0)[0]),
                value=int(true.min()),
            )
        part = keys.astype(np.float64) / 2.0**64
        result = true.copy()
        top = self.reach + self.smallest  # from here on the noise is the same for every count
        for count in np.unique(np.minimum(true, top)):
            if count == 0:
                continue
            steps, chance = noise_table(int(count), self.variance, self.reach, self.smallest)
            here = np.minimum(true, top) == count
            drawn = np.searchsorted(np.cumsum(chance), part[here], side="right")
            result[here] += steps[np.minimum(drawn, len(steps) - 1)]
        return result

    def amounts(
        self, cells: ArrayLike, values: ArrayLike, keys: Keys, size: int
    ) -> NDArray[np.float64]:
        """Add values per cell with noise of their own.

        Parameters
        ----------
        cells : array_like of int, shape (records,)
            The cell of each record, 0 to size - 1.
        values : array_like of float, shape (records,)
            What each record contributes; no missing values.
        keys : ndarray of uint64, shape (records,)
            From :meth:`keys`.
        size : int
            Number of cells.

        Returns
        -------
        ndarray of float, shape (size,)
            At least 0 where no contribution is below 0.

        Notes
        -----
        Thompson, Broadfoot and Elazar (2013), Methodology for the automatic confidentialisation
        of statistical outputs from remote servers at the Australian Bureau of Statistics, UNECE
        work session on statistical data confidentiality: the sum is moved by
        m_j d_j s_j x_j over its largest contributions x_j. The magnitudes m_j fall with the rank
        (CONTRIBUTIONS); the direction d_j is the contributor's own and the same in every cell, so
        that no averaging over cells removes it; s_j between 0.5 and 1.5 hangs on the cell and the
        contributor. So nobody computes the largest contribution from the sum, and the sum is not
        its number of records times anything that is published beside it.

        Examples
        --------
        >>> import numpy as np
        >>> noise = CellKey(b"sixteen byte key")
        >>> people = noise.record_keys(["ana", "dea", "eva"])
        >>> found = noise.amounts([0, 0, 0], [100.0, 10.0, 10.0], people, 1)
        >>> bool(found[0] != 120), bool(20 < found[0] < 240)
        (True, True)
        """
        where, given = np.asarray(cells, dtype=np.int64), np.asarray(values, dtype=np.float64)
        sums = np.bincount(where, weights=given, minlength=size)
        cell_keys = np.zeros(size, dtype=np.uint64)
        np.add.at(cell_keys, where, keys)
        order = np.lexsort((keys, -np.abs(given), where))
        starts = np.searchsorted(where[order], where[order])  # where each record's cell begins
        rank = np.arange(len(order)) - starts
        top = order[rank < len(CONTRIBUTIONS)]
        magnitude = np.array(CONTRIBUTIONS)[rank[rank < len(CONTRIBUTIONS)]]
        direction = np.where(_mix(keys[top]) >> np.uint64(63), 1.0, -1.0)
        drawn = _mix(cell_keys[where[top]] ^ _mix(keys[top] + np.uint64(1)))
        strength = 0.5 + drawn.astype(np.float64) / 2.0**64
        moved = magnitude * direction * strength * given[top]
        found = sums + np.bincount(where[top], weights=moved, minlength=size)
        least = np.bincount(where, weights=np.minimum(given, 0.0), minlength=size)
        return np.asarray(np.where(least < 0, found, np.maximum(found, 0.0)))

    def possible(self, answer: int) -> tuple[int, int]:
        """Return the smallest and largest true count that may have become ``answer``.

        Examples
        --------
        >>> CellKey(b"sixteen byte key").possible(0), CellKey(b"sixteen byte key").possible(9)
        ((0, 5), (4, 14))
        """
        found = [
            count
            for count in range(max(answer - self.reach - self.smallest, 0), answer + self.reach + 1)
            if (count == 0 and answer == 0)
            or (count and answer - count in self._steps(min(count, self.reach + self.smallest)))
        ]
        return found[0], found[-1]

    def _steps(self, count: int) -> list[int]:
        steps, _ = noise_table(count, self.variance, self.reach, self.smallest)
        return [int(step) for step in steps]


def _mix(keys: Keys) -> Keys:
    """Return other keys of the same randomness (the finaliser of splitmix64)."""
    found = keys.copy()
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        found = (found ^ (found >> np.uint64(shift))) * np.uint64(factor)
    return found ^ (found >> np.uint64(31))


@lru_cache(maxsize=256)
def noise_table(
    count: int, variance: float, reach: int, smallest: int
) -> tuple[NDArray[np.int64], Floats]:
    """Return the steps a count may take and their probabilities.

    Parameters
    ----------
    count : int
        The true count, at least 1.
    variance, reach, smallest
        As in :class:`CellKey`.

    Returns
    -------
    steps : ndarray of int, shape (m,)
    chance : ndarray of float, shape (m,), summing to 1, of mean 0

    Notes
    -----
    p(v) proportional to exp(a v + b v^2) has the greatest entropy of all with its mean and
    variance (Giessing 2016). Where no noise of the wanted variance exists (a 1 that may only
    become 0 or 3), the nearest possible variance is used.

    Examples
    --------
    >>> steps, chance = noise_table(20, 2.0, 5, 3)
    >>> bool(abs((steps * chance).sum()) < 1e-9), round(float((steps**2 * chance).sum()), 6)
    (True, 2.0)
    """
    steps = np.arange(-min(count, reach), reach + smallest + 1)
    results = count + steps
    keep = ((results == 0) | (results >= smallest)) & (steps <= max(reach, smallest - count))
    steps = steps[keep]
    squares = steps.astype(np.float64) ** 2

    a = 0.0

    def tilted(b: float) -> Floats:
        nonlocal a  # begins where the last b ended
        low, high = -60.0, 60.0
        chance = np.zeros(len(steps))
        for _ in range(100):  # the mean grows with a: Newton's steps, halving where one leads out
            power = a * steps + b * squares
            chance = np.exp(power - power.max())
            chance /= chance.sum()
            mean = float((chance * steps).sum())
            if abs(mean) < 1e-14:
                break
            low, high = (low, a) if mean > 0 else (a, high)
            spread = float((chance * squares).sum()) - mean * mean
            after = a - mean / spread if spread > 1e-9 else low
            a = after if low < after < high else (low + high) / 2
        return chance

    low, high = -40.0, 5.0
    chance = tilted(0.0)
    for _ in range(60):  # and the variance with b
        b = (low + high) / 2
        chance = tilted(b)
        if (chance * squares).sum() > variance:
            high = b
        else:
            low = b
    return steps, chance
