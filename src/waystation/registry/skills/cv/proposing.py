"""Suggestions from a plain-text CV: occupations, languages, skills and licences.

Nothing is written here; somebody who knows the person decides line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from waystation.analysis.matching import ACTIVITIES, CEFR, TitleCoder, fold
from waystation.registry.skills.rules.profiles import ESCO

Line = tuple[str, dict[str, Any]]
MOST = {"occupations": 12, "languages": 10, "skills": 40, "documents": 6}
LONGEST_TITLE_WORDS = 6
MOST_CODED = 300
LEAST_SCORE = 0.75  # a line of a CV that is less near to a title is no title
LEAST_SKILL_WORDS = 2  # one word alone is found in too many sentences
MOST_SKILL_WORDS = 7
HEADINGS = frozenset(
    ("about me", "certificates", "contact", "education", "experience", "interests", "languages",
     "personal information", "profile", "projects", "references", "skills", "work experience",
     "arsimi", "arsimimi", "aftesi", "aftesite", "certifikata", "gjuhet", "gjuhet e huaja",
     "pervoja", "pervoja e punes", "te dhenat personale",
     "jezici", "strani jezici", "iskustvo", "radno iskustvo", "licni podaci", "obrazovanje",
     "vestine", "vjestine", "sertifikati",
     "ausbildung", "berufserfahrung", "fahigkeiten", "kenntnisse", "sprachen", "sprachkenntnisse",
     "zertifikate")
)  # fmt: skip
"""A heading is no job title, however near it is to one: "Languages" to "language teacher"."""
LEVEL = re.compile(r"\b([ABC][12])\b")
NATIVE = frozenset(
    ("native", "mother tongue", "gjuha amtare", "gjuhe amtare", "maternji", "maternji jezik",
     "muttersprache")
)  # fmt: skip
LANGUAGE_WORDS = {
    "de": ("german", "deutsch", "gjermanisht", "nemacki", "njemacki"),
    "en": ("english", "englisch", "anglisht", "engleski"),
    "sq": ("albanian", "albanisch", "shqip", "albanski"),
    "sr": ("serbian", "serbisch", "serbisht", "srpski"),
    "fr": ("french", "franzosisch", "frengjisht", "francuski"),
    "it": ("italian", "italienisch", "italisht", "italijanski"),
    "tr": ("turkish", "turkisch", "turqisht", "turski"),
    "es": ("spanish", "spanisch", "spanjisht", "spanski"),
    "sl": ("slovenian", "slowenisch", "sllovenisht", "slovenacki"),
    "hr": ("croatian", "kroatisch", "kroatisht", "hrvatski"),
    "bs": ("bosnian", "bosnisch", "boshnjakisht", "bosanski"),
    "mk": ("macedonian", "mazedonisch", "maqedonisht", "makedonski"),
}
DRIVING = re.compile(
    r"(?:driving licen[cs]e|driver'?s licen[cs]e|patent[eë]? shoferi|vozačka dozvola|"
    r"возачка дозвола|führerschein)[^A-Za-z]{0,3}(?:category|kategoria|kategorija|klasse|"
    r"категорија)?[^A-Za-z]{0,3}\b(CE|[ABCD])\b",
    re.IGNORECASE,
)


def lines_in(text: str) -> list[str]:
    """Return the lines of a text without what surrounds them, each once."""
    found = (re.sub(r"^[\s•\-–*·>]+|[\s.,;:]+$", "", line) for line in text.splitlines())
    return list(dict.fromkeys(" ".join(line.split()) for line in found if line.strip()))


def proposals(text: str, coder: TitleCoder, phrases: Mapping[str, tuple[str, str]]) -> list[Line]:
    """Return what a text may say. ``phrases`` are names of skills: see ``phrases_of``."""
    lines = lines_in(text)
    return [
        *_occupations(lines, coder),
        *_languages(lines),
        *_skills(text, phrases),
        *_licences(text),
    ]


def _titles(lines: Iterable[str]) -> Iterator[str]:
    """Yield what may be a job title: a short line, or the part of one before a comma or a year."""
    for line in lines:
        parts = [one.strip(" -:") for one in re.split(r"[,;|(–]|\s-\s|\d{4}|:\s", line)]
        for one in [part for part in parts if len(part) > 3][:3]:
            if len(one.split()) <= LONGEST_TITLE_WORDS and fold(one) not in HEADINGS:
                yield one


def _occupations(lines: Sequence[str], coder: TitleCoder) -> list[Line]:
    titles = list(dict.fromkeys(_titles(lines)))[:MOST_CODED]
    found: dict[str, Line] = {}
    for coding in coder.code(titles) if titles else []:
        best = coding.choices[0] if coding.choices else None
        if best is None or best.score < LEAST_SCORE or best.code in found:
            continue
        found[best.code] = ("occupations", {"title": coding.title, "code": best.code})
    return list(found.values())[: MOST["occupations"]]


def _named_in(text: str) -> list[str]:
    """Return the languages that a text names."""
    folded = f" {fold(text)} "
    return [
        code
        for code, words in LANGUAGE_WORDS.items()
        if any(f" {word} " in folded for word in words)
    ]


def _by_language(line: str) -> list[str]:
    """Split "English B2, German B1" before each language that is named."""
    parts: list[str] = []
    for part in re.split(r"[,;]", line):
        if parts and not _named_in(part):
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    return parts


def _languages(lines: Sequence[str]) -> list[Line]:
    found: dict[str, Line] = {}
    for line in (part for whole in lines for part in _by_language(whole)):
        folded = f" {fold(line)} "
        for code in _named_in(line):
            if code in found:
                continue
            native = any(f" {word} " in folded for word in NATIVE)
            levels = LEVEL.findall(line.upper())
            if native:
                found[code] = ("languages", {"language": code, "native": True})
            elif levels:
                lowest = min(levels, key=CEFR.index)  # the lowest said is never too much
                values = dict.fromkeys(ACTIVITIES, lowest)
                found[code] = ("languages", {"language": code, "native": False, **values})
    return list(found.values())[: MOST["languages"]]


def _skills(text: str, phrases: Mapping[str, tuple[str, str]]) -> list[Line]:
    """Return the skills whose name stands in the text, word for word, in the text's order."""
    words = fold(text).split() if phrases else []
    found: dict[tuple[str, str], Line] = {}
    for start in range(len(words)):
        for size in range(MOST_SKILL_WORDS, LEAST_SKILL_WORDS - 1, -1):
            known = phrases.get(" ".join(words[start : start + size]))
            if known is not None and known not in found:
                concept, name = known
                uri = f"{ESCO}skill/{concept}" if concept else ""
                found[known] = ("skills", {"name": name, "uri": uri, "weight": "other"})
                break
        if len(found) == MOST["skills"]:
            break
    return list(found.values())


def phrases_of(labels: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str]]:
    """Return the concept and name of each skill by its folded names of several words.

    A skill that is no concept of ESCO has the concept "".
    """
    found: dict[str, tuple[str, str]] = {}
    for concept, names in labels.items():
        for name in names:
            folded = fold(name)
            if LEAST_SKILL_WORDS <= folded.count(" ") + 1 <= MOST_SKILL_WORDS:
                found.setdefault(folded, (concept, names[0] if concept else name))
    return found


def _licences(text: str) -> list[Line]:
    letters = dict.fromkeys(one.upper() for one in DRIVING.findall(text))
    found: list[Line] = [("documents", {"kind": f"driving_{one.lower()}"}) for one in letters]
    return found[: MOST["documents"]]
