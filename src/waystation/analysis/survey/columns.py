"""Converting input (lists, NumPy, data-frame columns) to clean arrays and codes."""

from __future__ import annotations

import datetime
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.foundation.shared.words import N_

from .frames import MISSING as MISSING
from .frames import Codes as Codes
from .frames import as_array, declared_levels, is_missing
from .problems import CannotEstimate

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def check_length(array: npt.NDArray[Any], n: int, name: str) -> None:
    """Raise :class:`CannotEstimate` unless ``array`` has one value per row."""
    if len(array) != n:
        raise CannotEstimate(
            N_(
                "“{name}” has {found} values but the design has {expected} rows. Give one value "
                "per row, in the same order, and leave rows out with where=, never by dropping."
            ),
            code="column_length",
            name=name,
            found=len(array),
            expected=n,
        )


def numbers(values: Any, n: int, name: str) -> tuple[Floats, Mask | None]:
    """Return ``values`` as float64 and where they are present (None: everywhere).

    Missing is NaN, None, or a masked entry. Raises :class:`CannotEstimate` for text that is
    not a number and for infinite values, naming the first row.
    """
    array = as_array(values)
    check_length(array, n, name)
    if array.dtype.kind in "iub" and not isinstance(array, np.ma.MaskedArray):
        return array.astype(np.float64), None
    if array.dtype.kind in "mMc":
        raise CannotEstimate(
            N_(
                "“{name}” holds dates, durations or complex numbers. Turn them into plain numbers "
                "first, for example days."
            ),
            code="not_a_number",
            name=name,
        )
    try:
        floats = as_floats(array)
    except (TypeError, ValueError):
        floats = _numbers_from_objects(array, name)
    with np.errstate(over="ignore", invalid="ignore"):
        quick = float(floats.sum()) if n else 0.0
    if math.isfinite(quick):
        return floats, None
    infinite = np.isinf(floats)
    if infinite.any():
        raise CannotEstimate(
            N_(
                "“{name}” holds {count} infinite value(s), the first in row {row}. Correct "
                "them in the cleaning log, or make them missing."
            ),
            code="infinite",
            name=name,
            count=int(infinite.sum()),
            row=int(np.argmax(infinite)) + 1,
        )
    present = ~np.isnan(floats)
    if present.all():
        raise CannotEstimate(
            N_("The values of “{name}” are too large to add up. Use a larger unit."),
            code="too_large",
            name=name,
        )
    return floats, present


def as_floats(array: npt.NDArray[Any]) -> Floats:
    """Return ``array`` as float64, NaN where it is masked; text raises as NumPy does."""
    if isinstance(array, np.ma.MaskedArray):
        return np.ma.filled(array.astype(np.float64), np.nan)
    return np.asarray(array, dtype=np.float64)


def finite_number(value: Any, name: str) -> float:
    """Return one number a caller gave; raises :class:`CannotEstimate` if it is none."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise CannotEstimate(
            N_("{name} is “{value}”. Give a number."),
            code="not_a_number",
            name=name,
            value=str(value)[:60],
        )
    return found


def _numbers_from_objects(array: npt.NDArray[Any], name: str) -> Floats:
    out = np.empty(len(array))
    for row, value in enumerate(array.tolist()):
        if is_missing(value):
            out[row] = np.nan
            continue
        try:
            out[row] = float(value)
        except (TypeError, ValueError):
            raise CannotEstimate(
                N_(
                    "“{name}” is not a number in row {row}: “{value}”. Correct it, or estimate "
                    "shares of its values with proportion()."
                ),
                code="not_a_number",
                name=name,
                row=row + 1,
                value=str(value)[:60],
            ) from None
    return out


def factorise(values: Any, *, unused: bool = False) -> tuple[Codes, list[Any]]:
    """Return a code per row (``MISSING`` for None, NaN, NA and "") and the labels.

    Declared levels stay in their order, other labels are sorted; ``unused`` also returns the
    declared levels that no row has. Whole numbers in a small range take one pass without sorting,
    which is what makes a domain of 10,000,000 rows cheap.
    """
    declared = declared_levels(values)
    if declared is not None:
        return declared if unused else _occurring(*declared)
    array = as_array(values)
    if isinstance(array, np.ma.MaskedArray):
        there = ~np.ma.getmaskarray(array)
        codes = np.full(len(array), MISSING, np.intp)
        codes[there], labels = factorise(np.ma.getdata(array)[there])
        return codes, labels
    kind = array.dtype.kind
    if kind in "iub":
        return _factorise_whole(array)
    if kind == "f":
        return _factorise_floats(array)
    if kind == "M":
        return _factorise_times(array)
    return _factorise_labels(array)


def _occurring(codes: Codes, labels: list[Any]) -> tuple[Codes, list[Any]]:
    seen = total_by(codes[codes >= 0], None, len(labels)) > 0
    if seen.all():
        return codes, labels
    place = np.append(np.where(seen, np.cumsum(seen) - 1, MISSING), MISSING).astype(np.intp)
    return place[codes], [label for label, there in zip(labels, seen, strict=True) if there]


def _factorise_whole(array: npt.NDArray[Any]) -> tuple[Codes, list[Any]]:
    if not len(array):
        return np.zeros(0, np.intp), []
    if array.dtype.kind == "b":
        some, every = bool(array.any()), bool(array.all())
        if some != every:
            return array.astype(np.intp), [False, True]
        return np.zeros(len(array), np.intp), [every]
    low, high = int(array.min()), int(array.max())
    spread = high - low + 1
    if spread > max(1_000_000, 2 * len(array)):
        unique, inverse = np.unique(array, return_inverse=True)
        return inverse.astype(np.intp, copy=False).reshape(-1), unique.tolist()
    shifted = array.astype(np.intp) if low == 0 else np.subtract(array, low, dtype=np.intp)
    seen = np.zeros(spread, np.bool_)
    seen[shifted] = True
    labels = (np.flatnonzero(seen) + low).tolist()
    if len(labels) == spread:
        return shifted, labels
    place = np.cumsum(seen, dtype=np.intp) - 1
    return place[shifted], labels


def _factorise_floats(array: npt.NDArray[Any]) -> tuple[Codes, list[Any]]:
    present = ~np.isnan(array)
    codes = np.full(len(array), MISSING, np.intp)
    unique, inverse = np.unique(array[present], return_inverse=True)
    codes[present] = inverse.reshape(-1)
    labels = [int(v) if math.isfinite(v) and v == int(v) else v for v in unique.tolist()]
    return codes, labels


def _factorise_times(array: npt.NDArray[Any]) -> tuple[Codes, list[Any]]:
    """Return codes and labels of times: days where no time of day is given."""
    codes, labels = _factorise_labels(array.astype("datetime64[us]"))
    if all(label.time() == datetime.time() for label in labels if hasattr(label, "time")):
        labels = [label.date() if hasattr(label, "date") else label for label in labels]
    return codes, labels


def _factorise_labels(array: npt.NDArray[Any]) -> tuple[Codes, list[Any]]:
    found: dict[Hashable, int] = {}
    raw = np.fromiter(
        (found.setdefault(value, len(found)) for value in array.tolist()), np.intp, len(array)
    )
    labels: list[Any] = [label for label in found if not is_missing(label)]
    try:
        labels = sorted(labels)
    except TypeError:
        labels.sort(key=lambda label: (type(label).__name__, str(label)))
    place = {label: code for code, label in enumerate(labels)}
    order = np.fromiter((place.get(label, MISSING) for label in found), np.intp, len(found))
    return (order[raw] if len(found) else raw), labels


def mask_of(where: Any, n: int) -> Mask | None:
    """Return ``where`` as a boolean array, or None for every row; a missing value is False.

    Columns of 0 and 1 will do. Raises :class:`CannotEstimate` for any other number and for text,
    naming the first row.
    """
    if where is None:
        return None
    array = as_array(where)
    check_length(array, n, "where")
    hidden = None
    if isinstance(array, np.ma.MaskedArray):
        hidden, array = np.ma.getmaskarray(array), np.ma.getdata(array)
    mask = array if array.dtype.kind == "b" else _as_yes_or_no(array, hidden)
    return mask if hidden is None else mask & ~hidden


def _as_yes_or_no(array: npt.NDArray[Any], hidden: Mask | None) -> Mask:
    if array.dtype.kind in "iuf":
        yes, no = array == 1, (array == 0) | np.isnan(array)
    else:
        values = array.tolist()
        kinds = bool | int | float | np.bool_
        yes = np.array([isinstance(v, kinds) and v == 1 for v in values], np.bool_)
        no = np.array(
            [is_missing(v) or (isinstance(v, kinds) and v == 0) for v in values], np.bool_
        )
    wrong = ~(yes | no)
    if hidden is not None:
        wrong &= ~hidden
    if wrong.any():
        row = int(np.argmax(wrong))
        raise CannotEstimate(
            N_(
                "where= takes True or False, but row {row} has “{value}”. Compare the column with "
                'a value, for example where=(consent == "yes").'
            ),
            code="where_not_boolean",
            row=row + 1,
            value=str(array[row])[:60],
        )
    return np.asarray(yes)


class Domains:
    """The domain of every row: the combinations of one or more breakdown columns.

    ``codes`` is None when there is no breakdown (one domain). Only combinations that occur in
    the data become domains, and every level that a breakdown declares; a row with a missing
    breakdown belongs to none.
    """

    def __init__(self, by: Any, n: int, *, unused: bool = True) -> None:
        self.names: list[str] = []
        self.keys: list[tuple[Any, ...]] = [()]
        self.codes: Codes | None = None
        if by is None or (isinstance(by, Mapping) and not by):
            return
        if isinstance(by, Domains):
            self.names, self.keys, self.codes = by.names, by.keys, by.codes
            return
        columns = by if isinstance(by, Mapping) else {"by": by}
        parts = []
        for name, values in columns.items():
            codes, labels = factorise(values, unused=unused)
            check_length(codes, n, str(name))
            parts.append((codes, labels))
            self.names.append(str(name))
        declared = [False]
        if len(parts) > 1 and unused:
            declared = [declared_levels(values) is not None for values in columns.values()]
        self.codes, self.keys = _cross(parts, declared)

    @classmethod
    def made(cls, names: list[str], keys: list[tuple[Any, ...]], codes: Codes) -> Domains:
        """Return domains whose keys and codes are known already."""
        new = cls(None, len(codes))
        new.names, new.keys, new.codes = names, keys, codes
        return new

    def __len__(self) -> int:
        return len(self.keys)


def _cross(
    parts: Sequence[tuple[Codes, list[Any]]], declared: Sequence[bool]
) -> tuple[Codes, list[tuple[Any, ...]]]:
    """Return the combination of each row, and those that occur or are declared."""
    codes, labels = parts[0]
    keys: list[tuple[Any, ...]] = [(label,) for label in labels]
    for number, (more, names) in enumerate(parts[1:], start=1):
        width = max(len(names), 1)
        joint = codes * width + more
        joint[(codes < 0) | (more < 0)] = MISSING
        everything = [(*key, name) for key in keys for name in names]
        found = np.bincount(joint[joint >= 0], minlength=len(everything)) > 0
        found |= all(declared[: number + 1])
        place = np.where(found, np.cumsum(found) - 1, MISSING)
        codes = np.where(joint >= 0, place[joint], MISSING).astype(np.intp) if len(place) else joint
        keys = [key for key, there in zip(everything, found, strict=True) if there]
    return codes, keys


def labels_of(values: Iterable[Any]) -> str:
    """Return the first few of ``values`` as text for a sentence."""
    shown = [str(value) for value in values]
    return ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else "")


def total_by(code: Codes, values: Floats | Mask | None, size: int) -> Floats:
    """Return Σ ``values`` (None: the count) per ``code``, shape (size,), as float64."""
    return np.asarray(np.bincount(code, values, size), dtype=np.float64)
