"""The estimates of one question: columns, or one row per domain and level."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Floats, Mask
from .contrasts import coefficients_of, place_of, scores_of, words_of
from .errors import ReplicateScores, Scores, contrast_variance, covariance_of
from .estimate import (
    DEFAULT_QUALITY,
    EMPTY,
    FINE,
    IMPRECISE,
    STATISTICS,
    WITHHELD,
    Estimate,
    Quality,
    columns_of,
    display_of,
)
from .intervals import interval_of, t_quantile
from .notes import Note
from .problems import CannotEstimate
from .tables import LONGEST, Display, Tabular

DeffBase = Literal["srswr", "srswor"]


def _or_none(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


@dataclass(repr=False)
class Estimates(Tabular, Sequence[Estimate]):
    """Estimates of one statistic, one per domain (and level): columns, or rows when iterated.

    The columns ``value``, ``se``, ``low``, ``high``, ``n``, ``weighted_n``, ``deff``, ``flag`` are
    arrays of shape (k,). A value that cannot be given is NaN here and None in a row, and always
    carries a flag with a note.
    """

    statistic: str
    variable: str
    names: list[str]
    keys: list[tuple[Any, ...]]
    levels: list[Any]
    value: Floats
    se: Floats
    n: Floats
    weighted_n: Floats
    df: Floats
    base: str = ""
    confidence: float = 0.95
    interval: str = "t"
    deff: Floats | None = None
    deff_base: str = ""
    quality: Quality = DEFAULT_QUALITY
    notes: dict[int, Note] = field(default_factory=dict)
    low: Floats = field(default_factory=lambda: np.empty(0))
    high: Floats = field(default_factory=lambda: np.empty(0))
    scores: list[Scores | ReplicateScores] | None = None
    score_order: Codes | None = None
    unsure: dict[int, Note] = field(default_factory=dict)
    fixed: Mask | None = None
    kinds: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.deff_base not in ("", "srswr", "srswor"):
            raise CannotEstimate(
                N_("deff= must be srswr, srswor or None, not “{base}”."),
                code="deff_base",
                base=self.deff_base,
            )
        if not self.base:
            self.base = N_("everyone who answered")
        if not len(self.low):
            limits = interval_of(
                self.interval, self.value, self.se, self.n, self.df, self.confidence, self.fixed
            )
            self.low, self.high, self.kinds = limits.low, limits.high, limits.kinds
            for place, note in limits.notes.items():
                self.notes.setdefault(place, note)
        if self.scores:
            self.doubt(self.scores[0], range(len(self)))

    def doubt(self, scores: Scores | ReplicateScores, places: Iterable[int]) -> None:
        """Flag the estimates at ``places`` of which ``scores`` miss the value in a replicate."""
        lost = getattr(scores, "lost", None)
        if lost is not None:
            note = Note("replicates_lost")
            self.unsure.update({i: note for i, gone in zip(places, lost, strict=True) if gone})

    def __len__(self) -> int:
        return len(self.value)

    @property
    def flag(self) -> list[str]:
        """Return the quality flag of each estimate."""
        return [self._flag(i)[0] for i in range(len(self))]

    def _flag(self, i: int) -> tuple[str, Note | str]:
        value, se, n = float(self.value[i]), float(self.se[i]), float(self.n[i])
        if n == 0 or not math.isfinite(value):
            return EMPTY, Note("nobody" if n == 0 else "base_zero")
        if n < self.quality.minimum_n:
            few = Note("too_few", n=int(n), minimum=self.quality.minimum_n)
            note = self.notes.get(i, few)
            return WITHHELD, few if note.code in ("edge", "fixed_share") else note
        if i in self.unsure:
            return IMPRECISE, self.unsure[i]
        if not math.isfinite(se):
            return IMPRECISE, self.notes.get(i, Note("no_error"))
        # A difference near 0 has a large relative error however well it is known.
        if (
            self.statistic in STATISTICS
            and abs(value) > 0
            and se / abs(value) >= self.quality.imprecise_at
        ):
            percent = round(100 * self.quality.imprecise_at)
            return IMPRECISE, self.notes.get(i, Note("imprecise", percent=percent))
        return FINE, self.notes.get(i, "")

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        i = range(len(self))[place]
        flag, note = self._flag(i)
        deff = None if self.deff is None else _or_none(self.deff[i])
        return Estimate(
            self.statistic, self.variables[i] if self.variables else self.variable,
            self.levels[i] if self.levels else None,
            dict(zip(self.names, self.keys[i], strict=True)),
            _or_none(self.value[i]), _or_none(self.se[i]),
            _or_none(self.low[i]), _or_none(self.high[i]),
            self.confidence, self.kinds[i] if self.kinds else self.interval, int(self.n[i]),
            float(self.weighted_n[i]), self.base, float(self.df[i]), deff,
            self.deff_base if deff is not None else "", flag, note,
        )  # fmt: skip

    def __iter__(self) -> Iterator[Estimate]:
        return (self[i] for i in range(len(self)))

    def at(self, *key: Any, level: Any = None) -> Estimate:
        """Return the estimate of one domain (and level); an unknown one is refused by name."""
        row: Estimate = self[place_of(self, key if level is None else (*key, level), False)]
        return row

    def covariance(self) -> Floats:
        """Return the design covariance matrix of all estimates here, shape (k, k)."""
        return covariance_of(scores_of(self), self.score_order)

    def contrast(self, coefficients: Any, *, name: str = "contrast", words: str = "") -> Estimate:
        """Return Σ c·estimate with its standard error, covariances included, and t, df and p.

        ``coefficients``: shape (k,), in the order of these estimates, or a dict key → coefficient
        with keys as for :meth:`difference`. n is the smallest n with a coefficient, so that a
        contrast is withheld when one of its sides would be. ``words``: what it compares.
        """
        c = coefficients_of(self, coefficients)
        used = c != 0
        se = math.sqrt(max(contrast_variance(scores_of(self), self.score_order, c), 0.0))
        made = Estimates(
            name, words or self.variable, [], [()], [],
            np.array([float(self.value[used] @ c[used])]), np.array([se]),
            np.array([self.n[used].min() if used.any() else 0.0]),
            np.array([self.weighted_n[used].sum()]), np.array([self.df[used].max(initial=0.0)]),
            base=self.base, confidence=self.confidence, quality=self.quality,
        )  # fmt: skip
        only: Estimate = made[0]
        return only

    def difference(self, first: Any, second: Any) -> Estimate:
        """Return estimate ``first`` minus ``second``, with t, df and p.

        Each is a domain, a level, a variable, a tuple of these in the order in which they are
        printed, a dict of column → value, or a position. Raises :class:`CannotEstimate` for one
        that is not among these estimates, one that means several of them, or twice the same.
        """
        c = np.zeros(len(self))
        places = place_of(self, first), place_of(self, second)
        if places[0] == places[1]:
            raise CannotEstimate(
                N_("{first} and {second} are the same estimate. Name two to compare."),
                code="difference_same",
                first=str(first),
                second=str(second),
            )
        c[places[0]], c[places[1]] = 1, -1
        words = f"{words_of(first)} less {words_of(second)}"
        if self.variable:
            words = f"{self.variable}: {words}"
        return self.contrast(c, name="difference", words=words)

    def display(self) -> Display:
        """Return the table that is printed, its first rows if there are many."""
        return display_of(self[:LONGEST], max(len(self) - LONGEST, 0))

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table: name → values, one per estimate."""
        return columns_of(list(self))

    def plot(self, *, title: str = "") -> Any:
        """Return an Altair chart of the estimates with their limits."""
        from .charts import chart_of

        return chart_of(list(self), title=title)

    def as_rows(self) -> list[dict[str, Any]]:
        """Return plain dicts (for JSON, Arrow or a page), one per estimate."""
        return [{**vars(row), "n_effective": row.n_effective, "rse": row.rse} for row in self]


def margin(se: float, df: float, confidence: float = 0.95) -> float:
    """Return the half-width of the t interval: the t quantile for ``df`` times ``se``."""
    return float(t_quantile(df, confidence)[0]) * se
