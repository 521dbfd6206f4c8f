"""Pictures and letterheads: uploaded files are re-encoded before they are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.documents import pictures
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.reports.fields import LETTERHEAD
from waystation.governance.reports.models import Image, Letterhead
from waystation.governance.reports.queries.drafts import draft_visible_to

MOST_BYTES = 8 * 1024 * 1024
LOGO_PIXELS, PHOTO_PIXELS = 900, 1800


def add_image(user: AnyUser, key: UUID, name: str, content: bytes) -> Image:
    """Store a picture for a draft, without metadata. Raises NotSeen, NotAllowed, Refusal."""
    report = draft_visible_to(user, key)
    seen = access.require(user, "report.draft", report.office_id)
    return _store_image(seen, report.office_id, name, content, PHOTO_PIXELS)


def _store_image(user: Any, office_id: UUID, name: str, content: bytes, most: int) -> Image:
    if not pictures.is_picture(content) or len(content) > MOST_BYTES:
        raise Refusal(
            N_("Choose a picture of at most 8 MB: JPEG or PNG."),
            field="file",
            code="picture_unknown",
        )
    name = name[-80:]
    clean: bytes = limits.run(
        pictures.for_print, name, content, most, name=name, limits=pictures.LIMITS
    )
    digest = hashlib.sha256(clean).hexdigest()
    with transaction.atomic():
        there = Image.objects.filter(office_id=office_id, digest=digest).first()
        if there is not None:
            return there
        image = Image.objects.create(
            organisation_id=user.organisation_id,
            office_id=office_id,
            created_at=now(),
            created_by=user,
            content=clean,
            digest=digest,
        )
        audit.log(
            user, "report_image.add", "reports.Image", image.id, office_id=office_id, sha256=digest
        )
    return image


def change_letterhead(
    user: AnyUser,
    office_id: UUID,
    proposed: Mapping[str, Any],
    seen: Mapping[str, Any],
    logo: tuple[str, bytes] | None = None,
) -> Letterhead:
    """Edit the letterhead of an office's reports. ``logo`` is a file: its name and content.

    Raises NotSeen, NotAllowed, Conflict if somebody else just did, and Refusal.
    """
    if office_id not in access.offices_where(user, "report.publish"):
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    actor = access.require(user, "report.publish", office_id)
    image = _store_image(actor, office_id, logo[0], logo[1], LOGO_PIXELS) if logo else None
    with transaction.atomic():
        row = Letterhead.objects.select_for_update().filter(office_id=office_id).first()
        made = row is None
        if row is None:
            row = Letterhead.begin(actor, office_id)
        given = LETTERHEAD.complete(dict(proposed))
        LETTERHEAD.refuse(given)
        changed = set(merge_edit(row, seen, given))
        if image is not None and image.id != row.logo_id:
            row.logo = image
            changed.add("logo")
        if changed or made:
            if not made:
                row.touch()
            row.save(force_insert=made)
            audit.log(
                actor, "letterhead.change", "reports.Letterhead", row.id,
                office_id=office_id, fields=sorted(changed),
            )  # fmt: skip
    return row
