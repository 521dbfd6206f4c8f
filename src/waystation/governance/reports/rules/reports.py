"""What a report is made of, how text names a figure, and when it may be published."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from waystation.foundation.documents import writing
from waystation.foundation.shared import periods
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.results.rules.audiences import AUDIENCES

KINDS = [
    ("heading", N_("Heading")),
    ("text", N_("Text with figures")),
    ("headline", N_("Headline figures")),
    ("table", N_("Table of indicators")),
    ("chart", N_("Chart")),
    ("map", N_("Map")),
    ("finding", N_("Survey finding")),
    ("image", N_("Picture")),
    ("section", N_("Section from records")),
    ("register", N_("Register of figures")),
]
LONGEST_TEXT = 20_000
MOST_BLOCKS = 800
MOST_CHOSEN = 100
REFERENCE = re.compile(r"([a-z][a-z0-9_]*)((?:\s+\S+)*)")


def figure_named(text: str) -> dict[str, Any] | None:
    """Return what ``people_served 2026-Q3 sex=female`` names; None where it names no figure.

    Raises Refusal for a period that cannot be read.
    """
    found = REFERENCE.fullmatch(text)
    if found is None:
        return None
    period = ""
    where: dict[str, str] = {}
    for word in found[2].split():
        name, sign, value = word.partition("=")
        if sign and name and value:
            where[name] = value
        else:
            periods.parse(word)
            period = word
    return {"indicator": found[1], "period": period, "where": where}


def nodes_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes of a block of text, whether the editor wrote it or a form.

    Raises Refusal if something in brackets names a figure but cannot be read.
    """
    if "nodes" in content:
        return list(content["nodes"])
    return writing.from_text(str(content.get("text", "")), figure_named)


def as_text(content: Mapping[str, Any]) -> str:
    """Return a block of text as lines to type."""
    return writing.to_text(content["nodes"]) if "nodes" in content else str(content["text"])


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
    if not _is_plain({name: value for name, value in content.items() if name != "nodes"}):
        return Refusal(
            N_("This block cannot be read. Undo the last change, or open the report again."),
            code="block_unreadable",
        )
    if kind == "text" and "nodes" in content:
        if not content["nodes"]:
            return Refusal(N_("Write something, or remove the block."), field="text", code="empty")
        return writing.refusal_of(content["nodes"])
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
                return writing.refusal_of(nodes_of(content))
            except Refusal as refusal:
                refusal.field = "text"
                return refusal
    needed = {"table": "indicators", "chart": "indicator", "map": "indicator", "finding": "finding"}
    needed |= {"section": "section", "headline": "indicators", "image": "image"}
    name = needed.get(kind)
    if name and not content.get(name):
        return Refusal(N_("Choose what the block shows."), field=name, code="nothing_chosen")
    if kind == "image" and not str(content.get("alternative", "")).strip():
        return Refusal(
            N_("Describe the picture for readers who cannot see it."),
            field="alternative",
            code="alternative_missing",
        )
    return None


def _is_plain(content: Mapping[str, Any]) -> bool:
    """Return whether a block holds only texts, and lists of short texts."""
    return all(
        isinstance(value, str)
        or (
            isinstance(value, list | tuple)
            and len(value) <= MOST_CHOSEN
            and all(isinstance(one, str) and len(one) <= 200 for one in value)
        )
        for value in content.values()
    )


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


def refusal_unapproved(
    needed: bool, approved_by: Collection[Any], publisher: Any
) -> Refusal | None:
    """Return why a report waits for a second person, or None (a setting of the office)."""
    if not needed or set(approved_by) - {publisher}:
        return None
    return Refusal(
        N_("Your office asks for a second person: another person has to approve this version."),
        code="not_approved",
    )


def headings_with_text(kinds: Sequence[tuple[str, int]]) -> list[bool]:
    """Return of each block whether it is shown: a heading with nothing below it is not.

    ``kinds`` are the kind of each block and, of headings, the level.
    """
    shown = []
    for place, (kind, level) in enumerate(kinds):
        if kind != "heading":
            shown.append(True)
            continue
        below = []
        for other, other_level in kinds[place + 1 :]:
            if other == "heading" and other_level <= level:
                break
            below.append(other)
        shown.append(any(one != "heading" for one in below))
    return shown
