"""Rao and Scott's test of independence in a two-way table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from waystation.foundation.shared.words import N_

from .cells import cells_of
from .columns import Codes, Domains, Floats, Mask, check_length, factorise, mask_of
from .design import Design
from .errors import split
from .estimate import DEFAULT_QUALITY
from .means import Df
from .problems import CannotEstimate
from .proportions import shares
from .replication import Replicates
from .tables import Display, Tabular, number, p_value, plain


@dataclass(frozen=True, repr=False)
class Independence(Tabular):
    """Rao and Scott's test: second-order F (R's default) and first-order chi-square."""

    f: float
    df_numerator: float
    df_denominator: float
    p: float
    chi_square: float
    chi_square_df: float
    chi_square_p: float
    n: int = 0
    variables: tuple[str, str] = ("rows", "columns")

    def display(self) -> Display:
        """Return the table that is printed."""
        rows = [
            ["F, second order", number(self.f, 4), plain(self.df_numerator),
             plain(self.df_denominator), p_value(self.p)],
            ["χ², first order", number(self.chi_square, 4), plain(self.chi_square_df), "",
             p_value(self.chi_square_p)],
        ]  # fmt: skip
        title = f"Rao and Scott's test: is {' independent of '.join(self.variables)}?"
        return Display(
            title, ["", "statistic", "df", "df of the design", "p"], rows, 1, [f"n = {self.n:,}"]
        )

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table, one row per test."""
        return {
            "rows": [self.variables[0]] * 2,
            "columns": [self.variables[1]] * 2,
            "test": ["F", "chi-square"],
            "statistic": [self.f, self.chi_square],
            "df": [self.df_numerator, self.chi_square_df],
            "df_rest": [self.df_denominator, None],
            "p": [self.p, self.chi_square_p],
            "n": [self.n] * 2,
        }


def independence(
    design: Design | Replicates,
    rows: Any,
    columns: Any,
    *,
    where: Any = None,
    df: Df = None,
    names: tuple[str, str] = ("rows", "columns"),
) -> Independence:
    """Test whether two answers depend on each other, with Rao and Scott's corrections.

    Parameters
    ----------
    design : Design or Replicates
    rows, columns : array (n,)
        Categories; a row without one of them is outside the base.
    where, df
        As in :func:`~waystation.analysis.survey.mean`.
    names : what the two are called

    Raises
    ------
    CannotEstimate
        Fewer than two values of one of them, no degree of freedom.

    References
    ----------
    Rao, J. N. K. & Scott, A. J. (1984). On chi-squared tests for multiway contingency tables. Ann.
    Stat. 12:46–60. Thomas, D. R. & Rao, J. N. K. (1987), JASA 82:630–636. R's ``svychisq``.

    Examples
    --------
    In a simple random sample the correction is that of n − 1 for n:

    >>> from waystation.analysis import survey
    >>> found = survey.independence(survey.Design(n=8), list("aaaabbbb"), list("xxxyxyyy"))
    >>> round(found.chi_square, 6), found.chi_square_df
    (2.0, 1.0)
    """
    design, reps = split(design)
    first, _ = factorise(rows)
    second, _ = factorise(columns)
    check_length(first, design.n, names[0])
    check_length(second, design.n, names[1])
    keep = (first >= 0) & (second >= 0)
    inside = mask_of(where, design.n)
    if inside is not None:
        keep = keep & inside
    one, height = _occurring_codes(first, keep & (design.weights > 0), names[0])
    two, width = _occurring_codes(second, keep & (design.weights > 0), names[1])
    cells = cells_of(design, None, 1, keep)
    joint = (one * width + two)[keep]
    size = height * width
    table = shares(
        cells, reps, [joint == code for code in range(size)], list(range(size)),
        Domains(None, design.n), interval="t", confidence=0.95, df=df, deff=None,
        quality=DEFAULT_QUALITY, base="", name="",
    )  # fmt: skip
    freedom = float(table.df[0])
    if not freedom > 0:
        raise CannotEstimate(
            N_("The design leaves no degree of freedom for a test: one unit in each stratum."),
            code="no_freedom",
        )
    return _test_independence(
        table.value, table.covariance(), height, width, int(keep.sum()), freedom, names
    )


def _occurring_codes(codes: Codes, keep: Mask, name: str) -> tuple[Codes, int]:
    """Return the codes of the values that occur on the rows of the test."""
    values = np.unique(codes[keep])
    if len(values) < 2:
        raise CannotEstimate(
            N_("“{name}” has fewer than two values where the test looks, so there is no test."),
            code="independence_values",
            name=name,
        )
    place = np.zeros(max(int(codes.max()), 0) + 2, np.intp)
    place[values] = np.arange(len(values))
    return place[codes], len(values)


def _test_independence(
    p: Floats, v: Floats, height: int, width: int, n: int, freedom: float, names: tuple[str, str]
) -> Independence:
    from scipy.special import chdtrc, fdtrc

    grid = p.reshape(height, width)
    expected = np.outer(grid.sum(axis=1), grid.sum(axis=0))
    chi = n * float(((grid - expected) ** 2 / expected).sum())
    with np.errstate(divide="ignore"):
        inverse = np.where(p > 0, 1 / p, 0.0)
    c = _interactions(height, width)
    under = c.T @ (inverse[:, None] / n * c)
    over = (c * inverse[:, None]).T @ v @ (inverse[:, None] * c)
    delta = np.linalg.solve(under, over)
    trace, square = float(np.trace(delta)), float(np.trace(delta @ delta))
    numerator = trace**2 / square
    f = chi / trace
    count = delta.shape[0]
    return Independence(
        f, numerator, numerator * freedom, float(fdtrc(numerator, numerator * freedom, f)),
        chi, float(count), float(chdtrc(count, chi / (trace / count))), n, names,
    )  # fmt: skip


def _interactions(height: int, width: int) -> Floats:
    """Return the interactions of a table, orthogonal to its rows and columns."""
    rows, columns = np.divmod(np.arange(height * width), width)
    main = [np.ones(height * width)]
    main += [(rows == i).astype(float) for i in range(1, height)]
    main += [(columns == j).astype(float) for j in range(1, width)]
    both = [
        ((rows == i) & (columns == j)).astype(float)
        for i in range(1, height)
        for j in range(1, width)
    ]
    q, _ = np.linalg.qr(np.column_stack(main))
    x = np.column_stack(both)
    return np.asarray(x - q @ (q.T @ x))
