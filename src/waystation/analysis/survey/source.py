"""The source table of a sample, its columns by name, and conditions on them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import check_length, labels_of
from .frames import as_array, declared_levels, library_of
from .problems import CannotEstimate


class Source:
    """A table of pandas, Polars, Arrow, DuckDB or a dict of columns; columns made later beside it.

    A DuckDB relation, a Polars LazyFrame and a Parquet file are read once, here: asked twice they
    might give their rows in another order.
    """

    def __init__(self, table: Any) -> None:
        self.table = _open(table)
        self.made: dict[Any, Any] = {}
        if isinstance(self.table, Mapping):
            self.own = list(self.table)
            self.n = next((len(column) for column in self.table.values()), 0)
            for name, column in self.table.items():
                check_length(as_array(column), self.n, str(name))
        elif library_of(self.table) == "pyarrow":
            self.own, self.n = self.table.schema.names, self.table.num_rows
        elif library_of(self.table) in ("pandas", "polars") and np.ndim(self.table) == 2:
            self.own, self.n = list(self.table.columns), len(self.table)
        else:
            raise CannotEstimate(
                N_(
                    "A sample is taken from a table of pandas, Polars, Arrow or DuckDB, from a "
                    "dict of columns or a Parquet file, not from {what}."
                ),
                code="table_kind",
                what=type(table).__name__,
            )
        twice = [name for name in dict.fromkeys(self.own) if self.own.count(name) > 1]
        if twice:
            raise CannotEstimate(
                N_("The table has several columns named {names}. Rename them."),
                code="column_twice",
                names=labels_of(twice),
            )

    @property
    def names(self) -> list[Any]:
        """Return the names of all columns."""
        return list(dict.fromkeys([*self.own, *self.made]))

    def column(self, name: Any) -> Any:
        """Return one column as its library keeps it; refuse an unknown name with those like it."""
        if name in self.made:
            return self.made[name]
        if name not in self.own:
            near = difflib.get_close_matches(str(name), map(str, self.names), 5, 0.4)
            raise CannotEstimate(
                N_("There is no column {names}. The columns are: {known}."),
                code="column_unknown",
                names=str(name),
                known=labels_of([*near, *(n for n in self.names if str(n) not in near)]),
            )
        return self.table[name]

    def with_columns(self, columns: Mapping[Any, Any]) -> Source:
        """Return the table with more columns: values, an SQL or Polars expression, a function."""
        new = copy(self)
        new.made = dict(self.made)
        for name, given in columns.items():
            made = new.values_of(given)
            if declared_levels(made) is None:
                check_length(as_array(made), self.n, str(name))
            else:
                check_length(np.empty(len(made)), self.n, str(name))
            new.made[name] = made
        return new

    def values_of(self, given: Any) -> Any:
        """Return the values of a column that was given by name, expression, function or values."""
        if isinstance(given, str):
            return self.column(given) if given in self.names else self._by_sql(given)
        if library_of(given) == "polars" and hasattr(given, "meta"):
            import polars

            frame = polars.DataFrame({str(n): self._arrow(n, False) for n in self.names})
            return frame.select(given).to_series()
        if callable(given):
            return self._aligned(given(self.table))
        if np.ndim(given) == 0:
            return np.full(self.n, given)
        return self._aligned(given)

    def _aligned(self, values: Any) -> Any:
        """Refuse a pandas column whose rows are not in the order of the table."""
        index: Any = getattr(values, "index", None)
        both = library_of(values) == library_of(self.table) == "pandas"
        same = not both or index is None or len(values) != self.n
        if not same and not index.equals(self.table.index):
            raise CannotEstimate(
                N_(
                    "The column's index is not that of the table, so its rows may be in another "
                    "order. Take it from the same table."
                ),
                code="index_differs",
            )
        return values

    def _by_sql(self, expression: str) -> Any:
        """Return the values of an SQL expression over the columns, by DuckDB; NaN is NULL."""
        import duckdb
        import pyarrow

        folded = expression.lower()
        used = [name for name in self.names if str(name).lower() in folded]
        columns = {str(name): self._arrow(name, True) for name in used}
        columns = columns or {"row": pyarrow.array(range(self.n))}
        # The expression is the analyst's own, over a table of their own; files are out of reach.
        query = f"SELECT ({expression}) AS x FROM given"  # noqa: S608
        with duckdb.connect(":memory:", config={"python_enable_replacements": False}) as connection:
            connection.register("given", pyarrow.table(columns))
            connection.execute("SET enable_external_access = false")
            try:
                table = connection.sql(query).to_arrow_table()
            except duckdb.Error as error:
                raise CannotEstimate(
                    N_(
                        "“{expression}” is neither a column nor an SQL expression over columns: "
                        "{problem} Texts take '…', names with a dot or a space take \"…\"."
                    ),
                    code="expression",
                    expression=expression[:80],
                    problem=str(error).partition("\n")[0],
                ) from None
        values = table.column(0)
        check_length(np.empty(len(values)), self.n, expression[:40])
        return values

    def _arrow(self, name: Any, known: bool) -> Any:
        """Return a column for another engine; ``known``: NaN, which SQL calls largest, is NULL."""
        import pyarrow
        import pyarrow.compute as compute

        values = self.column(name)
        if hasattr(values, "to_arrow"):
            values = values.to_arrow()
        if library_of(values) != "pyarrow":
            return pyarrow.array(values, from_pandas=True)
        if known and pyarrow.types.is_floating(values.type):
            return compute.if_else(compute.is_nan(values), None, values)
        return values

    def conditions(self, given: tuple[Any, ...], equal: Mapping[Any, Any]) -> Iterator[Any]:
        """Yield each condition as values with the words it is printed in."""
        for one in given:
            if one is None:
                continue
            if isinstance(one, Mapping):
                yield from self.conditions((), one)
            else:
                words = one if isinstance(one, str) else "a condition of the caller"
                yield self.values_of(one), words
        for name, wanted in equal.items():
            several = list(wanted) if isinstance(wanted, list | tuple | set) else [wanted]
            values = as_array(self.column(name)).tolist()
            unknown = [one for one in several if one not in set(values)]
            if unknown:
                raise CannotEstimate(
                    N_("“{name}” never is {value}. Correct the condition."),
                    code="value_unknown",
                    name=str(name),
                    value=labels_of(unknown),
                )
            words = f"{name} = {' or '.join(map(str, several))}"
            yield np.array([value in several for value in values], np.bool_), words


def _open(table: Any) -> Any:
    if isinstance(table, str | Path):
        import pyarrow.parquet

        if not Path(table).is_file():
            raise CannotEstimate(
                N_("There is no file {path}."), code="file_missing", path=Path(table).name
            )
        return pyarrow.parquet.read_table(table)
    if library_of(table) == "duckdb" and hasattr(table, "to_arrow_table"):
        return table.to_arrow_table()
    if library_of(table) == "polars" and hasattr(table, "collect"):
        return table.collect()
    if library_of(table) == "pyarrow" and not hasattr(table, "num_columns"):
        import pyarrow

        return pyarrow.table(table) if hasattr(table, "__arrow_c_stream__") else table
    if library_of(table) == "pyarrow" and not hasattr(table, "combine_chunks"):
        import pyarrow

        return pyarrow.table(table)
    return table
