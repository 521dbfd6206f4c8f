"""One field for each column: the assignment with the most points over all columns."""

from __future__ import annotations

from collections.abc import Sequence

from .profiles import Column
from .scoring import FIELDS, Scores

_NEVER, _NEEDED = -1000.0, 4.0


def assign(columns: Sequence[Column], *, translated: bool = False) -> dict[str, str]:
    """Return the field of each column by its name, "" for a column of no field.

    ``translated`` says that further columns hold the label in one language each.
    """
    scores = Scores(columns, translated=translated)
    table = []
    for at, column in enumerate(columns):
        points = [scores.of(column, field) for field in FIELDS]
        rest = [_NEVER] * len(columns)
        rest[at] = scores.rest(column)
        table.append([_NEVER if one is None else one for one in points] + rest)
    found = _best(columns, table)
    for field, others in (("label", {"label", "subject"}), ("value", {"value", "low"})):
        if not others & set(found.values()) and not (translated and field == "label"):
            for row in table:  # a register without it is none: what may be it is
                row[FIELDS.index(field)] += _NEEDED
            found = _best(columns, table)
    return found


def _best(columns: Sequence[Column], table: list[list[float]]) -> dict[str, str]:
    from scipy.optimize import linear_sum_assignment  # a second of work that few processes need

    found = {one.name: "" for one in columns}
    _rows, chosen = linear_sum_assignment(table, maximize=True)
    for column, points, field in zip(columns, table, chosen.tolist(), strict=True):
        if field < len(FIELDS) and points[field] > _NEVER / 2:
            found[column.name] = FIELDS[field]
    return found
