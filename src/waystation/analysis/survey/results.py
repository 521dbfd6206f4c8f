"""What an estimate is: a value that never travels without its n, error, base and flags."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import Codes, Floats, Mask, labels_of
from .errors import ReplicateScores, Scores, contrast_variance, covariance_of
from .intervals import interval_of, t_quantile
from .notes import Note
from .problems import CannotEstimate

DeffBase = Literal["srswr", "srswor"]
WITHHELD, IMPRECISE, EMPTY, FINE = "withheld", "imprecise", "nobody", ""
UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Quality:
    """When an estimate may not be shown as it is.

    ``minimum_n``: fewer answers than this are withheld; ``imprecise_at``: a relative standard
    error from this on is flagged. Defaults: 30 and 0.30 (NCHS and DHS practice).
    """

    minimum_n: int = 30
    imprecise_at: float = 0.30


DEFAULT_QUALITY = Quality()


@dataclass(frozen=True)
class Estimate:
    """One estimate.

    ``statistic``: mean, total, ratio, proportion, quantile, difference …; ``variable``: the name
    it was given; ``level``: the answer whose share it is, or the probability of a quantile;
    ``domain``: breakdown → value.

    ``value``, ``se``, ``low``, ``high``; ``confidence`` and ``interval`` name the limits.
    ``n``: unweighted answers in the base; ``weighted_n``: Σ weights of the base; ``base``: whom
    the base holds; ``df``: degrees of freedom; ``deff``: design effect against ``deff_base``;
    ``n_effective`` = n / deff. ``flag``: "" fine, "imprecise", "withheld" (too few answers) or
    "nobody" (an empty domain: value is None); ``note`` says why in a sentence (a :class:`Note`,
    which has a code and values besides, or "").
    ``disclosure``: "unchecked" until disclosure control has passed or hidden it.
    """

    statistic: str
    variable: str
    level: Any
    domain: dict[str, Any]
    value: float | None
    se: float | None
    low: float | None
    high: float | None
    confidence: float
    interval: str
    n: int
    weighted_n: float
    base: str
    df: float
    deff: float | None
    deff_base: str
    flag: str
    note: Note | str
    disclosure: str = UNCHECKED

    @property
    def shown(self) -> float | None:
        """Return the value if it may be shown, else None (withheld or nobody there)."""
        return None if self.flag in (WITHHELD, EMPTY) else self.value

    @property
    def rse(self) -> float | None:
        """Return the relative standard error, se / |value|."""
        if self.value is None or self.se is None or self.value == 0:
            return None
        return self.se / abs(self.value)

    @property
    def n_effective(self) -> float | None:
        """Return n / deff: the simple random sample that would be as precise."""
        return self.n / self.deff if self.deff else None


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


@dataclass
class Estimates(Sequence[Estimate]):
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
            self.low, self.high, notes = interval_of(
                self.interval, self.value, self.se, self.n, self.df, self.confidence
            )
            for place, note in notes.items():
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
            return WITHHELD, self.notes.get(i, few)
        if i in self.unsure:
            return IMPRECISE, self.unsure[i]
        if not math.isfinite(se):
            return IMPRECISE, self.notes.get(i, Note("no_error"))
        if abs(value) > 0 and se / abs(value) >= self.quality.imprecise_at:
            percent = round(100 * self.quality.imprecise_at)
            return IMPRECISE, self.notes.get(i, Note("imprecise", percent=percent))
        return FINE, self.notes.get(i, "")

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        i = range(len(self))[place]
        flag, note = self._flag(i)
        deff = None if self.deff is None else _known(self.deff[i])
        return Estimate(
            self.statistic, self.variable, self.levels[i] if self.levels else None,
            dict(zip(self.names, self.keys[i], strict=True)),
            _known(self.value[i]), _known(self.se[i]), _known(self.low[i]), _known(self.high[i]),
            self.confidence, self.interval, int(self.n[i]), float(self.weighted_n[i]), self.base,
            float(self.df[i]), deff, self.deff_base if deff is not None else "", flag, note,
        )  # fmt: skip

    def __iter__(self) -> Iterator[Estimate]:
        return (self[i] for i in range(len(self)))

    def at(self, *key: Any, level: Any = None) -> Estimate:
        """Return the estimate of one domain (and level); an unknown one is refused by name."""
        for i, found in enumerate(self.keys):
            if found == key and (level is None or (self.levels and self.levels[i] == level)):
                row: Estimate = self[i]
                return row
        raise self._unknown(key if level is None else (*key, level))

    def covariance(self) -> Floats:
        """Return the design covariance matrix of all estimates here, shape (k, k)."""
        return covariance_of(self._scores(), self.score_order)

    def _scores(self) -> list[Scores | ReplicateScores]:
        if not self.scores:
            raise CannotEstimate(
                N_("These estimates kept no linearised values, so they have no covariance."),
                code="no_scores",
            )
        return self.scores

    def contrast(self, coefficients: Any, *, name: str = "difference") -> Estimate:
        """Return Σ c·estimate with its standard error, covariances included.

        ``coefficients``: shape (k,), in the order of these estimates. n is the smallest n with a
        coefficient, so that a contrast is withheld when one of its sides would be.
        """
        try:
            c = np.asarray(coefficients, dtype=np.float64)
        except (TypeError, ValueError):  # text, a dict: refused below
            c = np.full(0, np.nan)
        if c.shape != self.value.shape or not np.isfinite(c).all():
            raise CannotEstimate(
                N_(
                    "A contrast needs one number per estimate as its coefficient: {expected}, not "
                    "{found}."
                ),
                code="contrast_shape",
                expected=len(self),
                found=str(coefficients)[:60],
            )
        used = c != 0
        var = contrast_variance(self._scores(), self.score_order, c)
        se = math.sqrt(max(var, 0.0))
        value = float(self.value[used] @ c[used])
        made = Estimates(
            name, self.variable, [], [()], [], np.array([value]), np.array([se]),
            np.array([self.n[used].min() if used.any() else 0.0]),
            np.array([self.weighted_n[used].sum()]), self._contrast_df(used), base=self.base,
            confidence=self.confidence, quality=self.quality,
        )  # fmt: skip
        only: Estimate = made[0]
        return only

    def _contrast_df(self, used: Mask) -> Floats:
        """Return the df of the design, but never more than the caller allowed any side."""
        return np.array([max(self.df[used].max(initial=0.0), 0.0)])

    def difference(self, first: Any, second: Any) -> Estimate:
        """Return estimate ``first`` minus ``second`` (domain keys or positions).

        Raises :class:`CannotEstimate` for a domain that is not among these estimates.
        """
        c = np.zeros(len(self))
        c[self._place(first)] += 1
        c[self._place(second)] -= 1
        return self.contrast(c)

    def _place(self, key: Any) -> int:
        if key in self.keys:
            return self.keys.index(key)
        if (key,) in self.keys:
            return self.keys.index((key,))
        if isinstance(key, int) and -len(self) <= key < len(self):
            return key
        raise self._unknown(key)

    def _unknown(self, key: Any) -> CannotEstimate:
        """Return the refusal of a domain that is not here, naming those that are."""
        parts = key if isinstance(key, tuple) else (key,)
        known = dict.fromkeys(
            tuple(each for each in (*one, level) if each is not None)
            for one, level in zip(self.keys, self.levels or [None] * len(self.keys), strict=True)
        )
        return CannotEstimate(
            N_("There is no estimate for {key}. There are: {known}."),
            code="domain_unknown",
            key=labels_of([" / ".join(map(str, parts))]),
            known=labels_of(" / ".join(map(str, one)) for one in known if one)
            or N_("only one, for everybody"),
        )

    def as_rows(self) -> list[dict[str, Any]]:
        """Return plain dicts (for JSON, Arrow or a page), one per estimate."""
        return [{**vars(row), "n_effective": row.n_effective, "rse": row.rse} for row in self]


def margin(se: float, df: float, confidence: float = 0.95) -> float:
    """Return the half-width of the t interval."""
    return float(t_quantile(df, confidence)[0]) * se


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
    scores = [score for one in several for score in one._scores()]
    if len({score.design_id for score in scores}) > 1:
        raise CannotEstimate(
            N_("Estimates of different designs have no common covariance. Use one design for all."),
            code="designs_differ",
        )
    order, at = [], 0
    for one in several:
        k = len(one)
        order.append(at + (np.arange(k) if one.score_order is None else one.score_order))
        at += k
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

    made = Estimates(
        first.statistic if len({one.statistic for one in several}) == 1 else "together",
        first.variable if len({one.variable for one in several}) == 1 else "", names, keys,
        levels, column("value"), column("se"), column("n"), column("weighted_n"), column("df"),
        base=first.base, confidence=first.confidence, quality=first.quality,
        low=column("low"), high=column("high"),
    )  # fmt: skip
    made.scores, made.score_order = scores, np.concatenate(order)
    return made
