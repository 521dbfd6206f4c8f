"""The lists that every service shares: complete, in two languages, loaded twice the same."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from waystation.foundation.shared.errors import Refusal
from waystation.registry.reference import actions, queries, rules
from waystation.registry.reference.models import Code, CodeList, Population
from waystation.registry.reference.queries.memory import Process

OURS = sorted((actions.FOLDER / "lists").glob("*.csv"))
LONG_TEXTS_IN_ENGLISH_ONLY = {"sdg_target", "sdg_indicator"}


@pytest.fixture(autouse=True)
def _fresh_memory():
    queries.forget()
    yield
    queries.forget()


def write(folder, key, *rows):
    (folder / "lists").mkdir(exist_ok=True)
    with (folder / "lists" / f"{key}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rules.COLUMNS)
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("list_key", "size"),
    [
        ("municipality", 38),
        ("region", 7),
        ("gcm_objective", 23),
        ("gcm_principle", 10),
        ("sdg_goal", 17),
        ("sdg_target", 169),
        ("sdg_indicator", 252),
        ("tor_principle", 10),
        ("tor_objective", 9),
        ("unsdcf", 5),
        ("pillar", 3),
        ("country", 249 + 1),  # ISO 3166 and XK
        ("occupation", 10 + 43),  # ISCO-08 major and sub-major groups
        ("sector", 22),  # NACE Rev. 2.1
        ("education", 9),
    ],
)
def test_a_list_has_as_many_entries_as_its_source(db, list_key, size):
    assert len(queries.codes(list_key)) == size


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_every_name_of_ours_is_there_in_albanian_and_serbian(file):
    read = rules.read_list(file.stem, file.read_text())

    untranslated = [e.code for e in (read.title, *read.entries) if not (e.sq and e.sr)]

    if file.stem in LONG_TEXTS_IN_ENGLISH_ONLY:
        assert read.title.sq
        assert read.title.sr
    else:
        assert untranslated == []
    assert [e.code for e in (read.title, *read.entries) if not e.source] == []


def test_a_label_speaks_the_readers_language(db):
    said = {}
    for language in ("en", "sq", "sr", "sr-latn", "ar"):
        with translation.override(language):
            said[language] = queries.label("municipality", "xk-gjakove")

    assert said == {
        "en": "Gjakovë/Đakovica",
        "sq": "Gjakovë",
        "sr": "Ђаковица",
        "sr-latn": "Đakovica",
        "ar": "جاكوفا",
    }


def test_a_place_without_a_name_in_a_language_of_the_public_pages_is_named_in_latin(db):
    said = {}
    for language in ("tr", "fa", "ps"):
        with translation.override(language):
            said[language] = [
                queries.label("municipality", code) for code in ("xk-prishtine", "xk-junik")
            ]

    assert said == {
        "tr": ["Priştine", "Junik"],
        "fa": ["پریشتینا", "Junik"],
        "ps": ["پریشتینا", "Junik"],
    }


def test_places_know_their_region_what_others_call_them_and_how_many_live_there(db):
    places = {place.key: place for place in queries.places()}

    assert len(places) == 38
    assert places["xk-prishtine"].region == "xk-r-prishtine"
    assert places["xk-prishtine"].codes["boundaries"] == "XK-19"
    assert queries.place_of("geohive", "31") == "xk-hani-i-elezit"
    assert queries.place_of("ask-census", "31") == "xk-junik"
    # published totals: 1,739,825 in 2011 and 1,585,566 in 2024
    assert sum(place.people.get(2011, 0) for place in places.values()) == 1_739_825
    assert sum(place.people[2024] for place in places.values()) == 1_585_566


def test_the_northern_counts_are_marked_and_a_missing_count_is_not_zero(db):
    places = {place.key: place for place in queries.places()}

    partial = {key for key, place in places.items() if 2024 in place.partly_counted}

    assert partial == {
        "xk-leposaviq",
        "xk-zubin-potok",
        "xk-zvecan",
        "xk-mitrovice-e-veriut",
    }
    assert all(2011 not in places[key].people for key in partial)


def test_titles_that_nobody_has_compared_with_the_resolution_are_not_shown(db):
    objectives = queries.entries("gcm_objective")

    unchecked = {code for code, entry in objectives.items() if not entry.text}

    assert unchecked == {f"GCM{n}" for n in (3, 6, 7, 8, 9, 10, 11)}


def test_a_framework_that_has_ended_keeps_its_labels_but_is_not_in_force(db):
    assert queries.label("unsdcf", "PA4") == "Social cohesion"
    assert len(queries.codes("unsdcf", on=date(2025, 12, 31))) == 5
    assert queries.codes("unsdcf", on=date(2026, 1, 1)) == {}


def test_a_wrong_code_is_refused_with_the_list_and_what_to_do(db):
    with pytest.raises(Refusal) as refused:
        queries.require_code("municipality", "xk-atlantis", "municipality")

    assert refused.value.field == "municipality"
    assert refused.value.code == "code_unknown"
    assert str(refused.value) == (
        '"xk-atlantis" is not in the list "Municipalities". Choose an entry of the list.'
    )


def test_loading_twice_changes_nothing(db, django_assert_max_num_queries):
    before = list(Code.objects.order_by("pk").values_list())

    with django_assert_max_num_queries(4):
        changed = actions.load_lists()

    assert changed == []
    assert list(Code.objects.order_by("pk").values_list()) == before


def test_an_entry_that_leaves_the_file_is_retired_and_comes_back_the_same_row(db, tmp_path):
    write(tmp_path, "colour", ("red", "Red", "", "", "", "x"), ("blue", "Blue", "", "", "", "x"))
    actions.load_lists(tmp_path)
    row = Code.objects.get(list_id="colour", code="blue").pk

    write(tmp_path, "colour", ("red", "Red", "", "", "", "x"))
    actions.load_lists(tmp_path)

    assert queries.codes("colour") == {"red": "Red"}
    assert queries.label("colour", "blue") == "Blue"
    with pytest.raises(Refusal, match="not in use"):
        queries.require_code("colour", "blue")

    write(tmp_path, "colour", ("red", "Red", "", "", "", "x"), ("blue", "Blue", "", "", "", "x"))
    actions.load_lists(tmp_path)

    assert queries.require_code("colour", "blue") == "blue"
    assert Code.objects.get(list_id="colour", code="blue").pk == row


def test_a_list_whose_file_is_gone_is_retired_whole(db, tmp_path):
    write(tmp_path, "colour", ("red", "Red", "", "", "", "x"))
    actions.load_lists(tmp_path)

    (tmp_path / "lists" / "colour.csv").unlink()
    actions.load_lists(tmp_path)

    assert queries.codes("colour") == {}
    assert queries.label("colour", "red") == "Red"
    assert actions.load_lists(tmp_path) == []


def test_another_process_sees_a_change_at_its_next_request(db, client):
    assert queries.label("sex", "female") == "Female"
    remembered = Process.memory

    Code.objects.filter(list_id="sex", code="female").update(en="Woman")
    actions.note_change()
    Process.memory = remembered  # as in a process that did not make the change
    Process.looked_at = 0.0
    client.get("/")

    assert queries.label("sex", "female") == "Woman"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,en\na,A\n", "Missing: sq, sr, parent, source"),
        ("code,en,sq,sr,parent,source,extra\n", "Unknown: extra"),
        ("code,en,sq,sr,parent,source\na,A,,,,\na,B,,,,\n", "row 3, column code"),
        ("code,en,sq,sr,parent,source\na,,,,,\n", "row 2, column en"),
        ("code,en,sq,sr,parent,source\na b,A,,,,\n", "is not a code"),
        ("code,en,sq,sr,parent,source\na,A,,Đak,,\n", "is not in Cyrillic"),
    ],
)
def test_a_wrong_list_is_refused_with_row_and_column(text, sentence):
    with pytest.raises(Refusal, match=sentence):
        rules.read_list("colour", text)


def test_a_parent_that_is_not_there_is_refused(db, tmp_path):
    write(tmp_path, "colour", ("red", "Red", "", "", "warm", "x"))

    with pytest.raises(Refusal, match='parent "warm" of red'):
        actions.load_lists(tmp_path)

    assert not CodeList.objects.filter(key="colour").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO reference_population (place, year, people, partial, source) "
        "SELECT place, year, people, partial, source FROM reference_population",
        "UPDATE reference_code SET valid_to = '2000-01-01', valid_from = '2001-01-01'",
        "UPDATE reference_code SET code = ''",
        "UPDATE reference_stamp SET id = 2",
    ],
)
def test_the_database_agrees(db, sql):
    assert Population.objects.exists()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(("years", "band"), [(0, "0-14"), (14, "0-14"), (15, "15-17"), (70, "65+")])
def test_an_age_falls_into_one_band_of_the_list(db, years, band):
    assert rules.age_band(years) == band
    assert band in queries.codes("age_band")
