"""Columns of pandas, Polars and Arrow as NumPy arrays and levels, imported only if used."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.foundation.shared.words import N_

from .problems import CannotEstimate

Codes = npt.NDArray[np.intp]
LIBRARIES = ("pandas", "polars", "pyarrow", "duckdb")
PLAIN = (str, bool, int, float, datetime.date)
MISSING = -1


def library_of(values: Any) -> str:
    """Return which data-frame library ``values`` comes from, "" for none of those known."""
    for kind in type(values).__mro__:
        root = kind.__module__.partition(".")[0].removeprefix("_")
        if root in LIBRARIES:
            return root
    return ""


def is_missing(value: Any) -> bool:
    """Return whether ``value`` means no answer: None, NaN, NaT, pandas' NA or an empty text."""
    if value is None or isinstance(value, str):
        return not value
    if isinstance(value, float | np.floating):
        return math.isnan(value)
    # By name: pandas need not be installed, and comparing its NA with anything gives NA.
    return type(value).__name__ in ("NAType", "NaTType")


def as_array(values: Any) -> npt.NDArray[Any]:
    """Return a column as a one-dimensional array, masked where only the library knows a gap.

    Categories come as their values; see :func:`declared_levels` for their codes.
    """
    if isinstance(values, np.ndarray):
        array = values
    else:
        library = library_of(values)
        if library == "pandas":
            array = _from_pandas(values)
        elif library == "polars" and hasattr(values, "to_arrow"):
            array = _from_polars(values)
        elif library == "pyarrow" and hasattr(values, "null_count"):
            array = _from_arrow(values)
        else:
            array = np.asarray(values)
    if array.ndim != 1:
        raise CannotEstimate(
            N_("A column must have one dimension, not {dimensions}. Pass one variable at a time."),
            code="column_shape",
            dimensions=array.ndim,
        )
    return array


def declared_levels(values: Any) -> tuple[Codes, list[Any]] | None:
    """Return the code of each row (``MISSING``: no answer) and the levels in declared order.

    For pandas categories, Polars enumerations and Arrow dictionaries; None for other columns. A
    level that no row has is among them.
    """
    if isinstance(values, np.ndarray):
        return None
    library = library_of(values)
    if library == "pandas":
        return _levels_of_pandas(values)
    if library == "polars" and hasattr(values, "to_arrow"):
        import polars

        if not isinstance(values.dtype, polars.Enum):
            return None
        codes = values.to_physical().cast(polars.Int64).fill_null(MISSING).to_numpy()
        return _tidy(codes, values.dtype.categories.to_list())
    if library == "pyarrow" and hasattr(values, "null_count"):
        return _levels_of_arrow(values)
    return None


def _from_pandas(values: Any) -> npt.NDArray[Any]:
    import pandas

    if getattr(values, "ndim", 1) != 1:
        return np.asarray(values)
    series = pandas.Series(values)
    dtype: Any = series.dtype
    if isinstance(dtype, pandas.ArrowDtype):
        import pyarrow

        return _from_arrow(pyarrow.array(series.array))
    if isinstance(dtype, pandas.StringDtype):
        return np.asarray(series.to_numpy(dtype=object, na_value=None))
    if hasattr(dtype, "numpy_dtype"):  # Int64, Float64, boolean and their like
        hidden = series.isna().to_numpy()
        data = series.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
        return np.ma.MaskedArray(data, hidden) if hidden.any() else data
    return np.asarray(series.array)


def _from_polars(values: Any) -> npt.NDArray[Any]:
    import polars

    if isinstance(values.dtype, polars.Enum | polars.Categorical):
        values = values.cast(polars.String)
    return _from_arrow(values.to_arrow())


def _from_arrow(values: Any) -> npt.NDArray[Any]:
    import pyarrow

    if hasattr(values, "combine_chunks"):
        values = values.combine_chunks()
    kind = values.type
    if pyarrow.types.is_dictionary(kind):
        values, kind = values.cast(kind.value_type), kind.value_type
    if values.null_count and (pyarrow.types.is_boolean(kind) or pyarrow.types.is_integer(kind)):
        hidden = values.is_null().to_numpy(zero_copy_only=False)
        data = values.fill_null(False if pyarrow.types.is_boolean(kind) else 0)
        return np.ma.MaskedArray(data.to_numpy(zero_copy_only=False), hidden)
    return np.asarray(values.to_numpy(zero_copy_only=False))


def _levels_of_pandas(values: Any) -> tuple[Codes, list[Any]] | None:
    import pandas

    series = pandas.Series(values) if getattr(values, "ndim", 1) == 1 else None
    dtype: Any = None if series is None else series.dtype
    if isinstance(dtype, pandas.CategoricalDtype) and series is not None:
        return _tidy(series.cat.codes.to_numpy(), dtype.categories.tolist())
    if isinstance(dtype, pandas.ArrowDtype) and series is not None:
        import pyarrow

        return _levels_of_arrow(pyarrow.array(series.array))
    return None


def _levels_of_arrow(values: Any) -> tuple[Codes, list[Any]] | None:
    import pyarrow

    if not pyarrow.types.is_dictionary(values.type):
        return None
    if hasattr(values, "combine_chunks"):
        values = values.unify_dictionaries().combine_chunks()
    codes = values.indices.cast(pyarrow.int64()).fill_null(MISSING)
    return _tidy(codes.to_numpy(zero_copy_only=False), values.dictionary.to_pylist())


def _tidy(codes: npt.NDArray[Any], labels: list[Any]) -> tuple[Codes, list[Any]]:
    """Return codes and labels without missing labels and without the same label twice."""
    plain = [
        label if is_missing(label) or isinstance(label, PLAIN) else str(label) for label in labels
    ]
    known = list(dict.fromkeys(label for label in plain if not is_missing(label)))
    if known == plain:
        return codes.astype(np.intp), plain
    place = {label: code for code, label in enumerate(known)}
    moved = [MISSING if is_missing(label) else place[label] for label in plain]
    return np.array([*moved, MISSING], np.intp)[codes], known
