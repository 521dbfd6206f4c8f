"""One field for each column: the assignment with the most points over all columns."""

from __future__ import annotations

import math
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
    found = {one.name: "" for one in columns}
    for column, points, field in zip(columns, table, _most(table), strict=True):
        if field < len(FIELDS) and points[field] > _NEVER / 2:
            found[column.name] = FIELDS[field]
    return found


def _most(table: Sequence[Sequence[float]]) -> list[int]:
    """Return the place chosen for each row, no place twice, so that the sum is the greatest.

    The Hungarian method. It is written out here because a register is read in a process whose
    memory is limited, in which SciPy cannot be loaded.
    """
    rows, places = len(table), len(table[0]) if table else 0
    of_row, of_place = [0.0] * (rows + 1), [0.0] * (places + 1)
    taken = [0] * (places + 1)  # the row that holds each place; place 0 is where one begins
    for row in range(1, rows + 1):
        taken[0], place = row, 0
        least, before = [math.inf] * (places + 1), [0] * (places + 1)
        seen = [False] * (places + 1)
        while taken[place]:
            seen[place] = True
            mine, step, following = taken[place], math.inf, 0
            for other in range(1, places + 1):
                if seen[other]:
                    continue
                cost = -table[mine - 1][other - 1] - of_row[mine] - of_place[other]
                if cost < least[other]:
                    least[other], before[other] = cost, place
                if least[other] < step:
                    step, following = least[other], other
            for other in range(places + 1):
                if seen[other]:
                    of_row[taken[other]] += step
                    of_place[other] -= step
                else:
                    least[other] -= step
            place = following
        while place:
            taken[place] = taken[before[place]]
            place = before[place]
    chosen = [0] * rows
    for place in range(1, places + 1):
        if taken[place]:
            chosen[taken[place] - 1] = place - 1
    return chosen
