"""Publishing: the current state of the draft becomes an immutable edition."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import rfc8785
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from waystation import __version__ as code_version
from waystation.analysis import sdc
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.knowledge import actions as knowledge
from waystation.governance.reports.models import Edition, Lineage, Report
from waystation.governance.reports.queries import lineage, proving, released, verifying
from waystation.governance.reports.queries.assembling import Assembled
from waystation.governance.reports.queries.drafts import (
    approvals_of,
    blocks_of,
    draft_visible_to,
    frame_for,
    frame_of,
    preview,
)
from waystation.governance.reports.queries.pictures import cover_of, second_is_needed
from waystation.governance.reports.queries.proving import Approval
from waystation.governance.reports.queries.sections import guards
from waystation.governance.reports.rules import releases
from waystation.governance.reports.rules import reports as rules
from waystation.governance.reports.rules.guards import first_refusal
from waystation.governance.reports.transitions import REPORT_WORKFLOW
from waystation.governance.results.queries import protecting

FORMAT = 2
TELLING = frozenset(
    {
        "cannot_protect",
        "insider",
        "not_protected",
        "release_attacked",
        "released_difference",
        "shown_before",
    }
)
"""Refusals that say of a number that it is small, or of records that they changed."""


def publish_report(
    user: AnyUser,
    key: UUID,
    *,
    version: int | None = None,
    reason: str = "",
    approvals: Sequence[Approval] = (),
) -> Edition:
    """Publish a draft as its next edition; from the second on it corrects the one before.

    ``version`` is the draft as the user saw it; ``approvals`` who approved it, where that is not
    whoever publishes. Raises NotSeen, NotAllowed, Conflict if the
    draft was changed meanwhile, and Refusal if a rule speaks against it.
    """
    report = draft_visible_to(user, key)
    before = Edition.objects.filter(report=report).order_by("-number").first()
    step = REPORT_WORKFLOW.transitions["correct" if before else "publish"]
    seen = access.require(user, step.permission, report.office_id)
    if version is not None and version != report.version:
        raise Conflict(
            N_("The report was changed while you were reading it. Check it again."),
            code="edited_meanwhile",
        )
    with translation.override(report.language):
        notes = {
            "unscr_1244": str(settings.UNSCR_1244_NOTE),
            "boundaries": str(settings.BOUNDARY_NOTE),
        }
    approved = approvals_of(report)
    refusal = rules.refusal_unapproved(
        second_is_needed(report), [one.approved_by_id for one in approved], seen.pk
    ) or rules.refusal_to_publish(
        blocks_of(report), notes["unscr_1244"], before.number if before else None, reason
    )
    if refusal:
        raise refusal
    if refusal := first_refusal(guards(), report.id, "publish"):
        raise refusal
    approvals = [
        *approvals,
        *(
            Approval(
                one.approved_by_id, one.approved_by.full_name, timezone.localdate(one.approved_at)
            )
            for one in approved
        ),
    ]
    try:
        assembled = _counted(report)
    except Refusal as refusal:
        raise _as_told(seen, report, refusal) from None
    edition = new_key()
    kept = lineage.keep(report.organisation_id, edition, assembled.figures, assembled.facts)
    content = _content(report, assembled, kept, notes, seen, before, reason, approvals)
    methods = {one.table.known.key: one.table.method for one in assembled.figures}
    return _freeze(report, edition, content, kept, seen, before, methods, step)


def _counted(report: Report) -> Assembled:
    """Return what would be published. Raises Refusal where it would give a small number away."""
    assembled = preview(report, mend=False)
    if report.audience != "internal":
        # noise is its own protection from differences
        figures = [
            {**one.as_data(), "counted": one.parts()}
            for one in assembled.figures
            if one.table.method != "noise"
        ]
        asked = {one.table.known.key: one.table.known.definition for one in assembled.figures}
        thresholds = {
            key: sdc.policy_for(report.audience, one.source).threshold for key, one in asked.items()
        }
        known = released.released_before(report)
        if refusal := releases.refusal_to_release(figures, known, thresholds):
            raise refusal
        if findings := released.findings_in(assembled.blocks):
            least = sdc.policy_for(report.audience, "survey").threshold
            before_ = released.findings_before(report)
            if refusal := releases.refusal_to_release_findings(findings, before_, least):
                raise refusal
    return assembled


def _as_told(user: AnyUser, report: Report, refusal: Refusal) -> Refusal:
    """Return a refusal as its reader may know it.

    Which number is small, who is alone in a group and what changed since, the program says only to
    who may open the records: others could try one draft after the other.
    """
    if refusal.code not in TELLING:
        return refusal
    counted = preview(report).facts
    if not frame_for(report, user).noisy.intersection(counted):
        return refusal
    return Refusal(
        N_(
            "This report would reveal a small number, by itself or together with "
            "earlier publications. Ask someone who may open the records to publish "
            "it. They are told which number it is."
        ),
        code="small_number_found",
    )


def _content(
    report: Report,
    assembled: Assembled,
    kept: list[lineage.StoredLineage],
    notes: dict[str, str],
    user: Any,
    before: Edition | None,
    reason: str,
    approvals: Sequence[Approval],
) -> dict[str, Any]:
    names = access.office_names(report.organisation_id)
    return {
        "format": FORMAT,
        "report": str(report.id),
        "title": report.title,
        "period": frame_of(report).period.code,
        "audience": report.audience,
        "language": report.language,
        "author": report.author,
        "cover": cover_of(report),
        "offices": [{"id": one, "name": names.get(one, one)} for one in report.offices],
        "number": before.number + 1 if before else 1,
        "corrects": before.digest if before else None,
        "reason": reason.strip(),
        "published_by": user.full_name,
        "published_on": today_in().isoformat(),
        "notes": notes,
        "code": code_version,
        **assembled.as_content(),
        "lineage": {one.source: one.digest for one in kept},
        "provenance": proving.proof_of_figures(
            assembled.figures,
            {number: proof for one in kept for number, proof in one.proofs.items()},
            user.pk,
            approvals,
        ),
    }


def _freeze(
    report: Report,
    key: UUID,
    content: dict[str, Any],
    kept: list[lineage.StoredLineage],
    user: Any,
    before: Edition | None,
    methods: dict[str, str],
    step: Transition,
) -> Edition:
    with transaction.atomic():
        locked = Report.objects.select_for_update().filter(pk=report.pk).first()
        if locked is None:
            raise NotSeen(N_("There is no such report."), code="report_unknown")
        newest = Edition.objects.filter(report=report).order_by("-number").first()
        if locked.version != report.version or (newest and newest.id) != (before and before.id):
            raise Conflict(
                N_("The report was changed while you were reading it. Check it again."),
                code="edited_meanwhile",
            )
        if locked.state != step.target:
            locked.state = step.target
            locked.save(update_fields=["state"])
        # This row of the audit log also takes the lock under which editions get their place.
        log(user, "report.freeze", report)
        last = (
            Edition.objects.filter(organisation_id=report.organisation_id)
            .order_by("-link")
            .values_list("link", "digest")
            .first()
        )
        link, previous = (last[0] + 1, last[1]) if last else (1, verifying.FIRST)
        protecting.hold(report.organisation_id, report.audience, methods)
        moment = now()
        content |= {
            "edition": str(key),
            "link": link,
            "previous": previous,
            "published_at": moment.isoformat(),
        }
        frozen = rfc8785.dumps(content)
        row = Edition.objects.create(
            id=key,
            organisation_id=report.organisation_id,
            office_id=report.office_id,
            report=report,
            number=content["number"],
            link=link,
            title=report.title,
            starts_on=report.starts_on,
            ends_on=report.ends_on,
            audience=report.audience,
            published_at=moment,
            published_by=user,
            corrects=before,
            content=frozen,
            digest=hashlib.sha256(frozen).hexdigest(),
            previous=previous,
        )
        for one in kept:
            Lineage.objects.create(
                edition=row,
                source=one.source,
                counted_at=one.counted_at,
                rows=one.rows,
                members=one.members,
                digest=one.digest,
            )
        knowledge.publish_mentions(
            report.organisation_id,
            "draft",
            str(report.id),
            title=f"{report.title} ({row.number})",
            address=reverse("reports:report", args=[row.id]),
        )
        audit.log(
            user,
            step.verb,
            "reports.Edition",
            row.id,
            office_id=report.office_id,
            digest=row.digest,
            link=link,
        )
    return row
