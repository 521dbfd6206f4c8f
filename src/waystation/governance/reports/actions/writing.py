"""Saving a draft from the editor block by block, so that two people can write at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal
from waystation.governance.reports.models import Block, Report
from waystation.governance.reports.queries.drafts import blocks_of
from waystation.governance.reports.queries.writing import digest_of, key_of, seen_now
from waystation.governance.reports.rules import reports as rules
from waystation.governance.reports.rules import writing as texts

from .drafts import draft_of, note_change, refuse_act, refuse_block


class Proposed(NamedTuple):
    """A block as an editor proposes it."""

    key: str
    kind: str
    content: dict[str, Any]


class RefusedBlocks(Refusal):
    """Blocks that cannot be saved as they are, each with its own refusal."""

    def __init__(self, blocks: Mapping[str, Refusal]) -> None:
        self.blocks = dict(blocks)
        first = next(iter(blocks.values()))
        super().__init__(first.sentence, field=first.field, code=first.code, **first.values)


@transaction.atomic
def save_document(
    user: AnyUser, key: UUID, nodes: Any, seen: Mapping[str, Any]
) -> tuple[Report, dict[str, Any], bool]:
    """Write a draft from the editor's nodes.

    Returns it, what its editor has seen now, and whether another editor's work is in it.

    ``seen`` is what ``queries.seen_now`` gave this editor. What only one of two editors touched
    is merged, block by block. Raises NotSeen, NotAllowed, RefusedBlocks, and Conflict naming the
    blocks that both changed; then nothing is saved.
    """
    report = draft_of(user, key)
    proposed = {one.key: one for one in _proposed_blocks(nodes)}
    rows = {str(one.id): one for one in blocks_of(report)}
    before, seen_order = texts.read_seen(seen)
    asked = {*before, *proposed}
    there = Draft(
        **{
            one: digest_of(rows[one].kind, rows[one].content) if one in rows else None
            for one in asked
        }
    )
    wanted = {
        one: digest_of(proposed[one].kind, proposed[one].content) if one in proposed else None
        for one in asked
    }
    touched = set(merge_edit(there, {one: before.get(one) for one in asked}, wanted))
    _refuse_wrong(user, report, {one: proposed.get(one) for one in touched}, rows)
    final = {one for one in rows if one not in touched} | (touched & set(proposed))
    if refusal := rules.refusal_of_number(len(final)):
        raise refusal
    order = texts.joined_order(seen_order, list(rows), list(proposed), final)
    moved = [one for one in rows if one in final] != [one for one in order if one in rows]
    if moved:
        refuse_act(report, "move_block")
    if touched or moved:
        _write(report, proposed, rows, touched, order)
        note_change(user, report, "report.change", fields=["blocks"])
    saved = seen_now(blocks_of(report))
    others = saved["order"] != list(proposed) or any(
        saved["blocks"][one] != digest_of(block.kind, block.content)
        for one, block in proposed.items()
    )
    return report, saved, others


def _proposed_blocks(nodes: Any) -> list[Proposed]:
    """Return the editor's nodes as blocks; empty paragraphs and headings are none."""
    found: list[Proposed] = []
    wrong: dict[str, Refusal] = {}
    for kind, key, content in texts.blocks_in(nodes):
        place = key_of(key)
        if place is None or any(one.key == str(place) for one in found):
            wrong[str(key)[:40]] = texts.UNREADABLE
        else:
            found.append(Proposed(str(place), kind, content))
    if wrong:
        raise RefusedBlocks(wrong)
    return found


def _refuse_wrong(
    user: AnyUser,
    report: Report,
    touched: Mapping[str, Proposed | None],
    rows: Mapping[str, Block],
) -> None:
    """Raise what is wrong with the changed blocks, all of it together."""
    new = [UUID(one) for one, block in touched.items() if block and one not in rows]
    elsewhere = Block.objects.filter(id__in=new).exclude(report=report).values_list("id", flat=True)
    wrong: dict[str, Refusal] = {str(one): texts.UNREADABLE for one in elsewhere}
    for one, block in touched.items():
        row = rows.get(one)
        try:
            if block is None:
                refuse_act(report, "remove_block", row.content if row else None)
                continue
            refuse_act(
                report,
                "change_block" if row else "add_block",
                row.content if row else block.content,
            )
            refuse_block(user, block.kind, block.content, row)
        except Refusal as refusal:
            if isinstance(refusal, NotSeen) and refusal.code == "report_unknown":
                raise
            wrong[one] = refusal
    if wrong:
        raise RefusedBlocks(wrong)


def _write(
    report: Report,
    proposed: Mapping[str, Proposed],
    rows: Mapping[str, Block],
    touched: set[str],
    order: Sequence[str],
) -> None:
    gone = [UUID(one) for one in touched if one not in proposed]
    Block.objects.filter(report=report, id__in=gone).delete()
    for position, one in enumerate(order, start=1):
        row = rows.get(one)
        if row is None:
            block = proposed[one]
            Block.objects.create(
                id=UUID(one),
                report=report,
                position=position,
                kind=block.kind,
                content=block.content,
            )
            continue
        if one in touched:
            row.kind, row.content = proposed[one].kind, proposed[one].content
        elif row.position == position:
            continue
        row.position = position
        row.save()


__all__ = ["Conflict", "Proposed", "RefusedBlocks", "save_document"]
