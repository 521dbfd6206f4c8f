"""The columns of a regression: numbers as they are, categories as indicators, interactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Floats, Mask, check_length, factorise, numbers
from .frames import as_array, declared_levels
from .problems import CannotEstimate
from .tables import label

CONSTANT = "constant"


@dataclass
class Predictors:
    """The design matrix on the rows of the domain, shape (m, k), and what its columns mean."""

    matrix: Floats
    names: list[str]
    terms: dict[str, list[int]]


def parse_formula(formula: str) -> tuple[str, list[str]]:
    """Return response and terms of ``y ~ a + b + a:b``; ``a*b`` is ``a + b + a:b``."""
    left, tilde, right = formula.partition("~")
    terms: dict[str, None] = {}
    for part in right.split("+"):
        factors = [one.strip() for one in part.split("*")]
        if not all(factors):
            break
        terms |= dict.fromkeys(factors)
        if len(factors) > 1:
            terms[":".join(factors)] = None
    else:
        if tilde and left.strip():
            return left.strip(), list(terms)
    raise CannotEstimate(
        N_("“{formula}” is no formula. Write it as: y ~ a + b, with a:b for an interaction."),
        code="formula",
        formula=formula[:60],
    )


def complete(columns: Mapping[str, Any], n: int) -> Mask:
    """Return the rows on which every column has a value."""
    keep = np.ones(n, np.bool_)
    for name, values in columns.items():
        if _is_category(values):
            codes, _ = factorise(values)
            check_length(codes, n, name)
            keep &= codes >= 0
        else:
            _, present = numbers(values, n, name)
            if present is not None:
                keep &= present
    return keep


def predictors_of(
    columns: Mapping[str, Any], terms: Sequence[str], n: int, keep: Mask
) -> Predictors:
    """Return the matrix of ``terms`` (names, or names joined by ":") on the rows of ``keep``.

    A category has one indicator per level but the first, in declared or sorted order.
    """
    made: dict[str, list[tuple[str, Floats]]] = {}
    for name, values in columns.items():
        made[name] = _columns_of(name, values, n, keep)
    names, parts = [CONSTANT], [np.ones(int(keep.sum()))]
    places: dict[str, list[int]] = {}
    for term in terms:
        columns_of_term = [("", np.ones(len(parts[0])))]
        for factor in term.split(":") if term not in made else [term]:
            columns_of_term = [
                (f"{before}:{name}" if before else name, one * other)
                for before, one in columns_of_term
                for name, other in made[factor]
            ]
        places[term] = list(range(len(names), len(names) + len(columns_of_term)))
        names += [name for name, _ in columns_of_term]
        parts += [column for _, column in columns_of_term]
    return Predictors(np.column_stack(parts), names, places)


def _is_category(values: Any) -> bool:
    if declared_levels(values) is not None:
        return True
    array = as_array(values)
    if array.dtype.kind in "UTb":
        return True
    if array.dtype.kind != "O":
        return False
    return any(isinstance(value, str | bool) and value != "" for value in array.tolist())


def _columns_of(name: str, values: Any, n: int, keep: Mask) -> list[tuple[str, Floats]]:
    if not _is_category(values):
        return [(name, numbers(values, n, name)[0][keep])]
    codes, labels = factorise(values)
    found = codes[keep]
    there = [code for code in range(len(labels)) if (found == code).any()]
    if len(there) < 2:
        raise CannotEstimate(
            N_("“{name}” has only one value where the regression looks, so it explains nothing."),
            code="predictor_constant",
            name=name,
        )
    return [
        (f"{name}[{label(labels[code])}]", (found == code).astype(np.float64)) for code in there[1:]
    ]
