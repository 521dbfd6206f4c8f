"""Search tokens, and why a candidate matches.

A token is a keyed hash of office, kind and folded value, eight bytes as a signed number. A stolen
database reveals only numbers; a search uses the tokens of the offices that the user may read. Few
candidates match; they are decrypted and ranked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal
from uuid import UUID

from waystation.foundation.shared import fold
from waystation.foundation.shared.sealing import keyed_hash
from waystation.foundation.shared.words import N_

from .identity import Identity, Name, plain_number

Kind = Literal["key", "sound", "start", "pair", "lead", "year", "number"]
PREFIXES = (3, 4, 5)
MOST_WORDS = 8  # of one person's names together; more would let one file flood the index

EXACT, SPELLING, BEGINS, NEAR, SOUNDS = range(5)
WHY = {
    EXACT: N_("Same name"),
    SPELLING: N_("Same name in another spelling"),
    BEGINS: N_("Begins with what you wrote"),
    NEAR: N_("A letter differs"),
    SOUNDS: N_("Sounds alike"),
}

WHY_NUMBER = N_("This is the file number")
WHY_IDENTIFIER = N_("Same telephone number or identifier")


@dataclass(frozen=True)
class Match:
    """How well a person matches the search text, and by which name."""

    level: int
    rest: int
    name: Name
    by_number: bool = False

    @property
    def why(self) -> str:
        return WHY_IDENTIFIER if self.by_number else WHY[self.level]


@lru_cache(maxsize=200_000)
def token(key: bytes, office: UUID, kind: Kind, value: str) -> int:
    """Return the keyed hash of one thing a person can be found by."""
    content = office.bytes + kind.encode() + b"\x00" + value.encode()
    return int.from_bytes(keyed_hash(key, content, 8), "big", signed=True)


def words_of(identity: Identity) -> list[str]:
    """Return the distinct words of all names of a person, main name first."""
    found: dict[str, str] = {}
    for name in identity.names:
        for text in (name.given, name.family):
            for word in fold.parts(text):
                found.setdefault(fold.key(word), word)
    return list(found.values())[:MOST_WORDS]


@lru_cache(maxsize=200_000)
def word_tokens(key: bytes, office: UUID, word: str) -> tuple[int, ...]:
    """Return the tokens of one word: its key, its prefixes, its sounds."""
    folded = fold.key(word)
    found = {token(key, office, "key", folded)}
    found.update(token(key, office, "start", folded[:n]) for n in PREFIXES if len(folded) > n)
    for skeleton in fold.skeletons(word):
        found.update(token(key, office, "sound", one) for one in fold.neighbours(skeleton))
    return tuple(found)


def pair_tokens(key: bytes, office: UUID, left: str, right: str) -> set[int]:
    """Return the tokens of two words that are in the names of the same person."""
    return {
        token(key, office, "pair", "+".join(sorted((a, b))))
        for a in fold.skeletons(left)
        for b in fold.skeletons(right)
    }


def lead_tokens(key: bytes, office: UUID, word: str, other: str) -> set[int]:
    """Return the tokens of a word by its sound beside another by its first letters.

    They serve whoever is still typing the second word, or has slipped in it.
    """
    start = fold.key(other)[: PREFIXES[0]]
    if len(start) < PREFIXES[0]:
        return set()
    return {token(key, office, "lead", f"{bones}+{start}") for bones in fold.skeletons(word)}


def year_tokens(key: bytes, office: UUID, word: str, year: int) -> set[int]:
    """Return the tokens of a word together with the year of birth."""
    return {token(key, office, "year", f"{bones}{year}") for bones in fold.skeletons(word)}


def tokens_of(key: bytes, office: UUID, identity: Identity, birth_year: int | None) -> set[int]:
    """Return every token by which this person can be found in this office."""
    words = words_of(identity)
    found: set[int] = set()
    for word in words:
        found.update(word_tokens(key, office, word))
        if birth_year:
            found.update(year_tokens(key, office, word, birth_year))
    for left, right in combinations(words, 2):
        found |= pair_tokens(key, office, left, right)
        found |= lead_tokens(key, office, left, right) | lead_tokens(key, office, right, left)
    for one in identity.reachable:
        if one.kind in {"address", "messenger"}:
            continue
        found.add(token(key, office, "number", plain_number(one.value)))
    return found


@dataclass(frozen=True)
class Query:
    """The parsed text of the search box."""

    words: tuple[str, ...]
    year: int | None
    number: str  # a telephone number or an identifier, plain
    file_number: str | None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.number or self.file_number)


def parse(text: str, this_year: int) -> Query:
    """Take a search apart into words, a year of birth, and a number."""
    from .numbers import number_in

    text = text[: fold.LONGEST]
    file_number = number_in(text)
    if file_number:
        return Query((), None, "", file_number)
    words: list[str] = []
    year = None
    for word in fold.parts(text):
        if len(word) == 4 and word.isdecimal() and this_year - 120 <= int(word) <= this_year:
            year = int(word)
        else:
            words.append(word)
    bare = plain_number(text)
    number = bare if sum(c.isdigit() for c in bare) >= 5 or "@" in text else ""
    if number:
        words = []
    return Query(tuple(words[:5]), year, number, None)


@lru_cache(maxsize=65536)
def level(typed: str, word: str, begins_from: int) -> int | None:
    """Return how well one typed word fits one word of a name, or None.

    It may be a beginning if it has at least ``begins_from`` letters; 0 says it may not.
    """
    if fold.spelling(typed) == fold.spelling(word):
        return EXACT
    mine, other = fold.key(typed), fold.key(word)
    if mine == other:
        return SPELLING
    if 0 < begins_from <= len(mine) and other.startswith(mine):
        return BEGINS
    if fold.near(mine, other):
        return NEAR
    if fold.alike(typed, word):
        return SOUNDS
    return None


def match(query: Query, names: Iterable[Name]) -> Match | None:
    """Return the best name of a person for this query, or None if a typed word fits nowhere.

    The last typed word may be a beginning: the box answers while one is still typing.
    """
    best: Match | None = None
    everything = tuple(names)
    for name in everything:
        found = _fit(query.words, fold.parts(f"{name.given} {name.family}"), name)
        if found and (best is None or (found.level, found.rest) < (best.level, best.rest)):
            best = found
    if best is None and len(everything) > 1:
        words = [w for name in everything for w in fold.parts(f"{name.given} {name.family}")]
        best = _fit(query.words, words, everything[0])
    return best


def _fit(typed: Sequence[str], words: Sequence[str], name: Name) -> Match | None:
    levels = []
    left = list(words)
    for place, one in enumerate(typed, 1):
        # One letter begins too many names, unless another word narrows them down.
        begins_from = 0 if place < len(typed) else 2 if len(typed) == 1 else 1
        fits = [(level(one, word, begins_from), i) for i, word in enumerate(left)]
        known = [(found, i) for found, i in fits if found is not None]
        if not known:
            return None
        found, i = min(known)
        left.pop(i)
        levels.append(found)
    if not levels:
        return None
    return Match(max(levels), sum(levels), name)
