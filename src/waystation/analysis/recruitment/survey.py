"""From survey answers to the records of indicator 10.7.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from .indicator import Record

YES, NO = {"yes", "1", "true"}, {"no", "0", "false"}


@dataclass(frozen=True)
class Columns:
    """Which columns of a table of answers hold what, all amounts in one currency.

    ``costs`` and ``reimbursed`` are one column for each item. ``groups`` maps the name of a
    breakdown to its column. A column named "" is not in the questionnaire.
    """

    key: str
    costs: Sequence[str]
    earnings: str
    reimbursed: Sequence[str] = ()
    for_wages: str = ""
    usual_stay: str = ""
    first_job: str = ""
    weight: str = ""
    groups: Mapping[str, str] | None = None


def records_from_answers(rows: Iterable[Mapping[str, Any]], columns: Columns) -> list[Record]:
    """Return one record for each row of answers.

    The cost is the sum of the items that were answered; where none was, it is not known, and
    where some were not, the record is not complete. A reimbursement that was not answered is
    none. Text that is no number is not known. Yes and no may be written yes, no, 1, 0, true or
    false; everything else is not known. Raises KeyError for a column that no row has.
    """
    return [_record(row, columns) for row in rows]


def _record(row: Mapping[str, Any], columns: Columns) -> Record:
    items = [_number(row[name]) for name in columns.costs]
    answered = [one for one in items if one is not None]
    back = [_number(row[name]) or 0.0 for name in columns.reimbursed]
    weight = _number(row[columns.weight]) if columns.weight else 1.0
    return Record(
        key=row[columns.key],
        cost=sum(answered) if answered else None,
        earnings=_number(row[columns.earnings]),
        reimbursed=sum(back),
        for_wages=_yes_no(row, columns.for_wages),
        usual_stay=_yes_no(row, columns.usual_stay),
        first_job=_yes_no(row, columns.first_job),
        complete=len(answered) == len(items),
        weight=weight if weight is not None else 0.0,
        groups={name: str(row[of] or "") for name, of in (columns.groups or {}).items()},
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if isfinite(found) else None


def _yes_no(row: Mapping[str, Any], name: str) -> bool | None:
    said = str(row[name]).strip().lower() if name else ""
    return True if said in YES else False if said in NO else None
