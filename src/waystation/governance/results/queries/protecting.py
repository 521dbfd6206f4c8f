"""How a number is kept from pointing at somebody: noise where readers choose, else suppression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import numpy as np

from waystation.analysis import sdc
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.results import noise, store
from waystation.governance.results.counting import Cell, Counted
from waystation.governance.results.models import Protection
from waystation.governance.results.rules.definitions import OF_THE_PERSON, Definition
from waystation.governance.results.rules.reports import AUDIENCES

OUTSIDE = ("partners", "public")


@dataclass(frozen=True)
class Figure:
    """One number as it may be shown to its audience.

    ``state`` is "shown", "hidden" (a small number, or one that would give it away) or "none"
    (nothing to divide by). A hidden figure carries no value, no parts and no count of records.
    With noise, the parts and the number of records carry it too.
    """

    key: tuple[str, ...]
    state: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    records: int | None = None
    anonymous: int | None = None


def noised(
    organisation: UUID,
    dimensions: tuple[str, ...],
    whole: Counted,
    counted: Counted,
    facts: store.Facts,
    policy: sdc.Policy,
) -> tuple[Figure, tuple[Figure, ...]]:
    """Return the figures with noise. A cell that became 0 looks like one that never was."""
    noisy = noise.Noise.under(policy, secret_of(organisation))

    def figure(key: tuple[str, ...], cell: Cell | None) -> Figure:
        return Figure(key, "hidden", None) if cell is None else shown(key, cell)

    total = figure((), noisy.cells(whole, facts)[0])
    if counted is whole:
        return total, (replace(total, key=()),)
    found = zip(counted.keys, noisy.cells(counted, facts), strict=True)
    return total, tuple(
        figure(key, cell)
        for key, cell in found
        if dimensions == ("month",)
        or (cell is not None and (cell.rows or cell.numerator or cell.denominator))
    )


@dataclass
class Ledger:
    """The tables of one report, each protected and attacked together with those before it."""

    releases: list[sdc.Release] = field(default_factory=list)

    def entered(
        self, table: sdc.Table, policy: sdc.Policy, variable: str, span: sdc.Span
    ) -> sdc.Protected:
        """Protect a table beside those released, attack all of them, and enter it.

        Tables of other periods count too: a quarter is the sum of its months.

        Raises Refusal if the attack succeeds: a release is never without policy and attack.
        """
        before = [one for one in self.releases if one.variable == variable]
        protected = sdc.protect_next(table, policy, variable, before, span)
        name = f"table {len(self.releases) + 1}"
        self.releases.append(sdc.release(name, variable, protected, before, span))
        return protected

    def as_data(self) -> dict[str, Any]:
        """Return what an edition keeps: the policies and what the attacker found."""
        policies = {(one.policy.audience, one.policy.data_set): one.policy for one in self.releases}
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
            "tables": len(self.releases),
            "attacked": sum(len(one.attack.hidden) for one in self.releases),
            "breaches": sum(len(one.attack.breaches) for one in self.releases),
        }


# Never both methods for one indicator and audience (docs/decisions/0051).


def methods_in_use(organisation: UUID, audience: str) -> dict[str, str]:
    """Return by which method each indicator has been released to an audience so far."""
    if audience not in OUTSIDE:
        return {}
    rows = Protection.objects.filter(organisation_id=organisation, audience=audience)
    return dict(rows.values_list("indicator", "method"))


def hold(organisation: UUID, audience: str, methods: Mapping[str, str]) -> None:
    """Write down by which method indicators are released to an audience; the first holds.

    Raises Refusal naming the first indicator that was released by the other method.
    """
    if audience not in OUTSIDE:
        return
    there = methods_in_use(organisation, audience)
    for key, method in methods.items():
        if method == "exact":
            continue
        if key not in there:
            row, _made = Protection.objects.get_or_create(
                organisation_id=organisation,
                indicator=key,
                audience=audience,
                defaults={"method": method, "created_at": now()},
            )
            there[key] = row.method
        if there[key] != method:
            raise refusal_of_both(key, audience, there[key])


def refusal_of_both(key: str, audience: str, method: str) -> Refusal:
    """Return why an indicator is not given to an audience by a second method."""
    named = dict(AUDIENCES).get(audience, audience)
    if method == "suppression":
        return Refusal(
            N_(
                '"{indicator}" stands in published reports for this audience ({audience}) with '
                "small numbers kept back. A live figure beside them could give those numbers "
                "away: read the figure in the report."
            ),
            code="published_fixed",
            indicator=key,
            audience=named,
        )
    return Refusal(
        N_(
            '"{indicator}" was given to this audience ({audience}) as a live figure while you '
            "were publishing, so it must stand in the report as they saw it. Publish once more."
        ),
        code="released_live",
        indicator=key,
        audience=named,
    )


def _variable(counted: Counted, part: int) -> str:
    """Return what is counted of whom: tables of the same variable can be put together."""
    ask = counted.ask
    where = ", ".join(f"{name}={value}" for name, value in sorted(ask.where.items()))
    return f"{ask.definition.key} [{where}] part {part}"


def _span(counted: Counted) -> sdc.Span:
    return sdc.Span(counted.ask.period.code, adds_up=adds_up(counted.ask.definition))


def adds_up(definition: Definition) -> bool:
    """Return whether a period is the sum of those inside it: records are, persons may return."""
    return definition.measure.kind in {"rows", "sum"}


def secret_of(organisation: UUID) -> bytes:
    """Return the secret of an organisation's noise; it never leaves and never changes."""
    return access.keyring(organisation).derive(noise.PURPOSE)


def suppressed(
    definition: Definition,
    dimensions: tuple[str, ...],
    margins: list[Counted],
    counted: Counted,
    policy: sdc.Policy,
    ledger: Ledger | None = None,
) -> tuple[Figure, tuple[Figure, ...]]:
    """Return the figures of a fixed table; those in ``ledger`` were released before it.

    Raises Refusal if together with these a small number could be found.
    """
    ledger = Ledger() if ledger is None else ledger
    hidden_total, hidden = hidden_cells(definition, dimensions, margins, counted, policy, ledger)
    whole = margins[0].cells[0]
    total = Figure((), "hidden", None) if hidden_total else shown((), whole)
    return total, tuple(
        Figure(key, "hidden", None) if away else shown(key, cell)
        for key, cell, away in zip(counted.keys, counted.cells, hidden, strict=True)
    )


def shown(key: tuple[str, ...], cell: Cell) -> Figure:
    return Figure(
        key,
        "none" if cell.value is None else "shown",
        cell.value,
        cell.numerator,
        cell.denominator,
        cell.rows,
        cell.anonymous,
    )


def hidden_cells(
    definition: Definition,
    dimensions: tuple[str, ...],
    margins: list[Counted],
    counted: Counted,
    policy: sdc.Policy,
    ledger: Ledger,
) -> tuple[bool, list[bool]]:
    """Return whether the total, and which cells, may not be shown.

    A share shows its denominator beside it, and its parts give each other away; each part is
    protected as a table of its own, and a share is hidden if any of them is. Of a sum, mean or
    median the number of records behind it decides.
    """
    sizes: list[Callable[[Cell], float]]
    if definition.is_ratio:
        sizes = [
            lambda cell: cell.numerator,
            lambda cell: (cell.denominator or 0.0) - cell.numerator,
            lambda cell: cell.denominator or 0.0,
        ]
    elif definition.measure.kind in {"rows", "distinct"} or (
        definition.measure.kind == "sum" and definition.unit == "person"
    ):
        sizes = [lambda cell: cell.numerator]
    else:
        sizes = [lambda cell: float(cell.rows)]
    hidden_total, hidden = False, np.zeros(len(counted.cells), dtype=bool)
    for part, size in enumerate(sizes):
        variable = _variable(counted, part)
        top_hidden, cells_hidden = _kept_back(
            definition, dimensions, margins, counted, size, policy, ledger, variable
        )
        hidden_total |= top_hidden
        hidden |= cells_hidden
    return hidden_total, hidden.tolist()


def _kept_back(
    definition: Definition,
    dimensions: tuple[str, ...],
    margins: list[Counted],
    counted: Counted,
    size: Callable[[Cell], float],
    policy: sdc.Policy,
    ledger: Ledger,
    variable: str,
) -> tuple[bool, Any]:
    """Ask the disclosure control which cells of one table of counts stay hidden."""
    total = round(size(margins[0].cells[0]))
    if not dimensions or not counted.cells:
        protected = ledger.entered(sdc.Table.of({}, [total]), policy, variable, _span(counted))
        return bool(protected.hidden_rows[0]), np.zeros(len(counted.cells), dtype=bool)
    rows = [dict(zip(dimensions, key, strict=True)) for key in counted.keys]
    counts = [round(size(cell)) for cell in counted.cells]
    for margin in margins[1:]:
        names = (*(("month",) if margin.ask.monthly else ()), *margin.ask.by)
        rows += [dict(zip(names, key, strict=True)) for key in margin.keys]
        counts += [round(size(cell)) for cell in margin.cells]
    table = sdc.Table.of(
        {
            name: [
                *(row[name] or "unknown" if name in row else sdc.TOTAL for row in rows),
                sdc.TOTAL,
            ]
            for name in dimensions
        },
        [*counts, total],
        # all margins count as published: whoever has the cells and the total adds them up
        distinct=overlapping(definition, dimensions),
    )
    hidden = ledger.entered(table, policy, variable, _span(counted)).hidden_rows
    return bool(hidden[-1]), np.asarray(hidden[: len(counted.cells)])


def overlapping(definition: Definition, dimensions: Iterable[str]) -> list[str]:
    """Return the dimensions under whose codes one unit may be counted more than once."""
    table = store.tables()[definition.source]
    kinds = {column.name: column.kind for column in table.all_columns}
    kinds["month"] = "date"
    several = [name for name in dimensions if kinds.get(name) == "codes"]
    if definition.measure.kind != "distinct":
        return several
    return [name for name in dimensions if name not in OF_THE_PERSON or name in several]
