"""Tests of one mean, of two groups, and of two answers of the same people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from waystation.foundation.shared.words import N_

from .columns import factorise, mask_of
from .design import Design
from .means import Df, mean
from .models import regression
from .problems import CannotEstimate
from .replication import Replicates
from .tables import Display, Tabular, decimals_for, label, number, p_value, plain


@dataclass(frozen=True, repr=False)
class TTest(Tabular):
    """A t-test on survey data: ``value`` is the difference that is tested against 0."""

    question: str
    value: float
    se: float
    low: float
    high: float
    t: float
    df: float
    p: float
    n: int
    confidence: float = 0.95

    def display(self) -> Display:
        """Return the table that is printed."""
        percent = f"{100 * self.confidence:g} %"
        digits = decimals_for([self.se], [self.value])
        values = [number(one, digits) for one in (self.value, self.se, self.low, self.high)]
        return Display(
            f"t-test: {self.question}",
            ["difference", "se", f"low {percent}", f"high {percent}", "t", "df", "p", "n"],
            [[*values, number(self.t, 3), plain(self.df), p_value(self.p), f"{self.n:,}"]], 0,
        )  # fmt: skip

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table of one row."""
        return {name: [value] for name, value in vars(self).items()}


def ttest(
    design: Design | Replicates,
    y: Any,
    *,
    by: Any = None,
    against: float = 0.0,
    where: Any = None,
    confidence: float = 0.95,
    df: Df = None,
    name: str = "y",
    by_name: str = "by",
) -> TTest:
    """Test a mean against a number, or the means of two groups against each other.

    Parameters
    ----------
    y : array (n,)
        For two answers of the same people their difference.
    by : array (n,), optional
        Two groups; the difference is the second (in declared or sorted order) less the first.
    against : float
        What the mean is compared with where there are no groups.
    where, confidence, df
        As in :func:`~waystation.analysis.survey.mean`. Degrees of freedom: those of the design in
        the domain, less one for two groups.

    Raises
    ------
    CannotEstimate
        Any other number of groups, and as for a mean or a regression.

    References
    ----------
    R's ``svyttest``; Lumley, T. (2010). Complex Surveys, ch. 2. In version 4.1.1 of R's package the
    test of one mean has one degree of freedom too few.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> found = survey.ttest(survey.Design(n=4), [1.0, 3.0, 2.0, 6.0], by=["a", "b", "a", "b"])
    >>> round(found.value, 6), found.df
    (3.0, 2.0)
    """
    if by is None:
        one = mean(design, y, where=where, confidence=confidence, df=df, deff=None, name=name)[0]
        if one.value is None or one.t is None or one.low is None or one.high is None or not one.se:
            raise CannotEstimate(
                N_("The mean of “{name}” has no standard error here, so there is no test."),
                code="ttest_error",
                name=name,
            )
        value = one.value - against
        t = value / one.se
        from .estimate import two_sided

        return TTest(
            f"is the mean of {name} {against:g}?", value, one.se, one.low - against,
            one.high - against, t, one.df, two_sided(t, one.df) or math.nan, one.n, confidence,
        )  # fmt: skip
    codes, labels = factorise(by)
    inside = mask_of(where, len(codes))
    seen = sorted({int(code) for code in (codes if inside is None else codes[inside])} - {-1})
    groups = [labels[code] for code in seen]
    if len(groups) != 2:
        raise CannotEstimate(
            N_("A t-test compares two groups, but “{name}” has {count} here: {groups}."),
            code="ttest_groups",
            name=by_name,
            count=len(groups),
            groups=", ".join(map(label, groups)) or "–",
        )
    second = [None if code < 0 else float(code == seen[1]) for code in codes.tolist()]
    fitted = regression(
        design, y, {by_name: second}, where=where, confidence=confidence, df=df, name=name
    )
    found = fitted.coefficients[1]
    return TTest(
        f"{name}, {by_name} {label(groups[1])} less {label(groups[0])}", found.value, found.se,
        found.low, found.high, found.t, fitted.df, found.p, fitted.n, confidence,
    )  # fmt: skip
