"""The ledger: what has left, and what may leave next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .attack import Attack, Joined, attack
from .linear import Room
from .policy import Policy
from .primary import Primary, primary_cells
from .protect import Protected, needs_suppression, protect
from .secondary import costs_of, suppress
from .spans import ANY_TIME, Span
from .table import TOTAL, Table


@dataclass(frozen=True)
class Release:
    """Something that has left or is about to: never without its policy and its attack.

    ``variable`` names what is counted of whom: two releases with the same variable count the
    same thing, so that their cells can be put together. ``protected`` is None for a live
    filter with cell-key noise. ``span``: the period it is about; periods of one variable inside
    each other are put together as sums over time.
    """

    name: str
    variable: str
    policy: Policy
    attack: Attack
    protected: Protected | None = None
    span: Span = ANY_TIME

    def __post_init__(self) -> None:
        if not isinstance(self.policy, Policy) or not isinstance(self.attack, Attack):
            raise Refusal(
                N_('"{name}" cannot be released without a policy and the result of the attack.'),
                code="release_unproved",
                name=self.name,
            )
        if (self.protected is None) == (self.policy.method == "suppression"):
            raise Refusal(
                N_('For "{name}": suppression needs the protected table, cell-key noise has none.'),
                code="release_incomplete",
                name=self.name,
            )
        if not self.attack.holds:
            breach = self.attack.breaches[0]
            cell = ", ".join(f"{k}={v}" for k, v in breach.codes.items()) or TOTAL
            raise Refusal(
                N_(
                    '"{name}" cannot be released: together with what was released before, '
                    "{cell} could be narrowed to {low} to {high}. Protect it with the ledger, "
                    "publish fewer margins or merge codes."
                ),
                code="release_attacked",
                name=self.name,
                cell=cell,
                low=f"{breach.low:.12g}",
                high=f"{breach.high:.12g}",
            )


def release(
    name: str,
    variable: str,
    protected: Protected,
    ledger: Sequence[Release] = (),
    span: Span = ANY_TIME,
) -> Release:
    """Attack ``protected`` together with everything in ``ledger`` and return the release.

    Parameters
    ----------
    name, variable : str
    protected : Protected
    ledger : sequence of Release
        All that this audience has seen before.
    span : Span
        Its period, and whether periods add up.

    Returns
    -------
    Release

    Raises
    ------
    Refusal
        If the attack succeeds, or live noise was given for the same variable.

    Examples
    --------
    >>> from waystation.analysis import sdc
    >>> table = sdc.Table.of({"sex": ["f", "m", "x"]}, [40, 31, 2])
    >>> first = sdc.release("report", "visits 2026", sdc.protect(table, sdc.PUBLIC))
    >>> first.attack.holds, len(first.attack.hidden)
    (True, 1)
    >>> careless = sdc.protect(table, sdc.INTERNAL)
    >>> sdc.release("annex", "visits 2026", careless, [first])
    Traceback (most recent call last):
    ...
    waystation.foundation.shared.errors.Refusal: "annex" cannot be released: together with \
what was released before, sex=x could be narrowed to 2 to 2. Protect it with the ledger, \
publish fewer margins or merge codes.
    """
    _one_method(name, variable, protected.policy, ledger)
    found = attack([*(r for r in ledger), (name, variable, protected, span)])
    return Release(name, variable, protected.policy, found, protected, span)


def live(name: str, variable: str, policy: Policy, ledger: Sequence[Release] = ()) -> Release:
    """Enter a live filter with cell-key noise into the ledger.

    Raises
    ------
    Refusal
        If a fixed table of the same variable was released with suppression before: the noise
        could be averaged away where exact sums are known.
    """
    _one_method(name, variable, policy, ledger)
    return Release(name, variable, policy, Attack((name,), (), ()))


def _one_method(name: str, variable: str, policy: Policy, ledger: Sequence[Release]) -> None:
    for other in ledger:
        if other.variable == variable and other.policy.method != policy.method:
            raise Refusal(
                N_(
                    '"{name}" and "{other}" count the same ({variable}), one with suppression '
                    "and one with noise. Never both for one variable: choose the method of the "
                    "first."
                ),
                code="two_methods",
                name=name,
                other=other.name,
                variable=variable,
            )


def protect_next(
    table: Table,
    policy: Policy,
    variable: str,
    ledger: Sequence[Release],
    span: Span = ANY_TIME,
) -> Protected:
    """Protect ``table`` so that it agrees with what ``ledger`` shows and hides.

    A cell hidden in an earlier release of the same variable stays hidden, one that was shown
    is taken as known, and every hidden cell of all of them keeps its interval.

    Raises
    ------
    Refusal
        As :func:`protect`, and if a cell too small for this policy was shown before.
    """
    needs_suppression(policy)
    joined = Joined(variable)
    primary = primary_cells(table, policy)
    kinds = np.where(primary.cells, 1, np.where(table.published.ravel(), 0, 3)).astype(np.int8)
    draft = Protected(table, policy, kinds.reshape(table.counts.shape), primary)
    for earlier in ledger:
        if earlier.variable == variable and earlier.protected is not None:
            both = Joined(variable)
            both.add(earlier.name, earlier.protected, earlier.span)
            if both.agrees(draft, span) and joined.agrees(earlier.protected, earlier.span):
                joined.add(earlier.name, earlier.protected, earlier.span)
    if not joined.names:
        return protect(table, policy)
    shown_before, known_before = set(joined.shown), set(joined.index.values())
    forced_before = {cell for cell in joined.hidden if cell not in shown_before}
    cells = joined.add("", draft, span)
    joined.close()
    codes = {
        cell: ", ".join(f"{k}={v}" for k, v in sorted(key)) or TOTAL
        for key, cell in joined.index.items()
    }
    for position, cell in enumerate(map(int, cells)):
        if kinds[position] == 1 and cell in shown_before:
            raise Refusal(
                N_(
                    "The cell {cell} is too small for this audience but was shown before. Use "
                    "the policy under which it was shown, or leave this breakdown out."
                ),
                code="shown_before",
                cell=codes[cell],
            )
    size = len(joined.index)
    values, floors = joined.arrays()
    counts = np.array([joined.counts[i] for i in range(size)])
    here = np.zeros(size, bool)
    here[cells[kinds != 3]] = True
    before = np.zeros(size, bool)
    before[list(known_before)] = True
    marked = np.zeros(size, bool)
    marked[[c for c in joined.low if c not in shown_before]] = True
    given = np.zeros(size, bool)
    given[list(shown_before)] = True
    forced = np.zeros(size, bool)
    forced[list(forced_before)] = True
    low, high = values.copy(), values.copy()
    for cell in map(int, np.flatnonzero(marked)):
        low[cell], high[cell] = joined.low[cell], joined.high[cell]
    together = Primary(marked, {}, low, high, floors)
    relations, room = joined.relations(), Room.of(values, floors)
    unpublished = ~here & ~given & ~forced & ~marked
    kept = given | ((values <= 0) & ~unpublished & (policy.zeros == "show"))
    cost = costs_of(values, counts, policy.cost)

    def name(cell: int) -> str:
        return codes[cell]

    found = suppress(
        relations, values, together, unpublished, kept, cost, room, name, forced=forced
    )
    found.require_proof(relations, room, name)
    kinds[found.hidden[cells] & (kinds == 0)] = 2
    asked = replace(primary, low=found.primary.low[cells], high=found.primary.high[cells])
    return replace(draft, kinds=kinds.reshape(table.counts.shape), primary=asked)
