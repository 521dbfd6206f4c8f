"""Joining estimates of several calls on one design, with their covariances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Floats
from .contrasts import scores_of
from .problems import CannotEstimate
from .results import Estimates


def together(*several: Estimates) -> Estimates:
    """Return the estimates of ``several`` calls on one design as one, with their covariances.

    For contrasts between variables, between a mean and a share and the like; the positions are
    those of the calls, one after the other.

    Raises
    ------
    CannotEstimate
        Estimates of different designs, or without linearised values (quantiles).

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> d = survey.Design(n=3)
    >>> both = survey.together(survey.mean(d, [1.0, 2, 6]), survey.mean(d, [1.0, 2, 3]))
    >>> both.contrast([1, -1]).value
    1.0
    """
    if not several:
        raise CannotEstimate(N_("Give at least one set of estimates."), code="no_estimates")
    scores = [score for one in several for score in scores_of(one)]
    if len({score.design_id for score in scores}) > 1:
        raise CannotEstimate(
            N_("Estimates of different designs have no common covariance. Use one design for all."),
            code="designs_differ",
        )
    made = join_estimates(several)
    order, at = [], 0
    for one in several:
        k = len(one)
        order.append(at + (np.arange(k) if one.score_order is None else one.score_order))
        at += k
    made.scores, made.score_order = scores, np.concatenate(order)
    return made


def join_estimates(several: Sequence[Estimates]) -> Estimates:
    """Return the estimates of several calls one after the other, without their covariances."""
    first = several[0]
    names = list(dict.fromkeys(name for one in several for name in one.names))
    keys = [
        tuple(dict(zip(one.names, key, strict=True)).get(name) for name in names)
        for one in several
        for key in one.keys
    ]
    levels = [level for one in several for level in (one.levels or [None] * len(one))]

    def column(name: str) -> Floats:
        return np.concatenate([getattr(one, name) for one in several])

    def texts(name: str) -> list[str]:
        other = {"kinds": "interval", "variables": "variable"}[name]
        return [
            text
            for one in several
            for text in getattr(one, name) or [getattr(one, other)] * len(one)
        ]

    made = Estimates(
        first.statistic if len({one.statistic for one in several}) == 1 else "together",
        first.variable if len({one.variable for one in several}) == 1 else "", names, keys,
        levels if any(one.levels for one in several) else [], column("value"), column("se"),
        column("n"), column("weighted_n"), column("df"), base=first.base,
        confidence=first.confidence, quality=first.quality, low=column("low"), high=column("high"),
    )  # fmt: skip
    made.kinds, made.variables = texts("kinds"), texts("variables")
    if all(one.deff is not None for one in several):
        made.deff, made.deff_base = column("deff"), first.deff_base
    at = 0
    for one in several:
        made.notes |= {at + place: note for place, note in one.notes.items()}
        made.unsure |= {at + place: note for place, note in one.unsure.items()}
        at += len(one)
    return made
