"""Files of records: who stands out, what to blank, and noise for live filters."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.analysis import sdc
from waystation.foundation.shared.errors import Refusal

KEYS = ("muni", "sex", "age", "nat", "edu")


@pytest.fixture
def persons(data):
    return np.genfromtxt(data / "sdc" / "micro_1e4.csv", delimiter=",", names=True)


def keys_of(persons):
    return {name: persons[name].astype(int) for name in KEYS}


def test_the_global_risk_is_sdcmicros(persons):
    sample, population = sdc.frequencies(keys_of(persons), persons["w"])

    risk = sdc.individual_risk(sample, population)

    assert risk.mean() == pytest.approx(0.1245628, abs=1e-7)


def test_blanking_for_three_is_quick_and_sparing(persons):
    keys = keys_of(persons)
    began = time.process_time()

    done = sdc.suppress_locally(keys, 3)

    assert time.process_time() - began <= 10  # a guard, not a measurement
    assert done.suppressed <= 12_560
    sample, _ = sdc.frequencies(done.applied(keys))
    assert sample.min() >= 3


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from("ab"), st.integers(0, 4)),
        min_size=4,
        max_size=40,
    ),
    k=st.integers(1, 4),
)
def test_what_is_shown_is_shared_by_at_least_k_people(rows, k):
    keys = {"place": [r[0] for r in rows], "sex": [r[1] for r in rows], "age": [r[2] for r in rows]}

    done = sdc.suppress_locally(keys, k)

    for i, row in enumerate(rows):
        shown = [j for j in range(3) if not done.blank[i, j]]
        assert sum(all(other[j] == row[j] for j in shown) for other in rows) >= k


def test_a_missing_value_agrees_with_every_value():
    sample, _ = sdc.frequencies({"sex": ["f", None, "m"], "age": [30.0, 30.0, float("nan")]})

    assert sample.tolist() == [2, 3, 2]


def test_the_exact_risk_is_the_expected_value_of_one_over_the_population():
    f, population = 2, 20.0
    p = f / population
    sizes = np.arange(f, 4000)
    chance = (sizes - 1) * p**2 * (1 - p) ** (sizes - f)  # negative binomial, f = 2

    risk = sdc.individual_risk([f], [population], exact=True)

    assert risk[0] == pytest.approx((chance / sizes).sum(), abs=1e-12)


def test_a_weight_of_zero_is_refused_naming_the_record():
    with pytest.raises(Refusal) as refusal:
        sdc.frequencies({"sex": ["f", "m"]}, [1.0, 0.0])

    assert "record 1 has 0" in refusal.value.in_english()


def test_a_file_above_the_global_risk_may_not_leave(persons):
    found = sdc.microdata_risk(keys_of(persons), sdc.PUBLIC, persons["w"])

    assert not found.allowed
    assert found.expected == pytest.approx(found.global_risk * len(persons))


NOISE = sdc.CellKey(b"a secret of sixteen bytes or more")


def test_the_same_people_give_the_same_answer_by_whatever_filter():
    keys = NOISE.record_keys([f"person-{i}" for i in range(50)])
    shuffled = np.random.default_rng(1).permutation(50)

    assert NOISE.count(keys) == NOISE.count(keys[shuffled])


def test_the_noise_is_unbiased_has_its_variance_and_never_shows_a_one_or_two():
    rng = np.random.default_rng(2)
    true = np.repeat(np.arange(13), 20_000)
    summed = rng.integers(0, 2**64, size=true.size, dtype=np.uint64)

    shown = NOISE.noisy(true, summed)

    assert (shown[true == 0] == 0).all()
    assert not np.isin(shown, [1, 2]).any()
    assert (shown >= 0).all()
    for count in range(1, 13):
        change = (shown - true)[true == count]
        assert change.mean() == pytest.approx(0, abs=5 * np.sqrt(2 / 20_000))
        assert change.var() == pytest.approx(2, rel=0.1)


def test_subtracting_two_answers_does_not_tell_whether_a_person_is_there():
    people = NOISE.record_keys([f"person-{i}" for i in range(400)])

    differences = [
        NOISE.count(people[: 40 + i]) - NOISE.count(people[: 39 + i]) for i in range(300)
    ]

    share_of_one = np.mean(np.array(differences) == 1)
    assert share_of_one < 0.3  # the noise alone gives a change of 0 about as often
    assert len(set(differences)) > 5


@pytest.mark.parametrize("wrong", [{"variance": 0}, {"reach": 0}, {"smallest": 9}])
def test_noise_that_does_not_fit_is_refused(wrong):
    with pytest.raises(Refusal):
        sdc.CellKey(b"a secret of sixteen bytes or more", **wrong)
