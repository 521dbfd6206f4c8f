"""Generalised linear models on survey data, with errors of the design."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .cells import Cells, cells_of
from .columns import Floats, labels_of, mask_of, numbers
from .design import Design
from .errors import ReplicateScores, Scores, covariance_of, split
from .estimate import Estimate, two_sided
from .fitting import LINKS, Fit
from .intervals import t_quantile
from .means import Df, freedom_of
from .predictors import Predictors, complete, predictors_of
from .problems import CannotEstimate, one_of
from .replication import Replicates
from .tables import Display, Tabular, decimals_for, number, p_value, plain

Family = Literal["gaussian", "binomial", "poisson", "gamma"]
CANONICAL = {"gaussian": "identity", "binomial": "logit", "poisson": "log", "gamma": "inverse"}


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


@dataclass(frozen=True, repr=False)
class TermTest(Tabular):
    """Wald's F that all coefficients of a term are 0."""

    term: str
    f: float
    df: float
    df_rest: float
    p: float

    def display(self) -> Display:
        """Return the table that is printed."""
        row = [self.term, number(self.f, 4), plain(self.df), plain(self.df_rest), p_value(self.p)]
        return Display("Wald's test of a term", ["term", "F", "df", "df_rest", "p"], [row], 1)

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table of one row."""
        return {name: [value] for name, value in vars(self).items()}


RATIOS = {"logit": "odds ratio", "log": "rate ratio"}
"""What the exponential of a coefficient is, by the link of the model."""


@dataclass(frozen=True, repr=False)
class Ratios(Tabular):
    """Coefficients as ratios: the exponentials of their values and limits, without the constant."""

    what: str
    response: str
    coefficients: tuple[Coefficient, ...]
    confidence: float

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table, one row per term."""
        columns: dict[str, list[Any]] = {"term": [one.term for one in self.coefficients]}
        for name in ("value", "low", "high"):
            columns[name] = [math.exp(getattr(one, name)) for one in self.coefficients]
        return columns | {"p": [one.p for one in self.coefficients]}

    def display(self) -> Display:
        """Return the table that is printed."""
        percent = f"{100 * self.confidence:g} %"
        columns = self.as_columns()
        rows = [
            [term, *(number(one, 3) for one in values), p_value(p)]
            for term, *values, p in zip(*columns.values(), strict=True)
        ]
        headers = ["term", self.what, f"low {percent}", f"high {percent}", "p"]
        return Display(f"{self.what.capitalize()}s of {self.response}", headers, rows, 1)


@dataclass(frozen=True, repr=False)
class Regression(Tabular):
    """A generalised linear model. ``df``: of the design in the domain + 1 − coefficients."""

    family: str
    link: str
    coefficients: tuple[Coefficient, ...]
    n: int
    df: float
    confidence: float = 0.95
    response: str = "y"
    base: str = ""
    covariance: Floats = field(default_factory=lambda: np.empty((0, 0)), compare=False)
    terms: Mapping[str, Sequence[int]] = field(default_factory=dict, compare=False)

    def __getitem__(self, term: str) -> Coefficient:
        for one in self.coefficients:
            if one.term == term:
                return one
        raise CannotEstimate(
            N_("There is no coefficient {term}. There are: {known}."),
            code="term_unknown",
            term=term,
            known=labels_of(one.term for one in self.coefficients),
        )

    def test(self, term: str) -> TermTest:
        """Return Wald's F of all coefficients of a term (R: ``regTermTest``)."""
        from scipy.special import fdtrc

        if term not in self.terms:
            raise CannotEstimate(
                N_("There is no term {term}. There are: {known}."),
                code="term_unknown",
                term=term,
                known=labels_of(self.terms),
            )
        places = list(self.terms[term])
        beta = np.array([self.coefficients[i].value for i in places])
        inner = self.covariance[np.ix_(places, places)]
        f = float(beta @ np.linalg.solve(inner, beta)) / len(places)
        count = len(places)
        return TermTest(term, f, float(count), self.df, float(fdtrc(count, self.df, f)))

    def ratios(self) -> Ratios:
        """Return the coefficients as odds ratios, or as rate ratios (R: ``exp(coef(model))``)."""
        if self.link not in RATIOS:
            raise CannotEstimate(
                N_("Only a model with the link logit or log has ratios; this one has {link}."),
                code="ratios_link",
                link=self.link,
            )
        own = self.coefficients[1:]
        return Ratios(RATIOS[self.link], self.response, own, self.confidence)

    def display(self) -> Display:
        """Return the table of coefficients that is printed."""
        percent = f"{100 * self.confidence:g} %"
        rows = []
        for one in self.coefficients:
            digits = decimals_for([one.se], [one.value])
            rows.append(
                [one.term, *(number(v, digits) for v in (one.value, one.se, one.low, one.high)),
                 number(one.t, 3), p_value(one.p)]
            )  # fmt: skip
        title = f"Regression of {self.response}: {self.family}, link {self.link}"
        return Display(
            title, ["term", "value", "se", f"low {percent}", f"high {percent}", "t", "p"], rows, 1,
            [f"n = {self.n:,}; {plain(self.df)} degrees of freedom"
             + (f"; {self.base}" if self.base else "")],
        )  # fmt: skip

    def plot(self, *, title: str = "") -> Any:
        """Return a chart of the coefficients but the constant, with their limits."""
        from .charts import chart_of

        rows = [
            Estimate(
                "coefficient", self.response, None, {"term": one.term}, one.value, one.se,
                one.low, one.high, self.confidence, "t", self.n, float(self.n), self.base,
                self.df, None, "", "", "",
            )
            for one in self.coefficients[1:]
        ]  # fmt: skip
        return chart_of(rows, title=title, zero=True)

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table of coefficients."""
        names = ("term", "value", "se", "low", "high", "t", "p")
        out = {name: [getattr(one, name) for one in self.coefficients] for name in names}
        count = len(self.coefficients)
        return {"response": [self.response] * count, **out, "df": [self.df] * count,
                "n": [self.n] * count}  # fmt: skip


def regression(
    design: Design | Replicates,
    y: Any,
    x: Mapping[str, Any],
    *,
    terms: Sequence[str] | None = None,
    family: Family = "gaussian",
    link: str | None = None,
    where: Any = None,
    confidence: float = 0.95,
    df: Df = None,
    base: str = "",
    name: str = "",
) -> Regression:
    """Fit a generalised linear model to survey data.

    Parameters
    ----------
    design : Design or Replicates
        Stages, finite populations, calibration and replicates all count.
    y : array (n,)
        For ``binomial`` 0 to 1 or booleans; for ``poisson`` 0 or more, for ``gamma`` above 0.
    x : dict name → array (n,)
        Numbers as they are; texts, booleans and declared levels as one indicator per level but
        the first. A row without y or an x is outside the base, its unit stays in the design.
    terms : sequence of names, optional
        Which of ``x`` enter, and interactions as "a:b". None: each on its own.
    family : {"gaussian", "binomial", "poisson", "gamma"}
    link : {"identity", "logit", "probit", "log", "inverse"}, optional
        None: the canonical one (gamma: inverse).
    where, confidence, df, base, name
        As in :func:`~waystation.analysis.survey.mean`; ``df`` gets 1 − coefficients added, as R
        does.

    Returns
    -------
    Regression
        The constant is the term "constant", a level of a category "x[level]".

    Raises
    ------
    CannotEstimate
        Predictors that determine each other or the answer, values the family does not allow, no
        convergence, more coefficients than degrees of freedom leave room for.

    References
    ----------
    Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
    Int. Stat. Rev. 51:279–292. Lumley, T. & Scott, A. (2017). Fitting regression models to survey
    data. Stat. Sci. 32:265–278. The variance is that of the total of A⁻¹·(score of a row), A being
    the expected information (R's ``svyglm``).

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> found = survey.regression(survey.Design(n=4), [1.0, 3.0, 2.0, 6.0], {"x": [0, 1, 0, 1]})
    >>> [(one.term, round(one.value, 6)) for one in found.coefficients]
    [('constant', 1.5), ('x', 3.0)]
    """
    one_of("family", family, CANONICAL)
    link = CANONICAL[family] if link is None else link
    one_of("link", link, LINKS)
    design, reps = split(design)
    values, present = numbers(y, design.n, name or "y")
    keep = complete(x, design.n)
    keep = keep if present is None else keep & present
    inside = mask_of(where, design.n)
    keep = keep if inside is None else keep & inside
    keep &= design.weights > 0
    if not keep.any():
        raise CannotEstimate(N_("There are no rows to estimate from."), code="no_rows")
    made = predictors_of(x, list(x) if terms is None else terms, design.n, keep)
    answers, weights = values[keep], design.weights[keep]
    _check_answers(answers, family, name or "y")
    _check_rank(made, weights)
    fit = Fit(made.matrix, answers, family, link)
    beta = fit.solve(weights)
    cells = cells_of(design, None, 1, keep)
    parts: list[Scores | ReplicateScores]
    if reps is None:
        parts = list(_scores(cells, fit.influence(beta, weights)))
    else:
        again = np.array(
            [fit.solve(reps.weights(r)[keep], beta) for r in range(reps.factors.shape[1])]
        )
        parts = [ReplicateScores(reps.deviations(again, beta), id(reps))]
    matrix = covariance_of(parts, None)
    freedom = float(freedom_of(cells, df, reps)[0]) + 1 - len(beta)
    if not freedom > 0:
        raise CannotEstimate(
            N_(
                "{count} coefficients leave no degree of freedom: the design has {df} in this "
                "domain. Take fewer predictors, or give df=."
            ),
            code="regression_df",
            count=len(beta),
            df=f"{freedom - 1 + len(beta):g}",
        )
    se = np.sqrt(np.diag(matrix))
    half = float(t_quantile(freedom, confidence)[0]) * se
    coefficients = tuple(
        Coefficient(
            made.names[j], float(beta[j]), float(se[j]), float(beta[j] - half[j]),
            float(beta[j] + half[j]), float(beta[j] / se[j]) if se[j] else np.inf,
            two_sided(float(beta[j] / se[j]), freedom) or 0.0 if se[j] else 0.0,
        )
        for j in range(len(beta))
    )  # fmt: skip
    return Regression(
        family, link, coefficients, int(keep.sum()), freedom, confidence, name or "y", base,
        matrix, made.terms,
    )  # fmt: skip


def _scores(cells: Cells, influence: Floats) -> list[Scores]:
    calibrated = bool(cells.design.adjustments)
    return [
        Scores(cells, cells.sum(column), column if calibrated else None) for column in influence.T
    ]


def _check_answers(y: Floats, family: str, name: str) -> None:
    wrong = {
        "gaussian": np.zeros(len(y), np.bool_),
        "binomial": (y < 0) | (y > 1),
        "poisson": y < 0,
        "gamma": y <= 0,
    }[family]
    if wrong.any():
        raise CannotEstimate(
            N_("“{name}” holds {value}, which family {family} does not allow."),
            code="regression_answers",
            name=name,
            value=f"{y[wrong][0]:g}",
            family=family,
        )


def _check_rank(made: Predictors, weights: Floats) -> None:
    size = np.sqrt((weights[:, None] * made.matrix**2).sum(axis=0))
    size[size == 0] = 1.0
    scaled = made.matrix * np.sqrt(weights)[:, None] / size
    seen: list[int] = []
    gram = scaled.T @ scaled
    for j in range(gram.shape[0]):
        tried = [*seen, j]
        inner = gram[np.ix_(tried, tried)]
        if np.linalg.eigvalsh(inner)[0] > 1e-13 * len(tried):
            seen = tried
    lost = [name for j, name in enumerate(made.names) if j not in seen]
    if lost:
        raise CannotEstimate(
            N_("{terms} follows from the other predictors. Leave it out."),
            code="regression_rank",
            terms=labels_of(lost),
        )
