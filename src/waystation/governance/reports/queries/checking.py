"""The typed figures of a report, checked against the office's register of facts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.documents import writing
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.reports.models import Report

from .drafts import blocks_of


def typed_text(report: Report) -> str:
    """Return the typed text of a report; figures from records need no check."""
    pieces = []
    for block in blocks_of(report):
        if block.kind == "heading":
            pieces.append(str(block.content.get("text", "")))
        elif block.kind == "text":
            pieces.append(writing.words_of(block.content["nodes"]))
    return "\n\n".join(one for one in pieces if one.strip())


def checked_draft(user: AnyUser, report: Report) -> knowledge.CheckedText | None:
    """Return the typed text of a draft with its figures judged, None where nothing was typed."""
    text = typed_text(report)
    known = dict(knowledge.LANGUAGES)
    language = report.language.split("-")[0]
    if not text.strip():
        return None
    return knowledge.checked_text(user, text, language if language in known else "")


def recorded_figures(organisation_id: UUID, report: UUID) -> int:
    """Return how many figures of a draft are recorded with the facts they rest on."""
    rows = knowledge.mentions_of(organisation_id, "draft", str(report))
    return sum(not one.published for one in rows)


def unsupported_figures(user: AnyUser, report: Report) -> list[dict[str, Any]]:
    """Return the typed figures of a draft that the register of facts does not support."""
    checked = checked_draft(user, report)
    return [one for one in checked.rows if one["verdict"] != "supported"] if checked else []
