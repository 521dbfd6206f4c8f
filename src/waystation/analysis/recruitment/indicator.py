"""SDG indicator 10.7.1: recruitment cost borne by the worker over the first month's earnings.

Source: metadata of indicator 10.7.1 (ILO and World Bank, custodians; update of 18 May 2022): a
ratio of costs to monthly earnings of the same international migrant worker, who changed the
country of usual residence to work for wages; the self-employed and those who did not change their
usual residence are left out. ILO and World Bank, Guidelines for statistics for SDG indicator
10.7.1 (2019): costs and earnings are those of the first job in the last country of destination,
the earnings those of the first month. Habiyakare and Zhong (ISI 2019, table 1) print both the
mean of the ratios (0.33) and the means 141.31 and 430.88 for Lao PDR 2017.

The formula, for worker k with costs c borne, reimbursements r, and earnings e of the first month:

    ratio_k = (sum c_k - sum r_k) / e_k        (months of pay)

    mean           = sum w_k ratio_k / sum w_k
    ratio of means = sum w_k (c_k - r_k) / sum w_k e_k

Not read in the published text, and therefore a choice of ours: workers who bore nothing count with
a ratio of 0 (the Lao paper leaves them out), and quantiles are the smallest value whose cumulated
weight reaches the share (no interpolation).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite

from waystation.analysis import sdc

NOT_WAGES = "not_for_wages"
SHORT_STAY = "short_stay"
NOT_FIRST_JOB = "not_first_job"
COSTS_UNKNOWN = "costs_unknown"
COSTS_INCOMPLETE = "costs_incomplete"
EARNINGS_UNKNOWN = "earnings_unknown"
EARNINGS_ZERO = "earnings_zero"
REIMBURSED_ABOVE_COST = "reimbursed_above_cost"
EXCLUSIONS = (
    NOT_WAGES,
    SHORT_STAY,
    NOT_FIRST_JOB,
    COSTS_UNKNOWN,
    COSTS_INCOMPLETE,
    REIMBURSED_ABOVE_COST,
    EARNINGS_UNKNOWN,
    EARNINGS_ZERO,
)
"""Why a worker is left out, in the order in which it is asked: the first that holds counts."""


@dataclass(frozen=True)
class Record:
    """One worker, with money in one currency (the ratio has no unit but months of pay).

    ``cost`` is what the worker paid in all, ``reimbursed`` what came back; None is not known, and
    is never read as zero. ``earnings`` are those of the first month in the first job. ``weight``
    is 1 for case records and the design weight for survey answers. ``groups`` are the values by
    which the indicator is broken down.
    """

    key: Hashable
    cost: float | None
    earnings: float | None
    reimbursed: float | None = 0.0
    for_wages: bool | None = True
    usual_stay: bool | None = True
    first_job: bool | None = True
    complete: bool = True
    weight: float = 1.0
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicator:
    """The indicator over some workers: every measure is None where nobody counts.

    ``n`` counts the workers in it, ``excluded`` the others by reason (both unweighted); ``total``
    is the sum of weights of those in it. ``mean_cost`` and ``mean_earnings`` are in the currency
    of the records, all others in months of pay.
    """

    n: int
    total: float
    mean: float | None
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    ratio_of_means: float | None
    mean_cost: float | None
    mean_earnings: float | None
    excluded: Mapping[str, int]
    keys: tuple[Hashable, ...] = ()
    excluded_keys: Mapping[str, tuple[Hashable, ...]] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """Return of how many workers there is a record."""
        return self.n + sum(self.excluded.values())


def reason_to_exclude(record: Record) -> str:
    """Return why a worker is left out, a code of EXCLUSIONS; "" for one who counts.

    What is not known about the kind of work or the stay excludes nobody; a cost or earnings that
    are not known do.
    """
    checks = (
        (NOT_WAGES, record.for_wages is False),
        (SHORT_STAY, record.usual_stay is False),
        (NOT_FIRST_JOB, record.first_job is False),
        (COSTS_UNKNOWN, not _is_known(record.cost) or not _is_known(record.reimbursed)),
        (COSTS_INCOMPLETE, not record.complete),
        (REIMBURSED_ABOVE_COST, (record.reimbursed or 0) > (record.cost or 0)),
        (EARNINGS_UNKNOWN, not _is_known(record.earnings) or (record.earnings or 0) < 0),
        (EARNINGS_ZERO, record.earnings == 0),
    )
    return next((reason for reason, holds in checks if holds), "")


def _is_known(value: float | None) -> bool:
    return value is not None and isfinite(value)


def ratio_of(record: Record) -> float:
    """Return the months of pay that one worker bore. Raises ValueError for one left out."""
    reason = reason_to_exclude(record)
    if reason or record.cost is None or record.earnings is None:
        raise ValueError(f"{record.key!r} is left out: {reason}.")
    return (record.cost - (record.reimbursed or 0.0)) / record.earnings


def cost_indicator(records: Iterable[Record]) -> Indicator:
    """Return the indicator over ``records``, with the number left out for each reason.

    Raises ValueError for a weight that is not positive and for a worker who is named twice.
    """
    counted: list[Record] = []
    left: dict[str, list[Hashable]] = {}
    seen: set[Hashable] = set()
    for one in records:
        if one.key in seen:
            raise ValueError(f"{one.key!r} is named twice: one record for each worker.")
        if not (isfinite(one.weight) and one.weight > 0):
            raise ValueError(f"{one.key!r} has the weight {one.weight}; a weight is positive.")
        seen.add(one.key)
        if reason := reason_to_exclude(one):
            left.setdefault(reason, []).append(one.key)
        else:
            counted.append(one)
    excluded = {reason: len(left[reason]) for reason in EXCLUSIONS if reason in left}
    keys = {reason: tuple(found) for reason, found in left.items()}
    if not counted:
        return Indicator(0, 0.0, *(None,) * 7, excluded, (), keys)
    total = sum(one.weight for one in counted)
    ratios = [(ratio_of(one), one.weight) for one in counted]
    cost = sum(one.weight * ((one.cost or 0) - (one.reimbursed or 0)) for one in counted)
    earnings = sum(one.weight * (one.earnings or 0) for one in counted)
    return Indicator(
        len(counted),
        total,
        sum(ratio * weight for ratio, weight in ratios) / total,
        quantile(ratios, 0.5),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75),
        cost / earnings,
        cost / total,
        earnings / total,
        excluded,
        tuple(one.key for one in counted),
        keys,
    )


def quantile(pairs: Sequence[tuple[float, float]], share: float) -> float:
    """Return the smallest value at which the cumulated weight reaches ``share`` of the total.

    ``pairs`` are (value, weight), at least one. Where it is reached exactly, the mean of this
    value and the next is returned, so that the median of 1, 2, 3, 4 is 2.5.
    """
    ordered = sorted(pairs)
    wanted = share * sum(weight for _value, weight in ordered)
    reached = 0.0
    for place, (value, weight) in enumerate(ordered):
        reached += weight
        if abs(reached - wanted) <= 1e-9 * max(1.0, wanted) and place + 1 < len(ordered):
            return (value + ordered[place + 1][0]) / 2
        if reached >= wanted:
            return value
    return ordered[-1][0]


def by_group(
    records: Sequence[Record], name: str, smallest: int = 0
) -> dict[str, Indicator | None]:
    """Return the indicator for each value of one breakdown, by value; "" is not known.

    A group with fewer than ``smallest`` workers in the indicator is None, and so are the groups
    that would give it away: disclosure control decides, as for every table (``analysis.sdc``).
    """
    groups: dict[str, list[Record]] = {}
    for one in records:
        groups.setdefault(one.groups.get(name, ""), []).append(one)
    found: dict[str, Indicator | None] = {
        value: cost_indicator(groups[value]) for value in sorted(groups)
    }
    if not smallest:
        return found
    # numbered, so that no value can be mistaken for the total
    values = list(found)
    sizes = [one.n if one is not None else 0 for one in found.values()]
    table = sdc.Table.of({"group": [str(place) for place in range(len(values))]}, sizes)
    away = sdc.protect(table, replace(sdc.PUBLIC, threshold=smallest)).hidden_rows
    return {
        value: None if hidden else found[value] for value, hidden in zip(values, away, strict=True)
    }
