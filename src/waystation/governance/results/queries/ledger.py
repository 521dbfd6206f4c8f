"""Everything that one audience has received about a source, combined before more is released.

Each table of a report is protected beside those before it, in this report and in every edition its
readers may have read, and all are attacked together. Cells are named by what they count
(``rules.counted``), so that a sentence, a share, another indicator, a longer period or a wider set
of offices is part of the same equations.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import numpy as np

from waystation.analysis import sdc
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period, parse
from waystation.governance.results.rules import counted as naming
from waystation.governance.results.rules import definitions
from waystation.governance.results.rules.definitions import OF_THE_PERSON, Definition

from . import counting, store
from .counting import Ask, Cell, Counted

Dated = tuple[UUID, date, date, str]
"""An edition: its key, first and last day, and audience."""
READS = {"partners": ("partners", "public"), "public": ("public",)}
"""What each audience reads: what is public, partners read too."""


class Published(Protocol):
    """The editions that readers outside an organisation may have read; ``reports`` has them."""

    def dated(self) -> list[Dated]:
        """Return every such edition in the order of publication."""

    def contents(self, editions: Iterable[UUID]) -> Iterator[Mapping[str, Any]]:
        """Yield what these editions say, in the order of publication."""


@dataclass(frozen=True)
class Part:
    """One series of numbers that a figure shows: its records, its numerator, its sum …"""

    name: str
    size: Callable[[Cell], float]
    value: Callable[[Cell], float] | None = None


def parts_of(definition: Definition) -> list[Part]:
    """Return the series of numbers that an indicator shows, each protected as its own table.

    A share shows its denominator, and its parts reveal each other. For a sum, mean or median the
    number of records behind it decides whether it is small.
    """
    if definition.is_ratio:
        return [
            Part("numerator", lambda cell: cell.numerator),
            Part("rest", lambda cell: (cell.denominator or 0.0) - cell.numerator),
            Part("denominator", lambda cell: cell.denominator or 0.0),
        ]
    kind = definition.measure.kind
    if kind in {"rows", "distinct"} or (kind == "sum" and definition.unit == "person"):
        return [Part("", lambda cell: cell.numerator)]
    records = Part("records", lambda cell: float(cell.rows))
    amounts = Part("", lambda cell: float(cell.rows), lambda cell: cell.numerator)
    return {"sum": [amounts], "mean": [records, amounts]}.get(kind, [records])


@dataclass(frozen=True)
class LedgerTable:
    """One series of one table to be protected: the numbers and what they count."""

    what: tuple[sdc.Term, ...]
    span: sdc.Span
    table: sdc.Table


def ledger_table(part: Part, margins: list[Counted], counted: Counted) -> LedgerTable | None:
    """Return one series of a table with its margins; None for amounts below zero."""
    ask, whole = counted.ask, margins[0].cells[0]
    definition = ask.definition
    columns = {one.name: one for one in store.tables()[definition.source].all_columns}
    what = naming.terms_of(definition, ask.where, columns, part.name)
    span = sdc.Span(ask.period.code, offices=ask.offices)
    names = (*(("month",) if ask.monthly else ()), *ask.by)
    cells = list(counted.cells) if names else []
    rows = [dict(zip(names, key, strict=True)) for key in counted.keys] if names else []
    for margin in margins[1:] if rows else []:
        by = (*(("month",) if margin.ask.monthly else ()), *margin.ask.by)
        rows += [dict(zip(by, key, strict=True)) for key in margin.keys]
        cells += margin.cells
    cells.append(whole)
    rows.append({})
    columns_ = {name: [row.get(name, sdc.TOTAL) for row in rows] for name in names if len(rows) > 1}
    counts = [round(part.size(cell)) for cell in cells]
    values = None
    if part.value is not None:
        values = [part.value(cell) for cell in cells]
        if min(values) < 0:
            return None
    several = overlapping(definition, names) if columns_ else []
    return LedgerTable(what, span, sdc.Table.of(columns_, counts, values=values, distinct=several))


def overlapping(definition: Definition, dimensions: Any) -> list[str]:
    """Return the dimensions under whose codes one unit may be counted more than once."""
    table = store.tables()[definition.source]
    kinds = {column.name: column.kind for column in table.all_columns}
    kinds["month"] = "date"
    several = [name for name in dimensions if kinds.get(name) == "codes"]
    if definition.measure.kind != "distinct":
        return several
    return [name for name in dimensions if name not in OF_THE_PERSON or name in several]


@dataclass(frozen=True)
class Past:
    """A table that readers have seen already."""

    name: str
    variable: tuple[sdc.Term, ...]
    policy: sdc.Policy
    protected: sdc.Protected
    span: sdc.Span


@dataclass
class View:
    """What one audience has read of one source, and the policy that protects it from them."""

    policy: sdc.Policy
    audiences: tuple[str, ...]
    past: list[Past] = field(default_factory=list)
    releases: list[sdc.Release] = field(default_factory=list)
    read: set[UUID] = field(default_factory=set)
    """The editions in ``past``."""


@dataclass
class Ledger:
    """The tables of one report, each protected and attacked together with those before it."""

    published: Published | None = None
    secret: bytes = b""
    """By which the prices of covers are drawn; the organisation's own."""
    views: dict[str, list[View]] = field(default_factory=dict)
    _dated: list[Dated] | None = None

    def hidden(
        self,
        margins: list[Counted],
        counted: Counted,
        policy: sdc.Policy,
        facts: store.Facts,
    ) -> tuple[bool, list[bool]]:
        """Return whether the total, and which cells, are suppressed; enter them as released.

        All margins count as published: a reader with the cells and the total can add them up.
        Raises Refusal if a small number could be found together with earlier releases.
        """
        definition = counted.ask.definition
        several = len(counted.cells) if counted is not margins[0] else 0
        found = [ledger_table(part, margins, counted) for part in parts_of(definition)]
        laid = [one for one in found if one is not None]
        away = np.zeros(several + 1, dtype=bool)
        tables: list[tuple[View, LedgerTable, sdc.Protected]] = []
        for view in self._views(counted.ask, policy, facts):
            before: list[Any] = [*view.past, *view.releases]
            for one in laid:
                hide = np.zeros(one.table.counts.size, dtype=bool)
                hide[_rows(one.table, several)[away]] = True
                protected = sdc.protect_next(
                    one.table, view.policy, one.what, before, one.span,
                    hide=hide.reshape(one.table.counts.shape), one_moment=True,
                    secret=self.secret,
                )  # fmt: skip
                before.append(Past("", one.what, view.policy, protected, one.span))
                tables.append((view, one, protected))
                away |= protected.hidden.ravel()[_rows(one.table, several)]
        for view, one, protected in tables:
            self._enter(view, one, _without(protected, _rows(one.table, several)[away]))
        return bool(away[-1]), away[:-1].tolist()

    def _enter(self, view: View, one: LedgerTable, protected: sdc.Protected) -> None:
        before: list[Any] = [*view.past, *view.releases]
        name = f"table {len(view.releases) + 1}"
        view.releases.append(
            sdc.release(name, one.what, protected, before, one.span, one_moment=True)
        )

    def _views(self, ask: Ask, policy: sdc.Policy, facts: store.Facts) -> list[View]:
        source = ask.definition.source
        if source not in self.views:
            found = [View(policy, READS.get(policy.audience, ()))]
            if policy.audience == "public":
                # partners read it too, beside what they were given alone
                theirs = sdc.policy_for("partners", source, method="suppression")
                found.append(View(theirs, READS["partners"]))
            self.views[source] = found
        for view in self.views[source]:
            self._read(view, ask, facts)
        views = self.views[source]
        if len(views) == 2 and views[0].read == views[1].read:
            return views[:1]  # partners have read nothing else
        return views

    def _read(self, view: View, ask: Ask, facts: store.Facts) -> None:
        """Add the editions that may say something about the days of ``ask``."""
        if self.published is None:
            return
        if self._dated is None:
            self._dated = self.published.dated()
        mine = [one for one in self._dated if one[3] in view.audiences]
        near = {one[0] for one in _near(mine, ask.period)} - view.read
        for content in self.published.contents(near):
            view.past += seen_in(content, ask.definition.source, view.policy, facts)
        view.read |= near

    def as_data(self) -> dict[str, Any]:
        """Return what is stored with an edition: the policies and the result of the attack.

        How many of the hidden numbers are small is not: of two that add up to 7 it would leave
        3 or 4 for each.
        """
        views = [one for several in self.views.values() for one in several]
        policies = {(one.policy.audience, one.policy.data_set): one.policy for one in views}
        attacks = [one.attack for view in views for one in view.releases]
        return {
            "policies": [
                {
                    "audience": one.audience,
                    "data_set": one.data_set,
                    "threshold": one.threshold,
                    "method": one.method,
                }
                for one in policies.values()
            ],
            "tables": len(attacks),
            "breaches": sum(len(one.breaches) for one in attacks),
        }


def _rows(table: sdc.Table, several: int) -> Any:
    """Return where the cells of a figure table are, the total last."""
    if not several:
        return table.rows[-1:] if table.dimensions else np.zeros(1, dtype=np.int64)
    return np.append(table.rows[:several], table.rows[-1])


def _without(protected: sdc.Protected, away: Any) -> sdc.Protected:
    """Return the table with further cells hidden: another part of the same figure hides them."""
    kinds = protected.kinds.ravel().copy()
    kinds[away[kinds[away] == 0]] = 2
    return replace(protected, kinds=kinds.reshape(protected.kinds.shape))


def _near(dated: list[Dated], period: Period) -> list[Dated]:
    """Return the editions whose time meets the period, or that of another such edition."""
    start, end = period.start, period.last_day
    found: list[Dated] = []
    left = dated
    while True:
        more = [one for one in left if one[1] <= end and start <= one[2]]
        if not more:
            return found
        found += more
        left = [one for one in left if one not in more]
        start = min(start, *(one[1] for one in more))
        end = max(end, *(one[2] for one in more))


def seen_in(
    content: Mapping[str, Any], source: str, policy: sdc.Policy, facts: store.Facts
) -> Iterator[Past]:
    """Yield the tables about a source in an edition, with the current numbers of their cells.

    An attacker assumes unchanged records, and so do we. Figures with noise are left out: they
    determine nothing. Figures of a definition that no longer fits its source cannot be counted.
    """
    noisy = set(content.get("noisy", ()))
    offices = frozenset(UUID(one["id"]).hex for one in content["offices"])
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for figure in content["figures"]:
        data = content["definitions"][f"{figure['indicator']} {figure['version']}"]
        if data["source"] != source or figure["n"] in noisy or figure["state"] == "none":
            continue
        mark = (
            figure["indicator"],
            figure["version"],
            figure["period"],
            json.dumps(figure["where"], sort_keys=True),
            tuple(figure["dimensions"]),
        )
        groups.setdefault(mark, []).append(figure)
    for number, ((key, version, period, where, dimensions), figures) in enumerate(groups.items()):
        try:
            definition = definitions.read(
                content["definitions"][f"{key} {version}"], store.tables()
            )
        except Refusal:
            continue
        if definitions.shows_small_numbers(definition, store.tables()[source]):
            continue
        by = tuple(name for name in dimensions if name != "month")
        ask = Ask(definition, parse(period), offices, json.loads(where), by, "month" in dimensions)
        name = f"{content['title']} ({content['number']}), {key} {number}"
        yield from _tables_seen(name, ask, figures, policy, facts)


def _tables_seen(
    name: str, ask: Ask, figures: list[Mapping[str, Any]], policy: sdc.Policy, facts: store.Facts
) -> Iterator[Past]:
    facts.load([*ask.definition.columns, *ask.by, *ask.where])
    counted = counting.count(ask, facts)
    whole = counted
    if ask.by or ask.monthly:
        whole = counting.count(replace(ask, by=(), monthly=False), facts)
    margins = [whole]
    dimensions = (*(("month",) if ask.monthly else ()), *ask.by)
    if len(dimensions) > 1 and overlapping(ask.definition, dimensions):
        margins += [counting.count(one, facts) for one in smaller(ask)]
    seen = {tuple(one["key"]): one for one in figures}
    for part in parts_of(ask.definition):
        laid = ledger_table(part, margins, counted)
        if laid is None:
            continue
        primary = sdc.primary_cells(laid.table, policy)
        kinds = np.where(laid.table.counts.ravel() == 0, 0, 3).astype(np.int8)
        keys = [*(counted.keys if dimensions else []), ()]
        places = _rows(laid.table, len(counted.keys) if dimensions else 0)
        counts, kept_apart = laid.table.counts.ravel(), primary.cells.copy()
        low, high = primary.low.copy(), primary.high.copy()
        for key, place in zip(keys, places, strict=True):
            figure = seen.get(tuple(key))
            if figure is None:
                continue
            then = None if part.value else published_part(figure, part.name)
            now = float(counts[place])
            if figure["state"] == "hidden":
                kinds[place] = 1 if primary.cells[place] else 2
            elif then is not None and 0 < abs(now - then) < policy.threshold:
                # today's number beside the old one would show how many came or went
                spare = (policy.threshold - abs(now - then)) / 2
                kinds[place], kept_apart[place] = 1, True
                low[place] = max(min(now, then) - spare, primary.floors[place])
                high[place] = low[place] + policy.threshold
            elif figure["state"] == "shown":
                kinds[place] = 0
        marked = replace(primary, cells=kept_apart & (kinds == 1), low=low, high=high)
        protected = sdc.Protected(
            laid.table, policy, kinds.reshape(laid.table.counts.shape), marked
        )
        yield Past(name, laid.what, policy, protected, laid.span)


def published_part(figure: Mapping[str, Any], part: str) -> float | None:
    """Return what a figure of an edition says of one of its counts, None where nothing."""
    if figure["state"] != "shown":
        return None
    whole, passing = figure["denominator"], figure["numerator"]
    if part == "rest":
        return None if whole is None or passing is None else float(whole - passing)
    name = {"numerator": "numerator", "denominator": "denominator", "": "value"}.get(part)
    found = figure[name] if name else None
    return None if found is None else float(found)


def smaller(ask: Ask) -> list[Ask]:
    """Return the same ask with every smaller breakdown, the total apart.

    Where one unit may be counted under several codes, sums do not give these: they are counted.
    """
    whole = (*(("month",) if ask.monthly else ()), *ask.by)
    return [
        replace(
            ask,
            monthly="month" in chosen,
            by=tuple(name for name in chosen if name != "month"),
        )
        for size in range(1, len(whole))
        for chosen in itertools.combinations(whole, size)
    ]
