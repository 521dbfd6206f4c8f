"""Writing a report: adding, editing, moving and removing blocks of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.documents import writing
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.refusals import choice
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import actions as knowledge_actions
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.knowledge.presenting import tokens
from waystation.governance.reports.fields import BLOCKS, CONTENT, REPORT, REQUIRED
from waystation.governance.reports.models import Block, Report
from waystation.governance.reports.queries.drafts import (
    block_of,
    blocks_of,
    draft_visible_to,
    findings_offered,
)
from waystation.governance.reports.queries.pictures import image_is_visible_to
from waystation.governance.reports.queries.sections import guards, may_use_section
from waystation.governance.reports.queries.writing import inline_of
from waystation.governance.reports.rules import reports as rules
from waystation.governance.reports.rules import templates
from waystation.governance.reports.rules.guards import Act, first_refusal
from waystation.governance.results import queries as results


def draft_report(
    user: AnyUser,
    title: str,
    starts_on: date,
    ends_on: date,
    *,
    audience: str = "partners",
    language: str = "en",
    author: str = "",
    with_cover: bool = True,
    template: str = "",
    office: UUID | None = None,
    offices: Iterable[UUID] | None = None,
    blocks: Iterable[tuple[str, Mapping[str, Any]]] = (),
    key: UUID | None = None,
) -> Report:
    """Begin a report over offices whose indicators the user reads (all of them by default).

    The same ``key`` again returns the same report. Raises NotAllowed, NotSeen, Conflict and
    Refusal with the field.
    """
    seen = access.require(user, "report.draft")
    mine = access.offices_where(user, "indicator.read")
    chosen = sorted(mine if offices is None else set(offices))
    drafting = access.offices_where(user, "report.draft")
    home = access.office_of(seen)
    place = office or (home.id if home and home.id in drafting else drafting[0])
    if place not in drafting or not chosen or not set(chosen) <= set(mine):
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    known = dict(settings.LANGUAGES)
    refuse(rules.refusals_of_report(title, starts_on, ends_on, audience, language, author, known))
    fields = {
        "title": title.strip(),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "audience": audience,
        "language": language,
        "author": author.strip(),
        "with_cover": with_cover,
        "offices": [str(one) for one in chosen],
        "office_id": place,
    }
    with transaction.atomic():
        there = Report.objects.filter(pk=key).first() if key else None
        if there is not None:
            if there.organisation_id != seen.organisation_id or any(
                getattr(there, name) != value for name, value in fields.items()
            ):
                raise Conflict(N_("This key already belongs to another report."))
            return there
        moment = now()
        report = Report.objects.create(
            id=key or new_key(),
            organisation_id=seen.organisation_id,
            created_at=moment,
            created_by=seen,
            changed_at=moment,
            **fields,
        )
        blocks = [*blocks, *_template(user, template, language)]
        for position, (kind, content) in enumerate(blocks, start=1):
            refuse_block(user, kind, content)
            Block.objects.create(
                report=report,
                position=position,
                kind=kind,
                content=rules.stored_block(kind, content),
            )
        audit.log(seen, "report.draft", "reports.Report", report.id, office_id=place)
        record_facts(seen, report)
    return report


def _template(user: AnyUser, name: str, language: str) -> templates.Blocks:
    """Return the blocks that a report begins with, in its language."""
    with translation.override(language):
        return templates.blocks_of(name, results.indicators_by_key(user), translation.gettext)


def draft_of(user: AnyUser, key: UUID) -> Report:
    """Return a draft locked for this user's change. Raises NotSeen and NotAllowed."""
    report = draft_visible_to(user, key)
    access.require(user, "report.draft", report.office_id)
    return Report.objects.select_for_update().get(pk=report.pk)


def refuse_act(report: Report, act: Act, content: Mapping[str, Any] | None = None) -> None:
    """Raise the Refusal of another app that guards this report, if it has one."""
    if refusal := first_refusal(guards(), report.id, act, content):
        raise refusal


def refuse_block(
    user: AnyUser, kind: str, content: Mapping[str, Any], before: Block | None = None
) -> None:
    """Raise why a block is invalid; its content ``before`` may remain."""
    if refusal := rules.refusal_of_block(kind, content, CONTENT, REQUIRED):
        raise refusal
    given = BLOCKS[kind].only(*(name for name in BLOCKS[kind].names if content.get(name)))
    given.refuse(content, *_refusals_of_choices(user, kind, content))
    if kind == "text":
        _refuse_facts(user, content, before)
    if kind == "image" and not _is_mine(user, content["image"], before):
        raise NotSeen(N_("There is no such picture."), code="image_unknown")
    if kind == "finding" and content["finding"] not in dict(findings_offered(user)):
        raise NotSeen(N_("There is no such finding."), code="finding_unknown")
    if kind == "section" and not may_use_section(user, content["section"]):
        raise NotSeen(N_("There is no such section."), code="section_unknown")


def _is_mine(user: AnyUser, image: str, before: Block | None) -> bool:
    there = before is not None and before.content.get("image") == image
    return there or image_is_visible_to(user, image)


def _facts_in(content: Mapping[str, Any]) -> set[str]:
    nodes = writing.inline_nodes(rules.nodes_of(content))
    return {one["attrs"]["fact"] for one in nodes if one["type"] == "fact"}


def _refuse_facts(user: AnyUser, content: Mapping[str, Any], before: Block | None) -> None:
    """Raise why facts cannot be quoted: this user does not see them."""
    there = _facts_in(before.content) if before is not None and before.kind == "text" else set()
    if not all(knowledge.token_is_visible_to(user, one) for one in _facts_in(content) - there):
        raise Refusal(
            N_("A fact in this text no longer exists. Choose another."),
            field="text",
            code="fact_unknown",
        )


def _refusals_of_choices(
    user: AnyUser, kind: str, content: Mapping[str, Any]
) -> list[Refusal | None]:
    """Return why indicators named in a block cannot be chosen: nobody defines them."""
    if not {"indicator", "indicators"} & set(BLOCKS[kind].names):
        return []
    known = results.current(access.signed_in(user).organisation_id)
    return [
        *(choice(one, "indicators", known) for one in content.get("indicators", ())),
        choice(content.get("indicator", ""), "indicator", known),
    ]


def note_change(user: AnyUser, report: Report, verb: str, **detail: Any) -> None:
    """Count a change of a draft, log it, and record which facts the draft quotes now."""
    report.version += 1
    report.changed_at = now()
    report.save()
    seen = access.require(user, "report.draft")
    log(seen, verb, report, **detail)
    record_facts(seen, report)


def record_facts(user: Any, report: Report) -> None:
    """Record the facts that a draft quotes, so that a newer value of one names this text."""
    keys = [node["attrs"]["fact"] for _row, node in inline_of(report, "fact")]
    with translation.override(report.language):
        quoted = [
            (key, tokens.format_fact(one.value, one.unit, one.qualifier, report.language))
            for key, one in knowledge.tokens_of(report.organisation_id, keys).items()
        ]
    knowledge_actions.record_tokens(
        user,
        report.office_id,
        quoted,
        text_kind="draft",
        text_id=str(report.id),
        title=report.title,
        address=reverse("reports:draft", args=[report.id]),
    )


@transaction.atomic
def change_report(
    user: AnyUser, key: UUID, proposed: Mapping[str, Any], seen: Mapping[str, Any]
) -> Report:
    """Edit what describes a report. Raises Conflict if somebody else just did."""
    report = draft_of(user, key)
    refuse_act(report, "change")
    given = {name: value for name, value in proposed.items() if name in REPORT.names}
    changed = merge_edit(report, seen, given)
    values = {name: getattr(report, name) for name in rules.CHECKED_FIELDS}
    refuse(rules.refusals_of_report(**values, known=dict(settings.LANGUAGES)))
    if changed:
        note_change(user, report, "report.change", fields=sorted(changed))
    return report


@transaction.atomic
def add_block(user: AnyUser, key: UUID, kind: str, content: Mapping[str, Any]) -> Block:
    """Put a block at the end of a draft. Raises NotSeen, NotAllowed, Refusal with the field."""
    report = draft_of(user, key)
    refuse_block(user, kind, content)
    refuse_act(report, "add_block", content)
    rows = blocks_of(report)
    if refusal := rules.refusal_of_number(len(rows) + 1):
        raise refusal
    block = Block.objects.create(
        report=report,
        position=rows[-1].position + 1 if rows else 1,
        kind=kind,
        content=rules.stored_block(kind, content),
    )
    note_change(user, report, "report.change", fields=["blocks"])
    return block


@transaction.atomic
def change_block(
    user: AnyUser,
    key: UUID,
    block: UUID,
    content: Mapping[str, Any],
    seen: Mapping[str, Any],
) -> Block:
    """Edit the content of a block, field by field.

    Raises Conflict if somebody else changed the same field since ``seen``, and for every changed
    field that ``seen`` does not contain.
    """
    report = draft_of(user, key)
    row = block_of(report, block)
    refuse_block(user, row.kind, content, row)
    refuse_act(report, "change_block", row.content)
    there = Draft(**values_of_block(row))
    if merge_edit(there, seen, dict(content)):
        row.content = rules.stored_block(row.kind, there.values)
        row.save()
        note_change(user, report, "report.change", fields=["blocks"])
    return row


def values_of_block(row: Block) -> dict[str, Any]:
    """Return the form values of a block: for a text, its plain-text syntax."""
    if row.kind == "text":
        return {"text": writing.to_text(row.content["nodes"])}
    table = BLOCKS[row.kind]
    return {one.name: row.content.get(one.name, one.initial or one.blank) for one in table}


@transaction.atomic
def move_block(user: AnyUser, key: UUID, block: UUID, by: int) -> None:
    """Move a block up (-1) or down (1). Raises NotSeen and NotAllowed."""
    report = draft_of(user, key)
    row = block_of(report, block)
    refuse_act(report, "move_block", row.content)
    rows = blocks_of(report)
    at = rows.index(row)
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for position, one in enumerate(rows, start=1):
        Block.objects.filter(pk=one.pk).update(position=position)
    note_change(user, report, "report.change", fields=["blocks"])


@transaction.atomic
def remove_block(user: AnyUser, key: UUID, block: UUID) -> None:
    """Take a block out of a draft. Raises NotSeen and NotAllowed."""
    report = draft_of(user, key)
    row = block_of(report, block)
    refuse_act(report, "remove_block", row.content)
    row.delete()
    note_change(user, report, "report.change", fields=["blocks"])
