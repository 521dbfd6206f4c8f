"""What a report is made of, how text names a figure, and when it may be published."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from waystation.foundation.shared import periods
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.words import N_
from waystation.governance.results.rules.audiences import AUDIENCES

KINDS = [
    ("heading", N_("Heading")),
    ("text", N_("Text with figures")),
    ("table", N_("Table of indicators")),
    ("chart", N_("Chart")),
    ("map", N_("Map")),
    ("finding", N_("Survey finding")),
    ("section", N_("Section from records")),
    ("register", N_("Register of figures")),
]
LONGEST_TEXT = 20_000
MOST_BLOCKS = 200
REFERENCE = re.compile(r"\[([a-z][a-z0-9_]*)((?:\s+[^\]\s]+)*)\]")


@dataclass(frozen=True)
class Reference:
    """A figure named in a text: ``[people_served 2026-Q3 sex=female]``."""

    indicator: str
    period: Period | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    whole: str = ""


def references(text: str) -> list[Reference | str]:
    """Split a text into plain pieces and references to figures.

    Raises Refusal if something in brackets names a figure but cannot be read.
    """
    pieces: list[Reference | str] = []
    at = 0
    for found in REFERENCE.finditer(text):
        if found.start() > at:
            pieces.append(text[at : found.start()])
        pieces.append(_reference(found))
        at = found.end()
    if at < len(text):
        pieces.append(text[at:])
    return pieces


def _reference(found: re.Match[str]) -> Reference:
    period = None
    where: dict[str, str] = {}
    for word in found[2].split():
        name, sign, value = word.partition("=")
        if sign and name and value:
            where[name] = value
        else:
            period = periods.parse(word)
    return Reference(found[1], period, where, found[0])


def refusal_of_block(
    kind: str, content: Any, fields: Mapping[str, Collection[str]]
) -> Refusal | None:
    """Return why this is not a block of a report, or None; ``fields`` are those of each kind."""
    if kind not in fields or not isinstance(content, Mapping):
        return Refusal(N_("Choose what kind of block this is."), field="kind", code="kind_unknown")
    for name in set(content) - set(fields[kind]):
        return Refusal(
            N_('A block of this kind has no "{name}".'),
            code="content_unknown",
            name=str(name)[:40],
        )
    if kind in {"heading", "text"}:
        text = content.get("text", "")
        if not isinstance(text, str) or not text.strip():
            return Refusal(N_("Write something, or remove the block."), field="text", code="empty")
        if len(text) > LONGEST_TEXT:
            return Refusal(
                N_("This block is longer than {most} characters. Split it."),
                field="text",
                code="too_long",
                most=LONGEST_TEXT,
            )
        if kind == "text":
            try:
                references(text)
            except Refusal as refusal:
                refusal.field = "text"
                return refusal
    needed = {"table": "indicators", "chart": "indicator", "map": "indicator", "finding": "finding"}
    needed |= {"section": "section"}
    name = needed.get(kind)
    if name and not content.get(name):
        return Refusal(N_("Choose what the block shows."), field=name, code="nothing_chosen")
    return None


def refusal_to_draft(
    title: str, starts_on: date | None, ends_on: date | None, audience: str
) -> Refusal | None:
    """Return why a report cannot be begun like this, or None."""
    if not title.strip():
        return Refusal(N_("Give the report a title."), field="title", code="title_missing")
    if len(title) > 200:
        return Refusal(
            N_("A title has at most 200 characters."), field="title", code="title_too_long"
        )
    if starts_on is None or ends_on is None:
        missing = "starts_on" if starts_on is None else "ends_on"
        return Refusal(N_("Fill this in."), field=missing, code="missing")
    if ends_on < starts_on:
        return Refusal(
            N_("The last day is before the first. Turn them round."),
            field="ends_on",
            code="period_empty",
        )
    if audience not in dict(AUDIENCES):
        return Refusal(
            N_("Say who will read the report."), field="audience", code="audience_unknown"
        )
    return None


def refusal_of_language(language: str, known: Collection[str]) -> Refusal | None:
    """Return why a report cannot be written in a language, or None."""
    if language in known:
        return None
    return Refusal(N_("Choose one of the languages."), field="language", code="language_unknown")


def refusal_to_publish(
    blocks: Sequence[Any], note: str, corrects: int | None, reason: str
) -> Refusal | None:
    """Return why a report may not be published, or None.

    Every output carries the note on UN Security Council resolution 1244 (1999); without it
    nothing is published (Strategic Approach 2022-2025, footnote to every page).
    """
    if "1244" not in note:
        return Refusal(
            N_(
                "The note on United Nations Security Council resolution 1244 (1999) is missing "
                "from the settings. Nothing is published without it."
            ),
            code="note_missing",
        )
    if not blocks:
        return Refusal(N_("The report is empty. Add at least one block."), code="report_empty")
    if corrects is not None and not reason.strip():
        return Refusal(
            N_("Say what was wrong in edition {number}, so that its readers know."),
            field="reason",
            code="reason_missing",
            number=corrects,
        )
    return None
