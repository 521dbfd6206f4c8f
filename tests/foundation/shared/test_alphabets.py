"""Names in the order in which readers of a language look for them."""

import pytest

from waystation.foundation.shared.alphabets import alphabetical

ORDERED = {
    "en": ["Albanian", "Éwé", "French", "Zulu"],
    "sq": [
        "Cikël",
        "Çamëri",
        "Dancë",
        "Dhomë",
        "Gana",
        "Gjilan",
        "Lipjan",
        "Llap",
        "Sot",
        "Shtime",
    ],
    "sr": ["Бор", "Даница", "Ђаковица", "Ивањица", "Јагодина", "Крушевац", "Шабац"],
    "sr-latn": ["Cetinje", "Čačak", "Ćuprija", "Dunav", "Džep", "Đakovica", "Lipljan", "Ljig"],
    "tr": ["Cava", "Çince", "Hırvatça", "Hintçe", "Ispartaca", "İngilizce", "Sırpça", "Sinhali"],
    "fa": [
        "آلمانی",
        "ایتالیایی",
        "بنگالی",
        "پشتو",
        "ترکی",
        "چینی",
        "عربی",
        "کردی",
        "گرجی",
        "نپالی",
    ],
    "ps": [
        "الماني",
        "بنګالي",
        "پښتو",
        "ترکي",
        "تېلو",
        "ټونګا",
        "چيني",
        "سربي",
        "کروايشيايي",
        "ګرجي",
    ],
    "ar": ["إسبانية", "ألمانية", "بنغالية", "تركية", "كردية", "مصرية", "مئوية", "هندية", "يونانية"],
}


@pytest.mark.parametrize("language", ORDERED)
def test_names_are_in_the_order_of_the_alphabet(language):
    ordered = ORDERED[language]
    mixed = ordered[::-1]

    found = sorted(mixed, key=lambda name: alphabetical(name, language))

    assert found == ordered


def test_case_and_spaces_do_not_matter_and_equal_names_keep_a_stable_order():
    names = ["Kurdish, Central", "kurdish", "Kurdish"]

    found = sorted(names, key=lambda name: alphabetical(name, "en"))

    assert found == ["Kurdish", "kurdish", "Kurdish, Central"]


def test_a_letter_with_its_mark_apart_is_the_same_letter():
    composed, apart = "İngilizce", "I\u0307ngilizce"

    orders = {alphabetical(name, "tr")[0] for name in (composed, apart)}

    assert len(orders) == 1
