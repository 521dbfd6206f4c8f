"""Local suppression: which values of a record file to blank so that nobody is unique."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .dimensions import Bools
from .micro import coded_keys, groups_of, refuse_other_length


@dataclass(frozen=True)
class LocalSuppression:
    """Which values to blank: ``blank`` has shape (records, keys), in the order of ``keys``."""

    keys: tuple[str, ...]
    blank: Bools

    @property
    def suppressed(self) -> int:
        return int(self.blank.sum())

    @property
    def by_key(self) -> dict[str, int]:
        return {key: int(n) for key, n in zip(self.keys, self.blank.sum(axis=0), strict=True)}

    def applied(self, keys: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """Return ``keys`` with None where a value is blanked; refuses other keys or lengths."""
        for name in self.keys:
            if name not in keys:
                raise Refusal(
                    N_('The records have no key "{name}".'), code="no_such_key", name=name
                )
            refuse_other_length(name, keys[name], "blank", self.blank)
        return {
            name: [None if b else v for v, b in zip(keys[name], self.blank[:, i], strict=True)]
            for i, name in enumerate(self.keys)
        }


def suppress_locally(
    keys: Mapping[str, Sequence[Any]], k: int, *, importance: Sequence[str] = ()
) -> LocalSuppression:
    """Blank the fewest values that leave at least k records agreeing on what each one shows.

    Parameters
    ----------
    keys : mapping of name to sequence, each of length n
        None, "" and NaN are missing already and cost nothing.
    k : int
    importance : sequence of key names, optional
        Keys to spare, the most important first; otherwise keys with few values are spared.

    Returns
    -------
    LocalSuppression

    Raises
    ------
    Refusal
        If k is below 1, a name in ``importance`` is no key, or there are fewer than k records.

    Notes
    -----
    Each record shows the largest set of keys on which at least k records of the file agree;
    no pattern with fewer blanks exists for it. That is stricter than k-anonymity with blanks
    as wildcards (Templ, Kowarik and Meindl 2015, section 4.2.2), which lets a unique record
    stand beside blanked ones, and it is exact rather than greedy.

    Examples
    --------
    >>> done = suppress_locally({"sex": ["f", "f", "f", "m"], "age": [20, 20, 31, 31]}, 2)
    >>> done.suppressed, done.by_key
    (2, {'sex': 2, 'age': 0})
    """
    names = tuple(keys)
    codes = coded_keys(keys)
    n, width = codes.shape
    if int(k) != k or k < 1:
        raise Refusal(
            N_("k is {value}. Give a whole number of 1 or more."), code="k_below_one", value=k
        )
    if n < k:
        raise Refusal(
            N_("The file has {n} records; {k} cannot agree. Do not publish it."),
            code="too_few_records",
            n=n,
            k=k,
        )
    if unknown := set(importance) - set(names):
        raise Refusal(
            N_('"{name}" is not a key variable.'), code="no_such_key", name=sorted(unknown)[0]
        )
    spared = {name: len(importance) - i for i, name in enumerate(importance)}
    kinds = [len(np.unique(codes[:, i])) for i in range(width)]
    order = sorted(range(width), key=lambda i: (spared.get(names[i], 0), -kinds[i]))
    rank = {key: i for i, key in enumerate(order)}  # blank the first ones first
    blank = codes < 0
    already = blank.copy()
    left = np.ones(n, dtype=bool)
    for size in range(width + 1):
        for hidden in sorted(combinations(range(width), size), key=lambda h: [rank[i] for i in h]):
            if not left.any():
                break
            shown = [i for i in range(width) if i not in hidden]
            group = groups_of(codes, shown)
            counts = np.bincount(group)
            fine = left & (counts[group] >= k)
            for key in hidden:
                blank[fine, key] = True
            left &= ~fine
    return LocalSuppression(names, blank & ~already)
