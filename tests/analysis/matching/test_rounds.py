"""Rounds: the optimal one is the optimum, the stable one is stable, a floor costs what it says."""

import json
import subprocess
import sys
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from waystation.analysis import matching
from waystation.analysis.matching import UNPLACED, Edges, Floor


@st.composite
def rounds(draw, most=7):
    """A small round, with many equal scores."""
    people, places = draw(st.integers(1, most)), draw(st.integers(1, 4))
    openings = draw(st.lists(st.integers(0, 3), min_size=places, max_size=places))
    pairs = [pair for pair in product(range(people), range(places)) if draw(st.booleans())]
    score = [draw(st.integers(0, 5)) / 5 for _ in pairs]
    return make(people, openings, pairs, score)


def make(people, openings, pairs, score):
    candidate, vacancy = np.array(pairs, dtype=int).reshape(-1, 2).T
    return Edges(people, np.array(openings), candidate, vacancy, np.array(score, dtype=float))


def by_linear_programme(edges):
    """The optimum by another way: the assignment polytope has whole corners."""
    if not len(edges.candidate):
        return 0.0
    each = np.zeros((edges.candidates + len(edges.openings), len(edges.candidate)))
    each[edges.candidate, np.arange(len(edges.candidate))] = 1
    each[edges.candidates + edges.vacancy, np.arange(len(edges.candidate))] = 1
    most = np.concatenate([np.ones(edges.candidates), edges.openings])
    return -optimize.linprog(-edges.score, A_ub=each, b_ub=most, bounds=(0, 1)).fun


def respects(edges, went):
    pairs = set(zip(edges.candidate.tolist(), edges.vacancy.tolist(), strict=True))
    placed = [(who, int(where)) for who, where in enumerate(went) if where != UNPLACED]
    used = np.bincount([where for _who, where in placed], minlength=len(edges.openings))
    return set(placed) <= pairs and (used <= edges.openings).all()


@given(rounds())
def test_the_optimal_round_has_the_total_of_the_linear_programme(edges):
    found = matching.optimal_round(edges)

    assert respects(edges, found.vacancy)
    assert found.total == pytest.approx(by_linear_programme(edges), abs=1e-6)


def drawn(number, people, places, chance):
    """Draw a round with some equal scores."""
    pairs = [(who, where) for who in range(people) for where in range(places)
             if chance.random() < number]  # fmt: skip
    score = np.round(chance.random(len(pairs)), int(chance.integers(1, 7)))
    return make(people, chance.integers(0, 4, places).tolist(), pairs, score)


def test_optimal_rounds_have_the_totals_of_or_tools():
    """More people than seats, more seats than people, and sixty small ones; in another process.

    OR-Tools and SciPy each bring HiGHS, and one process cannot load both.
    """
    if find_spec("ortools") is None:
        pytest.skip("OR-Tools is not installed: the optional extra “rounds”")
    chance = np.random.default_rng(2026)
    some = [drawn(0.2, 300, 40, chance), drawn(0.2, 60, 90, chance)]
    some += [drawn(0.5, *chance.integers(1, 9, 2).tolist(), chance) for _ in range(60)]
    asked = [
        {
            "people": one.candidates,
            "openings": one.openings.tolist(),
            "edges": list(
                zip(one.candidate.tolist(), one.vacancy.tolist(), one.score.tolist(), strict=True)
            ),
        }
        for one in some
    ]

    answer = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("or_tools.py"))],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )

    totals = json.loads(answer.stdout)
    for edges, total in zip(some, totals, strict=True):
        found = matching.optimal_round(edges)
        assert respects(edges, found.vacancy)
        assert found.total == pytest.approx(total, abs=1e-6)


@given(rounds(), st.integers(0, 2**32), st.data())
def test_no_pair_of_a_stable_round_would_rather_have_each_other(edges, seed, data):
    wish = np.array([data.draw(st.integers(0, 3)) for _ in edges.candidate], dtype=float)

    found = matching.stable_round(edges, seed=seed, wish=wish)

    assert respects(edges, found.vacancy)
    assert list(matching.blocking_pairs(edges, found, wish)) == []


@given(rounds(), st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_round_in_any_order_of_edges(edges, seed, random):
    order = list(range(len(edges.candidate)))
    random.shuffle(order)
    columns = (edges.candidate[order], edges.vacancy[order], edges.score[order])
    mixed = Edges(edges.candidates, edges.openings, *columns)

    first, again = (matching.stable_round(one, seed=seed) for one in (edges, mixed))

    assert first.vacancy.tolist() == again.vacancy.tolist()
    assert first.lottery.tolist() == again.lottery.tolist()


def test_three_openings_and_five_equals_are_decided_by_the_lottery_alone():
    edges = make(5, [3], [(who, 0) for who in range(5)], [0.8] * 5)

    found = matching.stable_round(edges, seed=7)

    placed = {who for who in range(5) if found.vacancy[who] == 0}
    assert placed == set(np.argsort(found.lottery)[:3].tolist())
    assert found.seed == 7
    others = [matching.stable_round(edges, seed=seed).vacancy.tolist() for seed in range(20)]
    assert len({tuple(one) for one in others}) > 1


def test_a_better_score_wins_whatever_the_lottery():
    edges = make(3, [1], [(0, 0), (1, 0), (2, 0)], [0.5, 0.9, 0.5])

    assert all(matching.stable_round(edges, seed=n).vacancy.tolist() == [-1, 0, -1]
               for n in range(10))  # fmt: skip


def test_a_blocking_pair_is_found_in_a_round_that_is_not_stable():
    edges = make(2, [1], [(0, 0), (1, 0)], [0.9, 0.5])
    stable = matching.stable_round(edges, seed=1)
    wrong = matching.StableRound(np.array([UNPLACED, 0]), 0.5, stable.seed, stable.lottery)

    assert matching.blocking_pairs(edges, stable).tolist() == []
    assert matching.blocking_pairs(edges, wrong).tolist() == [0]


def best_by_trying(edges, floors):
    """The best total that keeps the floors with as many placed, by trying every round."""
    placed = matching.optimal_round(edges).placed
    options = [[UNPLACED] for _ in range(edges.candidates)]
    for who, where in zip(edges.candidate, edges.vacancy, strict=True):
        options[who].append(int(where))
    totals = []
    for went in map(np.array, product(*options)):
        taken = went[went != UNPLACED]
        used = np.bincount(taken, minlength=len(edges.openings)) if len(taken) else 0
        inside = [(went[one.members] != UNPLACED).sum() >= one.share * placed - 1e-9
                  for one in floors]  # fmt: skip
        if len(taken) == placed and np.all(used <= edges.openings) and all(inside):
            totals.append(edges.score[went[edges.candidate] == edges.vacancy].sum())
    return max(totals, default=None)


@given(rounds(most=5), st.data())
def test_a_floor_is_kept_at_the_least_price_or_proved_impossible(edges, data):
    members = np.array([data.draw(st.booleans()) for _ in range(edges.candidates)])
    floor = Floor("women", members, data.draw(st.sampled_from([0.25, 0.5, 1.0])))
    free = matching.optimal_round(edges)
    best = best_by_trying(edges, [floor]) if free.placed else 0.0

    if best is None:
        with pytest.raises(matching.FloorImpossible) as impossible:
            matching.round_with_floors(edges, [floor])
        assert impossible.value.most < floor.share
        lower = Floor("women", members, impossible.value.most)
        assert best_by_trying(edges, [lower]) is not None
    else:
        found = matching.round_with_floors(edges, [floor])
        assert found.total == pytest.approx(best, abs=1e-6)
        assert found.price == pytest.approx(free.total - best, abs=1e-6)
        assert found.placed == free.placed
        assert respects(edges, found.vacancy)


def test_an_impossible_floor_names_the_proven_maximum():
    # Eight places; three women can go anywhere: 37.5 % is the most.
    pairs = [(who, 0) for who in range(12)]
    edges = make(12, [8], pairs, [0.5] * 12)
    women = np.array([who < 3 for who in range(12)])

    with pytest.raises(matching.FloorImpossible, match=r"37\.5 % is the most") as impossible:
        matching.round_with_floors(edges, [Floor("women", women, 0.4)])

    assert impossible.value.most == pytest.approx(3 / 8)


def test_edges_come_from_vacancies_and_a_pool():
    pool = matching.Pool([matching.Candidate("b", "7212"), matching.Candidate("a", "2221")])
    later = pool.with_changes(added=[matching.Candidate("c", "7212")], withdrawn=["b"])
    vacancies = [matching.Vacancy("one", "7212", openings=2), matching.Vacancy("two", "2221")]

    edges, ids = matching.edges_of(vacancies, later)

    assert ids == ["a", "c"]
    score = {(ids[who], where): value for who, where, value in
             zip(edges.candidate, edges.vacancy, edges.score, strict=True)}  # fmt: skip
    assert score == {("c", 0): 1.0, ("a", 1): 1.0}  # neither does the work of the other
    assert edges.openings.tolist() == [2, 1]


def test_most_keeps_the_best_edges_and_all_equal_to_the_last():
    pool = matching.Pool([matching.Candidate(str(n), "7212") for n in range(4)]
                         + [matching.Candidate("x", "7213")])  # fmt: skip
    vacancies = [matching.Vacancy("one", "7212")]

    edges, ids = matching.edges_of(vacancies, pool, most=2)

    assert [ids[who] for who in edges.candidate] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("pairs", "score", "sentence"),
    [
        ([(0, 0), (0, 0)], [1, 1], "twice"),
        ([(0, 0)], [float("nan")], "finite"),
        ([(0, 0)], [-1], "not negative"),
    ],
)
def test_bad_edges_are_refused(pairs, score, sentence):
    with pytest.raises(ValueError, match=sentence):
        make(1, [1], pairs, score)


def test_a_round_without_edges_places_nobody():
    edges = make(3, [1], [], [])

    assert matching.optimal_round(edges).vacancy.tolist() == [UNPLACED] * 3
    assert matching.stable_round(edges, seed=1).vacancy.tolist() == [UNPLACED] * 3
    assert matching.round_with_floors(edges, []).total == 0
