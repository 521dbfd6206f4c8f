"""Registers of any shape: columns by what they hold, wide tables, nested JSON, sizes apart."""

from decimal import Decimal

import pytest

from waystation.analysis import claims


def read(text):
    return [
        (float(one.value), one.kind, one.unit_name, one.period.first, one.period.last, one.place)
        for one in claims.load(text)
    ]


def test_columns_with_unknown_names_are_read_by_what_they_hold():
    text = (
        "ref;claim;figure;measured in;for;where;according to;issued;precision\n"
        "W1;Calls answered by the hotline;4812;calls;2023;Kosovo;Hotline log;2024-02;about\n"
        "W2;Cost of one heating package;185;EUR;2022;Peja;Red Cross of Kosova;2023-02;\n"
    )

    first, second = claims.load(text)

    assert (first.key, first.period.first, first.place) == ("W1", 2023, "kosovo")
    assert (first.source, first.vintage, first.qualifier) == ("Hotline log", "2024-02", "about")
    assert (second.kind, second.unit_name, second.place) == ("money", "EUR", "peja")


@pytest.mark.parametrize(
    "text",
    [
        "Indicator,Unit,2021,2022\nAsylum applications,applications,1320,1411\n",
        '[{"name": "Asylum applications", "unit": "applications", "2021": 1320, "2022": 1411}]',
        '{"Asylum applications": {"unit": "applications", "values": {"2021": 1320, "2022": 1411}}}',
        '[{"indicator": "Asylum applications", "data": [{"year": 2021, "value": 1320},'
        ' {"year": 2022, "value": 1411}], "unit": "applications"}]',
        '{"series": [{"title": "Asylum applications", "points": [[2021, 1320], [2022, 1411]],'
        ' "unit": "applications"}]}',
    ],
)
def test_values_by_year_are_facts_of_their_years(text):
    found = read(text)

    assert [(one[0], one[3]) for one in found] == [(1320, 2021), (1411, 2022)]


def test_a_column_for_each_place_gives_facts_of_the_places():
    text = "what,Prishtina,Prizren\nVisits to the centre,1200,800\nJobs found,120,88\n"

    found = read(text)

    assert [(one[0], one[5]) for one in found] == [
        (1200, "prishtina"),
        (800, "prizren"),
        (120, "prishtina"),
        (88, "prizren"),
    ]


def test_a_group_in_a_column_of_its_own_is_part_of_the_subject():
    text = (
        "id,label,value,unit,year,sex\n"
        "A,Registered jobseekers,12000,people,2022,female\n"
        "B,Registered jobseekers,15000,people,2022,male\n"
    )
    facts = claims.load(text)

    found = claims.check("In 2022, 12,000 women were registered as jobseekers.", facts, "en")

    assert [(one.verdict.name, one.verdict.fact.key) for one in found] == [("supported", "A")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("label,amount,unit,unit_mult,year\nRemittances,1153,EUR,6,2021\n", 1_153_000_000),
        ("label,amount,unit,scale,year\nRemittances,1153,EUR,millions,2021\n", 1_153_000_000),
        ("label,amount,year\nRemittances,EUR 1.153 billion,2021\n", 1_153_000_000),
        ("label,amount,unit,year\nRemittances,1.153 billion,EUR,2021\n", 1_153_000_000),
    ],
)
def test_the_size_of_a_value_may_be_written_with_it_or_in_a_column(text, expected):
    [fact] = claims.load(text)

    assert (fact.value, fact.kind, fact.unit_name) == (Decimal(expected), "money", "EUR")


def test_a_span_in_two_columns_and_a_question_about_the_value_are_read():
    text = (
        "fact,stated value,approximate?,from,to,who\n"
        "Budget of the programme,EUR 1.4 million,yes,2019,2021,IOM\n"
    )

    [fact] = claims.load(text)

    assert (fact.period.first, fact.period.last, fact.qualifier) == (2019, 2021, "about")
    assert fact.value == 1_400_000


def test_a_register_of_sentences_has_the_first_figure_of_each():
    text = "id,statement\nA,Remittances made up about 18.6 % of GDP in 2020\n"

    [fact] = claims.load(text)

    assert (fact.value, fact.denominator, fact.qualifier) == (Decimal("18.6"), "gdp", "about")
    assert fact.period.first == 2020


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[1, 2]",
        '{"a": null}',
        '[{"label": null, "2021": null}]',
        "\n",
        "a;b;c\n;;\n",
        "label,2021,2022\n",
        '{"facts": {"x": {"y": {"2021": {"z": {}}}}}}',
    ],
)
def test_a_register_without_facts_is_refused_with_a_sentence(text):
    with pytest.raises(claims.RegisterError):
        claims.load(text)


def test_a_length_of_time_behind_the_years_of_a_sentence_is_judged_like_any_other():
    facts = claims.load("label,value,unit,year\nDelay of the census,5,months,2023\n")

    found = claims.check(
        "There were 487 returnees in 2022, 312 in 2023, five months after the census.", facts, "en"
    )

    assert [one.verdict.name for one in found][:2] == ["no_fact", "no_fact"]


@pytest.mark.parametrize(
    "text",
    [
        "what,low,high,unit,year\nMigrants in transit,12000,15000,people,2023\n",
        "what,estimate min,estimate max,unit,year\nMigrants in transit,12000,15000,people,2023\n",
        'what,value,unit,year\nMigrants in transit,"12,000-15,000",people,2023\n',
        '[{"what": "Migrants in transit", "lower_bound": 12, "upper_bound": 15,'
        ' "unit": "thousand people", "year": 2023}]',
    ],
)
def test_a_range_in_two_columns_or_in_one_cell_is_one_fact_with_two_ends(text):
    (one,) = claims.load(text)

    assert (one.value, one.upper, one.kind, one.period.first) == (12000, 15000, "count", 2023)


def test_bounds_beside_a_value_are_no_range():
    text = "what,value,low,high,unit,year\nUnemployment rate,10.9,10.1,11.7,%,2023\n"

    (one,) = claims.load(text)

    assert (one.value, one.upper) == (Decimal("10.9"), None)
