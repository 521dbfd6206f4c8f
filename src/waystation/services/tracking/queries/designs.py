"""The design of a round's sample: current, as frozen with an estimate, and as achieved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from waystation.analysis import survey
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import facts as answers_of
from waystation.services.tracking.designs import design_and_summary
from waystation.services.tracking.fields import DESIGN
from waystation.services.tracking.models import Estimation, Round
from waystation.services.tracking.sampling import (
    DesignQuestion,
    FrameRow,
    MarginRow,
    Sampling,
    write_frame,
    write_margins,
)

from .findings import latest_estimation, snapshot_taken
from .studies import definition, not_seen, submissions_in

TABLES = ("frame", "margins")


def sampling_of(round_: Round) -> Sampling:
    """Return the design of a round as it is now."""
    columns = DESIGN.without(*TABLES).names
    frame = round_.strata.order_by("position", "code")
    margins = round_.margins.order_by("position")
    return Sampling(
        **{name: getattr(round_, name) for name in columns},
        frame=tuple(
            FrameRow(*row) for row in frame.values_list("code", "population", "target", "drawn")
        ),
        margins=tuple(MarginRow(*row) for row in margins.values_list("question", "level", "total")),
    )


def design_values(plan: Sampling) -> dict[str, Any]:
    """Return a design by the names of its field table, its tables as rows of text."""
    return {
        **{name: getattr(plan, name) for name in DESIGN.without(*TABLES).names},
        "frame": write_frame(plan.frame),
        "margins": write_margins(plan.margins),
    }


def questions_for_design(round_: Round) -> dict[str, DesignQuestion]:
    """Return the questions of a round's form that its design may name, by key."""
    form = definition(round_)
    if form is None:
        return {}
    found = {}
    for one in form.table():
        single = one.is_choice and not one.is_many
        names_somebody = survey.names_somebody(one.key)
        found[one.key] = DesignQuestion(
            one.key,
            one.label or one.key,
            tuple(choice.code for choice in form.choices_of(one)) if single else None,
            one.bind.type in answers_of.NUMBERS and not names_somebody,
            not names_somebody
            and (single or (one.bind.type in {"string", "int", "integer"} and not one.is_many)),
        )
    return found


def estimations_of(user: access.AnyUser, round_: Round) -> list[Estimation]:
    """Return the estimates of a round, the latest first."""
    access.require(user, "study.read", round_.office_id)
    return list(round_.estimations.select_related("created_by").order_by("-number"))


def estimation_visible_to(user: access.AnyUser, estimation_id: UUID) -> Estimation:
    """Return one estimate with its frozen design. Raises NotSeen."""
    rows = Estimation.objects.select_related("round__operation", "round__form")
    found = access.scoped(rows, user, "study.read").filter(id=estimation_id).first()
    if found is None:
        raise not_seen("estimate")
    return found


def may_count(user: access.AnyUser, round_: Round) -> bool:
    """Return whether this user may see how many interviews each stratum has."""
    return access.may(user, "submission.read", round_.office_id)


def summary_now(user: access.AnyUser, round_: Round, plan: Sampling) -> dict[str, Any]:
    """Return what the interviews received so far achieve under a design.

    With very many interviews, the summary of the last estimate. ``problem`` has the refusal if the
    design cannot be used with the current answers. Raises NotAllowed.
    """
    me = access.require(user, "submission.read", round_.office_id)
    if submissions_in(user, round_) > settings.LONG_ESTIMATE_ROWS:
        latest = latest_estimation(round_)
        return dict(latest.summary) if latest is not None else {}
    try:
        table = snapshot_taken(me, round_).table().to_pydict()
        return design_and_summary(plan, table)[1]
    except Refusal as refusal:
        return {} if refusal.code == "no_rows" else {"problem": refusal}


def strata_of(plan: Sampling, summary: Mapping[str, Any]) -> list[survey.StratumProgress]:
    """Return the strata of the frame, each with the interviews achieved."""
    achieved = summary.get("strata", {})
    return [
        survey.StratumProgress(
            row.code, row.population, row.target, row.drawn, achieved.get(row.code, 0)
        )
        for row in plan.frame
    ]


def unframed_in(plan: Sampling, summary: Mapping[str, Any]) -> list[str]:
    """Return the strata that have interviews and are not in the frame."""
    return sorted(set(summary.get("strata", {})) - set(plan.population)) if plan.frame else []


def effects_of(estimation: Estimation) -> tuple[float, float, float] | None:
    """Return the smallest, median and largest design effect of an estimate's shares and means."""
    rows = estimation.findings.filter(domain="", flag="")
    return survey.spread_of(rows.values_list("deff", flat=True))
