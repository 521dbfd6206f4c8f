"""Concepts of the field in four languages, so that "doznake" means "remittances".

A word without a concept is compared by its first letters: in Albanian and Serbian the endings of
words change, their beginnings seldom do.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .folding import fold_text
from .languages import language_named

LANGUAGES = ("en", "sq", "sr", "de")
PERSONS = "person"
COUNTED = frozenset({"person", "household", "business", "state", "thing", "org"})
_NAMES = frozenset({"word", "home", "place", "source"})
"""Kinds that tell nothing of a text's language."""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_ANY_WORD = re.compile(r"[a-z]+")
_LETTERS = 5
_DOUBLED = re.compile(r"([a-z])\1")
_UNITS = frozenset(
    (
        "eur", "euro", "euros", "usd", "chf", "gbp", "rsd", "dollar", "dollars", "percent", "pct",
        "per", "cent", "odsto", "posto", "prozent", "mil", "mio", "million", "millions", "milion",
        "miliona", "billion", "thousand", "hiljada", "mije", "compared", "comparison", "number",
        "total", "evra", "evro", "dinara", "dinar", "franaka", "franga", "leke",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Concept:
    """A meaning: its key, what kind of thing it is, and the pattern of its words by language."""

    key: str
    kind: str
    patterns: dict[str, re.Pattern[str]]


@dataclass(frozen=True)
class Mention:
    """Where a text speaks of a concept; an unknown word is its own concept of kind "word"."""

    start: int
    end: int
    key: str
    kind: str


def _pattern(stems: list[str], language: str) -> re.Pattern[str] | None:
    gap = r"[ -](?:e |te |se |i )?" if language == "sq" else r"[ -]"  # "leja e qendrimit"
    words = [
        re.escape(fold_text(stem)).replace(r"\*", r"[a-z]*").replace(r"\ ", gap)
        for stem in sorted(set(stems), key=len, reverse=True)
    ]
    if not words:
        return None
    tails = [one for one in words if one.endswith("*") and len(one) > 9]
    inside = f"|[a-z]+(?:{'|'.join(tails)})" if language == "de" and tails else ""
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)}{inside})(?![a-z])")


def _stems(cell: str, language: str) -> list[str]:
    """Return the stems of a cell; Serbian ones also with the "a" of the genitive: "dokumenata"."""
    stems = [one for one in cell.split("|") if one]
    if language == "sr":
        stems += [
            f"{one[:-2]}a{one[-2:]}" for one in stems if re.search(r"[^aeiou][tkcrnlv]\*$", one)
        ]
    return stems


@lru_cache(maxsize=1)
def concepts() -> dict[str, Concept]:
    """Return all concepts by key."""
    found = {}
    with Path(__file__).with_name("concepts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            patterns = {
                code: pattern
                for code in LANGUAGES
                if (pattern := _pattern(_stems(row[code], code), code))
            }
            found[row["concept"]] = Concept(row["concept"], row["kind"], patterns)
    return found


@lru_cache(maxsize=1)
def _stop() -> frozenset[str]:
    return frozenset(word for code in LANGUAGES for word in language_named(code).stop)


def mentions(text: str, languages: tuple[str, ...] = LANGUAGES) -> list[Mention]:
    """Return every concept that a folded text mentions, in the order of the text."""
    found = {
        Mention(hit.start(), hit.end(), one.key, one.kind)
        for one in concepts().values()
        for code in languages
        if code in one.patterns
        for hit in one.patterns[code].finditer(text)
    }
    covered = sorted((one.start, one.end) for one in found)
    found.update(_unknown(text, covered, plurals=languages[0] == "en"))
    return sorted(found, key=lambda one: (one.start, one.end, one.key))


def _unknown(text: str, covered: list[tuple[int, int]], *, plurals: bool) -> Iterator[Mention]:
    place, reach = 0, 0
    for hit in _WORD.finditer(text):
        while place < len(covered) and covered[place][0] <= hit.start():
            reach = max(reach, covered[place][1])
            place += 1
        word = hit.group()
        if hit.start() < reach or len(word) < 3 or word in _stop() or word in _UNITS:
            continue
        if plurals and (known := _by_plural().get(f"{word}s")):
            yield Mention(hit.start(), hit.end(), known.key, known.kind)
            continue
        yield Mention(hit.start(), hit.end(), f"w:{_sound(word)[:_LETTERS]}", "word")


@lru_cache(maxsize=1)
def _by_plural() -> dict[str, Concept]:
    """Return topics and things by English words that the table gives in the plural: "calls"."""
    found: dict[str, Concept] = {}
    with Path(__file__).with_name("concepts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] in {"topic", "thing"}:
                plain = (one for one in row["en"].split("|") if re.fullmatch("[a-z]{3,}s", one))
                found |= {one: concepts()[row["concept"]] for one in plain}
    return found


def _sound(word: str) -> str:
    """Return a word as languages that write by sound spell it: "consult" and "konsult"."""
    for old, new in (("ph", "f"), ("th", "t"), ("c", "k"), ("y", "i"), ("w", "v")):
        word = word.replace(old, new)
    return _DOUBLED.sub(r"\1", word)


def concepts_of(label: str, language: str = "") -> tuple[Mention, ...]:
    """Return what a short text such as a label mentions, in the language that knows most of it."""
    return language_and_concepts(label, language)[1]


@lru_cache(maxsize=4096)
def language_and_concepts(label: str, language: str = "") -> tuple[str, tuple[Mention, ...]]:
    """Return the language of a short text, where none is given, and what it mentions."""
    text = fold_text(label.replace("_", " "))
    if language in LANGUAGES:
        known_in = (language, "en") if language != "en" else ("en",)
        return language, tuple(mentions(text, known_in))
    best: list[Mention] = []
    most, of = -1, "en"
    for code in LANGUAGES:
        found = mentions(text, (code,))
        signs = language_named(code).signs
        known = _letters(found) + sum(3 for word in _ANY_WORD.findall(text) if word in signs)
        if known > most:
            best, most, of = found, known, code
    return of, tuple(best)


def _letters(found: Sequence[Mention]) -> int:
    """Return how many letters of a text are of words that a language knows."""
    known = {
        place for one in found if one.kind not in _NAMES for place in range(one.start, one.end)
    }
    return len(known)


def kind_of(key: str) -> str:
    """Return the kind of a concept, "word" for an unknown word."""
    known = concepts().get(key)
    return known.kind if known else "word"
