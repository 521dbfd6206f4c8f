"""A small made-up file and a model trained on it, once for all tests here."""

import pytest

from benchmarks.kosovo import kosovo_file
from waystation.analysis import link
from waystation.analysis.link import persons


def features_of(row):
    return link.features(
        row.given,
        row.family,
        row.father,
        row.birth_date,
        row.birth_year,
        row.sex,
        row.place,
        [row.phone, link.address_key(row.address, row.place)],
    )


@pytest.fixture(scope="session")
def rows():
    return kosovo_file(10_000)


@pytest.fixture(scope="session")
def records(rows):
    return [features_of(row) for row in rows]


@pytest.fixture(scope="session")
def file(records):
    return persons.table(records)


@pytest.fixture(scope="session")
def model(file):
    return link.train(
        file,
        link.PERSONS,
        learn_from=persons.LEARN_FROM,
        sure=persons.SURE,
        recall=persons.RECALL_OF_SURE,
        random_pairs=5e5,
        learning_pairs=2e5,
    )
