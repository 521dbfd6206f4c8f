"""Latin is generated from Cyrillic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.foundation.shared.scripts import latin


@pytest.mark.parametrize(
    ("cyrillic", "expected"),
    [
        ("Ђаковица", "Đakovica"),
        ("Љубав", "Ljubav"),
        ("ЉУБАВ", "LJUBAV"),
        ("КРАЉ", "KRALJ"),
        ("Његош и Џемал", "Njegoš i Džemal"),
        ("Вучитрн, 3. мај 2026.", "Vučitrn, 3. maj 2026."),
        ("UNSCR 1244", "UNSCR 1244"),
    ],
)
def test_latin_is_generated_from_cyrillic(cyrillic, expected):
    assert latin(cyrillic) == expected


@given(st.text(alphabet="абвгдђежзијклљмнњопрстћуфхцчџш ,.!ABCabc"))
def test_latin_text_is_not_converted_again(text):
    once = latin(text)

    assert latin(once) == once
