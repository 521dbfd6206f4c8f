"""From sums per cell to standard errors: Taylor linearisation, calibrated or not, or replicates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .cells import Cells, covariance, dense_variance, variance
from .columns import Codes, Floats, Mask
from .controls import adjust_scores
from .design import Design
from .replication import Replicates

CHUNK = 1 << 23  # floats held at once when values per unit × domain must be written out


@dataclass
class Scores:
    """The linearised values behind k estimates of one design, ready for covariances.

    ``linear``: weighted values per cell; ``rows``: unweighted values on the rows that count (only
    kept for calibrated designs, whose other rows answer too).
    """

    cells: Cells
    linear: Floats
    rows: Floats | None = None

    @property
    def design_id(self) -> int:
        """Return what tells this design from another."""
        return id(self.cells.design)

    def dense(self) -> Floats:
        """Return the values per finest unit and domain, shape (units, domains)."""
        cells = self.cells
        out = np.zeros((cells.design.unit_count, cells.domains))
        out[cells.unit, cells.domain] = self.linear
        if self.rows is not None:
            out -= adjust_scores(
                cells.design, cells.rows, self.rows, row_domains(cells), cells.domains
            )
        return out

    def variance(self) -> Floats:
        """Return the variance of each estimate, shape (domains,)."""
        cells, design = self.cells, self.cells.design
        if self.rows is None:
            return variance(cells, self.linear)
        width = max(1, CHUNK // design.unit_count)
        if width >= cells.domains:
            return dense_variance(design, self.dense())
        domain = row_domains(cells)
        parts = []
        for start in range(0, cells.domains, width):
            stop = min(start + width, cells.domains)
            these = (cells.domain >= start) & (cells.domain < stop)
            out = np.zeros((design.unit_count, stop - start))
            out[cells.unit[these], cells.domain[these] - start] = self.linear[these]
            mine = np.flatnonzero((domain >= start) & (domain < stop))
            rows = mine if cells.rows is None else cells.rows[mine]
            out -= adjust_scores(design, rows, self.rows[mine], domain[mine] - start, stop - start)
            parts.append(dense_variance(design, out))
        return np.concatenate(parts)


@dataclass
class ReplicateScores:
    """Estimates recomputed in every replicate, as weighted deviations, shape (replicates, k)."""

    deviations: Floats
    design_id: int = 0
    lost: Mask | None = None


def row_domains(cells: Cells) -> Codes:
    """Return the domain of each row that counts."""
    if cells.row_domain is not None:
        return cells.row_domain
    return np.zeros(cells.design.n if cells.rows is None else len(cells.rows), np.intp)


def measure_errors(
    cells: Cells,
    linear: Floats,
    rows: Callable[[], Floats],
    replicates: Replicates | None,
    sums: list[Floats],
    value: Callable[[list[Floats]], Floats],
) -> tuple[Floats, Scores | ReplicateScores]:
    """Return the variance of each domain's estimate, and what its covariances are made from.

    ``linear``: linearised values per cell. ``rows``: a function for the unweighted linearised
    values per row (only called for a calibrated design). ``sums`` and ``value``: sums per cell and
    the estimate made from their totals (only used with replicates).
    """
    if replicates is None:
        scores = Scores(cells, linear, rows() if cells.design.adjustments else None)
        return scores.variance(), scores
    totals = [replicates.totals(cells, one) for one in sums]
    with np.errstate(invalid="ignore", divide="ignore"):
        again = value(totals)
        point = value([cells.by_domain(one)[None, :] for one in sums])[0]
    away = replicates.deviations(again, point)
    used = (replicates.rscales > 0)[:, None]
    lost = (used & ~np.isfinite(again)).any(axis=0) & np.isfinite(point)
    return np.einsum("rk,rk->k", away, away), ReplicateScores(away, id(replicates), lost)


def covariance_of(parts: list[Scores | ReplicateScores], order: Codes | None) -> Floats:
    """Return the covariance matrix of all estimates in ``parts``, in ``order``."""
    matrix = matrix_of(parts, order)
    if isinstance(parts[0], ReplicateScores):
        return matrix.T @ matrix
    return covariance(parts[0].cells.design, matrix)


def matrix_of(parts: list[Scores | ReplicateScores], order: Codes | None) -> Floats:
    """Return linearised values per unit, or deviations per replicate, one column per estimate."""
    blocks = [
        part.deviations if isinstance(part, ReplicateScores) else part.dense() for part in parts
    ]
    matrix = np.column_stack(blocks)
    return matrix if order is None else matrix[:, order]


def contrast_variance(
    parts: list[Scores | ReplicateScores], order: Codes | None, c: Floats
) -> float:
    """Return the variance of Σ c·estimate."""
    line = matrix_of(parts, order)[:, c != 0] @ c[c != 0]
    if isinstance(parts[0], ReplicateScores):
        return float(line @ line)
    return float(covariance(parts[0].cells.design, line[:, None])[0, 0])


def split(design: Design | Replicates) -> tuple[Design, Replicates | None]:
    """Return the design of the rows and, if there are any, the replicates over it."""
    return (design.design, design) if isinstance(design, Replicates) else (design, None)
