"""Phonetic search keys: a name has the same key in all the spellings used in the region.

Names in this region are written in Albanian, in Serbian Latin and Cyrillic, in Turkish, and by
migrants in transit in Arabic or Persian; by hand, without diacritics, or as another office heard
them. There are three steps, each looser than the one before:

- ``key``: the letters as they are meant (Đurđa = Djurdja = Ђурђа = Gjurgja);
- ``skeletons``: only the consonants, in phonetic classes (Xhemajl = Džemajl = Cemal);
- ``neighbours``: a skeleton, and its forms with one sound missing.

Plain Python, no database: organisations, places, documents, people and record linkage use it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 200  # letters of a text that are considered; no name is longer

_CYRILLIC = dict(
    zip("абвгдезијклмнопрстуфхцчшжђћљњџѓќѕ", "abvgdezijklmnoprstufhcčšžđć", strict=False)
) | {
    "љ": "lj",
    "њ": "nj",
    "џ": "dž",
    "ѓ": "gj",
    "ќ": "ć",
    "ѕ": "dz",
    # Russian, Ukrainian, Bulgarian
    "ё": "jo",
    "й": "j",
    "щ": "šč",
    "ъ": "",
    "ы": "i",
    "ь": "",
    "э": "e",
    "ю": "ju",
    "я": "ja",
    "є": "je",
    "і": "i",
    "ї": "ji",
    "ґ": "g",
}
# Arabic, Persian and Pashto write only the consonants; if a letter has several sounds, the one used
# in this region's form of the name (عثمان is Osman here, not Uthman).
_ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ء": "", "ؤ": "u", "ئ": "i", "ى": "a",
    "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "dž", "چ": "č", "ح": "h", "خ": "h",
    "د": "d", "ذ": "z", "ر": "r", "ز": "z", "ژ": "ž", "س": "s", "ش": "š", "ص": "s",
    "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "g", "ف": "f", "ق": "k", "ک": "k",
    "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "u",
    "ي": "i", "ی": "i", "ې": "e", "ۍ": "i", "ټ": "t", "ډ": "d", "ړ": "r", "ښ": "š",
    "ږ": "ž", "ځ": "dz", "څ": "c", "ګ": "g", "ڼ": "n", "ـ": "",
}  # fmt: skip
_LETTERS = str.maketrans(
    _CYRILLIC
    | _ARABIC
    | {"ı": "i", "ø": "o", "ł": "l", "ß": "ss", "æ": "e", "œ": "e", "þ": "th", "ð": "dh"}
)
# One sign per sound, including two that no alphabet above uses: ђ (đ, dj, gj) and џ (dž, xh).
# Longest spelling first.
_SOUNDS = {
    "tsch": "c", "dzh": "џ", "sch": "s", "tch": "c", "dz": "џ", "xh": "џ", "x": "џ",
    "dj": "ђ", "gj": "ђ", "đ": "ђ", "sh": "s", "zh": "z", "ch": "c", "kh": "h", "gh": "g",
    "ph": "f", "th": "t", "dh": "d", "ck": "k", "ee": "i", "oo": "u", "ou": "u",
    "q": "c", "w": "v", "j": "i", "y": "i",
}  # fmt: skip
_SOUND = re.compile("|".join(map(re.escape, sorted(_SOUNDS, key=len, reverse=True))))
_DOUBLED = re.compile(r"(.)\1+")
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("ckgџ", "K"),
        **dict.fromkeys("td", "T"),
        **dict.fromkeys("pb", "P"),
        **dict.fromkeys("vf", "V"),
        **dict.fromkeys("sz", "S"),
        **dict.fromkeys("aeiouh", None),
        **{letter: letter.upper() for letter in "mnlr"},
    }
)
_BETWEEN_PARTS = re.compile(r"[\s,;/()\"“”„_\-\u2010-\u2015]+")
_NO_LETTER = re.compile(r"[^\w]|_")


def parts(text: str) -> list[str]:
    """Return the words of a name as written."""
    words = _BETWEEN_PARTS.split(unicodedata.normalize("NFC", text[:LONGEST]))
    return [word for word in words if _sounds(word)]


def spelling(text: str) -> str:
    """Return ``text`` without differences of case, width and spacing: the exact spelling."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).replace("İ", "i").casefold()
    return " ".join(_BETWEEN_PARTS.split(plain)).strip()


def script(text: str) -> str:
    """Return the ISO 15924 code of the first letter's script: latn, cyrl, arab or zyyy."""
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "")
            for code in ("latin", "cyrillic", "arabic", "greek", "hebrew", "georgian"):
                if name.startswith(code.upper()):
                    return {"latin": "latn", "cyrillic": "cyrl", "greek": "grek"}.get(
                        code, code[:4]
                    )
            return "zyyy"
    return "zyyy"


@lru_cache(maxsize=65536)
def _sounds(word: str) -> str:
    """Return a word as sounds: lower-case Latin letters with ђ and џ."""
    plain = unicodedata.normalize("NFKC", word[:LONGEST]).replace("İ", "i").casefold()
    if plain.startswith("ال") and len(plain) > 4:
        plain = plain[2:]  # the Arabic article
    latin = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    letters = _NO_LETTER.sub("", bare)
    return _DOUBLED.sub(r"\1", _SOUND.sub(lambda found: _SOUNDS[found[0]], letters))


def key(word: str) -> str:
    """Return the key of one word, equal for the same name in another spelling or script."""
    return _sounds(word).replace("ђi", "di").replace("ђ", "di").replace("џ", "dz")


def search_key(text: str) -> str:
    """Return the keys of all words of ``text``, for organisations, places and documents."""
    return " ".join(key(word) for word in parts(text))


@lru_cache(maxsize=65536)
def skeletons(word: str) -> tuple[str, ...]:
    """Return the classes of a word's consonants: one reading, sometimes two.

    đ is read both as its own sound and as the d that people type for it. A vowel or an h counts
    only at the beginning, whichever it is (Hasan is also Asan). A word without known sounds has no
    skeleton.
    """
    heard = _sounds(word)
    front = "A" if heard[:1] and heard[0] in "haeiou" else ""
    readings = ("K", "T") if "ђ" in heard else ("",)
    result = []
    for reading in readings:
        bones = heard.replace("ђ", reading).translate(_CLASSES)
        bones = "".join(bone for bone in bones if bone.isascii() and bone.isupper())
        if front + bones:
            result.append(front + bones)
    return tuple(result)


def neighbours(skeleton: str) -> set[str]:
    """Return the skeleton and, if it is long enough, each form of it that lacks one sound."""
    near = {skeleton}
    if len(skeleton) >= 4:
        near.update(skeleton[:i] + skeleton[i + 1 :] for i in range(len(skeleton)))
    return near


def distance(left: str, right: str, most: int = 2) -> int:
    """Return the edit distance (insertions, deletions, substitutions, transpositions).

    Optimal string alignment; stops early and returns ``most + 1`` if it is greater.
    """
    if left == right:
        return 0
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def near(left: str, right: str) -> bool:
    """Return whether two keys differ by a typing error: one letter, two in a long name."""
    shorter = min(len(left), len(right))
    most = 2 if shorter >= 8 else 1 if shorter >= 4 else 0
    return distance(left, right, most) <= most


def alike(left: str, right: str) -> bool:
    """Return whether two words sound alike, that is, share a skeleton."""
    return not set(skeletons(left)).isdisjoint(skeletons(right))
