"""SDG indicator 10.7.1 from the recruitments that the user may open individually."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.analysis import recruitment as analysis
from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference
from waystation.services.recruitment.fields import RECRUITMENT
from waystation.services.recruitment.models import Cost, Recruitment

from .recruitments import money_of, rates_of, recruitments_visible_to

REASONS = "recruitment_left_out"
MOST_SHOWN = 500
UNKNOWN = "unknown"
BREAKDOWNS = {
    "sex": (N_("Sex"), "sex"),
    "occupation": (RECRUITMENT["occupation"].label, "occupation"),
    "sector": (RECRUITMENT["sector"].label, "sector"),
    "corridor": (N_("Corridor"), ""),
    "channel": (RECRUITMENT["channel"].label, "recruitment_channel"),
}


@dataclass(frozen=True)
class IndicatorFigures:
    """The indicator as the page shows it: the whole, and by the chosen breakdown."""

    whole: analysis.Indicator
    groups: list[tuple[str, str, analysis.Indicator]]  # value, words, indicator
    excluded: list[tuple[str, str, int]]  # reason, words, number
    ratios: dict[Any, float]  # months of pay of each worker who counts


def records_of(organisation_id: UUID, found: Sequence[Recruitment]) -> list[analysis.Record]:
    """Return the recruitments as records of the indicator; money in euro."""
    rates = rates_of(organisation_id)
    costs: dict[UUID, list[Cost]] = {one.id: [] for one in found}
    for cost in Cost.objects.filter(recruitment_id__in=list(costs)).defer("receipt"):
        costs[cost.recruitment_id].append(cost)
    known = people.plain_of(organisation_id, {one.person_id for one in found})
    records = []
    for one in found:
        money = money_of(one, costs[one.id], rates)
        person = known.get(one.person_id)
        records.append(
            analysis.Record(
                key=one.id,
                cost=None if money.borne is None else float(money.borne),
                earnings=None if money.earnings is None else float(money.earnings),
                for_wages=one.for_wages,
                usual_stay=one.usual_stay,
                first_job=one.first_job,
                complete=one.costs_complete,
                groups={
                    "sex": person.sex if person else "",
                    "occupation": one.occupation,
                    "sector": one.sector,
                    "corridor": f"{one.from_country}-{one.to_country}",
                    "channel": one.channel,
                },
            )
        )
    return records


def indicator_for(user: access.AnyUser, period: Period, breakdown: str = "sex") -> IndicatorFigures:
    """Return 10.7.1 over the recruitments of a period that the user may open one by one.

    A recruitment belongs to the period of its arrival; one without an arrival to that of its
    recording. Published figures of the same records come from the indicators, which protect small
    numbers.
    """
    me = access.require(user, "recruitment.read")
    rows = recruitments_visible_to(user).order_by("created_at", "id")
    found = [one for one in rows if period.start <= _day(one) < period.end]
    records = records_of(me.organisation_id, found)
    groups = analysis.by_group(records, breakdown)
    whole = analysis.cost_indicator(records)
    return IndicatorFigures(
        whole,
        [
            (value or UNKNOWN, _label(breakdown, value), one)
            for value, one in groups.items()
            if one is not None
        ],
        [
            (reason, reference.label(REASONS, reason), number)
            for reason, number in whole.excluded.items()
        ],
        {one.key: analysis.ratio_of(one) for one in records if not analysis.reason_to_exclude(one)},
    )


def _day(one: Recruitment) -> Any:
    return one.arrived_on or one.created_at.date()


def _label(breakdown: str, value: str) -> str:
    if not value:
        return _("Not known")
    if breakdown == "corridor":
        return " → ".join(reference.label("country", code) for code in value.split("-"))
    return str(reference.label(BREAKDOWNS[breakdown][1], value))


def records_shown(
    user: access.AnyUser, shown: IndicatorFigures, *, left_out: str = "", group: str = ""
) -> list[dict[str, Any]]:
    """Return the recruitments behind the indicator, each with its ratio or why it is left out.

    ``left_out`` narrows them to one reason, ``group`` to the workers who count in one group.
    """
    reasons = {
        key: reference.label(REASONS, reason)
        for reason, keys in shown.whole.excluded_keys.items()
        for key in keys
        if left_out in {"", reason} and not group
    }
    counted = set() if left_out else set(shown.whole.keys)
    for value, _words, one in shown.groups:
        counted = counted & set(one.keys) if value == group else counted
    rows = recruitments_visible_to(user).filter(id__in=[*counted, *reasons])
    names = people.names_of(user, {one.person_id for one in rows})
    return [
        {
            "id": one.id,
            "name": names.get(one.person_id, ""),
            "occupation": reference.label("occupation", one.occupation),
            "corridor": _label("corridor", f"{one.from_country}-{one.to_country}"),
            "months": shown.ratios.get(one.id),
            "reason": reasons.get(one.id, ""),
        }
        for one in rows.order_by("created_at", "id")[:MOST_SHOWN]
    ]
