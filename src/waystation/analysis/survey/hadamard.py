"""Hadamard matrices: which half of each stratum is in which balanced replicate."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Floats
from .problems import CannotEstimate


@lru_cache(maxsize=16)
def hadamard(order: int) -> Floats:
    """Return a ±1 Hadamard matrix with at least ``order`` rows, the first row and column all ones.

    The smallest order that Sylvester's doubling and both of Paley's constructions give (Wolter
    2007, appendix A): every multiple of 4 up to 88, and all but eight of them up to 240.
    """
    size = order
    while (matrix := _of_order(size)) is None:
        size += 1
    matrix = matrix * matrix[0]
    return np.asarray(matrix * matrix[:, :1])


def given_matrix(values: Any, order: int) -> Floats:
    """Return a caller's matrix as ±1, checked to be Hadamard with at least ``order`` rows."""
    matrix = np.asarray(values, dtype=np.float64)
    if matrix.ndim == 2 and np.isin(matrix, (0.0, 1.0)).all():
        matrix = 2 * matrix - 1
    square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1]
    if not square or not np.array_equal(matrix @ matrix.T, len(matrix) * np.eye(len(matrix))):
        raise CannotEstimate(
            N_("matrix= is not a Hadamard matrix: ±1 (or 0/1), all rows orthogonal."),
            code="hadamard",
        )
    if len(matrix) < order:
        raise CannotEstimate(
            N_("matrix= needs at least {order} rows, one more than there are strata."),
            code="hadamard",
            order=order,
        )
    return np.asarray(matrix)


def _of_order(size: int) -> Floats | None:
    """Return a matrix of exactly this order, or None if no construction here gives one."""
    if size < 1 or (size > 2 and size % 4):
        return None
    if size == 1:
        return np.ones((1, 1))
    if size & (size - 1) == 0:  # a power of two: doubling alone
        half = _of_order(size // 2)
        return None if half is None else np.block([[half, half], [half, -half]])
    for q, double in ((size - 1, False), (size // 2 - 1, True)):
        if q % 4 == (1 if double else 3) and (field := _prime_power(q)) is not None:
            return _paley(_characters(*field), double)
    half = _of_order(size // 2)
    return None if half is None else np.block([[half, half], [half, -half]])


def _paley(chi: Floats, double: bool) -> Floats:
    q = len(chi)
    core = np.zeros((q + 1, q + 1))
    core[0, 1:], core[1:, 0], core[1:, 1:] = 1.0, 1.0 if double else -1.0, chi
    if not double:
        return np.asarray(core + np.eye(q + 1))
    ones = np.array([[1.0, 1.0], [1.0, -1.0]])
    return np.asarray(
        np.kron(core, ones) + np.kron(np.eye(q + 1), np.array([[1.0, -1.0], [-1.0, -1.0]]))
    )


def _prime_power(q: int) -> tuple[int, int] | None:
    """Return (p, k) with q = pᵏ, p prime and k at most 3, or None."""
    for k in (1, 2, 3):
        p = round(q ** (1 / k))
        if p**k == q and p > 1 and all(p % d for d in range(2, int(p**0.5) + 1)):
            return p, k
    return None


def _characters(p: int, k: int) -> Floats:
    """Return χ(a − b) for all a, b of the field with pᵏ elements: 1 for squares, −1, 0."""
    elements = list(product(range(p), repeat=k))
    place = {element: i for i, element in enumerate(elements)}
    squares = {_times(e, e, p, _irreducible(p, k)) for e in elements if any(e)}
    chi = np.array([0.0 if not any(e) else 1.0 if e in squares else -1.0 for e in elements])
    minus = np.array(
        [
            [place[tuple((x - y) % p for x, y in zip(a, b, strict=True))] for b in elements]
            for a in elements
        ]
    )
    return np.asarray(chi[minus])


@lru_cache(maxsize=16)
def _irreducible(p: int, k: int) -> tuple[int, ...]:
    """Return the lower coefficients of a monic polynomial of degree k without a root (k ≤ 3)."""
    if k == 1:
        return (0,)
    return next(
        low
        for low in product(range(p), repeat=k)
        if all((sum(c * x**i for i, c in enumerate(low)) + x**k) % p for x in range(p))
    )


def _times(a: tuple[int, ...], b: tuple[int, ...], p: int, low: tuple[int, ...]) -> tuple[int, ...]:
    """Return a·b in the field: polynomials modulo xᵏ + low."""
    k = len(a)
    full = [0] * (2 * k - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            full[i + j] += x * y
    for top in range(2 * k - 2, k - 1, -1):
        for i, c in enumerate(low):
            full[top - k + i] -= full[top] * c
        full[top] = 0
    return tuple(value % p for value in full[:k])
