"""How well people are found again, against the truth that the program never sees."""

import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from benchmarks import febrl
from waystation.analysis import link
from waystation.analysis.link import persons

LINKED_FROM = 4.0  # bits: 94 in 100


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
    return link.scored_pairs(model, file, persons.RULES).above(LINKED_FROM)


def test_a_kosovo_file_is_found_again_across_scripts_twins_and_families(found, rows):
    truth = Counter(row.person for row in rows)
    true = sum(n * (n - 1) // 2 for n in truth.values())

    right = sum(
        rows[a].person == rows[b].person for a, b in zip(found.left, found.right, strict=True)
    )
    precision, recall = right / len(found), right / true

    assert precision >= 0.98
    assert 2 * precision * recall / (precision + recall) >= 0.92


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


def test_twins_are_two_people(model):
    def twin(given):
        return link.features(
            given, "Krasniqi", "Agim", date(2001, 5, 3), sex="male", place="xk-prishtine",
            home=["044123456", "@xk-prishtine:12 nena tereze"],
        )  # fmt: skip

    score = model.score(twin("Arben"), twin("Valon"))

    assert score.probability < 0.5
    assert "Another given name" in [step.says for step in score.steps]


def test_the_engine_is_imported_quickly_and_without_splink():
    code = (
        "import sys, time; start = time.process_time(); import waystation.analysis; "
        "took = time.process_time() - start; import waystation.analysis.link; "
        "assert not {'splink', 'django', 'duckdb', 'pyarrow'} & set(sys.modules); print(took)"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert float(out.stdout) <= 0.3
