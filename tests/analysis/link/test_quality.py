"""How well people are found again, against the truth that the program never sees."""

import math
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import febrl
from benchmarks.kosovo import varied_file
from benchmarks.linkage import weighed
from tests.analysis.link.conftest import features_of
from waystation.analysis import link
from waystation.analysis.link import persons


def test_febrl4_is_linked_without_labels_or_social_security_numbers():
    quality = febrl.febrl4()

    assert quality.true == 5000
    assert quality.f1 >= 0.995


def test_febrl3_is_clustered_without_labels_or_social_security_numbers():
    quality = febrl.febrl3()

    assert quality.true == 6538
    assert quality.f1 >= 0.99


@pytest.fixture(scope="module")
def found(model, file):
    pairs = weighed(model, file)
    return link.proposed(link.together(pairs), persons.LINKED_FROM, persons.LINKED_RIGHT)


def test_a_kosovo_file_is_found_again_across_scripts_twins_and_families(found, rows):
    truth = Counter(row.person for row in rows)
    true = sum(n * (n - 1) // 2 for n in truth.values())

    right = sum(
        rows[a].person == rows[b].person for a, b in zip(found.left, found.right, strict=True)
    )
    precision, recall = right / len(found), right / true

    assert precision >= 0.98
    assert 2 * precision * recall / (precision + recall) >= 0.92


def test_a_prior_fitted_to_a_file_is_near_the_true_share_of_its_matches(model, file, rows):
    true = sum(n * (n - 1) / 2 for n in Counter(row.person for row in rows).values())
    share = true / math.comb(len(rows), 2)
    doubtful = replace(model, prior=10 * model.prior)

    fitted = link.fit_prior(doubtful, file, persons.RULES)

    assert fitted.weights == model.weights
    assert abs(fitted.prior / share - 1) < 0.2 < abs(doubtful.prior / share - 1)


def test_no_community_is_found_again_much_less_often(found, rows):
    community = {row.person: row.community for row in rows}
    true: Counter = Counter()
    for person, n in Counter(row.person for row in rows).items():
        true[community[person]] += n * (n - 1) // 2
    right = Counter(
        rows[a].community
        for a, b in zip(found.left, found.right, strict=True)
        if rows[a].person == rows[b].person
    )

    recalls = {name: right[name] / n for name, n in true.items()}

    assert set(recalls) == {"albanian", "serbian", "turkish", "bosniak", "arabic"}
    assert max(recalls.values()) - min(recalls.values()) <= 0.05


@pytest.fixture(scope="module")
def varied():
    """A file of names, habits and gaps on which nothing was developed, and its scored pairs."""
    rows, _ = varied_file(8_000, seed=31)
    file = persons.table([features_of(row) for row in rows])
    model = link.train(
        file, link.PERSONS, learn_from=persons.LEARN_FROM, sure=persons.SURE,
        recall=persons.RECALL_OF_SURE, random_pairs=5e5, learning_pairs=2e5,
    )  # fmt: skip
    return rows, weighed(model, file)


def test_the_records_of_people_are_grouped_in_a_file_of_other_names_and_habits(varied):
    rows, pairs = varied
    truth = Counter(row.person for row in rows)
    true = sum(n * (n - 1) // 2 for n in truth.values())

    groups = link.groups(pairs)

    found = [two for one in groups for two in combinations(one, 2)]
    right = sum(rows[a].person == rows[b].person for a, b in found)
    assert right / len(found) >= 0.98
    assert 2 * right / (len(found) + true) >= 0.92


def test_pairs_weighed_together_are_found_in_such_a_file_more_often_and_as_surely(varied):
    rows, pairs = varied
    truth = Counter(row.person for row in rows)
    true = sum(n * (n - 1) // 2 for n in truth.values())

    def quality(proposed):
        ids = zip(proposed.left, proposed.right, strict=True)
        right = sum(rows[a].person == rows[b].person for a, b in ids)
        return right / len(proposed), 2 * right / (len(proposed) + true)

    alone = quality(pairs.above(2.0))
    beside = link.together(pairs)
    precision, f1 = quality(link.proposed(beside, persons.LINKED_FROM, persons.LINKED_RIGHT))

    assert precision >= 0.98
    assert f1 >= 0.92
    assert f1 > alone[1]


def test_a_rival_speaks_against_a_pair_and_an_ally_for_it():
    left, right = np.array(["a", "b", "b"]), np.array(["z", "y", "x"])
    lonely, first, second = link.together(link.Pairs(left, right, np.full(3, 2.0))).weight

    trio = link.Pairs(np.array(["a", "a", "b"]), np.array(["b", "c", "c"]), np.array([1.0, 9, 9]))
    allied = link.together(trio).weight

    assert lonely == 2.0
    assert first == second == pytest.approx(2.0 - np.log2(1 + 4))
    assert allied[0] == pytest.approx(5.0)


def test_doubtful_pairs_are_proposed_while_enough_of_all_are_expected_to_be_right():
    ids = np.arange(100)
    sure = link.Pairs(ids, ids + 1000, np.full(100, 30.0))
    few, many = (
        link.Pairs(ids, ids + 1000, np.where(ids < doubtful, 1.0, 30.0)) for doubtful in (5, 60)
    )

    found = [len(link.proposed(one, 0.5, 0.98)) for one in (sure, few, many)]

    assert found == [100, 100, 40]
    assert not len(link.proposed(sure.above(99.0), 0.5, 0.98))
    assert not len(link.proposed(link.Pairs(ids, ids, np.full(100, 1.0)), 0.5, 0.98))


def test_weighing_together_makes_no_pair_with_a_caution_surer_and_keeps_the_order_of_the_pairs():
    left, right = np.array([1, 1, 2]), np.array([2, 3, 3])
    pairs = link.Pairs(left, right, np.array([2.0, 9.0, 9.0]), np.array(["twins", "", ""]))

    found = link.together(pairs)

    assert found.weight[0] <= 2.0
    assert found.left.tolist() == left.tolist()
    assert not len(link.together(pairs.above(99.0)))


def test_blocking_reaches_nearly_every_true_pair_of_such_a_file(varied):
    rows, pairs = varied
    truth = Counter(row.person for row in rows)
    true = sum(n * (n - 1) // 2 for n in truth.values())

    reached = sum(
        rows[a].person == rows[b].person for a, b in zip(pairs.left, pairs.right, strict=True)
    )

    assert reached / true >= 0.97


def test_a_third_record_tells_two_apart_that_are_alike():
    # 1 and 2 are one person for sure; 3 could be 1, but 2 knows the father, and it is another.
    left, right = np.array([1, 1, 2]), np.array([2, 3, 3])

    apart = link.groups(link.Pairs(left, right, np.array([14.0, 3.0, -9.0])))
    together = link.groups(link.Pairs(left, right, np.array([14.0, 1.0, 6.0])))

    assert apart == [[1, 2]]
    assert together == [[1, 2, 3]]


def test_a_pair_with_a_caution_joins_no_groups():
    left, right, weight = np.array([1, 1, 2]), np.array([2, 3, 3]), np.array([2.0, 9.0, 9.0])

    alone = link.groups(link.Pairs(left[:1], right[:1], weight[:1], np.array(["twins"])))
    by_a_third = link.groups(link.Pairs(left, right, weight, np.array(["twins", "", ""])))

    assert alone == []
    assert by_a_third == [[1, 2, 3]]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(7, 12), st.floats(-9, 20)), max_size=12),
       st.randoms())  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_groups_do_not_depend_on_the_order_of_the_pairs(some, draw):
    unique = list({(a, b): weight for a, b, weight in some}.items())
    shuffled = draw.sample(unique, len(unique))

    def grouped(pairs):
        return link.groups(
            link.Pairs(
                np.array([a for (a, _), _ in pairs], dtype=np.int64),
                np.array([b for (_, b), _ in pairs], dtype=np.int64),
                np.array([weight for _, weight in pairs], dtype=np.float64),
            )
        )

    found = grouped(unique)

    assert grouped(shuffled) == found
    assert len({one for group in found for one in group}) == sum(map(len, found))


def sibling(given, **more):
    """A child of one household; ``more`` replaces what all of them share."""
    shared = {
        "family": "Krasniqi", "father": "Agim", "birth_date": date(2001, 5, 3), "sex": "male",
        "place": "xk-prishtine", "home": ["044123456", "@xk-prishtine:12 nena tereze"],
    }  # fmt: skip
    return link.features(given, **(shared | more))


def test_twins_are_two_people(model):
    score = model.score(sibling("Arben"), sibling("Valon"))

    assert score.probability < 0.5
    assert "Another given name" in [step.says for step in score.steps]
    assert score.caution.code == "twins"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Arben", "Arber"), ("Albana", "Albina"), ("Besim", "Besnik"), ("Бесим", "Besir")],
)
def test_twins_whose_names_are_alike_are_never_a_sure_match(model, one, other):
    strict = replace(model, slope=1.0, shift=40.0)  # an office that only ever merged
    pair = sibling(one), sibling(other)

    scores = [model.score(*pair), strict.score(*pair), persons.shipped_model().score(*pair)]

    for score in scores:
        assert score.probability <= 0.8
        assert score.caution.code == "twins"
        assert "may be twins" in score.caution.says
        assert score.waterfall()[-1][2] == pytest.approx(score.weight)
    assert link.Looker(strict, [pair[0]]).probability([pair[1]]) <= 0.8


@pytest.mark.parametrize(
    "other",
    [
        sibling("Бесим", family="Краснићи", father="Агим"),
        sibling("Besim", father=""),
        sibling("Besnik", birth_date=date(2003, 5, 3)),
        sibling("Besnik", father="Fatmir"),
    ],
)
def test_another_alphabet_or_another_birth_or_father_makes_no_twins(model, other):
    score = model.score(sibling("Besim"), other)

    assert score.caution is None


def test_a_whole_file_says_of_which_pairs_it_is_never_sure(model):
    file = persons.table([sibling("Arben"), sibling("Arber"), sibling("Arben", father="")])

    pairs = link.scored_pairs(model, file, persons.RULES)

    twins = dict(zip(zip(pairs.left, pairs.right, strict=True), pairs.caution, strict=True))
    assert twins == {(0, 1): "twins", (0, 2): "", (1, 2): ""}
    assert pairs.weight[pairs.caution == "twins"] == pytest.approx(2.0)
    assert pairs.above(1.0).caution.tolist().count("twins") == 1


def test_another_family_name_says_less_against_a_woman_than_against_a_man(model):
    def family(sex, other_sex):
        one = link.features("Drita", "Krasniqi", birth_year=1990, sex=sex)
        other = link.features("Drita", "Tahiri", birth_year=1990, sex=other_sex)
        return next(s.weight for s in model.score(one, other).steps if s.comparison == "family")

    women = {family("female", "female"), family("female", ""), family("", "female")}
    others = {family("male", "male"), family("", ""), family("male", ""), family("female", "male")}

    assert len(women) == len(others) == 1
    assert max(others) < max(women) < 0


def test_a_slip_in_a_name_that_was_written_by_ear_is_still_similar(model):
    def given(one, other):
        pair = [link.features(name, "Krasniqi", birth_year=1990) for name in (one, other)]
        return next(s for s in model.score(*pair).steps if s.comparison == "given")

    for one, other in (("Srđan", "Srkan"), ("Jelena", "Jeelena"), ("Tanja", "Tandža")):
        assert given(one, other).says == "The given names are similar"
    assert given("Drita", "Teuta").says == "Another given name"


def test_names_that_have_changed_places_are_one_event(model):
    besim = link.features("Besim", "Krasniqi", birth_year=1999)
    swapped = link.features("Krasniqi", "Besim", birth_year=1999)

    score = model.score(besim, swapped)

    said = [step for step in score.steps if not step.neutral]
    assert [step.says for step in said] == [
        "Given and family name have changed places",
        "Same year of birth, the day is not known",
    ]
    assert model.score(besim, besim).weight > score.weight


def test_two_names_that_many_bear_in_either_order_say_less_when_they_change_places(model):
    # Halil Ramadani and Ramadan Halili sound as if the names had changed places.
    many, few = (
        replace(model, frequencies=model.frequencies | {"names_sound": {"ALL+RMTN": share}})
        for share in (0.001, 0.0001)
    )
    one, other = link.features("Halil", "Ramadani"), link.features("Ramadan", "Halili")
    assert one["names_sound"] == other["names_sound"] == "ALL+RMTN"

    often, seldom = (which.score(one, other).weight for which in (many, few))

    assert seldom - often == pytest.approx(math.log2(0.001 / 0.0001))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # no day of birth, another spelling, another municipality
        (
            link.features("Besim", "Krasniqi", home=["044123456"]),
            link.features(
                "Besmi", "Krasniqi", birth_year=1999, place="xk-peje", home=["044123456"]
            ),
        ),
        (
            link.features("Besim", "Krasniqi", place="xk-peje", sex="male"),
            link.features("Besmin", "Krasniqi", birth_year=1999, place="xk-peje", sex="male"),
        ),
        # the year of birth is one off, another municipality
        (
            link.features("Besim", "Krasniqi", birth_date=date(1999, 3, 14), place="xk-peje"),
            link.features("Besim", "Krasnqi", birth_date=date(1998, 3, 14), place="xk-gjilan"),
        ),
        (
            link.features("Besin", "Krasniqi", birth_year=1999, place="xk-peje"),
            link.features("Besim", "Krasniqi", birth_year=2000, place="xk-gjilan"),
        ),
        (
            link.features("Besim", "Krasniqi", birth_year=1999, place="xk-peje"),
            link.features("Krasniqi", "Besim", birth_year=2000, place="xk-gjilan"),
        ),
    ],
)
def test_blocking_reaches(model, one, other):
    for order in ([one, other], [other, one]):
        pairs = link.scored_pairs(model, persons.table(order), persons.RULES, least=-1000)

        assert len(pairs) == 1


def test_a_telephone_of_hundreds_brings_no_pairs(model):
    names = ["Besim", "Arta", "Milan", "Jelena", "Orhan"]
    camp = [link.features(names[i % 5], home=["044123456"], birth_year=1950 + i // 5)
            for i in range(400)]  # fmt: skip

    pairs = link.scored_pairs(model, persons.table(camp), [("home",)], least=-1000)

    assert len(pairs) == 0


def test_the_engine_is_imported_without_splink_or_django():
    code = (
        "import sys, time; start = time.process_time(); import waystation.analysis; "
        "took = time.process_time() - start; import waystation.analysis.link; "
        "assert not {'splink', 'django'} & set(sys.modules); print(took)"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert float(out.stdout) <= 5  # a guard; it takes a tenth
