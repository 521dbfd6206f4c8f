"""Outstanding work: reviews, texts with outdated figures, corrections no longer needed."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.workflow.outstanding import DUE_WITHIN_DAYS, Outstanding

from . import queries

MOST = 50


def outstanding(user: AnyUser, today: date) -> list[Outstanding]:
    """Return what waits for this user: only those who record knowledge have anything."""
    if not access.may(user, queries.WRITE):
        return []
    found = [
        Outstanding(
            "knowledge.review",
            _("Review of “{title}”").format(title=one.title),
            reverse("knowledge:entry", args=["library", one.id]),
            due_on=one.review_on,
            record=one.id,
        )
        for one in queries.reviews_waiting(user, today + timedelta(days=DUE_WITHIN_DAYS))[:MOST]
    ]
    found += [
        Outstanding(
            "knowledge.outdated_figure",
            _("Outdated figure in “{title}”").format(title=one.mention.title),
            reverse("knowledge:texts"),
            record=one.mention.pk,
        )
        for one in queries.outdated_visible_to(user)[:MOST]
    ]
    organisation = access.signed_in(user).organisation_id
    found += [
        Outstanding(
            "knowledge.source_mended",
            _("The source has corrected its error: {name}").format(name=row),
            reverse("knowledge:entry", args=["corrections", row.id]),
            record=row.id,
        )
        for row, _refusal in queries.mended_sources(organisation, today)[:MOST]
    ]
    return found
