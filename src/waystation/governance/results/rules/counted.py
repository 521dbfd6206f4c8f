"""What a figure counts, in the normal form by which disclosure control identifies a cell.

An indicator, a sentence with a selection and the code of a table may count the same rows; here
all three become the same term. See :mod:`waystation.analysis.sdc.counted`.
"""

from __future__ import annotations

from collections.abc import Mapping

from waystation.analysis.sdc import Codes, Term, Where, one_of
from waystation.foundation.shared.facts import Column

from .definitions import OF_THE_PERSON, Definition
from .expressions import Expression

UNKNOWN = ""
YES, NO = Codes.of("yes"), Codes.of("no")


def where_of(tree: Expression | None, columns: Mapping[str, Column]) -> Where:
    """Return a definition's filter as boxes; the tree has passed ``expressions.check``."""
    if not tree:
        return Where()
    if "all" in tree:
        found = Where()
        for part in tree["all"]:
            found = found & where_of(part, columns)
        return found
    if "any" in tree:
        found = Where(())
        for part in tree["any"]:
            found = found | where_of(part, columns)
        return found
    if "not" in tree:
        return ~where_of(tree["not"], columns)
    return Where.of(_compare(columns[tree["column"]], tree))


def _compare(column: Column, tree: Expression) -> Mapping[str, Codes]:
    word = next(key for key in tree if key != "column")
    wanted = tree[word]
    if word == "known" and column.known_of:
        return {f"{column.known_of} known": Codes.of("yes" if wanted else "no")}
    if column.known_of and word == "is":
        return {f"{column.known_of} known": Codes.of("yes" if wanted else "no")}
    if word == "known" and column.kind == "code":
        return {column.name: Codes(frozenset({UNKNOWN}), but=bool(wanted))}
    if word == "known" and column.kind == "codes":
        none = Codes.of("no" if wanted else "yes")
        return {one_of(column.name, UNKNOWN, {column.name})[0]: none}
    if word == "known":
        return {f"{column.name} known": Codes.of("yes" if wanted else "no")}
    if word == "has":
        return dict([one_of(column.name, wanted, {column.name})])
    if column.kind == "yes_no":
        return {column.name: Codes.of("yes" if wanted else "no")}
    if column.kind == "number":
        return {f"{column.name} {word} {wanted:g}": YES}
    return {column.name: Codes(frozenset(wanted if word == "in" else [wanted]))}


def selection_of(where: Mapping[str, str], columns: Mapping[str, Column]) -> Where:
    """Return what a reader selected, each column by one code; "" is unknown."""
    several = {name for name, column in columns.items() if column.kind == "codes"}
    chosen: dict[str, Codes] = {}
    for name, value in where.items():
        known_of = columns[name].known_of
        if known_of and value in {"yes", "no"}:
            chosen[f"{known_of} known"] = Codes.of(value)
        else:
            chosen.update([one_of(name, value, several)])
    return Where.of(chosen)


PARTS = ("numerator", "rest", "denominator")


def terms_of(
    definition: Definition,
    selection: Mapping[str, str],
    columns: Mapping[str, Column],
    part: str = "",
) -> tuple[Term, ...]:
    """Return what an indicator counts under a selection.

    ``part``: of a share the "numerator", the "rest" or the "denominator"; of a sum or a mean
    "records" for the number of records behind it; else "".
    """
    several = frozenset(name for name, column in columns.items() if column.kind == "codes")
    base = where_of(definition.where, columns) & selection_of(selection, columns)
    measure = definition.measure
    over = {definition.over_time, definition.over_places} & {"last", "max"}
    own = f" {definition.key} {sorted(over)}" if over else ""

    def term(kind: str, where: Where, adds: frozenset[str] | None, sign: float = 1.0) -> Term:
        name = f"{kind} by {definition.date}{own}"
        return Term(definition.source, name, where, adds, several, sign)

    def terms_of(where: Where, sign: float = 1.0) -> list[Term]:
        if measure.kind == "distinct":
            adds = OF_THE_PERSON if measure.column == "person" else frozenset()
            found = [term(f"distinct {measure.column}", where, adds, sign)]
            if measure.anonymous == "each_once":
                nobody = where & Where.of({f"{measure.column} known": NO})
                found.append(term("rows", nobody, None, sign))
            return found
        if measure.kind == "rows" or part == "records":
            if measure.column:
                where = where & Where.of({f"{measure.column} known": YES})
            return [term("rows", where, None, sign)]
        return [term(f"sum {measure.column}", where, None, sign)]

    if part not in PARTS:
        return tuple(terms_of(base))
    passing = where_of(definition.numerator, columns)
    if part == "numerator":
        return tuple(terms_of(base & passing))
    if part == "denominator":
        return tuple(terms_of(base))
    if measure.kind != "distinct" or _describes(passing):
        return tuple(terms_of(base & ~passing))
    # persons of whom no row passes: those who are left when the others are taken away
    return (*terms_of(base), *terms_of(base & passing, -1.0))


def _describes(where: Where) -> bool:
    """Return whether a filter looks only at what describes the person."""
    return all(name in OF_THE_PERSON for box in where.boxes for name, _ in box)
