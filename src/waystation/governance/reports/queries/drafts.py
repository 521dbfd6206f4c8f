"""Drafts of reports, and their current content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.words import N_
from waystation.governance.reports.models import Approval, Block, Edition, Report
from waystation.governance.results.queries import protecting
from waystation.governance.results.queries.figures import opens_all, spend
from waystation.governance.results.queries.indicators import current
from waystation.governance.results.queries.store import tables

from . import assembling
from .assembling import Assembled, Frame

_DAY = timedelta(days=1)


def drafts_visible_to(user: AnyUser) -> list[Report]:
    """Return the drafts whose every office the user reads indicators of, the newest first.

    Those of which nothing is published come before those that an edition was made of.
    """
    rows = access.scoped(Report.objects.all(), user, "report.read")
    rows = rows.order_by("state", "-changed_at", "-id")
    shown = rows.only("title", "starts_on", "ends_on", "changed_at", "offices", "state")
    mine = {str(one) for one in access.offices_where(user, "indicator.read")}
    return [row for row in shown[:500] if mine and set(row.offices) <= mine]


def draft_visible_to(user: AnyUser, key: UUID) -> Report:
    """Return one draft. Raises NotSeen outside the user's scope."""
    row = access.scoped(Report.objects.all(), user, "report.read").filter(id=key).first()
    mine = {str(one) for one in access.offices_where(user, "indicator.read")}
    if row is None or not mine or not set(row.offices) <= mine:
        raise NotSeen(N_("There is no such report."), code="report_unknown")
    return row


def draft_is_visible_to(user: AnyUser, key: UUID) -> bool:
    """Return whether this user may read the draft of an edition."""
    try:
        draft_visible_to(user, key)
    except NotSeen:
        return False
    return True


def blocks_of(report: Report) -> list[Block]:
    """Return the blocks of a report that the caller may see, in order."""
    return list(Block.objects.filter(report=report).order_by("position", "id"))


def indicator_titles(report: Report) -> dict[str, str]:
    """Return the names of the indicators that a report, which the caller may see, can use."""
    return {key: known.title for key, known in current(report.organisation_id).items()}


def frame_of(report: Report) -> Frame:
    """Return what all figures of a report share."""
    return Frame(
        report.organisation_id,
        Period(report.starts_on, report.ends_on + _DAY),
        tuple(UUID(one) for one in report.offices),
        report.audience,
        report.language,
        _sources_without_readers() if report.audience == "internal" else frozenset(),
    )


def _sources_without_readers() -> frozenset[str]:
    """Return the sources of which no reader may open every record."""
    return frozenset(key for key, table in tables().items() if not table.one_by_one)


def frame_for(report: Report, reader: AnyUser) -> Frame:
    """Return the frame for a reader: noise where they may not open the records."""
    frame = frame_of(report)
    sources = {one.definition.source for one in current(report.organisation_id).values()}
    closed = {one for one in sources if not opens_all(reader, one, frame.offices)}
    return replace(frame, noisy=frame.noisy | closed)


def counted_for(
    report: Report,
    blocks: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    mend: bool = True,
    reader: AnyUser | None = None,
) -> Assembled:
    """Return blocks as they read now in a report; a reader's live figures are counted up."""
    frame = frame_of(report) if reader is None else frame_for(report, reader)
    found = assembling.assemble(frame, current(report.organisation_id), blocks, mend=mend)
    if reader is not None and frame.noisy:
        tables = {id(one.table): one.table for one in found.figures}
        spend(reader, [one for one in tables.values() if one.source in frame.noisy])
    return found


def preview(report: Report, *, mend: bool = True, reader: AnyUser | None = None) -> Assembled:
    """Return a draft as it would be published now, for its audience.

    With ``mend`` a block that cannot be shown says why; otherwise Refusal is raised. For a
    ``reader`` who may not open the records a draft is a free query, so its figures have noise until
    it is published, and count as live queries.
    """
    blocks: list[tuple[str, dict[str, Any]]] = [
        (block.kind, block.content) for block in blocks_of(report)
    ]
    return counted_for(report, blocks, mend=mend, reader=reader)


def refused_blocks(assembled: Assembled) -> int:
    """Return how many blocks of a draft cannot be shown."""
    return sum(one["kind"] == "refused" for one in assembled.blocks)


def hidden_figures(assembled: Assembled) -> int:
    """Return how many figures of a draft are suppressed."""
    return sum(one.figure.state == "hidden" for one in assembled.figures)


def differs_when_published(report: Report, assembled: Assembled) -> bool:
    """Return whether a draft shows a figure with noise that its edition will show without.

    A draft can be changed and read as often as its writer likes, so for readers who may not open
    the records its figures are live answers (docs/decisions/0021). Noise that stays in the edition
    is the same there.
    """
    stays = frame_of(report).noisy
    in_use = protecting.methods_in_use(report.organisation_id, report.audience)
    return any(
        one.table.method == "noise"
        and one.table.source not in stays
        and in_use.get(one.table.known.key) != "noise"
        for one in assembled.figures
    )


def block_of(report: Report, key: UUID) -> Block:
    """Return one block of a report that the caller may see. Raises NotSeen."""
    block = Block.objects.filter(report=report, pk=key).first()
    if block is None:
        raise NotSeen(N_("This block is not there any more."), code="block_unknown")
    return block


def findings_offered(user: AnyUser) -> list[tuple[str, str]]:
    """Return the survey findings this user may put into a report: "source:key" and title."""
    offered: list[tuple[str, str]] = []
    for source in contributions.functions("findings"):
        found = contributions.function_of_same_module("findings", source, "findings_visible_to")
        offered += (
            [(f"{source}:{one['key']}", one["title"]) for one in found(user)] if found else []
        )
    return offered


def approvals_of(report: Report) -> list[Approval]:
    """Return who approved this version of a report that the caller may see."""
    rows = Approval.objects.filter(report=report, version=report.version)
    return list(rows.select_related("approved_by").order_by("approved_at", "id"))


def last_number(report: Report) -> int:
    """Return the number of the last edition of a report that the caller may see, 0 without."""
    return Edition.objects.filter(report=report).aggregate(Max("number"))["number__max"] or 0


def edition_made_by(user: AnyUser, report: Report, number: int) -> UUID | None:
    """Return the edition of that number if this user published it."""
    mine = Edition.objects.filter(report=report, number=number, published_by=access.signed_in(user))
    return mine.values_list("id", flat=True).first()
