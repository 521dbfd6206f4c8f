"""A sample compared with its frame: interviews per stratum, weights, and design effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import MISSING, Floats, factorise, labels_of, total_by
from .design import Design
from .margins import margin_of
from .problems import CannotEstimate
from .results import margin


@dataclass(frozen=True)
class StratumProgress:
    """One stratum of the frame with what was planned in it, drawn from it and answered.

    ``population``: units in the frame; ``target``: interviews planned; ``drawn``: units drawn and
    contacted, None where nobody wrote it down; ``achieved``: interviews.
    """

    code: str
    population: int
    target: int | None
    drawn: int | None
    achieved: int

    @property
    def weight(self) -> float | None:
        """Return N/n, the units of the frame that one interview stands for."""
        return self.population / self.achieved if self.achieved else None

    @property
    def response(self) -> float | None:
        """Return the response rate, n/drawn."""
        return self.achieved / self.drawn if self.drawn else None

    @property
    def reached(self) -> float | None:
        """Return the share of the target that was reached."""
        return self.achieved / self.target if self.target else None


def interviews_by_stratum(strata: Sequence[Any]) -> dict[str, int]:
    """Return how many rows each stratum has; rows without one are under "".

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> survey.interviews_by_stratum(["a", "b", "a", None])
    {'a': 2, 'b': 1, '': 1}
    """
    codes, labels = factorise(list(strata))
    there = codes != MISSING
    sums = total_by(codes[there], None, len(labels))
    found = {str(label): int(number) for label, number in zip(labels, sums, strict=True)}
    missing = int(len(codes) - there.sum())
    return {**found, "": missing} if missing else found


def frame_weights(strata: Sequence[Any], population: Mapping[str, int]) -> Floats:
    """Return the weight of each row: units of its stratum over interviews in it, shape (n,).

    Where not all who were drawn answered, this is the design weight N/drawn times the weighting-
    class adjustment drawn/n: those who answered stand for those of their stratum who did not.

    Parameters
    ----------
    strata : sequence (n,)
    population : dict stratum → units in the frame

    Raises
    ------
    CannotEstimate
        A row without stratum, or in a stratum that the frame does not have.

    References
    ----------
    Lohr, S. L. (2010). Sampling: Design and Analysis, 2nd ed., sections 3.3 and 8.5.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> [float(w) for w in survey.frame_weights(["a", "a", "b"], {"a": 10, "b": 8})]
    [5.0, 5.0, 8.0]
    """
    codes, labels = factorise(list(strata))
    if len(codes) and int(codes.min()) < 0:
        raise CannotEstimate(
            N_("Row {row} names no stratum. Correct the answer, or remove the interview."),
            code="stratum_missing",
            row=int(np.argmax(codes < 0)) + 1,
        )
    unknown = [label for label in labels if label not in population]
    if unknown:
        raise CannotEstimate(
            N_("The sample frame does not have the strata {levels}. Add them, or correct answers."),
            code="stratum_unframed",
            levels=labels_of(unknown),
        )
    units = np.array([float(population[label]) for label in labels])
    return np.asarray((units / total_by(codes, None, len(labels)))[codes], dtype=np.float64)


def weighting_effect(weights: Any) -> float:
    """Return Kish's design effect of unequal weights, n Σw² / (Σw)²; 1 where all are equal.

    The sample is as precise as one of n divided by it with equal weights, for answers that have
    nothing to do with the weights.

    References
    ----------
    Kish, L. (1965). Survey Sampling, section 11.7.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> survey.weighting_effect([1, 1, 4])
    1.5
    """
    array = np.asarray(weights, dtype=np.float64)
    total = float(array.sum())
    if not len(array) or not total:
        raise CannotEstimate(N_("There are no rows to estimate from."), code="no_rows")
    return float(len(array) * np.square(array).sum() / total**2)


def widest_margin(n: int, effect: float = 1.0) -> float | None:
    """Return the half-width of the 95% interval of a share of 50% from ``n`` answers.

    ``effect`` is the design effect. None below two answers.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> round(survey.widest_margin(400), 4)
    0.0491
    """
    if n < 2:
        return None
    return margin((effect * 0.25 / n) ** 0.5, n - 1)


def spread_of(values: Iterable[float | None]) -> tuple[float, float, float] | None:
    """Return the smallest, the median and the largest of the values there are.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> survey.spread_of([1.0, None, 3.0, 2.5])
    (1.0, 2.5, 3.0)
    """
    there = np.array([one for one in values if one is not None], dtype=np.float64)
    if not len(there):
        return None
    return float(there.min()), float(np.median(there)), float(there.max())


def margin_progress(
    design: Design, name: str, column: Sequence[Any], totals: Mapping[Any, float]
) -> list[tuple[str, int, float, float]]:
    """Return level, answers, Σ weights before calibration, and wanted total of a margin.

    Raises CannotEstimate as :func:`rake` does.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> survey.margin_progress(survey.Design(n=3), "sex", ["f", "m", "f"], {"f": 60, "m": 40})
    [('f', 2, 2.0, 60.0), ('m', 1, 1.0, 40.0)]
    """
    codes, levels, wanted = margin_of(name, list(column), totals, design)
    rows = total_by(codes, None, len(levels))
    weighted = total_by(codes, design.weights, len(levels))
    return [
        (str(level), int(rows[i]), float(weighted[i]), float(wanted[i]))
        for i, level in enumerate(levels)
    ]
