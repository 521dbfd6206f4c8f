"""Regression and tests of independence on survey data, computed by svy.

An optional extra: ``pip install "waystation[models]"`` (svy, MIT). Points and errors are those of
R's ``svyglm`` and ``svychisq``; the tests hold them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from waystation.foundation.shared.words import N_

from .problems import CannotEstimate

Family = Literal["gaussian", "binomial", "poisson", "gamma"]


@dataclass(frozen=True)
class Coefficient:
    """One coefficient with its design-based error, its interval, and Wald's t."""

    term: str
    value: float
    se: float
    low: float
    high: float
    t: float
    p: float


@dataclass(frozen=True)
class Regression:
    """A generalised linear model: ``df`` are the design's, less the terms beside the constant."""

    family: str
    link: str
    coefficients: tuple[Coefficient, ...]
    n: int
    df: float

    def __getitem__(self, term: str) -> Coefficient:
        return next(one for one in self.coefficients if one.term == term)


@dataclass(frozen=True)
class Independence:
    """Rao and Scott's test: second-order F (R's default) and first-order chi-square."""

    f: float
    df_numerator: float
    df_denominator: float
    p: float
    chi_square: float
    chi_square_df: float
    chi_square_p: float


def regression(
    columns: Mapping[str, Sequence[Any]],
    y: str,
    x: Sequence[str],
    *,
    family: Family = "gaussian",
    weights: str | None = None,
    strata: str | None = None,
    clusters: str | None = None,
    population: str | None = None,
    confidence: float = 0.95,
) -> Regression:
    """Fit a generalised linear model with the family's canonical link.

    Parameters
    ----------
    columns : name → column, shape (n,) each
        One entry per unit observed; rows missing y or an x are outside the base.
    y, x : names of columns
        Numbers; for ``binomial`` y is 0 or 1.
    weights, strata, clusters, population : names of columns
        ``population``: count of first-stage units in the row's stratum.

    Returns
    -------
    Regression
        The constant is the term "constant".

    Raises
    ------
    CannotEstimate
        svy is not installed, unknown columns, or what svy refuses, in its words.

    References
    ----------
    Binder, D. A. (1983). Int. Stat. Rev. 51:279. Lumley & Scott (2017), Stat. Sci. 32:265.
    """
    sample = _sample(columns, [y, *x], weights, strata, clusters, population)
    fitted = _asked(
        lambda: sample.glm.fit(y, x=list(x), family=family, alpha=1 - confidence).fitted
    )
    return Regression(
        str(fitted.family),
        str(fitted.link),
        tuple(
            Coefficient(
                "constant" if one.term == "_intercept_" else one.term, float(one.est),
                float(one.se), float(one.lci), float(one.uci), float(one.wald.value),
                float(one.wald.p_value),
            )
            for one in fitted.coefs
        ),
        int(fitted.stats.n),
        float(fitted.coefs[0].wald.df),
    )  # fmt: skip


def independence(
    columns: Mapping[str, Sequence[Any]],
    rows: str,
    by: str,
    *,
    weights: str | None = None,
    strata: str | None = None,
    clusters: str | None = None,
    population: str | None = None,
) -> Independence:
    """Test whether two answers depend on each other, with Rao and Scott's corrections.

    Parameters as for :func:`regression`; ``rows`` and ``by`` are columns of codes. Raises
    :class:`CannotEstimate` likewise.

    References
    ----------
    Rao, J. N. K. & Scott, A. J. (1984). Ann. Stat. 12:46. Thomas & Rao (1987), JASA 82:630.
    """
    sample = _sample(columns, [rows, by], weights, strata, clusters, population)
    told = _asked(lambda: sample.categorical.tabulate(rows, by, drop_nulls=True).stats)
    return Independence(
        float(told.f.value), float(told.f.df_num), float(told.f.df_den), float(told.f.p_value),
        float(told.chisq.value), float(told.chisq.df), float(told.chisq.p_value),
    )  # fmt: skip


def _sample(
    columns: Mapping[str, Sequence[Any]],
    used: Sequence[str],
    weights: str | None,
    strata: str | None,
    clusters: str | None,
    population: str | None,
) -> Any:
    try:
        import polars
        import svy
    except ImportError:
        raise CannotEstimate(
            N_('This needs svy: pip install "waystation[models]".'), code="svy_missing"
        ) from None
    design = {"wgt": weights, "stratum": strata, "psu": clusters, "pop_size": population}
    names = dict.fromkeys([*used, *(name for name in design.values() if name)])
    unknown = [name for name in names if name not in columns]
    if unknown:
        raise CannotEstimate(
            N_("There is no column {names}. The columns are: {known}."),
            code="column_unknown",
            names=", ".join(unknown),
            known=", ".join(columns),
        )
    table = polars.DataFrame({name: list(columns[name]) for name in names}, strict=False)
    given = {name: column for name, column in design.items() if column}
    return _asked(lambda: svy.Sample(table, svy.Design(**given)))


def _asked(ask: Any) -> Any:
    from svy import SvyError

    try:
        return ask()
    except SvyError as error:
        raise CannotEstimate(
            N_("svy refuses: {words}"), code="svy_refuses", words=str(error)
        ) from None
