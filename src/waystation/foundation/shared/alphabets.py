"""The order of names in the alphabet of the reader's language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

ALPHABETS = {
    "sq": "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v x xh y z zh",
    "sr": "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш",
    "sr-latn": "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š t u v z ž",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p r s ş t u ü v y z",
    "ar": "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ک ل م ن ه و ی",
    "fa": "ا ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ه ی",
    "ps": "ا ب پ ت ټ ث ج ځ چ څ ح خ د ډ ذ ر ړ ز ژ ږ س ش ښ ص ض ط ظ ع غ ف ق ک ګ ل م ن ڼ و ه ی ې ۍ",
}
"""The letters of a language in their order. Others are ordered without their accents."""
SAME = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "\u200c": " "})
"""Letters that Arabic, Persian and Pashto write with different characters."""
OTHERS = 1000  # after the letters of the alphabet

Order = tuple[tuple[int, ...], str]


@lru_cache(maxsize=4096)  # the names of lists, which each form sorts again
def alphabetical(name: str, language: str) -> Order:
    """Return the key that puts names in the order of a language's alphabet."""
    ranks, letters = _alphabet(language)
    text = unicodedata.normalize("NFC", name)
    if language == "tr":
        text = text.replace("İ", "i").replace("I", "ı")
    text = unicodedata.normalize("NFC", text.casefold()).translate(SAME)
    found: list[int] = []
    for part in letters.findall(text):
        found += [ranks[part]] if part in ranks else [_other(one, ranks) for one in _plain(part)]
    return tuple(found), name


def _other(letter: str, ranks: dict[str, int]) -> int:
    if letter in ranks:
        return ranks[letter]
    return OTHERS + ord(letter) if letter.isalpha() else 0


def _plain(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter)
    return "".join(one for one in decomposed if not unicodedata.combining(one)).translate(SAME)


@cache
def _alphabet(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    letters = ALPHABETS.get(language, "").split()
    ranks = {letter: number for number, letter in enumerate(letters, start=1)}
    longest = sorted(letters, key=len, reverse=True)
    return ranks, re.compile("|".join([*map(re.escape, longest), "."]), re.DOTALL)
