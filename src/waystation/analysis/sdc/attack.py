"""The attacker who has all releases and solves for the suppressed cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .counted import What, name_of, terms_of
from .dimensions import Floats
from .insiders import exposed_pairs
from .linear import TIGHT, Bounds, Ints, intervals
from .protect import Protected
from .spans import ANY_TIME, Span
from .union import Union


@dataclass(frozen=True)
class Finding:
    """One cell and what an attacker can say about it.

    ``why`` is "" where the rule holds, else "narrow" (its interval is narrower than the rule),
    "shown" (another release shows it), "insider" (the one person in ``by`` can compute it) or
    "difference" (two releases differ by fewer than the threshold, ``by`` names them).
    """

    variable: str
    codes: Mapping[str, str]
    low: float
    high: float
    why: str = ""
    by: str = ""


@dataclass(frozen=True)
class Attack:
    """The result of attacking a set of releases.

    Attributes
    ----------
    releases : tuple of str
        Names of the releases the attacker has read.
    hidden : tuple of Finding
        Every primary cell with its interval.
    breaches : tuple of Finding
        Those for which the rule does not hold.
    """

    releases: tuple[str, ...]
    hidden: tuple[Finding, ...]
    breaches: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.breaches


class Released(Protocol):
    """What the attacker needs of a release."""

    @property
    def name(self) -> str: ...

    @property
    def variable(self) -> What: ...

    @property
    def protected(self) -> Protected | None: ...

    @property
    def span(self) -> Span: ...


def attack(
    releases: Sequence[Released | tuple[str, What, Protected] | tuple[str, What, Protected, Span]],
    *,
    insiders: bool = True,
    one_moment: bool = False,
) -> Attack:
    """Minimise and maximise every hidden cell subject to all ``releases`` together.

    Parameters
    ----------
    releases : sequence of Release or of (name, variable, Protected) or with a Span as fourth
        Everything one audience has seen. Cells that count the same are the same cell, whatever
        tables they stand in and whatever these are called; time is cut at every boundary, and
        offices and codes wherever one of the releases tells them apart.
    insiders : bool
        Also let the one person in each cell of 1 use what they know.
    one_moment : bool
        All are of the same moment, even where two count the same a little differently (a person
        described otherwise at another visit): they are put together all the same.

    Returns
    -------
    Attack

    Notes
    -----
    Intervals: linear programmes over all relations of all releases of a source (Hundepool
    et al. 2012, Statistical Disclosure Control, section 4.4.1). Differences of what was shown
    that hold fewer than the threshold are attacked like cells. Insiders: a hidden cell of 1
    is taken as known; every other primary cell must still be open over 3 units (section 4.4.2,
    "singletons"), or over as much as a table of nothing but zeros would leave. A cell that holds
    nobody but the insider, such as the total of their own row, is no exposure. Changes: where a
    cell of the same codes was shown with two values (a later snapshot), a change smaller than
    the threshold shows that few people.
    Where several releases overlap, a cell may be open over another stretch than its table alone
    would leave, of the same length.
    Releases that disagree on any cell are different snapshots and not put together otherwise.
    """
    named: list[tuple[str, What, Protected, Span]] = []
    for one in releases:
        if isinstance(one, tuple):
            named.append((*one[:3], one[3] if len(one) == 4 else ANY_TIME))
        elif one.protected is not None:
            named.append((one.name, one.variable, one.protected, one.span))
    hidden: list[Finding] = []
    breaches: list[Finding] = []
    sources = {terms_of(one[1])[0].source: name_of(one[1]) for one in reversed(named)}
    for source in dict.fromkeys(terms_of(one[1])[0].source for one in named):
        snapshots: list[Joined] = []
        for name, what, protected, span in named:
            if terms_of(what)[0].source != source:
                continue
            for snapshot in snapshots:
                if one_moment or snapshot.agrees(protected, what, span):
                    snapshot.add(name, protected, what, span)
                    break
            else:
                snapshots.append(Joined(sources[source]))
                snapshots[-1].add(name, protected, what, span)
        for snapshot in snapshots:
            found, bad = snapshot.attacked(insiders)
            hidden += found
            breaches += bad
        for i, later in enumerate(snapshots):
            for earlier in snapshots[:i]:
                breaches += later.differences(earlier)
    return Attack(tuple(one[0] for one in named), tuple(hidden), tuple(breaches))


class Joined(Union):
    """The releases of one source that agree with each other, as an attacker reads them."""

    def __init__(self, variable: str = "") -> None:
        super().__init__()
        self.variable = variable

    def attacked(self, insiders: bool) -> tuple[list[Finding], list[Finding]]:
        self.close()
        marked, asked_low, asked_high = self.asked()
        values, floors, shown = self.values, self.floors, self.shown
        primary = np.flatnonzero(marked)
        hidden: list[Finding] = []
        breaches: list[Finding] = []
        for cell in map(int, primary[shown[primary]]):
            value = float(values[cell])
            breaches.append(
                Finding(
                    self.variable,
                    self.codes_of(cell),
                    value,
                    value,
                    "shown",
                    self.cells[cell].shown,
                )
            )
        wanted = primary[~shown[primary]]
        relations, bounds = self.relations, Bounds.of(values, floors)
        low, high = intervals(relations, values, ~shown, bounds, wanted)
        asked, reach = asked_low[wanted], asked_high[wanted]
        rest = np.isin(wanted, self.small)  # of these the width counts, not where it begins
        asked[rest] = low[rest]
        reach[rest] = low[rest] + self.threshold
        slack = _slack(values[wanted])
        raised = np.flatnonzero((low > asked + slack) | (high < reach - slack))
        if raised.size:
            # what follows from hidden parts not being zero follows whatever else is hidden
            nothing_shown = np.ones(self.size, dtype=bool)
            least, most = intervals(relations, values, nothing_shown, bounds, wanted[raised])
            asked[raised] = np.maximum(asked[raised], least)
            reach[raised] = np.minimum(reach[raised], most)
        names = ", ".join(self.names)
        for cell, least_, most_, least_asked, most_asked in zip(
            map(int, wanted), low, high, asked, reach, strict=True
        ):
            slack = _slack(values[cell])
            fine = least_ <= least_asked + slack and most_ >= most_asked - slack
            if not fine and len(self.names) > 1:
                # how far a cell is open may be moved by what other releases show, not closed
                fine = most_ - least_ >= most_asked - least_asked - slack
            finding = Finding(
                self.variable,
                self.codes_of(cell),
                round(float(least_), 6),
                round(float(most_), 6),
                "" if fine else "narrow",
                "" if fine else names,
            )
            hidden.append(finding)
            if not fine:
                breaches.append(finding)
        if insiders:
            for one, exposed in exposed_to_insiders(self, wanted):
                value = float(values[exposed])
                breaches.append(
                    Finding(
                        self.variable, self.codes_of(exposed), value, value, "insider",
                        self.name_of(one),
                    )
                )  # fmt: skip
        return hidden, breaches

    def differences(self, earlier: Joined) -> list[Finding]:
        found = []
        threshold = max(self.threshold, earlier.threshold)
        for key, cell in self.index.items():
            before = earlier.index.get(key)
            if before is None:
                continue
            now, then = self.cells[cell], earlier.cells[before]
            change = abs(now.value - then.value)
            if now.shown and then.shown and 0 < change < threshold:
                by = f"{then.shown}, {now.shown}"
                found.append(Finding(self.variable, now.codes, change, change, "difference", by))
        return found


def exposed_to_insiders(union: Union, wanted: Ints) -> list[tuple[int, int]]:
    """Return (insider's cell, exposed cell) for the hidden small cells of a closed union."""
    cells = len(union.cells)
    counts = np.array([one.count for one in union.cells])
    ones = [c for c in map(int, wanted) if c < cells and counts[c] == 1]
    others = np.array([c for c in map(int, wanted) if c < cells or c in union.exact], np.int64)
    units = np.ones(union.size)
    units[:cells] = union.values[:cells] / np.maximum(counts, 1.0)
    bounds = Bounds.of(union.values, union.floors)
    pairs = dict.fromkeys(ones, others)
    return exposed_pairs(union.relations, union.values, ~union.shown, bounds, pairs, units)


def _slack(values: Floats) -> Floats:
    return np.asarray(10 * TIGHT * np.maximum(1.0, values))
