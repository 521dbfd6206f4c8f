"""Everything that was released about a source, as one set of equations over its finest parts.

Each cell of each release is a sum of atoms: time cut at every boundary of the releases, offices
and codes wherever one of them tells them apart. Columns that no cell tells apart together stay
apart (cliques), joined through the columns they share. Atoms that occur in the same cells are one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy
from numpy.typing import NDArray

from .counted import OFFICE, Box, Codes, Place

Ints = NDArray[np.int64]
BASE = frozenset({OFFICE})
ELSEWHERE = "\x00"  # every code that no cell names
TOGETHER = 600  # atoms up to which columns are put together although no cell does


def classes_of(column: str, boxes: Sequence[Box]) -> list[str]:
    """Return the codes of ``column`` that the boxes tell apart; the last stands for all others."""
    named: set[str] = set()
    for box in boxes:
        named |= dict(box).get(column, Codes(frozenset(), True)).names
    return [*sorted(named), ELSEWHERE]


@dataclass
class Clique:
    """The columns that some cell tells apart together, and the atoms they make."""

    columns: tuple[str, ...]
    boxes: list[Box] = field(default_factory=list)
    days: list[tuple[int, int] | None] = field(default_factory=list)
    first: int = 0  # number of its first atom

    def close(self, first: int) -> int:
        """Cut time and codes; return the number after the last atom."""
        self.first = first
        cuts = {day for one in self.days if one for day in one}
        self.cuts = [-(10**9), *sorted(cuts), 10**9]
        self.codes = [classes_of(name, self.boxes) for name in self.columns]
        self.shape = (len(self.cuts) - 1, *(len(codes) for codes in self.codes))
        self.size = int(np.prod(self.shape, dtype=np.int64))
        self.numbers = np.arange(first, first + self.size).reshape(self.shape)
        return first + self.size

    def atoms(self, box: Box, days: tuple[int, int] | None) -> Ints:
        """Return the numbers of the atoms in a box."""
        chosen: list[list[int]] = [self._times(days)]
        allowed = dict(box)
        for name, codes in zip(self.columns, self.codes, strict=True):
            fits = allowed.get(name)
            chosen.append([i for i, code in enumerate(codes) if fits is None or code in fits])
        return np.asarray(self.numbers[np.ix_(*chosen)].ravel(), dtype=np.int64)

    def _times(self, days: tuple[int, int] | None) -> list[int]:
        if days is None:
            return list(range(self.shape[0]))
        return [
            i
            for i, (start, end) in enumerate(itertools.pairwise(self.cuts))
            if days[0] <= start and end <= days[1]
        ]

    def links(self, other: Clique) -> list[tuple[Ints, Ints]]:
        """Return the sets of atoms of both that hold the same rows."""
        shared = [name for name in self.columns if name in other.columns]
        cuts = sorted(set(self.cuts) & set(other.cuts))
        spans = list(itertools.pairwise(cuts))[1:-1]  # before and after all cuts: nobody's
        times: list[tuple[int, int] | None] = [None, *spans]
        ways: list[list[tuple[str, Codes]]] = []
        for name in shared:
            mine = set(self.codes[self.columns.index(name)])
            both = sorted(mine & set(other.codes[other.columns.index(name)]) - {ELSEWHERE})
            ways.append(
                [*((name, Codes.of(code)) for code in both), (name, Codes(frozenset(both), True))]
            )
        found = []
        for days in times:
            for codes in itertools.product(*ways):
                box: Box = frozenset(codes)
                found.append((self.atoms(box, days), other.atoms(box, days)))
        return found


@dataclass
class Layer:
    """One measure within one scope: what adds up with what."""

    places: list[tuple[int, float, Place]] = field(default_factory=list)

    def close(self, first: int) -> int:
        """Make the cliques; return the number after the last atom."""
        wanted = sorted({one.columns - BASE for _, _, one in self.places}, key=sorted)
        joined = self._together([one for one in wanted if not any(one < o for o in wanted)])
        sets = [one for one in joined if one not in wanted] + wanted
        sets.sort(key=lambda one: (len(one), sorted(one)))
        self.cliques = [Clique((*sorted(BASE), *sorted(one))) for one in sets]
        self._of: list[Clique] = []
        for _, _, place in self.places:
            columns = place.columns | BASE
            clique = next(c for c in self.cliques if columns == set(c.columns))
            for one in self.cliques:  # what a cell cuts is cut in what is tied to it too
                if set(one.columns) <= columns:
                    one.boxes += place.parts
                    one.days.append(place.days)
            self._of.append(clique)
        for clique in self.cliques:
            if not clique.boxes:  # put together of others: cut as these are
                inside = [c for c in self.cliques if set(c.columns) < set(clique.columns)]
                clique.boxes = [box for one in inside for box in one.boxes]
                clique.days = [days for one in inside for days in one.days]
            first = clique.close(first)
        return first

    def _together(self, largest: list[frozenset[str]]) -> list[frozenset[str]]:
        """Join columns that cells tell apart two by two, where few atoms come of it."""
        boxes = [box for _, _, place in self.places for box in place.parts]
        several = {name for one in largest for name in one}
        many = {name: len(classes_of(name, boxes)) for name in several}
        times = len({day for _, _, one in self.places if one.days for day in one.days}) + 1
        found = list(largest)
        for one, other in itertools.combinations(largest, 2):
            if one not in found or other not in found or not one & other:
                continue
            both = one | other
            if times * int(np.prod([many[name] for name in both])) <= TOGETHER:
                found.remove(one)
                found.remove(other)
                if not any(both <= third for third in found):
                    found.append(both)
        return found

    def rows(self) -> list[tuple[int, Ints, float]]:
        """Return (cell, atoms, sign) of every place."""
        found = []
        for (cell, sign, place), clique in zip(self.places, self._of, strict=True):
            parts = [clique.atoms(box, place.days) for box in place.parts]
            atoms = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
            found.append((cell, atoms, sign))
        return found

    def marks(self) -> list[tuple[int, int, Ints]]:
        """Return (clique, cell, atoms) of every place, in its own clique and in finer ones.

        In a finer one only if a cell there is about the same days and offices: that cell less
        the others leaves a part that is told apart.
        """
        about: dict[int, set[object]] = {}
        for (_, _, place), clique in zip(self.places, self._of, strict=True):
            about.setdefault(id(clique), set()).update(_about(place))
        found = []
        for cell, _, place in self.places:
            for clique in self.cliques:
                if not place.columns <= set(clique.columns):
                    continue
                if _about(place) & about.get(id(clique), set()):
                    parts = [clique.atoms(box, place.days) for box in place.parts]
                    found.append((clique.first, cell, np.concatenate(parts)))
        return found

    def links(self) -> list[tuple[Ints, Ints]]:
        """Return the sets of atoms of two cliques that hold the same rows.

        Each clique is tied to the first (nothing but time and offices), and to the others with
        which it shares a column, unless a third that holds all they share is tied to both.
        """
        found: list[tuple[Ints, Ints]] = []
        for i, one in enumerate(self.cliques):
            for j, other in enumerate(self.cliques[:i]):
                shared = set(one.columns) & set(other.columns)
                between = any(
                    shared <= set(third.columns) and len(third.columns) < len(other.columns)
                    for third in self.cliques[:j]
                )
                if not between:
                    found += one.links(other)
        return found


def _about(place: Place) -> set[object]:
    """Return the days and offices of each box of a place."""
    return {(place.days, dict(box).get(OFFICE)) for box in place.parts}


def matrix_of(
    entries: Sequence[tuple[int, Ints, float]], rows: int, columns: int
) -> scipy.sparse.csr_array:
    """Return the matrix with a sign at each (row, columns) of the entries, repeated ones added."""
    if not entries:
        return scipy.sparse.csr_array((rows, columns))
    lengths = [len(one) for _, one, _ in entries]
    where = np.repeat([row for row, _, _ in entries], lengths)
    signs = np.repeat([sign for _, _, sign in entries], lengths)
    cells = np.concatenate([one for _, one, _ in entries])
    return scipy.sparse.csr_array((signs, (where, cells)), shape=(rows, columns))
