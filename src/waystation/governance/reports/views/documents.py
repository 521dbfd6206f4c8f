"""A draft or an edition as a document: the same blocks for page, Word and PDF."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks
from waystation.foundation.shared.periods import today_in
from waystation.governance.reports import presenting, queries
from waystation.governance.reports.queries.drafts import frame_of


def loader(organisation_id: Any) -> presenting.Load:
    """Return what loads the pictures of an organisation's reports."""

    def load(key: str) -> bytes:
        found = queries.image_of(organisation_id, key)
        return bytes(found.content) if found else b""

    return load


def content_of(report: Any, assembled: Any) -> dict[str, Any]:
    """Return a draft in the shape in which an edition stores it."""
    names = access.office_names(report.organisation_id)
    return {
        **assembled.as_content(),
        "cover": queries.cover_of(report),
        "audience": report.audience,
        "offices": [{"id": one, "name": names.get(one, one)} for one in report.offices],
        "period": frame_of(report).period.code,
    }


def draft_document(report: Any, assembled: Any) -> blocks.Report:
    """Return a draft as the document it would be, which says if its figures will differ."""
    with translation.override(report.language):
        state = _("Draft {version}").format(version=report.version)
        differs = queries.differs_when_published(report, assembled)
        notice = _(presenting.DIFFERS) if differs else ""
    return presenting.report_of(
        content_of(report, assembled),
        title=report.title,
        language=report.language,
        kicker=presenting.span_of(report.starts_on, report.ends_on, report.language),
        dated=today_in(),
        state=state,
        notice=notice,
        author=report.author,
        load=loader(report.organisation_id),
    )


def edition_document(read: Any, *, linked: bool) -> blocks.Report:
    """Return an edition as a document; ``linked`` figures open to their records."""
    row, content = read.row, read.content
    with translation.override(content["language"]):
        edition = _("Edition {number}").format(number=content["number"])

    def href(number: int) -> str:
        return reverse("reports:figure", args=[row.id, number])

    return presenting.report_of(
        content,
        title=content["title"],
        language=content["language"],
        kicker=presenting.span_of(row.starts_on, row.ends_on, content["language"]),
        dated=row.published_at,
        edition=edition,
        digest=row.digest,
        author=content.get("author") or content["published_by"],
        notes=content["notes"],
        href=href if linked else None,
        load=loader(row.organisation_id),
    )
