"""Tooltips and colours that the tile map and the real map share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from waystation.foundation.documents.charts.look import NARROW
from waystation.foundation.documents.widths import length

HATCH = "#8a97a8"
LIGHT_HATCH = "#b4bfcc"


def tooltip(unit: str) -> list[dict[str, str]]:
    return [
        {"field": "name", "type": "nominal", "title": gettext("Municipality")},
        {"field": "written", "type": "nominal", "title": unit},
    ]


def colour(domain: list[str], colours: list[str]) -> dict[str, Any]:
    return {
        "field": "class",
        "type": "nominal",
        "sort": domain,
        "scale": {"domain": domain, "range": colours},
        "legend": {
            "orient": "bottom",
            "columns": {"expr": f"across < {NARROW} ? 2 : 3"},
            "labelLimit": 170,
            "columnPadding": 14,
            "rowPadding": 5,
            "symbolStrokeColor": "#c3cdd9",
            "symbolStrokeWidth": 1,
            "offset": 8,
        },
    }


def ink(dark: str, light: str) -> dict[str, Any]:
    return {"condition": {"test": "datum.dark", "value": light}, "value": dark}


def two_lines(name: str) -> list[str]:
    """Return a name in two lines if it is long: between its two languages, or two words."""
    if "/" in name:
        first, second = name.split("/", 1)
        return [f"{first}/", second]
    if len(name) <= 11 or " " not in name:
        return [name]
    words = name.split(" ")
    splits = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return list(min(splits, key=lambda pair: max(map(len, pair))))


VOWELS = frozenset("aeiouyëаеиоу")
ONE_SOUND = frozenset({"dh", "gj", "ll", "nj", "rr", "sh", "th", "xh", "zh", "lj", "dž"})
LONGEST = 3.7  # ems: what fits on a tile of a phone


def short_lines(name: str) -> list[str]:
    """Return a name in lines that fit on a tile of a phone, its long words parted by a hyphen."""
    lines: list[str] = []
    for word in name.replace("/", "/ ").split():
        if lines and length(f"{lines[-1]} {word}") <= LONGEST:
            lines[-1] += f" {word}"
        else:
            lines += _parted(word)
    return lines


def _parted(word: str) -> list[str]:
    if length(word.rstrip("/")) <= LONGEST:
        return [word]
    fitting = [at for at in _syllables(word) if length(word[:at] + "-") <= LONGEST]
    if not fitting:
        return [word]
    return [word[: fitting[-1]] + "-", *_parted(word[fitting[-1] :])]


def _syllables(word: str) -> list[int]:
    """Return where a word may be parted: after a vowel, or between two consonants after it."""
    letters = word.lower()
    places = []
    for at in range(1, len(letters.rstrip("/")) - 2):
        if letters[at] not in VOWELS or letters[at + 1] in VOWELS:
            continue
        two = letters[at + 1 : at + 3]
        apart = two[1] not in VOWELS and two not in ONE_SOUND and two[1] not in "lrлр"
        places.append(at + 2 if apart else at + 1)
    return [at for at in places if at > 1 and VOWELS & set(letters[at:])]
