"""The fold: one name in all its spellings."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.foundation.shared import fold


@pytest.mark.parametrize(
    "spellings",
    [
        ("Đurđa", "Djurdja", "Ђурђа", "Gjurgja", "ĐURĐA", "đurđa"),
        ("Xhemajl", "Džemajl", "Џемајл", "Dzemajl"),
        ("Shqipe", "Шћипе", "Šćipe", "Ščipe"),
        ("Petrović", "Petrovic", "Петровић", "PETROVIĆ"),
        ("İsmail", "Ismail", "ısmail", "Исмаил"),
        ("Krasniqi", "Krasnići", "Краснићи"),
        ("Çelik", "Celik", "Čelik", "Челик"),
        ("Lumë", "Lume", "Луме"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings):
    assert {fold.key(one) for one in spellings} == {fold.key(spellings[0])}


@pytest.mark.parametrize(
    "spellings",
    [
        ("Shqipe", "Škipe", "Шћипе", "Skipe"),
        ("Xhemajl", "Džemajl", "Cemal", "Џемаил"),
        ("Mehmet", "Muhamed", "Mohammed", "محمد"),
        ("Ahmet", "Ahmed", "أحمد", "Ахмед"),
        ("Hasan", "Asan", "حسن", "Хасан"),
        ("Đurđa", "Durda", "Gjurgja"),
        ("Osman", "عثمان", "Осман"),
    ],
)
def test_spellings_that_sound_alike_share_a_skeleton(spellings):
    first, *others = spellings
    for other in others:
        assert fold.alike(first, other), (first, other)


def test_different_names_have_different_keys():
    assert not fold.alike("Besim", "Arben")
    assert not fold.near(fold.key("Besim"), fold.key("Besnik"))
    assert fold.key("Ana") != fold.key("Eva")


def test_one_typing_error_is_near_and_two_in_a_short_name_are_not():
    assert fold.near("krasnici", "krasnci")
    assert fold.near("besim", "beism")
    assert not fold.near("ana", "ena")
    assert not fold.near("besim", "bsem")


def test_words_are_returned_as_written():
    assert fold.parts("  Ana-Marija   Đorđević, (Prizren) ") == [
        "Ana",
        "Marija",
        "Đorđević",
        "Prizren",
    ]
    assert fold.search_key("Qendra për Migrim – Пећ") == "cendra per migrim pec"


def test_the_script_of_a_name_is_detected():
    assert [fold.script(one) for one in ("Ана", "Ana", "محمد", "12")] == [
        "cyrl",
        "latn",
        "arab",
        "zyyy",
    ]


@given(st.text(max_size=300))
def test_equivalent_unicode_encodings_have_the_same_key(text):
    for word in fold.parts(text):
        folded = fold.key(word)

        assert fold.key(unicodedata.normalize("NFD", word)) == folded
        assert folded.replace("_", "").isalnum() or not folded.isascii()
        for skeleton in fold.skeletons(word):
            assert skeleton in fold.neighbours(skeleton)


@given(st.text("abcdek", max_size=8), st.text("abcdek", max_size=8))
def test_distance_is_the_same_both_ways(left, right):
    assert fold.distance(left, right) == fold.distance(right, left)
    assert (fold.distance(left, right) == 0) == (left == right)


@given(st.text("krsnmlbt", min_size=5, max_size=9), st.data())
def test_a_skeleton_with_one_sound_missing_is_a_neighbour(skeleton, data):
    place = data.draw(st.integers(0, len(skeleton) - 1))

    shorter = skeleton[:place] + skeleton[place + 1 :]

    assert shorter in fold.neighbours(skeleton)


def test_very_long_texts_are_folded_up_to_the_longest_name():
    assert len(fold.key("x" + "ab" * 5000)) <= 2 * fold.LONGEST
