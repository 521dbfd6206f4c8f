"""A plan in words: its fields by their names, its codes by their labels; as tables for files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.documents import blocks
from waystation.foundation.documents.blocks import Column, Heading, Paragraph, Table
from waystation.foundation.shared.words import N_
from waystation.governance.workplans.models import PlanEdition
from waystation.governance.workplans.rules import plans as rules
from waystation.registry.reference import queries as reference

LISTS = {"unsdcf": "unsdcf", "gcm": "gcm_objective", "sdg": "sdg_target", "places": "municipality"}
FIELDS: dict[str, str] = {
    "title": N_("Title"),
    "summary": N_("In short"),
    "objective": N_("Objective of the Network"),
    "priority": N_("Priority"),
    "description": N_("What is done"),
    "entities": N_("Entities"),
    "unsdcf": N_("UNSDCF priorities"),
    "gcm": N_("GCM objectives"),
    "sdg": N_("SDG targets"),
    "quarter": N_("Quarter"),
    "quarters": N_("Quarters"),
    "places": N_("Places"),
    "mechanisms": N_("Coordination it works with"),
    "legal": N_("Rights it stands on"),
    "funds_required": N_("Funds required"),
    "funds_available": N_("Funds available"),
    "currency": N_("Currency"),
    "gender_marker": N_("Gender marker"),
    "human_rights_marker": N_("Human-rights marker"),
    "child": N_("Is it about children?"),
    "justification": N_("Why these markers"),
    "labour_migration": N_("It is about labour migration"),
    "recruitment_fee": N_("Do migrant workers pay no recruitment fee?"),
    "contract": N_("Do they get a written contract in a language they understand?"),
    "complaint_channel": N_("Is there a channel for complaints that is safe to use?"),
    "joint": N_("Joint work of two entities or more"),
    "added_value": N_("What working together adds, in one line"),
    "milestones": N_("Milestones"),
}
CHOICES: dict[str, list[tuple[Any, str]]] = {
    "gender_marker": [*rules.MARKERS],
    "human_rights_marker": [*rules.MARKERS],
    "child": [*rules.CHILD],
    **{name: [*rules.ANSWERS] for name, _words in rules.CHECKLIST},
}


def field_name(field: str) -> str:
    """Return a field's name in the reader's language."""
    return _(FIELDS[field]) if field in FIELDS else field


def in_words(field: str, value: Any) -> str:
    """Return what a field holds as people read it: labels for codes, names for entities."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field in CHOICES:
        word = dict(CHOICES[field]).get(value)
        return _(word) if word else str(value)
    if field == "objective":
        return reference.label("tor_objective", value)
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, (_one(field, one) for one in value)))
    return str(value)


def _one(field: str, value: Any) -> str:
    if field in LISTS:
        return reference.label(LISTS[field], value)
    if field == "quarters":
        return f"Q{value}"
    if field == "entities":
        role, name = value[0], value[1]
        return f"{name} ({_(dict(rules.ROLES)[role])})"
    if isinstance(value, Mapping):
        return str(value.get("title", ""))
    return str(value)


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
    """Return an edition as a document, with the house's notes. Raises Refusal as Report does."""
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
