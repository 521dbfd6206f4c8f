"""What an amount is for, what a percentage is a share of, ranks without the word, years nearby."""

import pytest

from waystation.analysis import claims

GRANT = {"id": "g", "subject": "Average reintegration grant", "value": 3150, "year": 2024,
         "unit": "EUR per household per month", "source": "IOM"}  # fmt: skip
FOUND_WORK = {"id": "t", "subject": "Trainees who found a job after training", "value": 58,
              "unit": "% of trainees", "year": 2024, "source": "IOM"}  # fmt: skip
FORCED = {"id": "f", "subject": "Share of forced returns that came from Germany", "value": 46.2,
          "unit": "% of forced returns", "year": 2024, "source": "MIA"}  # fmt: skip
RANK = {"id": "r", "subject": "Rank in Europe by remittances as a share of GDP", "value": 4,
        "unit": "rank", "year": 2023, "source": "World Bank"}  # fmt: skip
VISAS = {"id": "v", "subject": "Seasonal work visas issued", "value": 9870, "unit": "visas",
         "year": 2024, "source": "Ministry"}  # fmt: skip
CROSSINGS = {"id": "c", "subject": "Irregular border crossings", "value": 99068,
             "unit": "crossings", "year": 2023, "source": "Frontex"}  # fmt: skip
PERMITS = {"id": "p", "subject": "Valid residence permits of foreigners", "value": 30412,
           "unit": "permits", "year": 2023, "source": "MIA"}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "row", "expected"),
    [
        ("en", "The average grant for reintegration was EUR 3,150 a month per household.", GRANT,
         "supported"),
        ("en", "The average grant for reintegration was EUR 3,150 a month per person.", GRANT,
         "other_unit"),
        ("sr", "Просечан грант за реинтеграцију износио је 3.150 евра месечно по глави.", GRANT,
         "other_unit"),
        ("sr", "Prosečan grant za reintegraciju iznosio je 3.150 evra nedeljno.", GRANT,
         "other_unit"),
        ("en", "58 per cent of trainees found a job.", FOUND_WORK, "supported"),
        ("en", "After training, 58 per cent of all returnees found a job.", FOUND_WORK,
         "other_unit"),
        ("sr", "Iz Nemačke je stiglo 46,2 odsto svih povratnika.", FORCED, "other_unit"),
        ("sr", "Iz Nemačke je stiglo 46,2 odsto prinudnih povrataka.", FORCED, "supported"),
        ("sq", "Sipas pjesës së remitencave në BPV Kosova është e katërta në Evropë.", RANK,
         "supported"),
        ("sq", "Sipas pjesës së remitencave në BPV Kosova është e treta në Evropë.", RANK,
         "no_fact"),
        ("sr", "По уделу дознака у БДП-у Косово је четврто у Европи.", RANK, "supported"),
        ("de", "Nach dem Anteil der Überweisungen am BIP ist Kosovo Vierter in Europa.", RANK,
         "supported"),
        ("sq", "Vizat sezonale të punës i morën 9.870 familje.", VISAS, "other_unit"),
        ("sq", "Në 2023 ishin 99.068 kalime të parregullta të kufirit në muaj.", CROSSINGS,
         "other_unit"),
        ("sq", "Në 2023 ishin 99.068 kalime të parregullta të kufirit.", CROSSINGS, "supported"),
        ("sr", "Krajem 2023. bilo je 30.412 važećih boravišnih dozvola stranaca.", PERMITS,
         "supported"),
        ("de", "2023 gab es 99.068 irreguläre Grenzübertritte.", CROSSINGS, "supported"),
    ],
)  # fmt: skip
def test_a_figure_is_of_what_it_is_for_and_of_what_it_is_a_share(language, text, row, expected):
    found = claims.check(text, claims.facts_of([row]), language)

    assert found[-1].verdict.name == expected, [one.figure for one in found]


FIRST = [
    {"id": "new", "subject": "First residence permits", "value": 39450, "unit": "permits",
     "year": 2022, "source": "Eurostat", "vintage": "2024-08", "supersedes": "old"},
    {"id": "old", "subject": "First residence permits", "value": 38120, "unit": "permits",
     "year": 2022, "source": "Eurostat", "vintage": "2023-08"},
    {"id": "far", "subject": "First residence permits", "value": 31902, "unit": "permits",
     "year": 2020, "source": "Eurostat", "vintage": "2021-08"},
]  # fmt: skip


def test_a_figure_in_brackets_is_of_the_year_before_the_brackets():
    text = (
        "They issued 39,450 first residence permits in 2022 (38,120 in the first edition), and "
        "31,902 in 2020."
    )

    found = claims.check(text, claims.facts_of(FIRST), "en")

    assert [(one.verdict.name, one.verdict.fact.key) for one in found] == [
        ("supported", "new"), ("other_vintage", "old"), ("supported", "far"),
    ]  # fmt: skip


def test_the_world_and_a_country_have_a_number_each():
    rows = [
        {"id": place, "subject": "Average cost of sending remittances", "value": value,
         "unit": "% of amount sent", "year": 2024, "place": place, "source": "World Bank"}
        for place, value in (("World", 6.4), ("Kosovo", 7.1))
    ]  # fmt: skip
    text = "Worldwide, sending money home costs 7.1 per cent. To Kosovo it costs 7.1 per cent."

    found = claims.check(text, claims.facts_of(rows), "en")

    assert [one.verdict.name for one in found] == ["no_fact", "supported"]


def test_the_year_of_another_paragraph_is_not_carried():
    rows = [
        {"id": str(year), "subject": "Unemployment rate", "value": value,
         "unit": "% of labour force", "year": year, "source": "Agency of Statistics"}
        for year, value in ((2022, 12.6), (2023, 10.9))
    ]  # fmt: skip
    text = "In 2021 people left.\n\nIn 2022 they came back.\n\nUnemployment is at 12.6 per cent."

    found = claims.check(text, claims.facts_of(rows), "en")

    assert [(one.verdict.name, one.verdict.fact.key) for one in found] == [("other_year", "2022")]
