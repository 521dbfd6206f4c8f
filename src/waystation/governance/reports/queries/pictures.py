"""Pictures of reports, letterheads of offices, and the text of covers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.reports.models import Image, Letterhead, Report


def image_of(organisation_id: UUID, key: str) -> Image | None:
    """Return a picture of an organisation, for the report that names it."""
    try:
        asked = UUID(str(key))
    except ValueError:
        return None
    return Image.objects.filter(organisation_id=organisation_id, id=asked).first()


def image_is_visible_to(user: AnyUser, key: str) -> bool:
    """Return whether this user may put a picture into a report: it is of one of their offices."""
    found = image_of(access.signed_in(user).organisation_id, key)
    return found is not None and found.office_id in access.offices_where(user, "report.read")


def letterhead_of(office_id: UUID) -> Letterhead | None:
    """Return the letterhead of an office, for its own reports."""
    return Letterhead.objects.select_related("logo").filter(office_id=office_id).first()


def letterhead_visible_to(user: AnyUser, office_id: UUID) -> Letterhead | None:
    """Return the letterhead of an office where the user publishes. Raises NotSeen elsewhere."""
    if office_id not in access.offices_where(user, "report.publish"):
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    return letterhead_of(office_id)


def cover_of(report: Report) -> dict[str, Any] | None:
    """Return the content of a report's cover, as plain data; None if it has none."""
    if not report.with_cover:
        return None
    head = letterhead_of(report.office_id)
    office = access.office_names(report.organisation_id).get(str(report.office_id), "")
    logo = head.logo if head else None
    return {
        "office": (head.name if head else "") or office,
        "lines": [one.strip() for one in head.address.splitlines()][:5] if head else [],
        "logo": str(logo.id) if logo else "",
        "logo_digest": logo.digest if logo else "",
    }


def second_is_needed(report: Report) -> bool:
    """Return whether the office of a report asks for a second approver."""
    head = letterhead_of(report.office_id)
    return bool(head and head.second_approver)
