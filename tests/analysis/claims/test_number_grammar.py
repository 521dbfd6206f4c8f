"""The number grammar against a table of cases in five languages and scripts.

Each line of the tables: a text, "=>", and its figures as value, unit and @qualifier.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from waystation.analysis.claims import read
from waystation.analysis.claims.folding import fold

HERE = Path(__file__).parent
TABLES = {"en": "en", "sq": "sq", "sr": "sr", "sr_cyrl": "sr", "de": "de"}
UNITS = {"percent": "%", "percentage points": "pp", "times": "times", "share": "share",
         "rank": "rank"}  # fmt: skip


def cases():
    for table, language in TABLES.items():
        for line in (HERE / f"{table}.txt").read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                text, _mark, expected = line.partition(" => ")
                yield pytest.param(language, text, expected.strip(), id=f"{table}: {text}")


def written(value):
    rounded = value.quantize(Decimal("0.001")) if value != value.to_integral() else value
    return f"{rounded.normalize():f}"


def in_words(figure):
    """Return a figure as the tables write it."""
    number = written(figure.value)
    if figure.upper is not None:
        number += f"..{written(figure.upper)}"
    unit = UNITS.get(figure.unit, "")
    if figure.kind in {"money", "duration"}:
        unit = figure.unit
    elif figure.kind == "rate":
        unit = "rate"
    qualifier = f"@{figure.qualifier}" if figure.qualifier else ""
    return " ".join(one for one in (number, unit, qualifier) if one)


@pytest.mark.parametrize(("language", "text", "expected"), list(cases()))
def test_each_case_is_read_as_written(language, text, expected):
    figures = read(text, language).figures

    assert " ; ".join(in_words(one) for one in figures) == (expected if expected != "-" else "")


def test_the_table_has_three_hundred_cases_in_five_languages_and_scripts():
    known = [case.id for case in cases()]

    assert len(known) >= 300
    assert len(set(known)) == len(known)
    assert {one.partition(":")[0] for one in known} == set(TABLES)


@pytest.mark.parametrize(
    "text",
    ["Пола милиона евра за 2.500 људи", "Një mijë e gjysmë persona", "ﬁve – “½” of 1\u202f500 €"],
)
def test_a_span_is_a_place_in_the_text_as_written(text):
    for figure in read(text).figures:
        assert text[figure.start : figure.end] == figure.text
        assert figure.text.strip() == figure.text


def test_folding_finds_its_way_back_over_letters_that_become_two():
    folded = fold("Љубав 5 Џон")

    at = folded.text.index("5")

    assert folded.span(at, at + 1) == (6, 7)
