"""Search across spellings says who fits and why, and only within one's own office."""

import pytest

from waystation.foundation.audit.models import Entry
from waystation.registry.people import actions, queries
from waystation.registry.people.rules import finding
from waystation.registry.people.rules.identity import Contact, Name

PEOPLE = [
    ("Shqipe", "Gashi", 1990),
    ("Škipe", "Petrović", 1985),
    ("Шћипе", "Јовановић", 1970),
    ("Xhemajl", "Hoti", 1960),
    ("Džemajl", "Kurtić", 1991),
    ("Cemal", "Yılmaz", 1992),
    ("Đurđica", "Jovanović", 1984),
    ("Ђурђа", "Петровић", 1962),
    ("Gjurgjica", "Prenaj", 1970),
    ("Besim", "Krasniqi", 1999),
    ("محمد", "الحسن", 1988),
    ("Arta", "Berisha", 1995),
]


@pytest.fixture
def people(mission, arta):
    return {
        given: actions.record_person(
            arta, mission.prishtine, given=given, family=family, birth_year=year, somebody_else=True
        )
        for given, family, year in PEOPLE
    }


def names(found):
    return {one.name.split()[0] for one in found}


@pytest.mark.parametrize(
    "group",
    [
        ("Shqipe", "Škipe", "Шћипе"),
        ("Xhemajl", "Džemajl", "Cemal"),
        ("Ђурђа", "Đurđica", "Gjurgjica"),
    ],
)
def test_every_spelling_finds_all_the_others(people, arta, group):
    for typed in group:
        found = queries.search(arta, typed)

        assert names(found) >= set(group), typed
        assert found[0].name.startswith(typed)
        assert found[0].level == finding.EXACT


@pytest.mark.parametrize(
    ("typed", "expected", "level"),
    [
        ("Besim Krasniqi", "Besim", finding.EXACT),
        ("krasniqi besim", "Besim", finding.EXACT),
        ("Бесим Краснићи", "Besim", finding.SPELLING),
        ("Besim Kra", "Besim", finding.BEGINS),
        ("Besim K", "Besim", finding.BEGINS),
        ("Kras", "Besim", finding.BEGINS),
        ("Besim Krasnqi", "Besim", finding.NEAR),
        ("Besim Rkasniqi", "Besim", finding.NEAR),
        ("Kasniqi", "Besim", finding.NEAR),
        ("Krasniqi 1999", "Besim", finding.EXACT),
        ("Djurdja", "Ђурђа", finding.SPELLING),
        ("Djurdja Petrovic", "Ђурђа", finding.SPELLING),
        ("Muhamed", "محمد", finding.SOUNDS),
        ("Mehmet Hasan", "محمد", finding.SOUNDS),
        ("Yilmaz", "Cemal", finding.SPELLING),
    ],
)
def test_the_first_found_is_the_one_meant_and_it_says_why(people, arta, typed, expected, level):
    found = queries.search(arta, typed)

    assert found[0].name.split()[0] == expected
    assert found[0].level == level
    assert found[0].why == finding.WHY[level]


def test_the_wrong_year_of_birth_finds_nobody(people, arta):
    assert queries.search(arta, "Krasniqi 1998") == []


def test_a_file_is_found_by_its_number_and_by_telephone(mission, arta):
    person = actions.record_person(
        arta, mission.prishtine, given="Ana", contacts=[Contact("phone", "+383 44 555-123")]
    )

    for typed in (person.number, person.number.lower().replace("-", " "), "044 555 123"):
        assert [one.id for one in queries.search(arta, typed)] == [person.id], typed


def test_an_alias_is_found_and_named(mission, arta):
    person = actions.record_person(
        arta,
        mission.prishtine,
        given="Gjon",
        family="Marku",
        aliases=[Name("Doni", kind="alias")],
    )

    (found,) = queries.search(arta, "doni")

    assert (found.id, found.name, found.other_name) == (person.id, "Gjon Marku", "Doni")


def test_another_office_finds_nobody(people, milan):
    for given, family, _ in PEOPLE:
        assert queries.search(milan, given) == []
        assert queries.search(milan, f"{given} {family}") == []


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "'; DROP TABLE", "\x00", "😀", "a" * 10_000]
)
def test_odd_searches_find_nobody_and_break_nothing(people, arta, typed):
    assert queries.search(arta, typed) == []


def test_a_search_is_written_down_without_what_was_typed(people, arta):
    queries.search(arta, "Besim Krasniqi")

    row = Entry.objects.filter(verb="person.search.read").latest("number")

    assert row.detail == {"found": 1}


def test_search_asks_the_database_a_fixed_number_of_times(
    people, mission, arta, django_assert_max_num_queries
):
    for letter in "abcdefghij":
        actions.record_person(
            arta, mission.prishtine, given="Besim", family=f"Krasniq{letter}", somebody_else=True
        )

    with django_assert_max_num_queries(16):
        queries.search(arta, "Besim Krasniqi")
