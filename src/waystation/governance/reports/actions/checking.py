"""Recording the facts behind a report's typed figures."""

from __future__ import annotations

from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.governance.knowledge import actions as knowledge
from waystation.governance.reports.queries.checking import checked_draft
from waystation.governance.reports.queries.drafts import draft_visible_to


def record_figures(user: AnyUser, key: UUID, address: str) -> int:
    """Record the facts behind a draft's typed figures; return how many.

    A later vintage of one of them then names the draft, and the report once it is published.
    Raises NotSeen, NotAllowed.
    """
    report = draft_visible_to(user, key)
    access.require(user, "report.draft", report.office_id)
    checked = checked_draft(user, report)
    return knowledge.record_mentions(
        user,
        report.office_id,
        checked.figures if checked else (),
        text_kind="draft",
        text_id=str(report.id),
        title=report.title,
        address=address,
        permission="report.draft",
    )
