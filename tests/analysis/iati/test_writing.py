"""Activities are written in the order of the schema, and read back as they were."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.analysis.iati.examples import NOW, SETS
from waystation.analysis.iati import check, rulesets_with
from waystation.analysis.iati.reading import read_activity
from waystation.analysis.iati.records import (
    Activity,
    Baseline,
    Budget,
    Document,
    Indicator,
    NotANumber,
    Org,
    Payment,
    Period,
    Result,
    Share,
    Tag,
    Value,
)
from waystation.analysis.iati.writing import element_of, write

D = Decimal
WHOLE = Activity(
    identifier="XM-DAC-47066-CT.1",
    title="Orderly migration",
    reporting=Org("IOM", "XM-DAC-47066", "40"),
    description="Advice for migrants",
    scope="4",
    humanitarian=True,
    dates=(("1", date(2024, 1, 1)), ("2", date(2024, 2, 1))),
    partners=(Org("European Commission", "XI-IATI-EC_NEAR", "40", "1"), Org("ILO", "", "40", "4")),
    countries=(Share("XK"),),
    places=("Prishtinë",),
    sectors=(Share("15190", D(60), "1"), Share("16010", D("39.5"), "1"), Share("43010", D("0.5"))),
    tags=(Tag("10.7", "3"), Tag("GCM5", "99", "urn:x:gcm", "Regular pathways")),
    budgets=(Budget(date(2024, 1, 1), date(2024, 12, 31), D(0), "EUR", date(2024, 1, 1)),),
    payments=(
        Payment("1", date(2024, 2, 1), D("10.50"), "SEK", date(2024, 2, 1), "", Org("Sida")),
        Payment("3", date(2024, 3, 1), D(5), "EUR", date(2024, 3, 1), "Grant", None, Org("Obiliq")),
    ),
    documents=(Document("https://example.org/r", "Report", language="en", day=date(2025, 1, 1)),),
    related=(("1", "XM-DAC-47066-CT"),),
    results=(
        Result(
            "Migrants are informed",
            "1",
            (
                Indicator(
                    "Assisted",
                    "1",
                    baselines=(Baseline(2023, D(0), date(2023, 12, 31)),),
                    periods=(
                        Period(
                            date(2024, 1, 1),
                            date(2024, 12, 31),
                            (Value(D(1000)),),
                            (
                                Value(D(0), (), "up to"),
                                Value(D(4), (("sex", "female"),)),
                                Value(D(6), (("sex", "male"),)),
                            ),
                        ),
                    ),
                ),
                Indicator("Law", "5", baselines=(Baseline(2023, None, None, "No law"),)),
            ),
        ),
    ),
)


def test_a_whole_activity_follows_the_schema_and_comes_back_equal():
    body = io.BytesIO()
    write(body, [WHOLE], NOW)
    found = []

    report = check(
        io.BytesIO(body.getvalue()),
        rulesets_with(None),
        SETS,
        take=lambda record, verdict: found.append(read_activity(record, verdict.number)),
    )

    assert [one.sentence for one in report.findings if one.severity == "critical"] == []
    assert found == [(WHOLE, [])]


def test_zero_is_written_as_zero_and_every_dimension_is_there():
    element = element_of(WHOLE)

    actuals = element.findall(".//actual")
    assert element.findtext("budget/value") == "0"
    assert [one.get("value") for one in actuals] == ["0", "4", "6"]
    assert [one.get("value") for one in element.findall(".//actual/dimension")] == [
        "female",
        "male",
    ]


@pytest.mark.parametrize("value", ["N/A", "", "NaN", "inf", None])
def test_what_is_no_number_is_refused_with_its_activity(value):
    budget = replace(WHOLE.budgets[0], value=value)

    with pytest.raises(NotANumber, match=r"XM-DAC-47066-CT\.1"):
        element_of(replace(WHOLE, budgets=(budget,)))


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0"), ("0.00", "0"), ("10.50", "10.5"), ("1E+3", "1000"), ("-3", "-3"), ("100", "100")],
)
def test_numbers_are_written_plainly(value, text):
    budget = replace(WHOLE.budgets[0], value=D(value))

    assert element_of(replace(WHOLE, budgets=(budget,))).findtext("budget/value") == text


texts = st.text(
    st.characters(min_codepoint=32, blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40
).map(str.strip).filter(bool)  # fmt: skip
numbers = st.decimals(-(10**9), 10**9, places=2)


@settings(max_examples=60, deadline=None)
@given(title=texts, amount=numbers, parts=st.dictionaries(texts, numbers, max_size=4))
def test_any_text_and_number_comes_back(title, amount, parts):
    period = Period(
        date(2024, 1, 1),
        date(2024, 12, 31),
        (),
        (Value(amount), *(Value(value, (("part", name),)) for name, value in parts.items())),
    )
    indicator = replace(WHOLE.results[0].indicators[0], periods=(period,))
    wanted = replace(WHOLE, title=title, results=(Result(title, "1", (indicator,)),))

    text = etree.tostring(element_of(wanted))
    again, findings = read_activity(etree.fromstring(text))

    assert (again, findings) == (wanted, [])
