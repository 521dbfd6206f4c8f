"""What cannot be trained or scored is refused in a sentence that says why."""

from dataclasses import replace

import pyarrow as pa
import pytest

from tests.analysis.link.conftest import features_of
from waystation.analysis import link
from waystation.analysis.link import persons

NAME = link.comparison(
    "name", ("Same name", link.same("name")), neutral=link.missing("name"), unlike="Another"
)
TOWN = link.comparison(
    "town", ("Same town", link.same("town")), neutral=link.missing("town"), unlike="Another"
)
FEW = {
    "id": list(range(8)),
    "name": ["a", "a", "b", "b", "c", "c", "d", None],
    "town": ["x", "x", "y", "y", "x", "z", "z", "z"],
}


def train(columns, comparisons=(NAME, TOWN), learn_from=(("name",), ("town",)), sure=(("name",),)):
    return link.train(
        pa.table(columns), comparisons, learn_from=learn_from, sure=sure, random_pairs=1000
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": [1] * 8}, "id is not unique"),
        ({"name": ["", "a", "a", "b", "b", "c", "c", "d"]}, "name is empty in 1 records"),
        ({"name": list("abcdefgh")}, "no pair agrees"),
    ],
)
def test_a_file_that_teaches_nothing_is_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        train(FEW | change)


def test_one_record_is_refused():
    with pytest.raises(ValueError, match="at least two records"):
        train({name: values[:1] for name, values in FEW.items()})


def test_a_comparison_that_no_rule_teaches_is_refused_by_name():
    with pytest.raises(ValueError, match="town: no rule teaches it: each uses its columns;"):
        train(FEW, learn_from=(("town",),))


def test_a_comparison_without_an_end_is_refused():
    with pytest.raises(ValueError, match="the last level must hold"):
        link.Comparison("name", (link.Level("Same", link.same("name")),))


@pytest.mark.parametrize("wrong", [0.0, 1.0, -1.0, float("nan")])
def test_a_prior_that_is_no_chance_is_refused(wrong):
    with pytest.raises(ValueError, match="prior must lie between"):
        link.Model((), (), prior=wrong, size=10)


@pytest.mark.parametrize("wrong", [0.0, 1.5, float("nan")])
def test_a_weight_that_is_no_probability_is_refused(wrong):
    with pytest.raises(ValueError, match="probability of a level"):
        link.Weights((None, wrong), (None, 0.5))


def test_a_decision_without_a_weight_is_refused():
    bare = link.Model((), (), prior=1e-4, size=100)

    with pytest.raises(ValueError, match="not finite"):
        link.recalibrate(bare, [(float("nan"), True)])


def test_a_record_that_lacks_a_column_is_an_error_and_not_a_silent_gap(model):
    whole = link.features("Besim", "Krasniqi", sex="male")

    with pytest.raises(ValueError, match="no column 'sex'"):
        model.score(whole, {name: value for name, value in whole.items() if name != "sex"})


def test_a_file_without_fathers_or_homes_is_trained_and_says_nothing_of_them(rows):
    records = [features_of(replace(row, father="", phone="", address="")) for row in rows[:3000]]

    model = link.train(
        persons.table(records), link.PERSONS, learn_from=persons.LEARN_FROM, sure=persons.SURE,
        recall=persons.RECALL_OF_SURE, random_pairs=2e5, learning_pairs=1e5,
    )  # fmt: skip

    agim = link.features("Besim", "Krasniqi", "Agim", birth_year=1999, home=["044123456"])
    nobody = link.features("Besim", "Krasniqi", birth_year=1999)
    assert model.score(agim, agim).weight == pytest.approx(model.score(nobody, nobody).weight)
    assert model.score(agim, nobody).weight == pytest.approx(model.score(nobody, nobody).weight)


def test_a_rule_on_which_no_two_records_agree_is_named():
    columns = FEW | {"street": list("abcdefgh")}

    with pytest.raises(ValueError, match=r"town: no rule teaches it.*except \(street\)"):
        train(columns, learn_from=(("town",), ("street",)))


def test_a_caution_that_allows_certainty_is_refused():
    with pytest.raises(ValueError, match="twins: the largest probability"):
        link.Caution("twins", "They may be twins", link.same("name"), most=1.0)


def test_a_column_that_nobody_has_is_left_out_of_the_rules_and_says_nothing():
    father = link.comparison(
        "father", ("Same", link.same("father")), neutral=link.missing("father"), unlike="Another"
    )
    nobody = FEW | {"father": pa.nulls(8, pa.string())}

    plain = train(FEW)
    found = train(
        nobody, (NAME, TOWN, father), learn_from=(("name", "father"), ("town",)),
        sure=(("name", "father"),),
    )  # fmt: skip

    assert found.prior == plain.prior
    assert found.weights[:2] == plain.weights
    silent = found.weights[2]
    assert silent.m == silent.u == (None, None, None)
