"""The content of a report, the notation of figures in text, and when it may be published."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from waystation.foundation.documents import writing
from waystation.foundation.shared import periods
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import max_length
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
MOST_OF_AUTHOR = 120  # characters: the cover has one line
MOST_BLOCKS = 800
MOST_CHOSEN = 100
MISSING = {
    "text": (N_("Write something, or remove the block."), "empty"),
    "alternative": (
        N_("Describe the picture for readers who cannot see it."),
        "alternative_missing",
    ),
}
"""What is said of a block without this field."""
REFERENCE = re.compile(r"([a-z][a-z0-9_]*)((?:\s+\S+)*)")


def figure_named(text: str) -> dict[str, Any] | None:
    """Return the figure in ``people_served 2026-Q3 sex=female``; None if it is not a figure.

    Raises Refusal for an invalid period.
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


def stored_block(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block as it is stored: a text as nodes, whoever wrote it."""
    return {"nodes": nodes_of(content)} if kind == "text" else dict(content)


def nodes_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes of a proposed text: from the editor, or in plain-text syntax.

    Raises Refusal if something in brackets names a figure but cannot be parsed.
    """
    if "nodes" in content:
        return list(content["nodes"])
    return writing.from_text(str(content.get("text", "")), figure_named)


def refusal_of_block(
    kind: str,
    content: Any,
    fields: Mapping[str, Collection[str]],
    required: Mapping[str, Sequence[str]],
) -> Refusal | None:
    """Return why this is not a block of a report, or None.

    ``fields`` are those that each kind may have, ``required`` those that it cannot do without.
    """
    if kind not in fields or not isinstance(content, Mapping):
        return Refusal(N_("Choose what kind of block this is."), field="kind", code="kind_unknown")
    for name in set(content) - set(fields[kind]):
        return Refusal(
            N_('A block of this kind has no "{name}".'),
            code="content_unknown",
            name=str(name)[:40],
        )
    if not _is_plain({name: value for name, value in content.items() if kind != "text"}):
        return Refusal(
            N_("This block cannot be read. Undo the last change, or open the report again."),
            code="block_unreadable",
        )
    if kind == "text":
        return _refusal_of_text(content)
    for name in required[kind]:
        if not str(content.get(name) or "").strip():
            sentence, code = MISSING.get(
                name, (N_("Choose what the block shows."), "nothing_chosen")
            )
            return Refusal(sentence, field=name, code=code)
    return None


def _empty() -> Refusal:
    sentence, code = MISSING["text"]
    return Refusal(sentence, field="text", code=code)


def _refusal_of_text(content: Mapping[str, Any]) -> Refusal | None:
    if "nodes" in content:
        return writing.refusal_of(content["nodes"]) if content["nodes"] else _empty()
    text = content.get("text")
    if not isinstance(text, str) or not text.strip():
        return _empty()
    try:
        return writing.refusal_of_length(len(text)) or writing.refusal_of(nodes_of(content))
    except Refusal as refusal:
        refusal.field = "text"
        return refusal


def _is_plain(content: Mapping[str, Any]) -> bool:
    """Return whether a block holds only texts, and lists of short texts."""
    return all(
        (isinstance(value, str) and len(value) <= writing.LONGEST_TEXT)
        or (
            isinstance(value, list | tuple)
            and len(value) <= MOST_CHOSEN
            and all(isinstance(one, str) and len(one) <= 200 for one in value)
        )
        for value in content.values()
    )


CHECKED_FIELDS = ("title", "starts_on", "ends_on", "audience", "language", "author")
"""The fields that ``refusals_of_report`` takes."""


def refusals_of_report(
    title: str,
    starts_on: date | None,
    ends_on: date | None,
    audience: str,
    language: str,
    author: str,
    known: Collection[str],
) -> list[Refusal | None]:
    """Return everything that is wrong with what a report says of itself."""
    return [
        _refusal_of_title(title),
        *_refusals_of_period(starts_on, ends_on),
        None
        if audience in dict(AUDIENCES)
        else Refusal(
            N_("Say who will read the report."), field="audience", code="audience_unknown"
        ),
        None
        if language in known
        else Refusal(N_("Choose one of the languages."), field="language", code="language_unknown"),
        max_length(author.strip(), "author", MOST_OF_AUTHOR),
    ]


def _refusal_of_title(title: str) -> Refusal | None:
    if not title.strip():
        return Refusal(N_("Give the report a title."), field="title", code="title_missing")
    if len(title) > 200:
        return Refusal(
            N_("A title has at most 200 characters."), field="title", code="title_too_long"
        )
    return None


def _refusals_of_period(starts_on: date | None, ends_on: date | None) -> list[Refusal | None]:
    days = {"starts_on": starts_on, "ends_on": ends_on}
    missing: list[Refusal | None] = [
        Refusal(N_("Fill this in."), field=name, code="missing")
        for name, day in days.items()
        if day is None
    ]
    if starts_on and ends_on and ends_on < starts_on:
        return [
            Refusal(
                N_("The last day is before the first. Swap the two days."),
                field="ends_on",
                code="period_empty",
            )
        ]
    return missing


def refusal_of_number(blocks: int) -> Refusal | None:
    """Return why a report cannot have so many blocks, or None."""
    if blocks <= MOST_BLOCKS:
        return None
    return Refusal(
        N_("A report can have at most {most} blocks. Start a second one."),
        code="too_many_blocks",
        most=MOST_BLOCKS,
    )


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
