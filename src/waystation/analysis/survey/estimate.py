"""One estimate, always with its n, error, base and flags."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .notes import Note
from .tables import Display, Tabular, decimals_for, label, number, p_value, plain

WITHHELD, IMPRECISE, EMPTY, FINE = "withheld", "imprecise", "nobody", ""
UNCHECKED = "unchecked"
STATISTICS = ("mean", "total", "ratio", "proportion", "quantile", "together")
TIDY = (
    "statistic", "variable", "level", "value", "se", "low", "high", "confidence", "interval", "n",
    "weighted_n", "df", "deff", "flag", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Quality:
    """When an estimate may not be shown as it is.

    ``minimum_n``: fewer answers than this are withheld; ``imprecise_at``: a relative standard
    error from this on is flagged. Defaults: 30 and 0.30 (NCHS and DHS practice).
    """

    minimum_n: int = 30
    imprecise_at: float = 0.30


DEFAULT_QUALITY = Quality()


@dataclass(frozen=True, repr=False)
class Estimate(Tabular):
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

    @property
    def t(self) -> float | None:
        """Return value / se, the statistic of the test that the value is 0."""
        return None if self.value is None or not self.se else self.value / self.se

    @property
    def p(self) -> float | None:
        """Return the two-sided probability of so large a t, with ``df`` degrees of freedom."""
        return None if self.t is None else two_sided(self.t, self.df)

    def display(self) -> Display:
        """Return the table of one row that is printed."""
        return display_of([self])

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table of one row."""
        return columns_of([self])

    def plot(self) -> Any:
        """Return a chart of the estimate with its limits."""
        from .charts import chart_of

        return chart_of([self])


def two_sided(t: float, df: float) -> float | None:
    """Return P(\\|T\\| > \\|t\\|) of Student's distribution, normal for infinite ``df``."""
    from scipy.special import ndtr, stdtr

    if not df > 0:
        return None
    return float(2 * (ndtr(-abs(t)) if math.isinf(df) else stdtr(df, -abs(t))))


def columns_of(rows: Sequence[Estimate]) -> dict[str, list[Any]]:
    """Return estimates as a tidy table: breakdowns first, then everything of :data:`TIDY`."""
    names = dict.fromkeys(name for row in rows for name in row.domain)
    out: dict[str, list[Any]] = {}
    for name in TIDY[:2]:
        out[name] = [getattr(row, name) for row in rows]
    for name in names:
        column = name if name not in TIDY else f"{name} (by)"
        out[column] = [row.domain.get(name) for row in rows]
    for name in TIDY[2:]:
        values = [getattr(row, name) for row in rows]
        out[name] = [str(value) for value in values] if name == "note" else values
    if all(row.level is None for row in rows):
        del out["level"]
    if any(row.statistic not in STATISTICS for row in rows):
        out["t"] = [row.t for row in rows]
        out["p"] = [row.p for row in rows]
    return out


def display_of(rows: Sequence[Estimate], more: int = 0) -> Display:
    """Return estimates as the table that is printed; ``more``: rows left out at the end."""
    names = list(dict.fromkeys(name for row in rows for name in row.domain))
    variables = any(row.variable for row in rows)
    levels = any(row.level is not None for row in rows)
    tested = any(row.statistic not in STATISTICS for row in rows)
    flagged = any(row.flag for row in rows)
    several = len({row.statistic for row in rows}) > 1
    percent = f"{100 * rows[0].confidence:g} %" if rows else ""
    headers = [
        *(["statistic"] if several else []), *(["variable"] if variables else []), *names,
        *(["level"] if levels else []),
    ]  # fmt: skip
    left = len(headers)
    headers += [
        rows[0].statistic if rows and not several else "value", "se", f"low {percent}",
        f"high {percent}", *(["t", "df", "p"] if tested else []),
        "least n" if tested and not several else "n",
        *(["flag"] if flagged else []),
    ]  # fmt: skip
    decimals = _decimals(rows)
    cells = []
    for row in rows:
        digits = decimals[row.statistic, row.variable]
        labels = [row.statistic] if several else []
        labels += [row.variable] if variables else []
        labels += [label(row.domain.get(name)) for name in names]
        labels += [label(row.level)] if levels else []
        values = [number(one, digits) for one in (row.value, row.se, row.low, row.high)]
        if tested:
            values += [number(row.t, 3), plain(row.df), p_value(row.p)]
        values.append(f"{row.n:,}")
        cells.append([*labels, *values, *([row.flag] if flagged else [])])
    notes = [f"… {more:,} more"] if more else []
    return Display(_title(rows), headers, cells, left, [*notes, *_notes(rows)])


def _decimals(rows: Iterable[Estimate]) -> dict[tuple[str, str], int]:
    groups: dict[tuple[str, str], list[Estimate]] = {}
    for row in rows:
        groups.setdefault((row.statistic, row.variable), []).append(row)
    return {
        key: decimals_for((row.se for row in some), (row.value for row in some))
        for key, some in groups.items()
    }


def _title(rows: Sequence[Estimate]) -> str:
    if not rows:
        return "No estimates"
    kinds = dict.fromkeys(row.interval for row in rows)
    what = " and ".join(dict.fromkeys(row.statistic for row in rows))
    bases = dict.fromkeys(row.base for row in rows)
    return f"{what.capitalize()}. Base: {'; '.join(bases)}. Limits: {', '.join(kinds)}."


def _notes(rows: Iterable[Estimate]) -> list[str]:
    """Return one line per kind of note: the first sentence, and of how many rows it is true."""
    found: dict[tuple[str, str], list[Note | str]] = {}
    for row in rows:
        if row.note:
            key = (row.flag, getattr(row.note, "code", str(row.note)))
            found.setdefault(key, []).append(row.note)
    lines = []
    for (flag, _), notes in found.items():
        rest = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
        lines.append(f"{flag or 'note'}: {notes[0]}{rest}")
    return lines
