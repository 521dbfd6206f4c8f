"""From a sampling plan to the design used for estimates. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from waystation.analysis import survey
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .fields import DESIGN
from .sampling import FROM_FRAME, FROM_QUESTION, Sampling


def base_design(plan: Sampling, table: Mapping[str, Sequence[Any]]) -> Any:
    """Return the survey design before calibration. Raises CannotEstimate, Refusal."""
    size = len(next(iter(table.values()), ()))
    strata = _column(plan.stratum, table)
    weights: Any = _column(plan.weight, table) if plan.weighting == FROM_QUESTION else None
    if plan.weighting == FROM_FRAME:
        weights = survey.frame_weights(strata or [], plan.population)
    fpc = None
    if plan.finite:
        survey.frame_weights(strata or [], plan.population)  # names the strata that are missing
        fpc = {code: plan.population[code] for code in set(strata or [])}
    return survey.Design(
        n=size,
        weights=weights,
        strata=None if strata is None else [one or "" for one in strata],
        clusters=_column(plan.cluster, table),
        fpc=fpc,
        singletons=plan.singletons,  # type: ignore[arg-type]
    )


def calibrate_design(plan: Sampling, design: Any, table: Mapping[str, Sequence[Any]]) -> Any:
    """Return a design whose weights meet the known totals of a plan.

    One margin is met by post-stratification, several by raking. Raises CannotEstimate, Refusal.
    """
    margins = {name: (_column(name, table), totals) for name, totals in plan.totals.items()}
    if not margins:
        return design
    if len(margins) == 1:
        [(column, totals)] = margins.values()
        return survey.post_stratify(design, column, totals)
    return survey.rake(design, margins)


def _column(name: str, table: Mapping[str, Sequence[Any]]) -> list[Any] | None:
    if not name:
        return None
    if name not in table:
        raise Refusal(
            N_("The form has no question “{name}” any more. Change the design."),
            code="design_question_gone",
            name=name,
        )
    return list(table[name])


def design_and_summary(
    plan: Sampling, table: Mapping[str, Sequence[Any]]
) -> tuple[Any, dict[str, Any]]:
    """Return the survey design of a round's estimates, and what was achieved under it.

    The summary is plain JSON: interviews by stratum, the margins before calibration, and the effect
    of unequal weights. Raises CannotEstimate, Refusal.
    """
    base = base_design(plan, table)
    final = calibrate_design(plan, base, table)
    effect = survey.weighting_effect(final.weights)
    return final, {
        "n": base.n,
        "strata": survey.interviews_by_stratum(_column(plan.stratum, table) or []),
        "margins": [
            [name, *row]
            for name, totals in plan.totals.items()
            for row in survey.margin_progress(base, name, _column(name, table) or [], totals)
        ],
        "effect": effect,
        "effective": base.n / effect,
        "widest": survey.widest_margin(base.n, effect),
    }


MEANINGS: dict[tuple[str, Any], str] = {
    ("stratum", False): N_(
        "Without strata the whole sample is taken as drawn at once from the whole population."
    ),
    ("stratum", True): N_(
        "Each stratum was drawn by itself: differences between strata add nothing to the error, "
        "and each stratum must have at least two units."
    ),
    ("cluster", False): N_("Without clusters every interview is taken as drawn by itself."),
    ("cluster", True): N_(
        "People of one cluster resemble each other, so that ten interviews in one village tell "
        "less than ten in ten villages. The error is measured between clusters."
    ),
    ("weighting", "equal"): N_(
        "Equal weights are right only where every unit had the same chance to be drawn; otherwise "
        "large strata are underrepresented."
    ),
    ("weighting", "frame"): N_(
        "Each interview represents units ÷ interviews of its stratum. Respondents also "
        "represent the non-respondents of their stratum."
    ),
    ("weighting", "question"): N_(
        "The weights are taken as they are in the form. Non-response is corrected only if they "
        "correct it."
    ),
    ("finite", True): N_(
        "Intervals become narrower where a large part of a stratum was interviewed."
    ),
    ("margins", True): N_(
        "Weights are moved as little as possible until the sample has the known totals. This "
        "corrects non-response that differs between these groups."
    ),
    ("singletons", "fail"): N_(
        "A stratum with one unit says nothing about its error: no estimate is made."
    ),
    ("singletons", "certainty"): N_(
        "A stratum with one unit adds no error, which is right only if all of it was interviewed."
    ),
    ("singletons", "centre"): N_(
        "A stratum with one unit adds its distance from the mean of all: a cautious choice."
    ),
    ("singletons", "average"): N_("A stratum with one unit adds as much as the others on average."),
}


def meanings_of(plan: Sampling) -> list[str]:
    """Return the effect of the design's choices on the estimates (English sources)."""
    found = []
    for name in DESIGN.names:
        value = getattr(plan, name)
        known = MEANINGS.get((name, value)) or MEANINGS.get((name, bool(value)))
        if known and (name != "singletons" or plan.stratum):
            found.append(known)
    return found
