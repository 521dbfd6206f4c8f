"""The paragraphs of the Terms of Reference, and the duties derived from them: shipped lists."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.scripts import latin
from waystation.foundation.shared.words import N_

from .refusals import refusal_of_missing, refusals_in, unless

HERE = Path(__file__).parents[1]
SECTIONS: dict[str, str] = {
    "background": N_("Background"),
    "mission": N_("Mission"),
    "principles": N_("Working principles"),
    "objectives": N_("Objectives"),
    "composition": N_("Composition and membership"),
    "roles": N_("Roles"),
    "arrangements": N_("Arrangements"),
    "annexes": N_("Annexes"),
    "other": N_("Further paragraphs"),
}
WHO: dict[str, str] = {
    "entity": N_("An entity that wishes to join"),
    "members": N_("Members"),
    "secretariat": N_("Secretariat"),
    "cochairs": N_("Co-chairs"),
    "unkt": N_("UNKT"),
    "network": N_("The Network"),
    "all": N_("Everybody"),
}
WHEN: dict[str, str] = {
    "always": N_("At any time"),
    "year": N_("Every year"),
    "half_year": N_("Every half-year"),
    "quarter": N_("Every quarter"),
    "meeting": N_("For every meeting"),
    "request": N_("When asked"),
    "change": N_("At every change"),
}


@dataclass(frozen=True)
class Duty:
    """One of the fifty-five duties of the Terms of Reference."""

    id: str
    paragraphs: tuple[str, ...]
    who: str
    when: str
    words: dict[str, str]


def words_of(row: Mapping[str, str], name: str = "") -> dict[str, str]:
    """Return a text of a list that ships by language: its own columns, or those of ``name``."""
    english, stem = (row[name], f"{name}_") if name else (row["en"], "")
    sq, sr = row[f"{stem}sq"], row[f"{stem}sr"]
    return {"en": english, "sq": sq, "sr": sr, "sr-latn": latin(sr)}


@lru_cache(maxsize=1)
def duties() -> tuple[Duty, ...]:
    """Return all duties, in their order."""
    with (HERE / "duties.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Duty(
                row["id"], tuple(row["paragraphs"].split()), row["who"], row["when"], words_of(row)
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def outline() -> tuple[dict[str, Any], ...]:
    """Return the shipped paragraphs: section, number, and our summary."""
    with (HERE / "terms.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            {
                "anchor": row["anchor"],
                "section": row["section"],
                "number": int(row["number"]),
                "brief": words_of(row),
                "note": row["note"],
                "text": "",
            }
            for row in csv.DictReader(file)
        )


def anchors() -> set[str]:
    """Return the anchors that rules may cite."""
    return {row["anchor"] for row in outline()}


def read_text(source: str) -> dict[str, str]:
    """Return the full text by anchor from a file where each paragraph begins with "[86] ".

    Raises Refusal for a text without anchors, and for an anchor that comes twice.
    """
    parts = re.split(r"(?m)^\[([0-9a-z.]{1,10})\][ \t]*", source)
    texts: dict[str, str] = {}
    for anchor, text in zip(parts[1::2], parts[2::2], strict=True):
        if anchor in texts:
            raise Refusal(
                N_("The anchor [{anchor}] comes twice. Give each paragraph once."),
                field="text",
                code="anchor_twice",
                anchor=anchor,
            )
        texts[anchor] = text.strip()
    if not texts:
        raise Refusal(
            N_("Begin each paragraph with its number in brackets, such as [86]."),
            field="text",
            code="no_anchor",
        )
    return texts


def next_edition(before: list[dict[str, Any]], texts: dict[str, str]) -> list[dict[str, Any]]:
    """Return the paragraphs of a new edition: those before with their new text, then new ones."""
    rows = [row | {"text": texts.get(row["anchor"], row["text"])} for row in before]
    known = {row["anchor"] for row in before}
    further = [anchor for anchor in texts if anchor not in known]
    start = sum(row["section"] == "other" for row in before)
    rows += [
        {
            "anchor": anchor,
            "section": "other",
            "number": start + place,
            "brief": {"en": texts[anchor][:200]},
            "note": "",
            "text": texts[anchor],
        }
        for place, anchor in enumerate(further, 1)
    ]
    return rows


def refusal_of_why(why: str) -> Refusal | None:
    """Say that an edition needs its reason."""
    return refusal_of_missing(why, "why", N_("Say what is new in this edition."), paragraph="39")


def refusals_of_assessment(mark: str, evidence: str) -> list[Refusal]:
    """Return what a judgement of one's own year lacks: a mark, and what shows it."""
    return refusals_in(
        unless(
            mark in {"0", "1", "2", "3"},
            N_("Choose a mark from 0 (not at all) to 3 (fully)."),
            "mark",
            "mark_unknown",
        ),
        refusal_of_missing(
            evidence,
            "evidence",
            N_("Say what shows it: a meeting, a report, a figure."),
            paragraph="60",
        ),
    )
