"""Similarity of two short texts: the two measures that DuckDB and this package share."""

from __future__ import annotations

from functools import lru_cache

PREFIX = 4  # letters at the beginning that count once more
PREFIX_WEIGHT = 0.1
BOOST_FROM = 0.7


def slip(left: str, right: str) -> bool:
    """Return whether one edit at most lies between two texts.

    One letter put in, left out or changed, or two neighbours swapped: Damerau (1964). Equal to
    ``damerau_levenshtein(left, right) <= 1`` of DuckDB, without its table.

    >>> slip("krasnici", "krasinci"), slip("krasnici", "karsinci")
    (True, False)
    """
    if left == right:
        return True
    if len(left) > len(right):
        left, right = right, left
    longer = len(right) - len(left)
    if longer > 1:
        return False
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    if longer:
        return left[start:] == right[start + 1 :]
    if left[start + 1 :] == right[start + 1 :]:
        return True
    swapped = left[start : start + 2] == right[start : start + 2][::-1]
    return swapped and left[start + 2 :] == right[start + 2 :]


@lru_cache(maxsize=200_000)
def jaro_winkler(left: str, right: str) -> float:
    """Return the Jaro–Winkler similarity, from 0 to 1 (Winkler 1990).

    The common beginning counts only above 0.7, as in DuckDB's ``jaro_winkler_similarity``.

    >>> round(jaro_winkler("martha", "marhta"), 4)
    0.9611
    """
    similarity = _jaro(left, right)
    if similarity <= BOOST_FROM:
        return similarity
    common = 0
    for a, b in zip(left[:PREFIX], right[:PREFIX], strict=False):
        if a != b:
            break
        common += 1
    return similarity + common * PREFIX_WEIGHT * (1.0 - similarity)


def _jaro(left: str, right: str) -> float:
    if not left or not right:  # two empty texts too: nothing speaks for them
        return 0.0
    window = max(max(len(left), len(right)) // 2 - 1, 0)
    taken = [False] * len(right)
    matched: list[str] = []
    for i, a in enumerate(left):
        for j in range(max(0, i - window), min(len(right), i + window + 1)):
            if not taken[j] and right[j] == a:
                taken[j] = True
                matched.append(a)
                break
    if not matched:
        return 0.0
    others = [b for b, used in zip(right, taken, strict=True) if used]
    moved = sum(a != b for a, b in zip(matched, others, strict=True)) // 2
    count = len(matched)
    return (count / len(left) + count / len(right) + (count - moved) / count) / 3.0
