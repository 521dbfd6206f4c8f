"""The attacker who may filter freely and combines all answers."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike

from .cellkey import CellKey
from .dimensions import Floats
from .linear import Bounds, Relations, intervals


def attack_filters(
    questions: ArrayLike,
    counts: ArrayLike,
    answers: ArrayLike,
    noise: CellKey | None,
    known: ArrayLike | None = None,
) -> tuple[Floats, Floats]:
    """Return what somebody can infer who has asked every question.

    Parameters
    ----------
    questions : array_like of bool, shape (questions, cells)
        Which of the finest cells each question counts together.
    counts : array_like of int, shape (cells,)
        The true counts of the finest cells.
    answers : array_like of float, shape (questions,)
        What was answered; NaN where the answer was withheld.
    noise : CellKey or None
        The noise whose possible steps the attacker knows; None for exact answers.
    known : array_like of float, shape (questions,), optional
        What is known exactly besides, from fixed reports; NaN where nothing is.

    Returns
    -------
    low, high : ndarray of float, shape (questions,)
        The smallest and largest true count behind each question that all answers allow; equal
        where the attacker has recovered it.

    Notes
    -----
    A linear programme each way per question, over the finest cells and all answers. Every
    answer says between which counts the truth lies (:meth:`CellKey.possible`); how likely each
    is, is not used: nothing is *certain* of what these intervals leave open.

    Examples
    --------
    >>> low, high = attack_filters([[1, 0], [0, 1], [1, 1]], [3, 40], [np.nan, 40, 43], None)
    >>> low.round(6).tolist(), high.round(6).tolist()
    ([3.0, 40.0, 43.0], [3.0, 40.0, 43.0])
    """
    asked = scipy.sparse.csr_array(np.asarray(questions, dtype=np.float64))
    parts = np.asarray(counts, dtype=np.float64)
    said = np.asarray(answers, dtype=np.float64)
    many = len(said)
    true: Floats = np.asarray(asked @ parts)
    values = np.concatenate([parts, true])
    bounds = Bounds.of(values, np.zeros(len(values)))
    down, up = bounds.down.copy(), bounds.up.copy()
    for place, answer in enumerate(said):
        if np.isnan(answer):
            continue
        least, most = (answer, answer) if noise is None else noise.possible(int(answer))
        down[len(parts) + place] = true[place] - least
        up[len(parts) + place] = most - true[place]
    if known is not None:
        sure = np.flatnonzero(~np.isnan(np.asarray(known, dtype=np.float64)))
        down[len(parts) + sure] = up[len(parts) + sure] = 0.0
    matrix = scipy.sparse.csr_array(scipy.sparse.hstack([asked, -scipy.sparse.eye_array(many)]))
    relations = Relations(matrix, np.zeros(many), np.zeros(many))
    return intervals(
        relations,
        values,
        np.ones(len(values), dtype=bool),
        Bounds(down, up, bounds.cap),
        np.arange(len(parts), len(values)),
    )
