"""A text that is written in several languages, as one reader sees it."""

from __future__ import annotations

import pickle

import pytest

from waystation.foundation.shared.languages import LocalText, text_in

TEXTS = {"en": "Centre in Prizren", "sq": "Qendra në Prizren", "sr": "Центар у Призрену"}


@pytest.mark.parametrize(
    ("language", "shown", "written_in"),
    [
        ("en", "Centre in Prizren", "en"),
        ("sq", "Qendra në Prizren", "sq"),
        ("sr", "Центар у Призрену", "sr"),
        ("sr-latn", "Centar u Prizrenu", "sr-latn"),
        ("ar", "Centre in Prizren", "en"),
    ],
)
def test_a_reader_sees_the_own_language_and_else_english(language, shown, written_in):
    found = text_in(TEXTS, language)

    assert (found, found.language) == (shown, written_in)


def test_a_text_without_english_is_shown_in_the_language_that_it_has():
    found = text_in({"en": "", "sq": "", "sr": "Призрен"}, "ar")

    assert (found, found.language) == ("Призрен", "sr")


def test_a_text_that_is_written_nowhere_is_empty():
    assert not text_in({"en": "", "sq": ""}, "sq")


def test_a_latin_text_that_is_written_by_hand_is_not_made_again():
    assert text_in({"en": "a", "sr": "б", "sr-latn": "v"}, "sr-latn") == "v"


def test_a_text_keeps_its_language_in_a_cache():
    found = pickle.loads(pickle.dumps(LocalText("Qendra", "sq")))

    assert (found, found.language) == ("Qendra", "sq")
