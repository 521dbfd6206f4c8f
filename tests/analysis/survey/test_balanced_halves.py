"""Balanced half-samples for any number of strata."""

from __future__ import annotations

import numpy as np
import pytest

from waystation.analysis import survey
from waystation.analysis.survey.hadamard import hadamard

ELEVEN = 11
K = np.arange(1, 2 * ELEVEN + 1)
Y, X, W = (K * 13) % 17 + K / 4, 1.0 + (K * 5) % 11, 1.0 + (K * 7) % 5
# R survey 4.1.1: hadamard(11), its first row and column all ones
OF_R = [
    "111111111111", "100100011101", "101000111010", "110001110100", "100011101001",
    "100111010010", "101110100100", "111101001000", "111010010001", "110100100011",
    "101001000111", "110010001110",
]  # fmt: skip


def pairs(strata, **more):
    labels = [str(h) for h in range(1, strata + 1)]  # as text, which is how R orders them
    return survey.Design(strata=np.repeat(labels, 2), **more)


def test_balanced_replicates_with_the_matrix_of_r_are_those_of_r():
    # R takes the first value of a matrix it is given for 0
    matrix = 1 - np.array([[int(sign) for sign in row] for row in OF_R])
    design = pairs(ELEVEN, weights=W)

    brr = survey.ratio(survey.replicates(design, "BRR", matrix=matrix), Y, X)[0]
    fay = survey.ratio(survey.replicates(design, "Fay", fay=0.3, matrix=matrix), Y, X)[0]
    mse = survey.ratio(survey.replicates(design, "BRR", matrix=matrix, mse=True), Y, X)[0]

    # R survey 4.1.1: as.svrepdesign(type=, hadamard.matrix=hadamard(11)), svyratio
    assert [brr.value, brr.se] == pytest.approx([1.76164215686275, 0.495020878864951], rel=1e-10)
    assert fay.se == pytest.approx(0.471164937258988, rel=1e-10)
    assert mse.se == pytest.approx(0.49994720996461, rel=1e-10)


@pytest.mark.parametrize(("strata", "order"), [(5, 8), (9, 12), (11, 12), (19, 20), (25, 28)])
def test_any_number_of_strata_is_balanced_in_the_fewest_replicates(strata, order):
    rng = np.random.default_rng(strata)
    y, w = rng.normal(10, 3, 2 * strata), rng.uniform(1, 5, 2 * strata)
    design = pairs(strata, weights=w)
    brr = survey.replicates(design, "BRR")

    found = survey.total(brr, y)[0]

    assert brr.factors.shape == (2 * strata, order)
    assert found.se == pytest.approx(survey.total(design, y)[0].se, rel=1e-10)


@pytest.mark.parametrize("order", [1, 2, 12, 20, 28, 36, 52, 76])
def test_the_matrices_are_orthogonal(order):
    matrix = hadamard(order)

    assert np.array_equal(matrix @ matrix.T, order * np.eye(order))
    assert (matrix[0] == 1).all()


@pytest.mark.parametrize("matrix", [[[1, 1], [1, 1]], [[1, 1]], [[1, 1], [1, -1]]])
def test_a_matrix_that_does_not_balance_is_refused(matrix):
    with pytest.raises(survey.CannotEstimate) as caught:
        survey.replicates(pairs(ELEVEN, weights=W), "BRR", matrix=matrix)

    assert caught.value.code == "hadamard"
