"""Our two scorers, Python for one pair and DuckDB for a file, give Splink's weights."""

import logging

import duckdb
import numpy as np
import pytest

from waystation.analysis import link
from waystation.analysis.link import persons

SOME_PAIRS = [("birth", "family_sound"), ("given", "family")]


@pytest.fixture(scope="module")
def by_splink(model, file):
    """Splink's own scores and frequencies with our exported weights, by pair."""
    import splink
    from splink.backends.duckdb import DuckDBAPI

    connection = duckdb.connect()
    connection.register("whole", file)
    connection.execute("CREATE TABLE people AS SELECT * FROM whole")
    settings = link.settings_for(link.PERSONS, model)
    settings["blocking_rules_to_generate_predictions"] = [
        splink.block_on(*rule) for rule in SOME_PAIRS
    ]
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(connection=connection)
    linker = splink.Linker(api.register("people"), settings, log_level=None)
    found = linker.inference.predict().as_record_list()
    connection.close()
    return {
        tuple(sorted((row["id_l"], row["id_r"]))): (row["match_weight"], row["match_probability"])
        for row in found
    }


def turned(score):
    """Whether the rarity of two names that have changed places counts, which Splink cannot say."""
    return any("changed places" in step.says and step.rarity for step in score.steps)


def without_our_own(score):
    """What Splink can say of a pair: no caution, no rarity of names that have changed places."""
    return score.prior + sum(
        step.weight if "changed places" in step.says else step.total for step in score.steps
    )


def test_one_pair_in_python_weighs_what_splink_says(model, records, by_splink):
    assert len(by_splink) > 2000

    compared = 0
    for (a, b), (weight, probability) in by_splink.items():
        score = model.score(records[a], records[b])
        if score.caution is None and not turned(score):
            assert score.weight == pytest.approx(weight, abs=1e-9)
            assert score.probability == pytest.approx(probability, abs=1e-9)
            compared += 1
        else:
            assert without_our_own(score) == pytest.approx(weight, abs=1e-9)

    assert compared > 0.9 * len(by_splink)


def test_a_whole_file_in_duckdb_weighs_what_splink_says(model, file, records, by_splink):
    pairs = link.scored_pairs(model, file, SOME_PAIRS, least=-1000)

    ours = dict(
        zip(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True), pairs.weight, strict=True)
    )
    assert ours.keys() == by_splink.keys()
    scores = {(a, b): model.score(records[a], records[b]) for a, b in ours}
    alike = [one for one in ours if scores[one].caution is None and not turned(scores[one])]
    assert len(alike) > 0.9 * len(ours)
    theirs = np.array([by_splink[pair][0] for pair in alike])
    np.testing.assert_allclose(np.array([ours[one] for one in alike]), theirs, rtol=0, atol=1e-9)


def test_the_two_scorers_agree_on_pairs_that_splink_was_not_asked_about(model, file, records):
    pairs = link.scored_pairs(model, file, persons.RULES, least=-1000)
    some = np.random.default_rng(1).choice(len(pairs), 2000, replace=False)

    for i in some.tolist():
        score = model.score(records[pairs.left[i]], records[pairs.right[i]])

        assert score.weight == pytest.approx(pairs.weight[i], abs=1e-9)
        assert (score.caution.code if score.caution else "") == pairs.caution[i]
