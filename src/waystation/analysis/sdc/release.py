"""The ledger of releases: past ones, and what may be released next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .attack import Attack, Joined, attack
from .counted import What, name_of, terms_of
from .dimensions import TOTAL, Bools
from .insiders import cover_insiders
from .linear import Bounds
from .policy import Policy
from .prices import draw_factors
from .primary import Primary, primary_cells
from .protect import Protected, needs_suppression, protect
from .secondary import costs_of, suppress
from .spans import ANY_TIME, Span
from .table import Table


@dataclass(frozen=True)
class Release:
    """Something that has left or is about to: never without its policy and its attack.

    ``variable`` names what is counted of whom: two releases with the same variable count the
    same thing, so that their cells can be put together. ``protected`` is None for a live
    filter with cell-key noise. ``span``: the period it is about; periods of one variable inside
    each other are put together as sums over time.
    """

    name: str
    variable: What
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
    variable: What,
    protected: Protected,
    ledger: Sequence[Release] = (),
    span: Span = ANY_TIME,
    *,
    one_moment: bool = False,
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
    found = attack([*ledger, (name, variable, protected, span)], one_moment=one_moment)
    if not found.holds and ledger:
        # what readers could compute before is not taken back by keeping this table from them
        old = attack(ledger, one_moment=one_moment).breaches
        found = replace(found, breaches=tuple(b for b in found.breaches if b not in old))
    return Release(name, variable, protected.policy, found, protected, span)


def live(name: str, variable: What, policy: Policy, ledger: Sequence[Release] = ()) -> Release:
    """Enter a live filter with cell-key noise into the ledger.

    Raises
    ------
    Refusal
        If a fixed table of the same variable was released with suppression before: the noise
        could be averaged away where exact sums are known.
    """
    _one_method(name, variable, policy, ledger)
    return Release(name, variable, policy, Attack((name,), (), ()))


def _one_method(name: str, variable: What, policy: Policy, ledger: Sequence[Release]) -> None:
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
                variable=name_of(variable),
            )


def protect_next(
    table: Table,
    policy: Policy,
    variable: What,
    ledger: Sequence[Release],
    span: Span = ANY_TIME,
    *,
    hide: Bools | None = None,
    one_moment: bool = False,
    secret: bytes = b"",
) -> Protected:
    """Protect ``table`` so that it agrees with what ``ledger`` shows and hides.

    A cell hidden in an earlier release stays hidden, one that was shown is taken as known, and
    every hidden cell of all of them keeps its interval; so does every difference of what is
    shown, such as a month between two periods.

    Parameters
    ----------
    table : Table
    policy : Policy
    variable : str or tuple of Term
        What the table counts.
    ledger : sequence of Release
        All that this audience has seen before.
    span : Span
    hide : array of bool, shape of the table, optional
        Cells to hide besides, for instance because another part of the same figure is hidden.
    one_moment : bool
        As in :func:`attack`.
    secret : bytes, optional
        As in :func:`protect`.

    Raises
    ------
    Refusal
        As :func:`protect`, and if a cell too small for this policy was shown before.
    """
    needs_suppression(policy)
    primary = primary_cells(table, policy)
    kinds = np.where(primary.cells, 1, np.where(table.published.ravel(), 0, 3)).astype(np.int8)
    draft = Protected(table, policy, kinds.reshape(table.counts.shape), primary)
    source = terms_of(variable)[0].source
    joined = Joined()
    for earlier in ledger:
        if earlier.protected is None or terms_of(earlier.variable)[0].source != source:
            continue
        if not one_moment:
            both = Joined()
            both.add(earlier.name, earlier.protected, earlier.variable, earlier.span)
            if not (
                both.agrees(draft, variable, span)
                and joined.agrees(earlier.protected, earlier.variable, earlier.span)
            ):
                continue
        joined.add(earlier.name, earlier.protected, earlier.variable, earlier.span)
    left_out = np.zeros(kinds.size, bool) if hide is None else np.asarray(hide).ravel()
    if not joined.names or not joined.meets(draft, variable, span):
        if not (left_out & (kinds == 0)).any():
            return protect(table, policy, secret=secret, what=variable, span=span)
        joined = Joined()
    before = len(joined.cells)
    given = np.array([bool(one.shown) for one in joined.cells])
    held = np.array([one.hidden and not one.shown for one in joined.cells])
    # nothing of the draft counts as shown yet: what it may show is what is looked for
    unseen = replace(draft, kinds=np.where(draft.kinds == 0, 3, draft.kinds))
    cells = joined.add("", unseen, variable, span)
    joined.close()
    cells = joined.same[cells]
    size = joined.size
    shown_before, forced = np.zeros(size, bool), np.zeros(size, bool)
    if before:
        shown_before[joined.same[:before][given]] = True
        forced[joined.same[:before][held]] = True
    forced[cells[left_out & (kinds != 3)]] = True
    forced &= ~shown_before
    for position in np.flatnonzero(kinds == 1):
        if shown_before[cells[position]]:
            raise Refusal(
                N_(
                    "The cell {cell} is too small for this audience but was shown before. Use "
                    "the policy under which it was shown, or leave this breakdown out."
                ),
                code="shown_before",
                cell=joined.name_of(int(cells[position])),
            )
    values, floors = joined.values, joined.floors
    counts = values.copy()
    counts[: len(joined.cells)] = [one.count for one in joined.cells]
    here = np.zeros(size, bool)
    here[cells[kinds != 3]] = True
    zeros = (values <= 0) & here & ~forced & (policy.zeros == "show")
    marked, low, high = joined.asked()
    marked &= ~shown_before
    joined.within(marked, low, high, shown_before | zeros)
    together = Primary(marked, {}, low, high, floors)
    relations, bounds = joined.relations, Bounds.of(values, floors)
    unpublished = ~here & ~shown_before & ~forced & ~marked
    stays = shown_before | zeros
    less = np.zeros(size, bool)
    less[cells] = table.less_missed
    lots = np.ones(size)
    if secret:
        lots[cells] = draw_factors(secret, table, variable, span)
    cost = costs_of(values * lots, counts * lots, policy.cost, len(table.dimensions), less)
    found = suppress(
        relations, values, together, unpublished, stays, cost, bounds, joined.name_of, forced=forced
    )
    found.require_proof(relations, bounds, joined.name_of)
    units = np.ones(size)
    units[: len(joined.cells)] = (values / np.maximum(counts, 1.0))[: len(joined.cells)]
    ones = np.flatnonzero(marked & (counts == 1) & (np.arange(size) < len(joined.cells)))
    exact = np.array([c < len(joined.cells) or c in joined.exact for c in range(size)])
    watched = np.isin(found.needs.cell, np.flatnonzero(exact))
    hidden = cover_insiders(
        found, relations, values, bounds, stays, cost, ones, units, joined.name_of, watched,
        given=np.isin(np.arange(size), joined.same[:before]),
    )  # fmt: skip
    kinds[(hidden[cells] | left_out) & (kinds == 0)] = 2
    return replace(draft, kinds=kinds.reshape(table.counts.shape))
