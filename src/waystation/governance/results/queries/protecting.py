"""Protection of individuals: noise for free filters, suppression for fixed reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from waystation.analysis import sdc
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.purposes import COVER_PRICES
from waystation.foundation.shared.words import N_
from waystation.governance.results.models import Protection
from waystation.governance.results.rules.audiences import AUDIENCES

from . import live, noise, store
from .counting import Cell, Counted
from .ledger import Ledger

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


def perturbed_figures(
    organisation: UUID,
    dimensions: tuple[str, ...],
    counted: tuple[Counted, Counted],
    facts: store.Facts,
    policy: sdc.Policy,
) -> tuple[Figure, tuple[Figure, ...]]:
    """Return the figures with noise: of the total and of the cells, as they were counted.

    A cell that became 0 looks like one that never was.
    """
    ask = counted[1].ask
    lattice = live.Live(noise.Noise.under(policy, secret_of(organisation)), facts, counted)

    def figure(key: tuple[str, ...], cell: Cell | None) -> Figure:
        return Figure(key, "hidden", None) if cell is None else open_figure(key, cell)

    none = Cell(ask.definition.value_of_none, 0.0, None, 0)
    whole = lattice.answer(replace(ask, by=(), monthly=False))
    total = figure((), whole.get((), none))
    if not dimensions:
        return total, (total,)
    cells = lattice.answer(ask)
    if dimensions == ("month",):  # a series has no holes
        months = [one.code for one in ask.period.months()]
        return total, tuple(figure((one,), cells.get((one,), none)) for one in months)
    return total, tuple(figure(key, cell) for key, cell in cells.items())


# Never both methods for one indicator and audience (docs/decisions/0051).


def methods_in_use(organisation: UUID, audience: str) -> dict[str, str]:
    """Return by which method each indicator has been released to an audience so far."""
    if audience not in OUTSIDE:
        return {}
    rows = Protection.objects.filter(organisation_id=organisation, audience=audience)
    return dict(rows.values_list("indicator", "method"))


def hold(organisation: UUID, audience: str, methods: Mapping[str, str]) -> None:
    """Record by which method indicators are released to an audience; the first holds.

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
                '"{indicator}" is in published reports for this audience ({audience}) with '
                "small numbers suppressed. A live figure beside them could give those numbers "
                "away: read the figure in the report."
            ),
            code="published_fixed",
            indicator=key,
            audience=named,
        )
    return Refusal(
        N_(
            '"{indicator}" was given to this audience ({audience}) as a live figure while you '
            "were publishing, so the report must show it as they saw it. Publish once more."
        ),
        code="released_live",
        indicator=key,
        audience=named,
    )


def secret_of(organisation: UUID) -> bytes:
    """Return the secret of an organisation's noise; it never leaves and never changes."""
    return access.keyring(organisation).derive(noise.PURPOSE)


def prices_of(organisation: UUID) -> bytes:
    """Return the secret by which an organisation's prices of covers are drawn (``sdc.protect``)."""
    return access.keyring(organisation).derive(COVER_PRICES)


def suppressed_figures(
    organisation: UUID,
    margins: list[Counted],
    counted: Counted,
    policy: sdc.Policy,
    facts: store.Facts,
    ledger: Ledger | None = None,
) -> tuple[Figure, tuple[Figure, ...]]:
    """Return the figures of a fixed table; those in ``ledger`` were released before it.

    Raises Refusal if together with these a small number could be found.
    """
    ledger = Ledger(secret=prices_of(organisation)) if ledger is None else ledger
    hidden_total, hidden = ledger.hidden(margins, counted, policy, facts)
    total = Figure((), "hidden", None) if hidden_total else outside((), margins[0].cells[0])
    if counted is margins[0]:
        return total, (total,)
    return total, tuple(
        Figure(key, "hidden", None) if away else outside(key, cell)
        for key, cell, away in zip(counted.keys, counted.cells, hidden, strict=True)
    )


def outside(key: tuple[str, ...], cell: Cell) -> Figure:
    """Return a figure for readers outside: how many behind it are anonymous is not theirs."""
    return replace(open_figure(key, cell), records=None, anonymous=None)


def open_figure(key: tuple[str, ...], cell: Cell) -> Figure:
    return Figure(
        key,
        "none" if cell.value is None else "shown",
        cell.value,
        cell.numerator,
        cell.denominator,
        cell.rows,
        cell.anonymous,
    )
