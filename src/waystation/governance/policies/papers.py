"""An instrument with its progress as a document, PDF or Word."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks
from waystation.foundation.documents.blocks import Column, Heading, Paragraph, Table
from waystation.foundation.shared.periods import today_in
from waystation.governance.policies.fields import ANSWER, INSTRUMENT
from waystation.governance.policies.queries import instruments, measures
from waystation.governance.policies.rules import measures as rules
from waystation.governance.policies.transitions import INSTRUMENT_WORKFLOW


def as_report(user: access.AnyUser, row: Any) -> blocks.Report:
    """Return an instrument that the user sees already: its measures, progress, consultation."""
    today = today_in()
    state = INSTRUMENT_WORKFLOW.words(row.state)
    parts: list[blocks.Block] = [
        Paragraph([f"{row.entity.name}. {INSTRUMENT['kind'].words(row.kind)}. {state}."])
    ]
    if row.adopted_on:
        day = blocks.day_in_writing(row.adopted_on)
        parts.append(Paragraph([_("Adopted on {day} by {body}.").format(
            day=day, body=row.adopted_by)]))  # fmt: skip
    if row.summary:
        parts.append(Paragraph([row.summary]))
    found = measures.measures_of(user, row.id, today)
    for chapter in [*instruments.chapters_of(row.id), None]:
        mine = [one for one in found if one.chapter_id == (chapter.id if chapter else None)]
        if chapter is not None:
            parts.append(Heading(chapter.title))
            if chapter.text:
                parts.append(Paragraph([chapter.text]))
        if mine:
            title = chapter.title if chapter else _("Measures")
            parts.append(_table(title, mine, today))
    parts += _consultation(user, row)
    return blocks.report(
        row.title,
        parts,
        dated=today,
        edition=_("Edition {n}").format(n=row.edition),
    )


def _table(title: str, rows: list[Any], today: Any) -> Table:
    heads = [
        Column(_("Number"), "number"),
        Column(_("Measure")),
        Column(_("Institution")),
        Column(_("Deadline"), "date"),
        Column(_("State")),
        Column(_("Milestones reached")),
        Column(_("Deadline moved")),
    ]
    return Table(
        title,
        heads,
        [
            [
                one.number,
                one.title,
                one.entity.name,
                one.due_on,
                _(dict(rules.STATES)[one.state]),
                f"{one.reached}/{one.planned}",
                _slips(one),
            ]
            for one in rows
        ],
        as_of=today,
        note=_("Progress is computed from milestones that were reached with evidence."),
    )


def _slips(row: Any) -> str:
    if not row.moves:
        return ""
    slips = measures.slips_of(row.id)
    return _("times: {times}, total days: {days}").format(times=slips.times, days=slips.days)


def _consultation(user: access.AnyUser, row: Any) -> list[blocks.Block]:
    comments = instruments.comments_of(user, row.id)
    if not comments:
        return []
    heads = [Column(_("Who")), Column(_("Comment")), Column(_("Decision")),
             Column(_("Answer"))]  # fmt: skip
    lines = [
        [str(one.consulted), one.text, ANSWER["verdict"].words(one.verdict), one.answer]
        for one in comments
    ]
    return [Heading(_("Consultation")), Table(_("Comments and answers"), heads, lines)]
