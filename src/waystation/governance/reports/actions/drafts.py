"""Writing a report: blocks are added, changed, moved and taken out while it is a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.refusals import choice
from waystation.foundation.shared.words import N_
from waystation.governance.reports.fields import BLOCKS, CONTENT, REPORT
from waystation.governance.reports.models import Block, Report
from waystation.governance.reports.queries.drafts import draft_visible_to, findings_offered
from waystation.governance.reports.queries.sections import guards, offered
from waystation.governance.reports.rules import reports as rules
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
    refusal = rules.refusal_to_draft(title, starts_on, ends_on, audience)
    if refusal:
        raise refusal
    if refusal := rules.refusal_of_language(language, dict(settings.LANGUAGES)):
        raise refusal
    fields = {
        "title": title.strip(),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "audience": audience,
        "language": language,
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
        for position, (kind, content) in enumerate(blocks, start=1):
            _check(user, kind, content)
            Block.objects.create(report=report, position=position, kind=kind, content=content)
        audit.log(seen, "report.draft", "reports.Report", report.id, office_id=place)
    return report


def _draft(user: AnyUser, key: UUID) -> Report:
    """Return a draft locked for this user's change. Raises NotSeen and NotAllowed."""
    report = draft_visible_to(user, key)
    access.require(user, "report.draft", report.office_id)
    return Report.objects.select_for_update().get(pk=report.pk)


def _kept(report: Report, act: Act, content: Mapping[str, Any] | None = None) -> None:
    """Raise the Refusal of another app that guards this report, if it has one."""
    if refusal := first_refusal(guards(), report.id, act, content):
        raise refusal


def _check(user: AnyUser, kind: str, content: Mapping[str, Any]) -> None:
    if refusal := rules.refusal_of_block(kind, content, CONTENT):
        raise refusal
    refuse(_refusals_of_choices(user, kind, content))
    if kind == "finding" and content["finding"] not in dict(findings_offered(user)):
        raise NotSeen(N_("There is no such finding."), code="finding_unknown")
    if kind == "section" and not offered(user, content["section"]):
        raise NotSeen(N_("There is no such section."), code="section_unknown")


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


def _changed(user: AnyUser, report: Report, verb: str, **detail: Any) -> None:
    report.version += 1
    report.changed_at = now()
    report.save()
    seen = access.require(user, "report.draft")
    audit.log(seen, verb, "reports.Report", report.id, office_id=report.office_id, **detail)


@transaction.atomic
def change_report(
    user: AnyUser, key: UUID, proposed: Mapping[str, Any], seen: Mapping[str, Any]
) -> Report:
    """Change title, period, audience or language. Raises Conflict if somebody else just did."""
    report = _draft(user, key)
    _kept(report, "change")
    given = {name: value for name, value in proposed.items() if name in REPORT.names}
    changed = merge_edit(report, seen, given)
    refusal = rules.refusal_to_draft(
        report.title, report.starts_on, report.ends_on, report.audience
    )
    if refusal:
        raise refusal
    if refusal := rules.refusal_of_language(report.language, dict(settings.LANGUAGES)):
        raise refusal
    if changed:
        _changed(user, report, "report.change", fields=sorted(changed))
    return report


@transaction.atomic
def add_block(user: AnyUser, key: UUID, kind: str, content: Mapping[str, Any]) -> Block:
    """Put a block at the end of a draft. Raises NotSeen, NotAllowed, Refusal with the field."""
    report = _draft(user, key)
    _check(user, kind, content)
    _kept(report, "add_block", content)
    last = Block.objects.filter(report=report).order_by("-position").first()
    if Block.objects.filter(report=report).count() >= rules.MOST_BLOCKS:
        raise Refusal(
            N_("A report has at most {most} blocks. Begin a second one."),
            code="too_many_blocks",
            most=rules.MOST_BLOCKS,
        )
    position = last.position + 1 if last else 1
    block = Block.objects.create(report=report, position=position, kind=kind, content=content)
    _changed(user, report, "report.change", fields=["blocks"])
    return block


def _block(report: Report, key: UUID) -> Block:
    block = Block.objects.filter(report=report, pk=key).first()
    if block is None:
        raise NotSeen(N_("This block is not there any more."), code="block_unknown")
    return block


@transaction.atomic
def change_block(
    user: AnyUser,
    key: UUID,
    block: UUID,
    content: Mapping[str, Any],
    seen: Mapping[str, Any],
) -> Block:
    """Change what a block holds, field by field.

    Raises Conflict if somebody else changed the same field since ``seen``, and for every changed
    field that ``seen`` does not name.
    """
    report = _draft(user, key)
    row = _block(report, block)
    _check(user, row.kind, content)
    _kept(report, "change_block", row.content)
    table = BLOCKS[row.kind]
    there = Draft(**{name: row.content.get(name, table[name].blank) for name in table.names})
    if merge_edit(there, seen, dict(content)):
        row.content = there.values
        row.save()
        _changed(user, report, "report.change", fields=["blocks"])
    return row


@transaction.atomic
def move_block(user: AnyUser, key: UUID, block: UUID, by: int) -> None:
    """Move a block up (-1) or down (1). Raises NotSeen and NotAllowed."""
    report = _draft(user, key)
    row = _block(report, block)
    _kept(report, "move_block", row.content)
    rows = list(Block.objects.filter(report=report).order_by("position", "id"))
    at = rows.index(row)
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for position, one in enumerate(rows, start=1):
        Block.objects.filter(pk=one.pk).update(position=position)
    _changed(user, report, "report.change", fields=["blocks"])


@transaction.atomic
def remove_block(user: AnyUser, key: UUID, block: UUID) -> None:
    """Take a block out of a draft. Raises NotSeen and NotAllowed."""
    report = _draft(user, key)
    row = _block(report, block)
    _kept(report, "remove_block", row.content)
    row.delete()
    _changed(user, report, "report.change", fields=["blocks"])
