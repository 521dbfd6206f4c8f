"""Shares of the values of a variable."""

from __future__ import annotations

from typing import Any

import numpy as np

from waystation.foundation.shared.words import N_

from .cells import Cells
from .columns import Domains, Floats, Mask, check_length, factorise
from .design import Design
from .errors import measure_errors, row_domains, split
from .estimate import DEFAULT_QUALITY, Quality
from .intervals import TINY, Interval, without_error
from .means import Df, design_effect, domain_cells, freedom_of, only_known, root_of
from .problems import CannotEstimate
from .replication import Replicates
from .results import DeffBase, Estimates


def proportion(
    design: Design | Replicates,
    y: Any,
    *,
    by: Any = None,
    where: Any = None,
    levels: Any = None,
    interval: Interval = "auto",
    confidence: float = 0.95,
    df: Df = None,
    deff: DeffBase | None = "srswr",
    quality: Quality = DEFAULT_QUALITY,
    base: str = "",
    name: str = "",
) -> Estimates:
    """Estimate the share of each value of ``y`` in each domain.

    Parameters
    ----------
    y : array (n,)
        Categories (text, numbers) or booleans. Missing (None, NaN, "") is outside the base.
        Booleans give one estimate, the share of True; categories one per level.
    levels : sequence, optional
        The values to report, in this order; one that nobody gave has the share 0. None: the
        levels that the column declares, else all values found, sorted (for booleans: True).
    interval : {"auto", "t", "wilson", "logit", "korn-graubard", "arcsine", "likelihood"}
        See :func:`~waystation.analysis.survey.intervals.interval_of`. "auto" is the logit
        interval where answers and clusters are enough for it, else Korn and Graubard's; each
        estimate says which. "t" may leave [0, 1].

    Other parameters, returns (domain by domain, level by level) and errors as in :func:`mean`.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> e = survey.proportion(survey.Design(n=4), ["camp", "city", "city", "city"])
    >>> [(row.level, row.value) for row in e]
    [('camp', 0.25), ('city', 0.75)]
    """
    design, reps = split(design)
    codes, found = factorise(y, unused=True)
    check_length(codes, design.n, name or "y")
    if levels is None:
        wanted = [True] if found and all(isinstance(v, bool) for v in found) else found
    else:
        wanted = list(levels)
    place = {level: code for code, level in enumerate(found)}
    present = None if not len(codes) or codes.min() >= 0 else codes >= 0
    domains, cells = domain_cells(design, by, where, present)
    code = codes if cells.rows is None else codes[cells.rows]
    columns = [(code == place[v]) if v in place else np.zeros(len(code)) for v in wanted]
    return shares(
        cells, reps, columns, wanted, domains, interval=interval, confidence=confidence, df=df,
        deff=deff, quality=quality, base=base, name=name,
    )  # fmt: skip


def shares(
    cells: Cells,
    reps: Replicates | None,
    columns: list[Any],
    levels: list[Any],
    domains: Domains,
    *,
    interval: Interval,
    confidence: float,
    df: Df,
    deff: DeffBase | None,
    quality: Quality,
    base: str,
    name: str,
) -> Estimates:
    """Return the share of each 0/1 column (on the rows of ``cells``), domain by domain."""
    k, d = len(columns), cells.domains
    if not k:
        raise CannotEstimate(
            N_("“{name}” has no answer at all, so there is nothing to take a share of."),
            code="no_answers",
            name=name or "y",
        )
    w, n = cells.by_domain(cells.w), cells.by_domain(cells.n)
    value, var = np.empty((d, k)), np.empty((d, k))
    scores = []
    with np.errstate(invalid="ignore", divide="ignore"):
        for j, column in enumerate(columns):
            ones = column.astype(np.float64)
            sums = cells.sum(ones)
            share = value[:, j] = cells.by_domain(sums) / w
            linear = only_known((sums - share[cells.domain] * cells.w) / w[cells.domain])

            def rows(ones: Floats = ones, share: Floats = share) -> Floats:
                d = row_domains(cells)
                return only_known((ones - share[d]) / w[d])

            var[:, j], one = measure_errors(
                cells, linear, rows, reps, [sums, cells.w], lambda t: t[0] / t[1]
            )
            scores.append(one)
        fixed = None
        if interval == "auto" and not (var > 1e-20).all():
            fixed = np.column_stack(
                [
                    _fixed_by_design(
                        cells, column.astype(np.float64), value[:, j], np.sqrt(var[:, j]), n
                    )
                    for j, column in enumerate(columns)
                ]
            )
        everyone, weighted = np.repeat(n, k), np.repeat(w, k)
        every, flat = value.reshape(-1), var.reshape(-1)
        deffs = None
        if deff is not None:
            spread = every * (1 - every) / np.maximum(everyone - 1, 0)
            deffs = design_effect(flat, spread, everyone, weighted, deff)
    made = Estimates(
        "proportion", name, domains.names, [key for key in domains.keys for _ in range(k)],
        list(levels) * d, every, root_of(flat, weighted), everyone, weighted,
        np.repeat(freedom_of(cells, df, reps), k), base=base, confidence=confidence,
        interval=interval, quality=quality, deff=deffs, deff_base=deff or "",
        fixed=None if fixed is None or not fixed.any() else fixed.reshape(-1),
    )  # fmt: skip
    made.scores = scores
    for j, one in enumerate(scores):
        made.doubt(one, range(j, k * d, k))
    made.score_order = np.arange(k * d).reshape(k, d).T.reshape(-1)
    return made


def _fixed_by_design(cells: Cells, ones: Floats, share: Floats, se: Floats, n: Floats) -> Mask:
    """Return of which domains the design fixes the share: no unit could have changed it.

    All units of a stratum gave the same answer (the share of a stratum itself), or every stratum
    was enumerated in full. Clusters that happen to have equal shares are no such case.
    """
    still = without_error(share, se, n) & (share > TINY) & (share < 1 - TINY)
    if not still.any():
        return still
    if all((stage.left <= TINY).all() for stage in cells.design.stages):
        return still
    sums = cells.sum(ones)
    mixed = (sums > TINY * cells.w) & (sums < (1 - TINY) * cells.w)
    return still & ~(cells.by_domain(mixed.astype(np.float64)) > 0)
