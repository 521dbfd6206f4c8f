"""Survey estimation: a design, and estimates with their errors.

In a notebook, by column names, from a table of pandas, Polars, Arrow or DuckDB::

    from waystation.analysis import survey

    people = survey.Sample(table, weights="w", strata="area", clusters="block")
    people.where("age >= 18").by("sex").mean("income", "hours")
    people.crosstab("sex", "water"), people.regression("income ~ age + sex")

How an app uses it (``tracking.actions.estimate`` and the like), column by column::

    design = survey.Design(weights=w, strata=area, clusters=block)   # columns, one value per row
    shares = survey.choice_shares(                # select_one, or kind="multiple"
        design, table["water"], kind="multiple", choices=["tap", "well"],
        by={"sex": table["sex"]}, where=[one == "yes" for one in table["consent"]], name="water",
    )
    for row in shares:                            # estimate.Estimate, plain values
        row.domain, row.level                     # {"sex": "female"}, "tap"
        row.value, row.se, row.low, row.high      # shares 0..1; None where there is none
        row.interval                              # how the limits were made: "logit", "t" …
        row.n, row.weighted_n, row.df, row.deff   # the base, always with the estimate
        row.flag, row.note, row.shown             # "withheld" below 30 answers: shown is None
        row.disclosure                            # "unchecked" until disclosure control ran
    survey.mean(design, table["age"], by={"area": area})
    survey.CannotEstimate                         # a Refusal whose sentence says what to do

Missing is None, NaN, NaT, pandas' NA, a null or "". Never drop rows from the table before
estimating: say ``where=`` (the variance needs the whole design). Without weights:
``Design(n=len(table))``. ``Estimates.as_rows()`` gives dicts for storage.

A sample in a notebook: :mod:`.sample`; means, totals, ratios: :mod:`.means`; shares:
:mod:`.proportions`; questions of a form: :mod:`.choices`; intervals: :mod:`.intervals`; models:
:mod:`.models`; what a result holds: :mod:`.estimate`. The formulas: docs/methods.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .calibration import calibrate as calibrate
    from .choices import choice_shares as choice_shares
    from .comparisons import ttest as ttest
    from .contingency import independence as independence
    from .crosstabs import crosstab as crosstab
    from .design import Design as Design
    from .estimate import Estimate as Estimate
    from .estimate import Quality as Quality
    from .fieldwork import StratumProgress as StratumProgress
    from .fieldwork import frame_weights as frame_weights
    from .fieldwork import interviews_by_stratum as interviews_by_stratum
    from .fieldwork import margin_progress as margin_progress
    from .fieldwork import spread_of as spread_of
    from .fieldwork import weighting_effect as weighting_effect
    from .fieldwork import widest_margin as widest_margin
    from .joining import together as together
    from .margins import post_stratify as post_stratify
    from .margins import rake as rake
    from .means import mean as mean
    from .means import ratio as ratio
    from .means import total as total
    from .models import regression as regression
    from .notes import Note as Note
    from .problems import CannotEstimate as CannotEstimate
    from .proportions import proportion as proportion
    from .quantiles import quantile as quantile
    from .replication import Replicates as Replicates
    from .replication import given_replicates as given_replicates
    from .replication import recalibrate as recalibrate
    from .replication import replicates as replicates
    from .results import Estimates as Estimates
    from .results import margin as margin
    from .sample import Sample as Sample
    from .scale import estimate_by_ibis as estimate_by_ibis
    from .snapshots import Snapshot as Snapshot
    from .snapshots import code_version as code_version
    from .snapshots import names_somebody as names_somebody
    from .snapshots import open_snapshot as open_snapshot
    from .snapshots import provenance as provenance
    from .snapshots import take_snapshot as take_snapshot
    from .sql import estimate_by_sql as estimate_by_sql
    from .trimming import trim_weights as trim_weights

_HOMES = {
    "CannotEstimate": "problems",
    "Design": "design",
    "Estimate": "estimate",
    "Estimates": "results",
    "Note": "notes",
    "Quality": "estimate",
    "Replicates": "replication",
    "Sample": "sample",
    "Snapshot": "snapshots",
    "StratumProgress": "fieldwork",
    "calibrate": "calibration",
    "choice_shares": "choices",
    "code_version": "snapshots",
    "crosstab": "crosstabs",
    "estimate_by_ibis": "scale",
    "estimate_by_sql": "sql",
    "frame_weights": "fieldwork",
    "given_replicates": "replication",
    "independence": "contingency",
    "interviews_by_stratum": "fieldwork",
    "margin": "results",
    "margin_progress": "fieldwork",
    "mean": "means",
    "names_somebody": "snapshots",
    "open_snapshot": "snapshots",
    "post_stratify": "margins",
    "proportion": "proportions",
    "provenance": "snapshots",
    "quantile": "quantiles",
    "rake": "margins",
    "ratio": "means",
    "recalibrate": "replication",
    "regression": "models",
    "replicates": "replication",
    "spread_of": "fieldwork",
    "take_snapshot": "snapshots",
    "together": "joining",
    "total": "means",
    "trim_weights": "trimming",
    "ttest": "comparisons",
    "weighting_effect": "fieldwork",
    "widest_margin": "fieldwork",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
