"""A survey in a notebook: a table, its design, and estimates by column name."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from waystation.foundation.shared.words import N_

from . import means, proportions, quantiles
from .choices import choice_shares
from .columns import Floats, Mask, mask_of, numbers
from .comparisons import TTest, ttest
from .contingency import Independence, independence
from .crosstabs import Crosstab, Share, crosstab
from .design import Design
from .errors import split
from .estimate import DEFAULT_QUALITY, Quality
from .frames import as_array
from .joining import join_estimates, together
from .models import Family, Regression, regression
from .predictors import parse_formula
from .problems import CannotEstimate
from .replication import Replicates, given_replicates
from .results import Estimates
from .source import Source
from .weighted import Weighted


class Sample(Weighted):
    """A table with its survey design, estimated by column names.

    Parameters
    ----------
    table : pandas, Polars, Arrow or DuckDB table, dict of columns, path of a Parquet file
        One row per unit observed. Never drop rows before: say :meth:`where`.
    weights, strata, clusters, fpc : names of columns
        Lists of names, one per stage, for more stages; ``weights`` and ``fpc`` also numbers,
        ``fpc`` a dict stratum → population. See :class:`~waystation.analysis.survey.Design`.
    confidence : float
    quality : Quality
        When an estimate is flagged as imprecise or too small to be shown.
    df : float or "design", optional
        As in :func:`~waystation.analysis.survey.mean`.
    options
        Everything else that a :class:`~waystation.analysis.survey.Design` takes: ``singletons``,
        ``pps``, ``joint``, ``variance``.

    A sample never changes: :meth:`where`, :meth:`by`, :meth:`rake` and the like return another.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> table = {"area": ["n", "n", "n", "s", "s", "s"], "w": [3, 3, 3, 4, 4, 4],
    ...          "age": [30, 41, 52, 25, 33, 47], "sex": ["f", "m", "f", "f", "m", "m"]}
    >>> people = survey.Sample(table, weights="w", strata="area")
    >>> means = people.by("sex").mean("age")
    >>> print(round(means.at("f").value, 2), round(means.difference("m", "f").value, 2))
    34.6 5.67
    """

    def __init__(
        self,
        table: Any,
        *,
        weights: Any = None,
        strata: Any = None,
        clusters: Any = None,
        fpc: Any = None,
        confidence: float = 0.95,
        quality: Quality = DEFAULT_QUALITY,
        df: means.Df = None,
        **options: Any,
    ) -> None:
        self.source = Source(table)
        self.design: Design | Replicates = Design(
            self._given(weights), strata=self._given(strata), clusters=self._given(clusters),
            fpc=self._given(fpc), n=self.source.n, **options,
        )  # fmt: skip
        self.roles = {"weights": weights, "strata": strata, "clusters": clusters, "fpc": fpc}
        self.confidence, self.quality, self.df = confidence, quality, df
        self.mask: Mask | None = None
        self.words: list[str] = []
        self.groups: tuple[Any, ...] = ()

    @classmethod
    def with_replicates(
        cls,
        table: Any,
        *,
        weights: str,
        replicate_weights: str | Sequence[str],
        scale: float,
        rscales: Any = None,
        combined: bool = True,
        df: float | None = None,
        mse: bool = True,
        **options: Any,
    ) -> Sample:
        """Return a sample with the replicate weights of a file.

        ``replicate_weights``: names of columns, or a pattern such as "repwt*"; the others as in
        :func:`~waystation.analysis.survey.given_replicates`.
        """
        sample = cls(table, weights=weights, **options)
        names = (
            [n for n in sample.source.names if fnmatch.fnmatch(str(n), replicate_weights)]
            if isinstance(replicate_weights, str)
            else list(replicate_weights)
        )
        if not names:
            raise CannotEstimate(
                N_("No column is called like {pattern}."),
                code="column_unknown",
                pattern=str(replicate_weights),
            )
        columns = [np.asarray(as_array(sample.source.column(name)), float) for name in names]
        sample.design = given_replicates(
            sample.weights, np.column_stack(columns), scale=scale, rscales=rscales,
            combined=combined, df=df, mse=mse,
        )  # fmt: skip
        return sample

    def _given(self, value: Any) -> Any:
        """Return the columns that are named; numbers and dicts as they are."""
        if isinstance(value, str):
            return self.source.column(value)
        if isinstance(value, list | tuple) and any(isinstance(one, str) for one in value):
            return [None if one is None else self._given(one) for one in value]
        return value

    @property
    def n(self) -> int:
        """Return the number of rows, those outside :meth:`where` included."""
        return self.source.n

    @property
    def weights(self) -> Floats:
        """Return the weights as they are now, calibrated if they were, shape (n,)."""
        return split(self.design)[0].weights

    @property
    def columns(self) -> list[Any]:
        """Return the names of the columns."""
        return self.source.names

    def __getitem__(self, name: Any) -> Any:
        """Return a column as its library keeps it."""
        return self.source.column(name)

    def __repr__(self) -> str:
        design = split(self.design)[0]
        roles = [f"{role} {value}" for role, value in self.roles.items() if isinstance(value, str)]
        roles += [
            f"{role} {', '.join(map(str, value))}"
            for role, value in self.roles.items()
            if isinstance(value, list | tuple) and any(isinstance(one, str) for one in value)
        ]
        lines = [
            f"Sample of {self.n:,} rows, weights adding up to {self.weights.sum():,.6g}",
            f"{design.strata_count:,} strata, {len(design.stages[0].group):,} first-stage units, "
            f"{design.df:g} degrees of freedom" + (f" ({'; '.join(roles)})" if roles else ""),
        ]
        if isinstance(self.design, Replicates):
            lines.append(f"{self.design.factors.shape[1]:,} replicates, {self.design.kind}")
        if design.adjustments:
            lines.append("weights calibrated to known totals")
        if self.words:
            rows = 0 if self.mask is None else int(self.mask.sum())
            lines.append(f"where {' and '.join(self.words)}: {rows:,} rows")
        if self.groups:
            lines.append(f"by {', '.join(map(str, self.groups))}")
        return "\n".join(lines)

    # --- which rows, which groups, which columns --------------------------------------------

    def where(self, *conditions: Any, **equal: Any) -> Sample:
        """Return the sample about the rows that meet every condition; the design stays whole.

        A condition is a boolean column or its name, an SQL expression over columns ("age >= 18 and
        sex = 'f'"), a Polars expression, a function of the table, a dict column → value or list of
        values, or ``column=value``. A missing value is false.
        """
        mask, words = self.mask, list(self.words)
        for values, text in self.source.conditions(conditions, equal):
            found = mask_of(values, self.n)
            mask = found if mask is None or found is None else mask & found
            words.append(text)
        return self._with(mask=mask, words=words)

    def by(self, *names: Any) -> Sample:
        """Return the sample broken down by columns; without a name, not broken down."""
        for name in names:
            self.source.column(name)
        return self._with(groups=names)

    def with_columns(self, **columns: Any) -> Sample:
        """Return the sample with more columns: values, an SQL or Polars expression, a function."""
        return self._with(source=self.source.with_columns(columns))

    # --- estimates --------------------------------------------------------------------------

    def mean(self, *names: Any, **options: Any) -> Estimates:
        """Return the means of columns.

        Options as in :func:`~waystation.analysis.survey.mean`; ``by=`` and ``where=`` take what
        :meth:`by` and :meth:`where` take. So do the other estimates.
        """
        return self._each(means.mean, names, options)

    def total(self, *names: Any, **options: Any) -> Estimates:
        """Return the totals of columns; without a name, how many units the rows represent."""
        if not names:
            return means.total(self.design, **self._asked(options))
        return self._each(means.total, names, options)

    def proportion(self, *names: Any, **options: Any) -> Estimates:
        """Return the shares of each value; see :func:`~waystation.analysis.survey.proportion`."""
        return self._each(proportions.proportion, names, options)

    def choices(self, name: Any, **options: Any) -> Estimates:
        """Return the shares of a select_multiple whose answers are codes separated by spaces.

        Options as in :func:`~waystation.analysis.survey.choice_shares`.
        """
        asked = {"kind": "multiple", "name": str(name), **self._asked(options)}
        return choice_shares(self.design, self.source.column(name), **asked)

    def ratio(self, above: Any, below: Any, **options: Any) -> Estimates:
        """Return the ratio of the totals of two columns."""
        asked = {"name": f"{above} / {below}", **self._asked(options)}
        column = self.source.column
        return means.ratio(self.design, column(above), column(below), **asked)

    def quantile(self, name: Any, probabilities: Any = 0.5, **options: Any) -> Estimates:
        """Return quantiles of a column; see :func:`~waystation.analysis.survey.quantile`."""
        asked = {"name": str(name), **self._asked(options)}
        return quantiles.quantile(self.design, self.source.column(name), probabilities, **asked)

    def median(self, *names: Any, **options: Any) -> Estimates:
        """Return the medians of columns."""
        return join_estimates([self.quantile(name, 0.5, **options) for name in self._some(names)])

    def _each(self, statistic: Any, names: Sequence[Any], options: Mapping[str, Any]) -> Estimates:
        parts = [
            statistic(
                self.design, self.source.column(name), **{"name": str(name), **self._asked(options)}
            )
            for name in self._some(names)
        ]
        made: Estimates = parts[0] if len(parts) == 1 else together(*parts)
        return made

    def _some(self, names: Sequence[Any]) -> Sequence[Any]:
        if not names:
            raise CannotEstimate(N_("Name at least one column to estimate."), code="no_column")
        return names

    def _asked(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options of an estimate: those of the sample, and the caller's over them."""
        own = dict(options)
        sample = self
        if "where" in own:
            sample = sample.where(own.pop("where"))
        if "by" in own:
            names = own.pop("by")
            sample = sample.by(*(names if isinstance(names, list | tuple) else [names]))
        asked: dict[str, Any] = {
            "where": sample.mask, "confidence": self.confidence, "quality": self.quality,
            "df": self.df,
        }  # fmt: skip
        if sample.words:
            asked["base"] = f"everyone who answered, where {' and '.join(sample.words)}"
        if sample.groups:
            asked["by"] = {str(name): self.source.column(name) for name in sample.groups}
        return {**asked, **own}

    # --- comparisons and models -------------------------------------------------------------

    def crosstab(
        self,
        rows: Any,
        columns: Any,
        *,
        share: Share = "rows",
        **options: Any,
    ) -> Crosstab:
        """Return two columns against each other, with Rao and Scott's test.

        ``share``: which shares are printed; all of them are there.
        """
        asked = self._asked(options)
        if "by" in asked:
            raise _no_groups("crosstab")
        names = str(rows), str(columns) if columns != rows else f"{columns} again"
        return crosstab(
            self.design, self.source.column(rows), self.source.column(columns), names=names,
            share=share, **asked,
        )  # fmt: skip

    def ttest(
        self,
        name: Any,
        *,
        by: Any = None,
        minus: Any = None,
        against: float = 0.0,
    ) -> TTest:
        """Test a mean against a number, two groups (``by=``) or two columns (``minus=``)."""
        if self.groups:
            raise _no_groups("ttest")
        y = self.source.column(name)
        label = str(name)
        if minus is not None:
            first, _ = numbers(y, self.n, str(name))
            second, _ = numbers(self.source.column(minus), self.n, str(minus))
            y, label = first - second, f"{name} less {minus}"
        column = None if by is None else self.source.column(by)
        return ttest(
            self.design, y, by=column, against=against, where=self.mask,
            confidence=self.confidence, df=self.df, name=label, by_name=str(by),
        )  # fmt: skip

    def regression(
        self, formula: Any, *predictors: Any, family: Family = "gaussian", link: str | None = None
    ) -> Regression:
        """Fit a generalised linear model: ``regression("y ~ a + b + a:b")``.

        Or response and predictors as names: ``regression("y", "a", "b")``. See
        :func:`~waystation.analysis.survey.regression`.
        """
        if self.groups:
            raise _no_groups("regression")
        y, terms = (formula, list(predictors)) if predictors else parse_formula(str(formula))
        names = dict.fromkeys(
            name
            for term in terms
            for name in ([term] if term in self.source.names else str(term).split(":"))
        )
        return regression(
            self.design, self.source.column(y), {n: self.source.column(n) for n in names},
            terms=terms, family=family, link=link, where=self.mask, confidence=self.confidence,
            df=self.df, name=str(y), base=f"where {' and '.join(self.words)}" if self.words else "",
        )  # fmt: skip

    def independence(self, rows: Any, columns: Any) -> Independence:
        """Test whether two columns depend on each other (Rao and Scott)."""
        if self.groups:
            raise _no_groups("independence")
        return independence(
            self.design, self.source.column(rows), self.source.column(columns), where=self.mask,
            df=self.df, names=(str(rows), str(columns)),
        )  # fmt: skip


def _no_groups(what: str) -> CannotEstimate:
    return CannotEstimate(
        N_("{what} takes no by(). Choose one group with where()."), code="no_groups", what=what
    )
