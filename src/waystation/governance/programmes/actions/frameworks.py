"""Loading frameworks: those of the reference lists, and others from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.text import slugify

from waystation.foundation.access import queries as access
from waystation.foundation.records.saving import log
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.csv_text import CsvText
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_
from waystation.governance.programmes import queries
from waystation.governance.programmes.fields import FRAMEWORK
from waystation.governance.programmes.models import Framework, Goal
from waystation.governance.programmes.rules import words
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

COLUMNS = ("code", "title", "text", "parent", "cross_cutting", "relevance", "lead", "follows")
"""The columns of a framework's table; code and title are required."""
MOST_GOALS = 1000
YES = {"1", "yes", "true", "x"}
SHIPPED: Sequence[tuple[str, str, str]] = (
    ("strategy-2022-2025", "strategy", "pillar"),
    ("unsdcf-2021-2025", "cooperation", "unsdcf"),
    ("gcm", "compact", "gcm_objective"),
    ("gcm-principles", "principles", "gcm_principle"),
    ("sdg", "sdg", "sdg_goal"),
    ("iom-plan-2024-2028", "iom_plan", "iom_strategic_objective"),
    ("migof", "governance", "migof"),
)
"""The frameworks of the reference lists: key, kind, list."""
CROSS_CUTTING = {("unsdcf-2021-2025", "PA5")}
LEADS = {("unsdcf-2021-2025", "PA4"): "IOM"}
"""Seed 000: IOM leads priority area 4; priority 5 cuts across all others."""
CENTRAL_TARGET = "10.7"
RELEVANCE_OF_NOTE = {"direct": "direct", "related": "related"}
TEXTS = {
    ("strategy-2022-2025", "RES"): (
        "Empower migrants and communities to strengthen their resilience in situations of "
        "vulnerability."
    ),
    ("strategy-2022-2025", "MOB"): (
        "Migrants, society and businesses benefit from safe, orderly and regular human mobility."
    ),
    ("strategy-2022-2025", "GOV"): (
        "Strong migration governance is coherent with related policies and the legal framework."
    ),
}
"""The statements under the three pillars (IOM Kosovo Strategic Approach 2022–2025)."""


@transaction.atomic
def load_frameworks(user: access.AnyUser) -> int:
    """Load the frameworks of the reference lists; return how many are new.

    Existing ones are unchanged. Raises NotAllowed.
    """
    me = access.require(user, "framework.manage")
    office = access.offices_where(me, "framework.manage")[0]
    there = set(
        Framework.objects.filter(organisation_id=me.organisation_id).values_list("key", flat=True)
    )
    new = 0
    for key, kind, code_list in SHIPPED:
        if key in there:
            continue
        _load_list(me, office, key, kind, code_list)
        new += 1
    return new


def _load_list(me: Any, office: UUID, key: str, kind: str, code_list: str) -> None:
    entries = reference.entries(code_list)
    starts = [one.valid_from for one in entries.values() if one.valid_from]
    ends = [one.valid_to for one in entries.values() if one.valid_to]
    with translation.override("en"):
        title = reference.list_title(code_list)
    framework = Framework.begin(
        me,
        office,
        kind=kind,
        title=title,
        source=next((one.source for one in entries.values()), ""),
        valid_from=min(starts, default=None),
        valid_to=max(ends, default=None),
    )
    framework.key = key
    framework.save(force_insert=True)
    leads = _leads(me.organisation_id)
    goals = [
        Goal.begin(
            me,
            office,
            framework=framework,
            code=code,
            title=one.name("en"),
            text=one.text or TEXTS.get((key, code), ""),
            position=at,
            cross_cutting=(key, code) in CROSS_CUTTING,
            lead_id=leads.get(LEADS.get((key, code), "")),
            relevance="related" if kind == "sdg" else "",
        )
        for at, (code, one) in enumerate(entries.items())
    ]
    if kind == "sdg":
        goals += _targets(me, office, framework, len(goals))
    Goal.objects.bulk_create(goals)
    log(me, "framework.load", framework, goals=len(goals))


def _targets(me: Any, office: UUID, framework: Framework, after: int) -> list[Goal]:
    """Return the targets that concern migration: 10.7 central, the others as the list says."""
    found: list[Goal] = []
    for code, one in reference.entries("sdg_target").items():
        relevance = (
            "central" if code == CENTRAL_TARGET else RELEVANCE_OF_NOTE.get(one.note.strip(), "")
        )
        if relevance:
            found.append(
                Goal.begin(
                    me,
                    office,
                    framework=framework,
                    code=code,
                    title=one.name("en"),
                    parent=one.parent,
                    position=after + len(found),
                    relevance=relevance,
                )
            )
    return found


def _leads(organisation: UUID) -> dict[str, UUID]:
    rows = organisations.entities_of(organisation).exclude(acronym="").order_by("-id")
    return dict(rows.values_list("acronym", "id"))


@transaction.atomic
def load_framework(
    user: access.AnyUser,
    table: str,
    *,
    replaces_id: UUID | None = None,
    **values: Any,
) -> Framework:
    """Load a framework with its goals from a CSV table; ``values`` are of ``fields.FRAMEWORK``.

    The column "follows" names the goals of the old edition that a goal succeeds. Raises
    NotAllowed, NotSeen, Refusals naming the row.
    """
    me = access.require(user, "framework.manage")
    office = access.offices_where(me, "framework.manage")[0]
    given = FRAMEWORK.complete(values)
    FRAMEWORK.refuse(given, in_order(given["valid_from"], given["valid_to"], "valid_to"))
    before = queries.frameworks.framework_visible_to(user, replaces_id) if replaces_id else None
    rows = _rows(table)
    framework = Framework.begin(me, office, replaces=before)
    write_values(framework, FRAMEWORK, given)
    framework.key = _free_key(me.organisation_id, given["title"], given["valid_from"])
    framework.save(force_insert=True)
    leads = _leads(me.organisation_id)
    goals = {
        row["code"]: Goal.begin(
            me,
            office,
            framework=framework,
            code=row["code"],
            title=row["title"],
            text=row["text"],
            parent=row["parent"],
            position=at,
            cross_cutting=row["cross_cutting"].lower() in YES,
            relevance=row["relevance"],
            lead_id=leads.get(row["lead"]),
        )
        for at, row in enumerate(rows)
    }
    Goal.objects.bulk_create(goals.values())
    if before is not None:
        _succeed(before, framework, rows, goals)
    log(me, "framework.load", framework, goals=len(goals))
    return framework


def _rows(table: str) -> list[dict[str, str]]:
    reader = CsvText(table.replace("\x00", "").strip(), field="goals")
    names = [str(name or "").strip().lower() for name in reader.fieldnames or ()]
    if not {"code", "title"} <= set(names):
        raise Refusal(
            N_("The first line names the columns. It needs at least: code,title."),
            field="goals",
            code="no_columns",
        )
    reader.fieldnames = names
    rows: list[dict[str, str]] = []
    wrong: list[Refusal | None] = []
    for number, line in enumerate(reader, 2):
        row = {name: str(line.get(name) or "").strip() for name in COLUMNS}
        wrong.append(_refusal_of_row(number, row, {one["code"] for one in rows}))
        rows.append(row)
    refuse(wrong)
    if not rows or len(rows) > MOST_GOALS:
        raise Refusal(
            N_("A framework has 1 to {most} goals, one on each line."),
            field="goals",
            code="no_goals",
            most=MOST_GOALS,
        )
    return rows


def _refusal_of_row(number: int, row: Mapping[str, str], before: set[str]) -> Refusal | None:
    if not row["code"] or not row["title"]:
        return _refusal_in_row(N_("Row {row}: give a code and a title."), number, "")
    if row["code"] in before:
        return _refusal_in_row(
            N_("Row {row}: the code {named} is already used."), number, row["code"]
        )
    if len(row["code"]) > 60 or len(row["title"]) > 1000:
        return _refusal_in_row(N_("Row {row}: the code or the title is too long."), number, "")
    if row["relevance"] and row["relevance"] not in dict(words.RELEVANCE):
        return _refusal_in_row(
            N_("Row {row}: the relevance is central, direct or related."), number, ""
        )
    if row["parent"] and row["parent"] not in before:
        return _refusal_in_row(
            N_("Row {row}: the parent {named} is not above it."), number, row["parent"]
        )
    return None


def _refusal_in_row(sentence: str, row: int, named: str) -> Refusal:
    return Refusal(sentence, field="goals", code="row_wrong", row=row, named=named)


def _free_key(organisation: UUID, title: str, start: date | None) -> str:
    base = slugify(title)[:48] or "framework"
    key, number = base, 1
    if start:
        key = f"{base}-{start.year}"
    while Framework.objects.filter(organisation_id=organisation, key=key).exists():
        number += 1
        key = f"{base}-{number}"
    return key


def _succeed(
    before: Framework,
    after: Framework,
    rows: Sequence[Mapping[str, str]],
    goals: Mapping[str, Goal],
) -> None:
    """Point the goals of the old edition to those that say they follow them."""
    old = {one.code: one for one in Goal.objects.filter(framework=before)}
    wrong = []
    for number, row in enumerate(rows, 2):
        if not row["follows"]:
            continue
        for code in row["follows"].split():
            if code not in old:
                wrong.append(
                    _refusal_in_row(
                        N_("Row {row}: the old edition has no goal {named}."), number, code
                    )
                )
                continue
            old[code].successor = goals[row["code"]]
            old[code].touch()
            old[code].save()
    refuse(list(wrong))
