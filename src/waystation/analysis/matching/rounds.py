"""A whole placement round: who goes where, when places are few.

Two kinds. The *optimal* round has the highest total score (the assignment problem; Kuhn 1955;
solved by the Jonker–Volgenant algorithms of SciPy). The *stable* round leaves no candidate and no
vacancy who would both rather have each other (Gale and Shapley 1962, candidates propose). Where
candidates are equal a lottery decides, drawn once from a recorded seed.

An edge is a candidate who passes the gates of a vacancy. Candidates and vacancies are numbered
from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse
from scipy.sparse import csgraph

from .gates import (
    Nearness,
    Rows,
    asks_for_related,
    bits_of,
    conditions_of,
    nearness_of_isco,
    related_to,
    rows_of,
    stated_gates_of,
)
from .people import Bits, Bools, Pool, Segment, Vacancy, Wanted
from .scoring import WEIGHTS, Weights, best_scores, least, scores_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
UNPLACED = -1
MANY = 128  # so many different conditions of vacancies are remembered at once
SMALLEST = 1e-9  # a score counts as at least this much, so that being placed beats not being


@dataclass(frozen=True)
class Edges:
    """Who may go where, with what score; one entry for each pair, and the openings."""

    candidates: int
    openings: Ints
    candidate: Ints
    vacancy: Ints
    score: Floats

    def __post_init__(self) -> None:
        if not len(self.candidate) == len(self.vacancy) == len(self.score):
            raise ValueError("Edges have a candidate, a vacancy and a score each.")
        pairs = self.candidate * max(len(self.openings), 1) + self.vacancy
        if len(np.unique(pairs)) != len(pairs):
            raise ValueError("A pair of candidate and vacancy stands twice among the edges.")
        if len(self.score) and not (np.isfinite(self.score).all() and self.score.min() >= 0):
            raise ValueError("Scores are finite and not negative.")
        if len(self.openings) and self.openings.min() < 0:
            raise ValueError("Openings are not negative.")


def edges_of(
    vacancies: Sequence[Vacancy],
    pool: Pool,
    *,
    most: int | None = None,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> tuple[Edges, list[str]]:
    """Return the edges of a round, and the candidates' ids by number.

    ``most`` keeps the best edges of each vacancy only, with all that are equal to the last.
    """
    ids = sorted(pool.ids)
    number = {key: place for place, key in enumerate(ids)}
    numbers = [
        np.array([number.get(key, UNPLACED) for key in segment.ids], dtype=np.int64)
        for segment, _present in pool.segments
    ]
    passing = _Passing(pool, nearness)
    parts: list[tuple[Ints, Ints, Floats]] = []
    for place, vacancy in enumerate(vacancies):
        some = [
            scores_of(vacancy, wanted.segment, rows, wanted.of(rows), weights, nearness)
            if most is None
            else best_scores(vacancy, wanted, rows, weights, nearness, most)
            for wanted, rows in passing.of(vacancy)
        ]
        score = np.concatenate([one.score for one in some])
        who = np.concatenate([numbers[i][one.rows] for i, one in enumerate(some)])
        kept = score >= (-np.inf if most is None else least(score, most))
        found = who[kept]
        parts.append((found, np.full(len(found), place, dtype=np.int64), score[kept]))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else []
    candidate, vacancy_, score_ = columns or (np.array([], int), np.array([], int), np.array([]))
    openings = np.array([one.openings for one in vacancies], dtype=np.int64)
    return Edges(len(ids), openings, candidate, vacancy_, score_), ids


class _Passing:
    """Who passes the gates of a vacancy; vacancies that state the same share the answer."""

    def __init__(self, pool: Pool, nearness: Nearness) -> None:
        self.pool, self.nearness = pool, nearness
        self.known: dict[object, list[tuple[Segment, Bits]]] = {}

    def of(self, vacancy: Vacancy) -> Iterator[tuple[Wanted, Rows]]:
        for segment, passes in self._stated(vacancy):
            wanted, found = Wanted(vacancy, segment), passes
            if asks_for_related(vacancy):
                found = passes & bits_of(related_to(vacancy, wanted, self.nearness))
            yield wanted, rows_of(found)

    def _stated(self, vacancy: Vacancy) -> list[tuple[Segment, Bits]]:
        asked = tuple(conditions_of(vacancy))
        if asked not in self.known:
            if len(self.known) >= MANY:
                self.known.clear()
            self.known[asked] = [
                (segment, _all_stated(vacancy, segment, present))
                for segment, present in self.pool.segments
            ]
        return self.known[asked]


def _all_stated(vacancy: Vacancy, segment: Segment, present: Bools) -> Bits:
    passes = present.copy()
    for _gate, one in stated_gates_of(vacancy, segment):
        passes &= one
    return bits_of(passes)


@dataclass(frozen=True)
class Round:
    """Where each candidate goes (``UNPLACED`` for nowhere), and the total score."""

    vacancy: Ints
    total: float

    @property
    def placed(self) -> int:
        """How many have a place."""
        return int((self.vacancy != UNPLACED).sum())


def optimal_round(edges: Edges) -> Round:
    """Return the round with the highest total score.

    Exact: the sparse assignment problem. Whichever is fewer, candidates or seats, looks for a
    partner among the others, and has a place of its own for staying alone; the time grows with
    their number and the edges. 10,000 seats among 100,000 candidates take seconds.
    """
    copies, first = _seats(edges)
    if not edges.openings[edges.vacancy].any():  # nobody may go anywhere
        return Round(np.full(edges.candidates, UNPLACED, dtype=np.int64), 0.0)
    repeat = edges.openings[edges.vacancy]
    who = np.repeat(edges.candidate, repeat)
    seats = np.repeat(first[edges.vacancy], repeat) + _counting(repeat)
    value = np.repeat(np.maximum(edges.score, SMALLEST), repeat)
    if len(copies) <= edges.candidates:
        seat, person = _assign(seats, who, value, len(copies), edges.candidates)
    else:
        person, seat = _assign(who, seats, value, edges.candidates, len(copies))
    went = np.full(edges.candidates, UNPLACED, dtype=np.int64)
    went[person] = copies[seat]
    return Round(went, _total(edges, went))


def _assign(
    rows: Ints, columns: Ints, value: Floats, number: int, partners: int
) -> tuple[Ints, Ints]:
    """Return the pairs of the assignment with the highest total value; a row may stay alone."""
    own = np.arange(number)
    top = float(value.max()) + 1.0  # costs are positive: SciPy takes an explicit zero for no edge
    graph = sparse.csr_array(
        (
            np.concatenate([top - value, np.full(number, top)]),
            (np.concatenate([rows, own]), np.concatenate([columns, partners + own])),
        ),
        shape=(number, partners + number),
    )
    row, column = csgraph.min_weight_full_bipartite_matching(graph)
    paired = column < partners
    return row[paired].astype(np.int64), column[paired].astype(np.int64)


def _seats(edges: Edges) -> tuple[Ints, Ints]:
    """Return the vacancy of each seat, and the first seat of each vacancy."""
    copies = np.repeat(np.arange(len(edges.openings)), edges.openings)
    return copies, np.cumsum(edges.openings) - edges.openings


def _counting(repeat: Ints) -> Ints:
    """Return 0, 1, … for each run of ``repeat``."""
    ends = np.cumsum(repeat)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - repeat, repeat)


def _total(edges: Edges, went: Ints) -> float:
    return float(edges.score[went[edges.candidate] == edges.vacancy].sum())


@dataclass(frozen=True)
class StableRound(Round):
    """A stable round. ``lottery``: each candidate's number, the lowest wins among equals."""

    seed: int
    lottery: Ints


def stable_round(edges: Edges, *, seed: int, wish: Floats | None = None) -> StableRound:
    """Return the stable round that candidates like best (deferred acceptance).

    Vacancies rank by score, candidates by ``wish`` (one value for each edge; the score without).
    Equal candidates are ranked by one lottery for all vacancies, drawn from ``seed``; of equal
    vacancies a candidate asks the one with the lower number first. The same seed gives the same
    round whatever the order of edges.
    """
    lottery = np.random.default_rng(seed).permutation(edges.candidates)
    wish = edges.score if wish is None else wish
    order = np.lexsort((edges.vacancy, -wish, edges.candidate))  # each candidate's own list
    vacancy, score = edges.vacancy[order], edges.score[order]
    candidate = edges.candidate[order]
    # where each candidate's list starts and ends
    start = np.searchsorted(candidate, np.arange(edges.candidates + 1))
    following = start[:-1].copy()
    held = np.full(edges.candidates, UNPLACED, dtype=np.int64)  # the place of an edge in `order`
    while True:
        asking = np.flatnonzero((held == UNPLACED) & (following < start[1:]))
        if not len(asking):
            break
        asked = following[asking]
        following[asking] += 1
        pool = np.concatenate([asked, held[held != UNPLACED]])
        ranked = pool[np.lexsort((lottery[candidate[pool]], -score[pool], vacancy[pool]))]
        repeat = np.bincount(vacancy[ranked], minlength=len(edges.openings))
        rank = _counting(repeat)
        kept = ranked[rank < edges.openings[vacancy[ranked]]]
        held[:] = UNPLACED
        held[candidate[kept]] = kept
    went = np.where(held == UNPLACED, UNPLACED, vacancy[held] if len(vacancy) else UNPLACED)
    return StableRound(went.astype(np.int64), _total(edges, went), seed, lottery)


def blocking_pairs(edges: Edges, made: StableRound, wish: Floats | None = None) -> Ints:
    """Return the edges whose two sides would both leave their match for each other; none if stable.

    Ties are broken as the round broke them: by the lottery and by the number of the vacancy.
    """
    wish = edges.score if wish is None else wish
    went = made.vacancy
    taken = went[edges.candidate] == edges.vacancy
    own = np.full(edges.candidates, -np.inf)
    own[edges.candidate[taken]] = wish[taken]
    # the candidate would rather: a better wish, or an equal one of a lower number
    now = went[edges.candidate]
    better = (wish > own[edges.candidate]) | (
        (wish == own[edges.candidate]) & (edges.vacancy < now)
    )
    # the vacancy would rather: it has a seat, or its last one ranks lower
    filled = np.bincount(edges.vacancy[taken], minlength=len(edges.openings))
    keys = np.lexsort((made.lottery[edges.candidate], -edges.score))
    rank = np.empty(len(keys), dtype=np.int64)
    rank[keys] = np.arange(len(keys))
    last = np.full(len(edges.openings), -1, dtype=np.int64)
    np.maximum.at(last, edges.vacancy[taken], rank[taken])
    open_seat = filled[edges.vacancy] < edges.openings[edges.vacancy]
    rather = open_seat | (rank < last[edges.vacancy])
    return np.flatnonzero(~taken & better & rather & (edges.openings[edges.vacancy] > 0))


@dataclass(frozen=True)
class Floor:
    """At least ``share`` of the placed are among ``members`` (True for each candidate in it)."""

    name: str
    members: NDArray[np.bool_]
    share: float


@dataclass(frozen=True)
class FloorRound(Round):
    """The best round that keeps the floors, and what they cost in total score."""

    price: float


class FloorImpossible(Exception):
    """No round with as many placements keeps a floor; ``most`` is the highest share there is."""

    def __init__(self, floor: Floor, most: float) -> None:
        self.floor, self.most = floor, most
        super().__init__(f"{floor.name}: {100 * most:.1f} % is the most that is possible.")


def round_with_floors(edges: Edges, floors: Sequence[Floor]) -> FloorRound:
    """Return the best round that places as many as the optimal one and keeps every floor.

    An integer programme for HiGHS. Raises FloorImpossible with the proven maximum of the first
    floor that cannot be kept, each taken by itself; and, where only all together cannot, the one
    whose maximum is lowest once the others are kept.
    """
    free = optimal_round(edges)
    if not free.placed or not floors:
        return FloorRound(free.vacancy, free.total, 0.0)
    limits = [_one_each(edges), _by_vacancy(edges), _as_many(edges, free.placed)]
    for floor in floors:
        most = _highest_share(edges, limits, floor, free.placed)
        if most < floor.share - 1e-9:
            raise FloorImpossible(floor, most)
    kept = [*limits, *(_floor(edges, one, free.placed) for one in floors)]
    found = _solve(edges, -edges.score, kept)
    if found is None:
        shares = []
        for floor in floors:
            others = [_floor(edges, one, free.placed) for one in floors if one is not floor]
            shares.append((_highest_share(edges, [*limits, *others], floor, free.placed), floor))
        most, floor = min(shares, key=lambda pair: pair[0] - pair[1].share)
        raise FloorImpossible(floor, most)
    went = np.full(edges.candidates, UNPLACED, dtype=np.int64)
    went[edges.candidate[found]] = edges.vacancy[found]
    total = _total(edges, went)
    return FloorRound(went, total, free.total - total)


def _highest_share(
    edges: Edges, limits: list[optimize.LinearConstraint], floor: Floor, placed: int
) -> float:
    inside = floor.members[edges.candidate].astype(float)
    found = _solve(edges, -inside, limits)
    return 0.0 if found is None else float(inside[found].sum()) / placed


def _solve(
    edges: Edges, cost: Floats, limits: list[optimize.LinearConstraint]
) -> NDArray[np.bool_] | None:
    size = len(edges.candidate)
    answer = optimize.milp(
        cost, constraints=limits, integrality=np.ones(size, int), bounds=optimize.Bounds(0, 1)
    )
    return None if answer.x is None else np.asarray(answer.x > 0.5)


def _one_each(edges: Edges) -> optimize.LinearConstraint:
    places = (edges.candidate, np.arange(len(edges.candidate)))
    table = sparse.csr_array(
        (np.ones(len(edges.candidate)), places), shape=(edges.candidates, len(edges.candidate))
    )
    return optimize.LinearConstraint(table, -np.inf, 1)


def _by_vacancy(edges: Edges) -> optimize.LinearConstraint:
    places = (edges.vacancy, np.arange(len(edges.vacancy)))
    table = sparse.csr_array(
        (np.ones(len(edges.vacancy)), places), shape=(len(edges.openings), len(edges.vacancy))
    )
    return optimize.LinearConstraint(table, -np.inf, edges.openings)


def _as_many(edges: Edges, placed: int) -> optimize.LinearConstraint:
    return optimize.LinearConstraint(np.ones((1, len(edges.candidate))), placed, placed)


def _floor(edges: Edges, floor: Floor, placed: int) -> optimize.LinearConstraint:
    inside = floor.members[edges.candidate].astype(float)[None, :]
    return optimize.LinearConstraint(inside, floor.share * placed - 1e-9, np.inf)
