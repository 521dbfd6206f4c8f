"""Matching: people and vacancies, ranked with reasons; rounds; job titles coded.

::

    from waystation.analysis import matching

    pool = matching.Pool([matching.Candidate("ana", occupation="7212", skills=frozenset({"weld"}))])
    vacancy = matching.Vacancy("one", occupation="7212", essential=frozenset({"weld"}))
    matching.rank_candidates(vacancy, pool).suggestions[0].score            # 1.0
    pool = pool.with_changes(withdrawn=["ana"])                    # at the next question

    edges, ids = matching.edges_of([vacancy], pool)
    matching.optimal_round(edges)                                  # the highest total
    matching.stable_round(edges, seed=2026)                        # nobody has a better claim

    coder = matching.TitleCoder([matching.Label("7212", "zavarivač", "sr")])
    coder.code(["заваривач"])[0].code                              # "7212"

Sex, age and community are not among the values that a candidate has here.
"""

from .gates import Gate, gates_of, nearness_of_isco
from .people import ACTIVITIES, CEFR, Candidate, Pool, Vacancy, cefr
from .ranking import (
    Fit,
    Part,
    Ranking,
    Suggestion,
    fit,
    rank_candidates,
    ranked_vacancies,
)
from .rounds import (
    UNPLACED,
    Edges,
    Floor,
    FloorImpossible,
    FloorRound,
    Round,
    StableRound,
    blocking_pairs,
    edges_of,
    optimal_round,
    round_with_floors,
    stable_round,
)
from .scoring import WEIGHTS, Weights
from .titles import Choice, Coding, Label, TitleCoder, fold

__all__ = [
    "ACTIVITIES",
    "CEFR",
    "UNPLACED",
    "WEIGHTS",
    "Candidate",
    "Choice",
    "Coding",
    "Edges",
    "Fit",
    "Floor",
    "FloorImpossible",
    "FloorRound",
    "Gate",
    "Label",
    "Part",
    "Pool",
    "Ranking",
    "Round",
    "StableRound",
    "Suggestion",
    "TitleCoder",
    "Vacancy",
    "Weights",
    "blocking_pairs",
    "cefr",
    "edges_of",
    "fit",
    "fold",
    "gates_of",
    "nearness_of_isco",
    "optimal_round",
    "rank_candidates",
    "ranked_vacancies",
    "round_with_floors",
    "stable_round",
]
