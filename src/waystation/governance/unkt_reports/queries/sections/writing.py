"""The content of a requested section: live in a draft, frozen afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.typed import key_in
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.models import ReportSection, UnktReport

from .approvals import approvals
from .life import advice, context, decisions, meetings, summary
from .pieces import Piece
from .updates import quarters, question, update
from .work import coming, funding, joint, risks, sdg


def section(organisation: UUID, key: str) -> dict[str, Any] | None:
    """Return a section of a report to UNKT; ``key`` is "report/section". None if unknown."""
    report_key, _sign, name = key.partition("/")
    report = _report(report_key)
    if report is None or report.organisation_id != organisation:
        return None
    if name == rules.APPROVALS:
        return approvals(report)
    known = name in {one.key for one in report.outline}
    return content_now(report, name) if known else None


def _report(typed: str) -> UnktReport | None:
    key = key_in(typed)
    return UnktReport.objects.filter(id=key).first() if key else None


def section_offered(user: AnyUser, key: str) -> bool:
    """Return whether this user may put a section into a report: who drafts that report."""
    report = _report(key.partition("/")[0])
    return report is not None and access.may(user, "network_report.draft", report.office_id)


def content_now(report: UnktReport, name: str) -> dict[str, Any]:
    """Return what a section says: written from the records while the report is being drafted.

    While the report is with the co-chairs, and after, it says what it said when it was sent
    to them.
    """
    if report.kept and report.state != "drafting":
        return dict(report.kept["sections"][name])
    return section_content(report, name)


def section_content(report: UnktReport, name: str) -> dict[str, Any]:
    """Return one section as the records say it now, with the words people added."""
    number, title = next(
        (n, one.title) for n, one in enumerate(report.outline, start=1) if one.key == name
    )
    kept = ReportSection.objects.filter(report=report, key=name).first()
    pieces = WRITERS[name](report) if name in WRITERS else []
    words = [
        {"kind": "paragraph", "text": one.strip()}
        for one in (kept.text if kept else "").replace("\r", "").split("\n\n")
        if one.strip()
    ]
    whole = [*words, *pieces]
    if rules.empty_of(whole):
        reason = kept.reason.strip() if kept else ""
        if reason:
            whole = [
                {"kind": "note", "text": _("Nothing to report: {reason}").format(reason=reason)}
            ]
        elif not whole:
            whole = [{"kind": "note", "text": _("Nothing is recorded for this section.")}]
    return {"title": f"{number}. {_(title)}", "pieces": whole}


WRITERS: dict[str, Callable[[UnktReport], list[Piece]]] = {
    "summary": summary,
    "context": context,
    "joint": joint,
    "sdg": sdg,
    "decisions": decisions,
    "advice": advice,
    "meetings": meetings,
    "funding": funding,
    "risks": risks,
    "next": coming,
    "quarters": quarters,
    "update": update,
    "question": question,
}
