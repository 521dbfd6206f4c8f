"""What is compared between files of possibly the same person, and the tokens for candidates.

The comparison, its weights and its reasons are in ``analysis.link``. It only suggests; people
decide whether two files are of one person, and only people merge them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

from waystation.analysis import link
from waystation.analysis.link import persons
from waystation.foundation.shared import fold

from .finding import lead_tokens, pair_tokens, token, word_tokens, year_tokens
from .identity import Identity, Name, plain_number

MOST_NAMES = 4  # of one person that are compared; the main one first
# Bits that a shared token is worth, roughly. A number outweighs all others together: the files with
# the same one must be opened however many have the same name.
PAIR, LEAD, YEAR, NUMBER = 11.0, 8.0, 9.0, 500.0
# A newcomer to a small office is not as good as surely known there: below this many files the
# prior grows no more.
FEWEST = 5_000
# Names are counted in the office's own files as if so many average ones stood beside them, so that
# the first Besim of ten files does not make every tenth person a Besim; two names together, which
# are far rarer, beside many more.
AVERAGE_FILES = 2_000
AVERAGE_FILES_OF_PAIRS = 50_000
REVIEWED_IN = 10_000  # files: the size in which decisions are weighed, so that they compare
SHOWN_FROM, ASKED_FROM = persons.SHOWN_FROM, persons.ASKED_FROM


@dataclass(frozen=True)
class Proposed:
    """A person as described, before or after a file exists."""

    names: tuple[Name, ...]
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    municipality: str = ""
    reachable: tuple[tuple[str, str], ...] = ()  # (kind, value) of contacts and identifiers

    @classmethod
    def of(cls, identity: Identity, plain: Mapping[str, Any]) -> Proposed:
        """Return what a file says. ``plain`` has birth_year, sex and municipality."""
        return cls(
            names=identity.names,
            birth_date=identity.birth_date,
            birth_year=plain["birth_year"],
            sex=plain["sex"],
            municipality=plain["municipality"],
            reachable=tuple((one.kind, one.value) for one in identity.reachable),
        )

    @classmethod
    def of_file(cls, row: Any, identity: Identity) -> Proposed:
        """Return what a file's row and its opened identity say."""
        plain = {name: getattr(row, name) for name in ("birth_year", "sex", "municipality")}
        return cls.of(identity, plain)

    @classmethod
    def of_answers(cls, answers: Mapping[str, Any]) -> Proposed:
        """Return the description in the answers of a new file, before validation."""
        born = answers["birth_date"]
        identity = Identity(
            answers["names"], born, answers["contacts"], answers["identifiers"], answers["note"]
        )
        return cls.of(
            identity, {**answers, "birth_year": born.year if born else answers["birth_year"]}
        )

    @property
    def numbers(self) -> set[str]:
        """Return the plain telephone numbers and identifiers."""
        found = (plain_number(v) for kind, v in self.reachable if kind not in NO_NUMBER)
        return {one for one in found if one}

    @property
    def identifiers(self) -> set[str]:
        """Return the plain numbers that belong to one person alone."""
        return {plain_number(v) for kind, v in self.reachable if kind not in SHARED} - {""}


NO_NUMBER = ("address", "messenger")
SHARED = ("phone", "email", *NO_NUMBER)


def name_features(one: Proposed) -> list[dict[str, Any]]:
    """Return the features of each of a person's names."""
    home = [
        link.address_key(value, one.municipality) if kind == "address" else plain_number(value)
        for kind, value in one.reachable
        if kind in SHARED
    ]
    father = next((name.father for name in one.names if name.father), "")
    return [
        link.features(
            name.given,
            name.family,
            name.father or father,
            one.birth_date,
            one.birth_year,
            one.sex,
            one.municipality,
            home,
        )
        for name in one.names[:MOST_NAMES]
    ]


def score(
    model: link.Model, mine: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]]
) -> link.Score:
    """Return the best score among the names of two people; there is at least one on each side."""
    scores = (model.score(a, b) for a, b in product(mine, theirs))
    return max(scores, key=lambda one: one.weight)


def between(one: Proposed, other: Proposed) -> float:
    """Return the evidence in bits that two files are of one person, in a file of average size.

    Frequencies are left out: what reviewers teach must not depend on the day's count of a name.
    """
    mine, theirs = name_features(one), name_features(other)
    return score(model_for(REVIEWED_IN, {}), mine, theirs).weight if mine and theirs else 0.0


def reasons(found: link.Score) -> tuple[str, ...]:
    """Return what speaks for one person and then what speaks against, the weightiest first."""
    said = [step for step in found.steps if not step.neutral]
    speaking = [one for one in said if one.total > 0]
    against = [one for one in said if one.total < 0]
    ordered = sorted(speaking, key=lambda one: -one.total)
    ordered += sorted(against, key=lambda one: one.total)
    return tuple(dict.fromkeys(one.says for one in ordered))


def tokens_for(key: bytes, office: UUID, one: Proposed) -> dict[int, float]:
    """Return the tokens by which the files of such a person are found, and what each is worth."""
    found: dict[int, float] = {}

    def add(tokens: Iterable[int], worth: float) -> None:
        for each in tokens:
            found[each] = max(found.get(each, 0.0), worth)

    year = one.birth_date.year if one.birth_date else one.birth_year
    for name in one.names[:MOST_NAMES]:
        given, family = fold.parts(name.given)[:2], fold.parts(name.family)[:2]
        for left, right in product(given, family):
            add(pair_tokens(key, office, left, right), PAIR)
            add(lead_tokens(key, office, left, right), LEAD)
            add(lead_tokens(key, office, right, left), LEAD)
        if year:
            for word in (*given, *family):
                add(year_tokens(key, office, word, year), YEAR)
    add((token(key, office, "number", number) for number in one.numbers), NUMBER)
    return found


def sounds_of(key: bytes, office: UUID, one: Proposed) -> set[int]:
    """Return the tokens of the words by sound and near it: a second look at many candidates."""
    found: set[int] = set()
    for name in one.names[:MOST_NAMES]:
        for word in (*fold.parts(name.given)[:2], *fold.parts(name.family)[:2]):
            found.update(word_tokens(key, office, word))
    return found


def rare_terms(key: bytes, office: UUID, one: Proposed) -> dict[str, tuple[str, int]]:
    """Return which token counts how frequent the main name's words are: column -> term, token."""
    main = one.names[0]
    found = {}
    given, family = fold.parts(main.given), fold.parts(main.family)
    if len(given) == len(family) == 1:
        term = link.features(main.given, main.family)["names_sound"]
        tokens = pair_tokens(key, office, given[0], family[0])
        if term and len(tokens) == 1:
            found["names_sound"] = term, tokens.pop()
    for column, text in (("given", main.given), ("family", main.family)):
        words = fold.parts(text)
        if len(words) == 1:
            term = link.name_key(words[0])
            found[column] = (term, token(key, office, "key", fold.key(words[0])))
    return found


def model_for(
    size: int, shares: Mapping[str, Mapping[str, float]], slope: float = 1.0, shift: float = 0.0
) -> link.Model:
    """Return the model for a newcomer to ``size`` files.

    ``shares`` holds how frequent the terms looked for are, by column. A term that is not in it
    counts as frequent as the average agreement, so that its rarity adds nothing.
    """
    model = persons.shipped_model()
    tables: dict[str, Mapping[str, float]] = {}
    for comparison, weights in zip(model.comparisons, model.weights, strict=True):
        for level, u in zip(comparison.levels, weights.u, strict=True):
            if level.rarity is not None and u is not None:
                column = level.rarity.column
                tables[column] = _Average(shares.get(column, {}), u)
    here = model.rescaled(max(size, FEWEST), newcomer=True)
    return replace(here, frequencies=tables, slope=slope, shift=shift)


def share_of(column: str, count: int, size: int) -> float:
    """Return how frequent a name is that ``count`` of ``size`` files have, shrunk to the average.

    The average is the chance that two people have one name: u of the level that agrees exactly.
    """
    model = persons.shipped_model()
    average = next(
        u
        for comparison, weights in zip(model.comparisons, model.weights, strict=True)
        for level, u in zip(comparison.levels, weights.u, strict=True)
        if level.rarity is not None and level.rarity.column == column and u is not None
    )
    beside = AVERAGE_FILES_OF_PAIRS if column == "names_sound" else AVERAGE_FILES
    return min((count + beside * average) / (size + beside), 1.0)


class _Average(dict[str, float]):
    """Frequencies with a value for terms that were not counted."""

    def __init__(self, counted: Mapping[str, float], average: float) -> None:
        super().__init__(counted)
        self.average = average

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key, self.average)
