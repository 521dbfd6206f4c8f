"""All statistics leave through here: scoped, counted, small numbers protected.

Who may open every record behind a figure sees it exactly. For all others, what they choose
freely carries noise, and fixed reports are suppressed; see
docs/decisions/0021-noise-for-filters.md for who is which audience.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from waystation.analysis import sdc
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import queries as audit
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.facts import FactTable
from waystation.foundation.shared.periods import Period, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.results.rules.definitions import Definition, shows_small_numbers

from . import budget, counting, policies, protecting, store
from . import live as lattice
from .counting import Ask, Counted
from .indicators import Known, current
from .ledger import Ledger, overlapping, smaller
from .protecting import Figure, open_figure

MOST_CELLS = 20_000


@dataclass(frozen=True)
class FigureTable:
    """An indicator's figures over one period: the total, and the cells of a breakdown."""

    known: Known
    period: Period
    offices: frozenset[str]
    where: Mapping[str, str]
    dimensions: tuple[str, ...]
    total: Figure
    cells: tuple[Figure, ...]
    audience: str
    counted_at: int
    method: str
    """How small numbers are protected: "exact", "noise" or "suppression"."""
    policy: str = ""
    """The policy row that decided it, in words."""
    counted: tuple[Counted, ...] = field(default=(), repr=False, compare=False)

    @property
    def source(self) -> str:
        """Return the fact table that was counted."""
        return self.known.definition.source

    @property
    def undivided(self) -> FigureTable:
        """Return the total alone, as a table without a breakdown."""
        cells = (self.total,) if self.cells else ()
        return replace(self, dimensions=(), cells=cells, counted=self.counted[:1] * 2)

    def cell(self, *key: str) -> Figure:
        """Return the figure of one combination; one that does not occur is a zero or unknown."""
        for one in self.cells:
            if one.key == key:
                return one
        zero = self.known.definition.value_of_none
        return Figure(key, "none" if zero is None else "shown", zero, records=0)


def figures(
    user: AnyUser,
    keys: Iterable[str] | None = None,
    period: Period | None = None,
    *,
    by: Sequence[str] = (),
    monthly: bool = False,
    offices: Iterable[UUID] | None = None,
    where: Mapping[str, str] | None = None,
    audience: str = "internal",
    known: Mapping[str, Known] | None = None,
) -> dict[str, FigureTable]:
    """Return figures of indicators (all in use, or ``keys``), protected for ``audience``.

    "internal" shows them exactly to users who may open the records behind them, "staff" to nobody;
    all others see them as a partner would. What is asked here is chosen freely, so its
    protection is noise. Figures asked for "partners" or "public" leave the office: from
    then on noise is the method of these indicators for them. Of all indicators, those that
    were published to them with small numbers suppressed are left out; asked for, they are
    refused.
    Of a reader who may not open all records, the different questions of a day are counted
    (``budget``), and periods are cut to whole months (``results.live``).
    ``known`` are the indicators of the user's organisation where the caller has read them.
    Raises NotAllowed without the permission, NotSeen for an office or indicator outside the
    user's scope, and Refusal for a breakdown or selection the indicator does not have.
    """
    if period is None:
        raise ValueError("A figure needs a period.")
    seen = access.require(user, "indicator.read")
    mine = set(access.offices_where(user, "indicator.read"))
    chosen = mine if offices is None else set(offices)
    if not chosen <= mine:
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    known = current(seen.organisation_id) if known is None else known
    wanted = list(known) if keys is None else list(keys)
    for key in wanted:
        if key not in known:
            raise NotSeen(N_("There is no such indicator."), code="indicator_unknown")
    found: dict[str, FigureTable] = {}
    fixed = {
        key: method
        for key, method in protecting.methods_in_use(seen.organisation_id, audience).items()
        if method == "suppression"
    }
    # Each source once, at one entry of the log: figures side by side are of one moment.
    facts: dict[str, store.Facts] = {}
    audiences: dict[str, str] = {}
    head = audit.chain_head(seen.organisation_id)
    declared = store.tables()
    elsewhere = _sources_without_records(seen.organisation_id, chosen) if keys is None else set()
    for key in wanted:
        one = known[key]
        if keys is None and (
            key in fixed
            or not _has(one.definition, declared[one.definition.source], by, where or {})
            or one.definition.source in elsewhere
        ):
            continue
        if key in fixed:
            raise protecting.refusal_of_both(key, audience, fixed[key])
        source = one.definition.source
        if source not in facts:
            facts[source] = store.facts(seen.organisation_id, source, head)
            audiences[source] = _audience(user, source, chosen, audience)
        found[key] = counted_for(
            seen.organisation_id,
            one,
            period,
            chosen,
            by=by,
            monthly=monthly,
            where=where,
            audience=audiences[source],
            facts=facts[source],
            live=True,
        )
    opened = {source: opens_all(user, source, chosen) for source in facts}
    spend(user, [table for table in found.values() if not opened[table.source]])
    protecting.hold(
        seen.organisation_id, audience, {key: table.method for key, table in found.items()}
    )
    return found


def spend(user: AnyUser, tables: Iterable[FigureTable]) -> None:
    """Count live queries towards the daily budget of readers who may not open the records.

    Raises Refusal when it is used up.
    """
    budget.spend(
        user,
        [
            f"{one.known.key} {one.period.code} {sorted(one.offices)} {sorted(one.where.items())} "
            f"{one.dimensions} {one.audience}"
            for one in tables
            if one.method == "noise"
        ],
    )


def _audience(user: AnyUser, source: str, offices: set[UUID], asked: str) -> str:
    """Return whose policy row holds; colleagues who may not open the records have the partners'."""
    if asked == "staff":
        return "partners"
    if asked != "internal":
        return asked
    return "internal" if opens_all(user, source, offices) else "partners"


def opens_all(user: AnyUser, source: str, offices: Iterable[UUID]) -> bool:
    """Return whether this user may open every record of a source in these offices."""
    return set(offices) <= offices_opened(user, source)


def opens_any(user: AnyUser, source: str) -> bool:
    """Return whether this user may open every record of a source in some office."""
    return bool(offices_opened(user, source))


def offices_opened(user: AnyUser, source: str) -> frozenset[UUID]:
    """Return the offices of which this user may open every record of a source.

    Where a record is described by a person's file (sex, age, place), that file too.
    """
    table = store.tables().get(source)
    if table is None or not table.one_by_one:
        return frozenset()
    may = [frozenset(access.offices_where(user, one)) for one in table.permissions]
    return frozenset.intersection(*may)


def _sources_without_records(organisation: UUID, offices: set[UUID]) -> set[str]:
    """Return the sources of which none of the offices can have a record; each app asked once."""
    tables = store.tables()
    homes = {
        ask: set(ask(organisation))
        for ask in {one.kept_in for one in tables.values()}
        if ask is not None
    }
    return {
        key
        for key, one in tables.items()
        if one.kept_in is not None and offices.isdisjoint(homes[one.kept_in])
    }


def _has(
    definition: Definition, table: FactTable, by: Iterable[str], where: Mapping[str, str]
) -> bool:
    columns = {column.name for column in table.all_columns}
    return set(by) <= {*definition.by, "office"} and set(where) <= columns


def counted_for(
    organisation: UUID,
    known: Known,
    period: Period,
    offices: Iterable[UUID],
    *,
    by: Sequence[str] = (),
    monthly: bool = False,
    where: Mapping[str, str] | None = None,
    audience: str = "partners",
    facts: store.Facts | None = None,
    live: bool = False,
    ledger: Ledger | None = None,
) -> FigureTable:
    """Count and protect one indicator. The caller has checked the visibility.

    ``live`` is for free queries (noise), otherwise it is a fixed report (suppression): one reader,
    one method, or the two together would reveal more than each.

    Raises Refusal for a breakdown or a selection that the indicator does not have.
    """
    definition = known.definition
    if facts is None:
        facts = store.facts(organisation, definition.source)
    _check(definition, facts.table, by, where or {})
    facts.load([*definition.columns, *by, *(where or {})])
    places = frozenset(one.hex for one in offices)
    policy = sdc.policy_for(
        audience, definition.source, method="cell_key" if live else "suppression"
    )
    open_ = shows_small_numbers(definition, facts.table)
    exact = open_ or policy.threshold == 1
    dimensions = (*(("month",) if monthly else ()), *by)
    if live and not exact:
        cut = lattice.whole_months(period, today_in(), adds=lattice.adds_up(definition))
        if cut is None:
            nothing = counting.nothing(Ask(definition, period, places, dict(where or {})))
            return FigureTable(
                known, period, places, dict(where or {}), dimensions, Figure((), "hidden", None),
                (), audience, facts.number, "noise", policies.policy_in_words(policy, "noise"),
                (nothing, nothing),
            )  # fmt: skip
        period = cut
    ask = Ask(definition, period, places, dict(where or {}), tuple(by), monthly)
    counted = counting.count(ask, facts)
    if len(counted.keys) > MOST_CELLS:
        raise Refusal(
            N_("This makes more than {most} cells. Choose fewer breakdowns."),
            code="too_many_cells",
            most=MOST_CELLS,
        )
    whole = counted
    if dimensions:
        whole = counting.count(Ask(definition, period, places, dict(where or {})), facts)
    if exact:
        method, total = "exact", open_figure((), whole.cells[0])
        cells = tuple(map(open_figure, counted.keys, counted.cells))
    elif live:
        method = "noise"
        total, cells = protecting.perturbed_figures(
            organisation, dimensions, (whole, counted), facts, policy
        )
    else:
        method = "suppression"
        margins = [whole]
        if len(dimensions) > 1 and overlapping(definition, dimensions):
            margins += [counting.count(one, facts) for one in smaller(ask)]
        total, cells = protecting.suppressed_figures(
            organisation, margins, counted, policy, facts, ledger
        )
    return FigureTable(
        known,
        period,
        places,
        dict(where or {}),
        dimensions,
        total,
        cells,
        audience,
        facts.number,
        method,
        policies.policy_in_words(policy, method),
        (whole, counted),
    )


def _check(
    definition: Definition, table: FactTable, by: Sequence[str], where: Mapping[str, str]
) -> None:
    columns = {column.name: column for column in table.all_columns}
    for name in by:
        if name not in {*definition.by, "office"}:
            raise Refusal(
                N_('This indicator is not broken down by "{column}". It has: {known}.'),
                field="by",
                code="by_unknown",
                column=str(name)[:40],
                known=", ".join(definition.by),
            )
    if len(set(by)) != len(by) or sum(columns[name].kind == "codes" for name in by) > 1:
        raise Refusal(
            N_("Choose each breakdown once, and only one that allows several answers."),
            field="by",
            code="by_twice",
        )
    for name in where:
        if name not in columns or columns[name].kind not in {"code", "codes", "yes_no"}:
            raise Refusal(
                N_('The records behind this indicator cannot be chosen by "{column}".'),
                code="where_unknown",
                column=str(name)[:40],
            )
