"""Selecting the estimates of a contrast, by name or by coefficient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Floats, labels_of
from .problems import CannotEstimate

if TYPE_CHECKING:
    from .errors import ReplicateScores, Scores
    from .results import Estimates


def scores_of(found: Estimates) -> list[Scores | ReplicateScores]:
    """Return the linearised values of estimates; refuse those that have none (quantiles)."""
    if not found.scores:
        raise CannotEstimate(
            N_("These estimates have no linearised values, so they have no covariance."),
            code="no_scores",
        )
    return found.scores


def coefficients_of(found: Estimates, given: Any) -> Floats:
    """Return one coefficient per estimate, from a sequence or a dict key → coefficient."""
    if isinstance(given, Mapping):
        c = np.zeros(len(found))
        for key, value in given.items():
            try:
                c[place_of(found, key)] += float(value)
            except (TypeError, ValueError) as error:
                if isinstance(error, CannotEstimate):
                    raise
                c[:] = np.nan
    else:
        try:
            c = np.asarray(given, dtype=np.float64)
        except (TypeError, ValueError):
            c = np.full(0, np.nan)
    if c.shape != found.value.shape or not np.isfinite(c).all():
        raise CannotEstimate(
            N_(
                "A contrast needs one number per estimate as its coefficient: {expected}, not "
                "{found}."
            ),
            code="contrast_shape",
            expected=len(found),
            found=str(given)[:60],
        )
    return c


def place_of(found: Estimates, key: Any, by_position: bool = True) -> int:
    """Return the position of the one estimate that ``key`` names.

    A key is a label (of a variable, a domain or a level), a tuple of labels in the order in which
    they are printed, a dict of column → label, or a position where no label is the same.
    """
    labels = _labels(found)
    if isinstance(key, Mapping):
        matches = [i for i, one in enumerate(labels) if key.items() <= dict(one).items()]
    else:
        parts = key if isinstance(key, tuple) else (key,)
        matches = [i for i, one in enumerate(labels) if _within(parts, [v for _, v in one])]
        exact = [i for i in matches if len(labels[i]) == len(parts)]
        matches = exact or matches
    if len(matches) == 1:
        return matches[0]
    if not matches and by_position and isinstance(key, int) and -len(found) <= key < len(found):
        return key % len(found)
    raise _refusal(key, labels, matches)


def _labels(found: Estimates) -> list[list[tuple[str, Any]]]:
    several = len(set(found.variables)) > 1
    return [
        [
            *([("variable", found.variables[i])] if several else []),
            *((n, v) for n, v in zip(found.names, found.keys[i], strict=True) if v is not None),
            *([("level", found.levels[i])] if found.levels and found.levels[i] is not None else []),
        ]
        for i in range(len(found))
    ]


def _within(parts: tuple[Any, ...], labels: list[Any]) -> bool:
    """Return whether ``parts`` are among ``labels``, in their order."""
    rest = iter(labels)
    return all(any(part == one for one in rest) for part in parts)


def words_of(key: Any) -> str:
    """Return a key of an estimate in words."""
    if isinstance(key, Mapping):
        return ", ".join(f"{name} = {value}" for name, value in key.items())
    return " / ".join(map(str, key if isinstance(key, tuple) else (key,)))


def _refusal(key: Any, labels: list[list[tuple[str, Any]]], matches: list[int]) -> CannotEstimate:
    def text(one: list[tuple[str, Any]]) -> str:
        return " / ".join(str(value) for _, value in one)

    asked = words_of(key)
    if matches:
        return CannotEstimate(
            N_("“{key}” means several estimates: {found}. Name one of them in full."),
            code="domain_several",
            key=asked,
            found=labels_of(text(labels[i]) for i in matches),
        )
    known = dict.fromkeys(text(one) for one in labels if one)
    return CannotEstimate(
        N_("There is no estimate for {key}. There are: {known}."),
        code="domain_unknown",
        key=asked,
        known=labels_of(known) if known else N_("only one, for everybody"),
    )
