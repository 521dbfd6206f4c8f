"""Ranked lists with reasons: hard gates, then a score from 0 to 1, both open to everybody.

Equal scores are in the order of ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .gates import Gate, Nearness, gates_of, nearness_of_isco, screen
from .people import Candidate, Pool, Segment, Vacancy, Wanted
from .scoring import WEIGHTS, Scores, Weights, best_scores, least, scores_of


class Part(NamedTuple):
    """A part of a score: its value from 0 to 1, and its share of the whole."""

    name: str
    value: float
    share: float


class Suggestion(NamedTuple):
    """A candidate on a list, with every reason for the place."""

    id: str
    score: float
    parts: tuple[Part, ...]
    matched: tuple[str, ...]
    missing_essential: tuple[str, ...]
    missing_optional: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """A ranked list for one vacancy.

    ``failing``: how many candidates each gate excludes. ``failing_only``: how many it alone
    excludes, so what a change would gain. ``considered``: how many there are.
    """

    vacancy: str
    weights: str
    considered: int
    passing: int
    suggestions: tuple[Suggestion, ...]
    failing: dict[Gate, int]
    failing_only: dict[Gate, int]


def rank_candidates(
    vacancy: Vacancy,
    pool: Pool,
    *,
    top: int = 20,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> Ranking:
    """Return the best candidates who pass all gates, with reasons, and whom the gates exclude."""
    passing, failing, failing_only = 0, Counter[Gate](), Counter[Gate]()
    scored: list[tuple[Segment, Scores]] = []
    best: list[tuple[float, str, int, int]] = []
    for number, (segment, present) in enumerate(pool.segments):
        wanted = Wanted(vacancy, segment)
        screened = screen(vacancy, wanted, present, nearness)
        passing += len(screened.rows)
        failing.update(screened.failing)
        failing_only.update(screened.failing_only)
        one = best_scores(vacancy, wanted, screened.rows, weights, nearness, top)
        scored.append((segment, one))
        best += [
            (-score, segment.ids[row], number, place)
            for place, row, score in _best_places(segment, one, top)
        ]
    best.sort()
    made: dict[tuple[int, int], Suggestion] = {}
    for number, (segment, one) in enumerate(scored):
        places = [place for _score, _id, other, place in best[:top] if other == number]
        for place, suggestion in zip(
            places, _suggestions(vacancy, segment, one, places), strict=True
        ):
            made[number, place] = suggestion
    return Ranking(
        vacancy.id,
        weights.version,
        len(pool),
        passing,
        tuple(made[line[2:]] for line in best[:top]),
        dict(failing),
        dict(failing_only),
    )


def _best_places(segment: Segment, one: Scores, top: int) -> Iterator[tuple[int, int, float]]:
    """Yield where the best are: the place among those scored, the row, the score.

    Of those equal to the last, the first by id.
    """
    score = one.score
    places = np.arange(len(score))
    if len(score) > top:
        edge = least(score, top)
        better, equal = np.flatnonzero(score > edge), np.flatnonzero(score == edge)
        wanted = top - len(better)
        if len(equal) > wanted:
            rank = segment.rank[one.rows[equal]]
            equal = equal[np.argpartition(rank, wanted - 1)[:wanted]]
        places = np.concatenate([better, equal])
    yield from zip(places.tolist(), one.rows[places].tolist(), score[places].tolist(), strict=True)


def _suggestions(
    vacancy: Vacancy, segment: Segment, one: Scores, places: Sequence[int]
) -> Iterator[Suggestion]:
    """Yield suggestions for places among the scored rows, with what they have and lack."""
    chosen = np.array(places, np.intp)
    names, shares = list(one.values), [getattr(one.shares, name) for name in one.values]
    values = np.array([value[chosen] for value in one.values.values()]).T.tolist()
    essential, optional = sorted(vacancy.essential), sorted(vacancy.optional)
    for row, score, parts, owned in zip(
        one.rows[chosen].tolist(),
        one.score[chosen].tolist(),
        values or [[] for _place in places],
        one.skills.of(chosen).owned(),
        strict=True,
    ):
        has = set(owned)
        yield Suggestion(
            segment.ids[row],
            score,
            tuple(map(Part, names, parts, shares)),
            tuple(owned),
            tuple([skill for skill in essential if skill not in has]),
            tuple([skill for skill in optional if skill not in has]),
        )


@dataclass(frozen=True)
class Fit:
    """One candidate against one vacancy: the score, the gates that fail, what is missing."""

    vacancy: str
    score: float
    failed: tuple[Gate, ...]
    suggestion: Suggestion

    @property
    def is_related(self) -> bool:
        """Return whether the vacancy has something to do with the candidate's work."""
        return all(gate.kind != "related" for gate in self.failed)


def fit(
    vacancy: Vacancy,
    pool: Pool,
    key: str,
    *,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> Fit:
    """Return how one candidate of the pool fits a vacancy. Raises KeyError outside the pool."""
    segment, row = pool.segment_of(key)
    gates = list(gates_of(vacancy, segment, nearness))
    failed = tuple(gate for gate, passes in gates if not passes[row])
    rows = np.array([row])
    skills = segment.having(sorted(vacancy.essential | vacancy.optional), rows)
    one = scores_of(vacancy, segment, rows, skills, weights, nearness)
    (suggestion,) = _suggestions(vacancy, segment, one, [0])
    return Fit(vacancy.id, suggestion.score, failed, suggestion)


def ranked_vacancies(
    candidate: Candidate,
    vacancies: Sequence[Vacancy],
    *,
    weights: Weights = WEIGHTS,
    nearness: Nearness = nearness_of_isco,
) -> list[Fit]:
    """Return vacancies for one person: those whose gates are passed first, then by score.

    Those that fail follow with the gates that fail, so that it can be said what would change it;
    those that have nothing to do with the person's work come last.
    """
    pool = Pool([candidate])
    fits = [fit(one, pool, candidate.id, weights=weights, nearness=nearness) for one in vacancies]
    return sorted(
        fits, key=lambda one: (not one.is_related, len(one.failed), -one.score, one.vacancy)
    )
