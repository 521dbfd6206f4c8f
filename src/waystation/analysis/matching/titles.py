"""Coding of job titles: what somebody calls their work, to a code of a classification.

The coder compares folded character n-grams and words by TF-IDF and cosine (Salton and Buckley
1988), so that a title is found whatever its script, its diacritics or its ending. A code is
accepted only when the title is nearly the label itself and is no more general than the code; for
all else a person chooses among five.

Nothing here knows a language's grammar but a plural "s" of English, and the small words of each
language that say nothing of the work: "punëtor në depo" and "punëtor depoje" are one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from waystation.foundation.shared.scripts import latin

ACCEPTED_FROM = 0.9
"""The score from which a code is accepted without asking."""
OWN_SHARE = 0.75
"""Of the labels that hold all words of an accepted title, so many belong to its code."""
LEAST = 0.15
"""What is less near than this is no choice: two words that share a few letters."""
CHOICES = 5

CHARACTERS, WORDS = 0.6, 0.4
RELATED = 0.2
"""Weight of the mean over a code's other labels: of two equal labels the nearer code is first."""
SHORTEST, LONGEST = 2, 4  # letters in an n-gram; a word's ends count as letters
MOST_LETTERS = 200  # of a title; what is longer is no title

_OTHER = str.maketrans({"đ": "dj", "ß": "ss", "ı": "i", "ł": "l", "ø": "o", "æ": "ae"})
_SMALL = frozenset(
    word
    for words in (
        "a all an and at by c e for from in n of on or other the to with",  # English; N. E. C.
        "dhe e i me ne nga per se te",  # Albanian: "në", "për", "të" without their marks
        "i ili iz na od po sa u za",  # Serbian
        "am bei der des die das fur im in mit oder und von zum zur",  # German
    )
    for word in words.split()
)

Floats = NDArray[np.float64]


def fold(text: str) -> str:
    """Return a title in small Latin letters without marks, words apart by one space.

    Cyrillic is always transliterated, so that "заваривач", "zavarivač" and "zavarivac" are one.
    """
    small = latin(text.lower()).translate(_OTHER)
    plain = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def words_of(text: str) -> list[str]:
    """Return the telling words of a title, folded."""
    words = fold(text[:MOST_LETTERS]).split()
    return [_singular(word) for word in words if word not in _SMALL] or words


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _grams(words: Sequence[str]) -> list[str]:
    return [
        whole[start : start + size]
        for whole in (f" {word} " for word in words)
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(len(whole) - size + 1)
    ]


@dataclass(frozen=True)
class Label:
    """One name of a code, in one language."""

    code: str
    text: str
    language: str = ""


@dataclass(frozen=True)
class Choice:
    """A code that a title may mean: its score from 0 to 1, and the label that was nearest."""

    code: str
    score: float
    label: str


@dataclass(frozen=True)
class Coding:
    """What a title is coded to. ``ask``: a person chooses. ``none``: nothing is near."""

    title: str
    verdict: Literal["accepted", "ask", "none"]
    code: str
    choices: tuple[Choice, ...]


class _Vectors:
    """TF-IDF vectors of labels over one kind of feature, of length one."""

    def __init__(
        self, texts: Sequence[Sequence[str]], feature: Callable[[Sequence[str]], Iterable[str]]
    ) -> None:
        self.feature = feature
        counted = [Counter(feature(words)) for words in texts]
        found = Counter(name for counts in counted for name in counts)
        self.place = {name: place for place, name in enumerate(found)}
        rows = len(counted)
        self.weight = np.array([math.log((1 + rows) / (1 + n)) + 1 for n in found.values()])
        self.matrix = self._matrix(counted).T.tocsr()

    def _matrix(self, counted: Sequence[Counter[str]]) -> sparse.csr_array:
        ends, places, values = [0], [], []
        for counts in counted:
            for name, count in counts.items():
                place = self.place.get(name)
                if place is not None:
                    places.append(place)
                    values.append((1 + math.log(count)) * self.weight[place])
            ends.append(len(places))
        shape = (len(counted), len(self.place))
        made = sparse.csr_array((np.array(values), np.array(places, dtype=int), ends), shape=shape)
        length = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
        length[length == 0] = 1
        return sparse.csr_array(sparse.diags_array(1 / length) @ made)

    def similar(self, titles: Sequence[Sequence[str]]) -> Floats:
        """Return cosines, one row for each title and one column for each label."""
        asked = self._matrix([Counter(self.feature(words)) for words in titles])
        return np.asarray((asked @ self.matrix).todense(), dtype=float)


class TitleCoder:
    """Codes titles against labels; ``learn`` adds pairs that a person has confirmed.

    A confirmed title is accepted as it was confirmed, however general it is.

    Scores do not depend on the order of labels or titles. Equal scores are ordered by code. Raises
    ValueError without labels.
    """

    def __init__(self, labels: Sequence[Label], confirmed: Sequence[Label] = ()) -> None:
        self.confirmed = {fold(one.text): one for one in confirmed}
        split = [one for label in [*labels, *confirmed] for one in _variants(label)]
        self._given = tuple(labels)
        if not split:
            raise ValueError("A title coder needs labels.")
        self.labels = sorted(split, key=lambda one: (one.code, one.language, one.text))
        self._words = [words_of(one.text) for one in self.labels]
        self._holding: dict[str, set[int]] = {}
        for place, words in enumerate(self._words):
            for word in words:
                self._holding.setdefault(word, set()).add(place)
        self.codes, inverse = np.unique([one.code for one in self.labels], return_inverse=True)
        self._code_of = np.asarray(inverse)
        shape = (len(self.labels), len(self.codes))
        ones = (np.ones(len(self.labels)), (np.arange(len(self.labels)), self._code_of))
        member = sparse.csr_array(ones, shape=shape)
        self._mean = sparse.csr_array(
            member @ sparse.diags_array(1 / np.asarray(member.sum(axis=0)).ravel())
        )
        self._characters = _Vectors(self._words, _grams)
        self._whole = _Vectors(self._words, lambda words: words)

    def learn(self, pairs: Iterable[Label]) -> TitleCoder:
        """Return a coder that knows these pairs as well; of one title the last pair counts."""
        return TitleCoder(self._given, [*self.confirmed.values(), *pairs])

    def similarity(self, titles: Sequence[str]) -> Floats:
        """Return how near each label is to each title, 0 to 1: titles × labels, in label order."""
        words = [words_of(title) for title in titles]
        near = CHARACTERS * self._characters.similar(words) + WORDS * self._whole.similar(words)
        return np.clip(near, 0.0, 1.0)

    def ranking(self, titles: Sequence[str]) -> Floats:
        """Return what labels are ordered by: their similarity, and a share of their code's."""
        near = self.similarity(titles)
        mean = np.asarray((sparse.csr_array(near) @ self._mean).todense())
        return np.asarray(near + RELATED * mean[:, self._code_of])

    def code(self, titles: Sequence[str], *, most: int = CHOICES) -> list[Coding]:
        """Return what each title is coded to, in the order of titles.

        A blank title, or one that is near no label, has the verdict "none".
        """
        found = []
        for title in titles:  # one row at a time: a list of titles may be long
            near = self.similarity([title])[0]
            order = self.ranking([title])[0]
            found.append(self._coding(title, near, order, most))
        return found

    def _coding(self, title: str, near: Floats, order: Floats, most: int) -> Coding:
        choices: list[Choice] = []
        chosen: set[int] = set()
        for place in np.argsort(-order, kind="stable"):
            code = int(self._code_of[place])
            if len(choices) == most:
                break
            if code not in chosen and near[place] >= LEAST:
                chosen.add(code)
                own = np.flatnonzero(self._code_of == code)
                best = own[np.argmax(near[own])]
                label = self.labels[int(best)]
                choices.append(Choice(label.code, round(float(near[best]), 4), label.text))
        if not choices:
            return Coding(title, "none", "", ())
        known = self.confirmed.get(fold(title))
        if known is not None:
            others = [one for one in choices if one.code != known.code][: most - 1]
            choices = [Choice(known.code, 1.0, known.text), *others]
            return Coding(title, "accepted", known.code, tuple(choices))
        first = choices[0]
        sure = first.score >= ACCEPTED_FROM and self._is_special(title, first.code)
        return Coding(
            title, "accepted" if sure else "ask", first.code if sure else "", tuple(choices)
        )

    def _is_special(self, title: str, code: str) -> bool:
        """Return whether nearly all labels that hold the title's words are of this code.

        "Nurse" is the label of one code and part of the labels of others: it asks.
        """
        words = set(words_of(title))
        holding = set.intersection(*(self._holding.get(word, set()) for word in words))
        own = sum(self.labels[place].code == code for place in holding)
        return not holding or own >= OWN_SHARE * len(holding)


def _variants(label: Label) -> list[Label]:
    """Return a label as it is, and each form where it names two: "kuvar/kuvarica"."""
    parts = [part.strip() for part in label.text.split("/")]
    if len(parts) != 2 or len(parts[1].split()) > 3 or not all(parts):
        return [label]
    return [label, *(Label(label.code, part, label.language) for part in parts)]
