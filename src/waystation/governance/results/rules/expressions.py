"""Filters as data: a small tree that is validated once and evaluated by any engine.

``{"column": "reason", "is": "work_abroad"}``, ``{"column": "topics", "has": "rights"}``,
``{"column": "minutes", "at_least": 10}``, ``{"all": […]}``, ``{"any": […]}``, ``{"not": …}``.
An unknown value makes every comparison false, as it would for a person reading the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.facts import Column
from waystation.foundation.shared.words import N_

Expression = Mapping[str, Any]
DEEPEST = 6
FITTING = {
    "key": {"known"},
    "date": {"known"},
    "code": {"is", "in", "known"},
    "codes": {"has", "known"},
    "number": {"is", "at_least", "at_most", "known"},
    "yes_no": {"is", "known"},
}


def check(
    tree: Any, columns: Mapping[str, Column], *, field: str = "where", depth: int = 0
) -> None:
    """Raise Refusal if ``tree`` is not a filter over ``columns``."""
    if depth > DEEPEST:
        raise Refusal(
            N_("This filter is nested more than {most} deep. Split the indicator in two."),
            field=field,
            code="filter_too_deep",
            most=DEEPEST,
        )
    if not isinstance(tree, Mapping) or not tree:
        raise Refusal(
            N_("A filter is an object with a column and a comparison, or all, any or not."),
            field=field,
            code="filter_unreadable",
        )
    if set(tree) & {"all", "any", "not"}:
        word = next(iter(tree))
        parts = [tree[word]] if word == "not" else tree[word]
        if len(tree) != 1 or not isinstance(parts, list) or not parts:
            raise Refusal(
                N_('"{word}" must be used on its own, with at least one filter.'),
                field=field,
                code="filter_unreadable",
                word=word,
            )
        for part in parts:
            check(part, columns, field=field, depth=depth + 1)
        return
    _check_comparison(tree, columns, field)


def _check_comparison(tree: Expression, columns: Mapping[str, Column], field: str) -> None:
    name = tree.get("column")
    column = columns.get(name) if isinstance(name, str) else None
    if column is None:
        raise Refusal(
            N_('This source has no column "{column}". It has: {known}.'),
            field=field,
            code="column_unknown",
            column=str(name)[:40],
            known=", ".join(sorted(columns)),
        )
    words = set(tree) - {"column"}
    if len(words) != 1 or not words <= FITTING[column.kind]:
        raise Refusal(
            N_('The column "{column}" can be compared by: {fitting}.'),
            field=field,
            code="comparison_unfit",
            column=column.name,
            fitting=", ".join(sorted(FITTING[column.kind])),
        )
    word = words.pop()
    if not _value_fits(column.kind, word, tree[word]):
        raise Refusal(
            N_('"{value}" is not a value of the column "{column}".'),
            field=field,
            code="value_unfit",
            column=column.name,
            value=str(tree[word])[:40],
        )


def _value_fits(kind: str, word: str, value: Any) -> bool:
    if word == "known" or kind == "yes_no":
        return isinstance(value, bool)
    if word == "in":
        return (
            isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
        )
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def columns_in(tree: Expression | None) -> Iterator[str]:
    """Yield the names of the columns that ``tree`` looks at."""
    if not tree:
        return
    if "column" in tree:
        yield tree["column"]
    for word in ("all", "any"):
        for part in tree.get(word, ()):
            yield from columns_in(part)
    if "not" in tree:
        yield from columns_in(tree["not"])


def to_sql(tree: Expression | None, columns: Mapping[str, Column]) -> str:
    """Return the same filter as SQL, for an engine outside this process.

    ``codes`` columns are lists there; DuckDB, Spark and Trino read the result alike. The tree
    must have passed :func:`check`; text is quoted all the same.
    """
    if not tree:
        return "TRUE"
    if "all" in tree:
        return "(" + " AND ".join(to_sql(part, columns) for part in tree["all"]) + ")"
    if "any" in tree:
        return "(" + " OR ".join(to_sql(part, columns) for part in tree["any"]) + ")"
    if "not" in tree:
        return f"(NOT {to_sql(tree['not'], columns)})"
    name = '"' + str(tree["column"]).replace('"', '""') + '"'
    word = next(key for key in tree if key != "column")
    value = tree[word]
    if word == "known":
        unknown = f"{name} IS NULL"
        if columns[tree["column"]].kind == "codes":
            unknown = f"COALESCE(LEN({name}), 0) = 0"
        return f"({'NOT ' if value else ''}({unknown}))"
    if word == "in":
        body = f"{name} IN ({', '.join(_quote(one) for one in value)})"
    elif word == "has":
        body = f"LIST_CONTAINS({name}, {_quote(value)})"
    else:
        sign = {"is": "=", "at_least": ">=", "at_most": "<="}[word]
        body = f"{name} {sign} {_quote(value)}"
    return f"COALESCE({body}, FALSE)"


def _quote(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"
