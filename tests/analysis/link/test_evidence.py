"""What counts as evidence, and for how much."""

from collections import Counter

import numpy as np

from waystation.analysis import link
from waystation.analysis.link import persons


def test_a_rival_that_is_surely_the_same_person_takes_no_more_than_one_that_is_likely():
    left, right = np.array(["a", "a"]), np.array(["z", "y"])

    beside_likely, beside_sure = (
        link.together(link.Pairs(left, right, np.array([2.0, rival]))).weight[0]
        for rival in (3.0, 30.0)
    )

    assert beside_sure == beside_likely < 2.0
    assert beside_sure > link.together(link.Pairs(left, right, np.array([-2.0, 30.0]))).weight[0]


def test_how_often_strangers_have_like_fathers_names_is_learned_from_all_of_them(model, file):
    """Few strangers have the same given name and year: too few to learn a rare level from."""
    fathers = [one for one in file.column("father").to_pylist() if one is not None]
    level, similar = next(
        (number, one.test)
        for number, one in enumerate(link.PERSONS[2].levels)
        if one.says == "The father's names are similar"
    )
    records = [
        ({"father": a, "father_sound": None}, {"father": b, "father_sound": None})
        for step in range(1, 20)
        for a, b in zip(fathers, fathers[step:], strict=False)
    ]
    share = sum(a != b and similar.holds(a, b) for a, b in records) / len(records)

    u = model.weights[2].u[level]

    assert len(records) > 10_000
    assert share / 2 < u < 2 * share


def test_a_name_that_only_resembles_one_of_the_other_sex_is_another_name(model):
    almir = link.features("Almir", "Alijović", birth_year=1997, sex="male", home=["043247642"])
    slip = link.features("Allmir", "Alijović", birth_year=1997, sex="male", home=["043247642"])
    alma = link.features("Alma", "Alijović", birth_year=1997, sex="female", home=["043247642"])
    mistyped = link.features("Almir", "Alijović", birth_year=1997, sex="female", home=["043247642"])

    given = {"alma": model.score(almir, alma), "slip": model.score(almir, slip)}

    assert given["alma"].probability < 0.01 < 0.99 < given["slip"].probability
    assert model.score(almir, mistyped).probability > 0.9


def test_a_pair_of_names_that_many_others_have_says_less_than_one_that_is_rare(model, file):
    """The file shows which names go together; their frequencies one by one do not."""
    pairs = link.scored_pairs(model, file, persons.RULES)
    given, family = (file.column(name).to_pylist() for name in ("given", "family"))
    years = file.column("birth_year").to_pylist()
    both = Counter(
        (a, b) for a, b, year in zip(given, family, years, strict=True) if year is not None
    )

    found = link.among_namesakes(model, pairs, file)

    moved = found.weight - pairs.weight
    same = np.array(
        [
            given[a] is not None
            and family[a] is not None
            and (given[a], family[a]) == (given[b], family[b])
            and weight >= -8
            for a, b, weight in zip(pairs.left, pairs.right, pairs.weight, strict=True)
        ]
    )
    often = np.array([both[given[a], family[a]] for a in pairs.left.tolist()])
    assert not moved[~same].any()
    assert moved[same & (often >= 8)].mean() < moved[same & (often <= 2)].mean()
    assert found.left.tolist() == pairs.left.tolist()
    assert not len(link.among_namesakes(model, pairs.above(999.0), file))
