"""A plan in words: labels of its fields and codes; as tables for files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.documents import blocks
from waystation.foundation.documents.blocks import Column, Heading, Paragraph, Table
from waystation.foundation.shared.words import N_
from waystation.governance.workplans.fields import ACTIVITY, PLAN, PRIORITY
from waystation.governance.workplans.models import PlanEdition
from waystation.governance.workplans.rules import plans as rules

FIELDS: dict[str, str] = {
    **{one.name: one.heading or one.label for table in (PLAN, PRIORITY, ACTIVITY) for one in table},
    "priority": N_("Priority"),
    "entities": N_("Entities"),
    "quarter": N_("Quarter"),
    "milestones": N_("Milestones"),
}


def field_name(field: str) -> str:
    """Return a field's name in the reader's language."""
    return _(FIELDS[field]) if field in FIELDS else field


def in_words(field: str, value: Any) -> str:
    """Return what a field holds as people read it: labels for codes, names for entities."""
    if isinstance(value, list | tuple) and field != "quarters":
        return "; ".join(filter(None, (_one(field, one) for one in value)))
    known = ACTIVITY if field in ACTIVITY.names else PRIORITY if field in PRIORITY.names else None
    return known[field].words(value) if known else "" if value is None else str(value)


def _one(field: str, value: Any) -> str:
    if field == "entities":
        return f"{value[1]} ({_(dict(rules.ROLES)[value[0]])})"
    if isinstance(value, Mapping):
        return str(value.get("title", ""))
    return ACTIVITY[field].words(value) if field in ACTIVITY.names else str(value)


COLUMNS = (
    "title", "description", "entities", "unsdcf", "gcm", "sdg", "quarters", "places",
    "funds_required", "funds_available", "currency", "gender_marker", "human_rights_marker",
    "child", "milestones",
)  # fmt: skip
IN_WRITING = ("title", "entities", "gcm", "quarters", "funds_required", "milestones")


def tables_of(
    content: Mapping[str, Any], columns: tuple[str, ...] = COLUMNS
) -> list[tuple[Mapping[str, Any], Table]]:
    """Return each priority of a plan's content with the table of its activities."""
    heads = [Column(field_name(name)) for name in columns]
    found = []
    for number, priority in enumerate(content["priorities"], start=1):
        rows = [
            [in_words(name, activity.get(name)) for name in columns]
            for activity in priority["activities"]
        ]
        title = f"{number}. {priority['title']}"
        found.append((priority, Table(title, heads, rows)))
    return found


def as_report(edition: PlanEdition) -> blocks.Report:
    """Return an edition as a document, with the standard notes. Raises Refusal as Report does."""
    content = edition.content
    parts: list[blocks.Block] = []
    if content.get("summary"):
        parts.append(Paragraph([content["summary"]]))
    if edition.reason:
        parts.append(Paragraph([f"{_('Reason')}: {edition.reason}"]))
    for priority, table in tables_of(content, IN_WRITING):
        parts.append(Heading(table.title))
        if priority.get("objective"):
            parts.append(Paragraph([in_words("objective", priority["objective"])]))
        if table.rows:
            parts.append(table)
    return blocks.report(
        content["title"],
        parts,
        dated=edition.day,
        edition=_("Edition {n}").format(n=edition.number),
        digest=edition.digest,
        kicker=_("UN Network on Migration"),
    )
